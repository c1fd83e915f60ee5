#!/usr/bin/env node
// node scripts/durable-lua.mjs COMMAND: the command durable-lua from a clone, in whatever folder one is. Installs and builds the first
// time (later `npm run build` does, when the sources have changed). Needs nothing but Node and npm.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/progress.mjs';
import { inRoot, requireNode } from './lib/root.mjs';
import { CommandFailed, endChildrenOnSignal } from './lib/run.mjs';

requireNode();
const main = inRoot('packages', 'cli', 'dist', 'main.js');

if (!existsSync(main)) {
  const leaveSignals = endChildrenOnSignal();
  try {
    await prepare({ only: 'packages/cli', types: false });
    if (!existsSync(main)) throw new Error('the build made no packages/cli/dist/main.js');
  } catch (error) {
    say(`durable-lua: ${error instanceof CommandFailed ? error.message : (error.stack ?? error)}`);
    process.exit(1);
  }
  leaveSignals();
}

// npm run starts it in the root of the clone, and says where it was called.
const { INIT_CWD, npm_lifecycle_event: script } = process.env;
if (script === 'durable-lua' && INIT_CWD !== undefined) process.chdir(INIT_CWD);
process.env.DURABLE_LUA_COMMAND ??= `node ${process.argv[1]}`;
process.argv[1] = main;
await import(pathToFileURL(main).href);
