import type { Command } from './command.js';
import { init } from './commands/init.js';
import { exec } from './commands/exec.js';
import { send } from './commands/send.js';
import { types } from './commands/types.js';

/** In the order of the help: first what one needs first. */
export const commands: readonly Command[] = [init, exec, send, types];
