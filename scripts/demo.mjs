#!/usr/bin/env node
// npm run demo: installs, builds, then becomes the demo application. Needs nothing but Node and npm.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/progress.mjs';
import { inRoot, requireNode } from './lib/root.mjs';
import { CommandFailed, endChildrenOnSignal } from './lib/run.mjs';

const HELP = `npm run demo [-- options]

Installs, builds, finds or makes a Temporal server and starts the demo application: it prints its addresses,
runs one order through a Lua workflow, and serves until Ctrl-C.

  --once             run the order, print its result, stop everything
  --scenario <name>  which order: approved, declined, out-of-stock, timeout, undeliverable
  --verbose          show the output of install and build, and all that the Temporal SDK logs
  --help             this text

Other options are handed to the application, apps/demo.`;

requireNode();
const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(HELP);
  process.exit(0);
}

const main = inRoot('apps', 'demo', 'dist', 'main.js');
const leaveSignals = endChildrenOnSignal();
try {
  await prepare({ verbose: args.includes('--verbose'), only: 'apps/demo' });
  if (!existsSync(main)) throw new Error('the build made no apps/demo/dist/main.js: is apps/demo in this checkout?');
} catch (error) {
  say(`npm run demo: ${error instanceof CommandFailed ? error.message : (error.stack ?? error)}`);
  process.exit(1);
}
leaveSignals();

// The application takes over this process: signals, standard input and the exit code are its own.
process.argv = [process.argv[0], main, ...args];
await import(pathToFileURL(main).href);
