import type { Command } from './command.js';
import { types } from './commands/types.js';

/** In the order of the help: first what one needs first. */
export const commands: readonly Command[] = [types];
