import type { Command } from './command.js';
import { check } from './commands/check.js';
import { dev } from './commands/dev.js';
import { exec } from './commands/exec.js';
import { init } from './commands/init.js';
import { inspect } from './commands/inspect.js';
import { newModule } from './commands/new-module.js';
import { replay } from './commands/replay.js';
import { run } from './commands/run.js';
import { send } from './commands/send.js';
import { test } from './commands/test.js';
import { types } from './commands/types.js';

/** In the order of the help: first what one needs first. */
export const commands: readonly Command[] = [
  init,
  dev,
  exec,
  send,
  check,
  test,
  replay,
  inspect,
  types,
  newModule,
  run,
];
