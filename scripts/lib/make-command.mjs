import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Whether there is one: what tests make with `makeCommand` needs it. */
export const hasShell = process.platform !== 'win32';

/** For tests: makes a command that does these lines of shell. */
export function makeCommand(file, lines) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o755);
}
