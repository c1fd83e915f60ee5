#!/usr/bin/env node
// npm run bench: builds what the benchmarks need, then becomes their program. Needs nothing but Node and npm.
import { existsSync } from 'node:fs';
import { inRoot, requireNode } from '../scripts/lib/root.mjs';
import { prepare } from '../scripts/lib/prepare.mjs';
import { say } from '../scripts/lib/progress.mjs';
import { CommandFailed, endChildrenOnSignal } from '../scripts/lib/run.mjs';

requireNode();
const leaveSignals = endChildrenOnSignal();
try {
  // The text of --help is in the program.
  const onlyHelp = process.argv.some((argument) => argument === '--help' || argument === '-h');
  if (!onlyHelp || !existsSync(inRoot('benchmarks', 'dist', 'main.js'))) await prepare({ only: 'benchmarks' });
} catch (error) {
  say(`npm run bench: ${error instanceof CommandFailed ? error.message : (error.stack ?? error)}`);
  process.exit(1);
}
leaveSignals();
await import('./dist/main.js');
