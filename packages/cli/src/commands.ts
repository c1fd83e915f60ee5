import type { Command } from './command.js';

/** In the order of the help: first what one needs first. */
export const commands: readonly Command[] = [];
