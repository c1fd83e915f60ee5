#!/usr/bin/env node
// npm run build: installs what is missing and builds what has changed. Needs nothing but Node and npm.
import { parseArgs } from 'node:util';
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/progress.mjs';
import { requireNode } from './lib/root.mjs';
import { CommandFailed, endChildrenOnSignal } from './lib/run.mjs';
import { workspaces } from './lib/workspace.mjs';

const HELP = `npm run build [-- options] [folder]

Installs what the lockfile says, and builds what has changed since.

  folder       only this one, such as packages/lua-vm, and what it needs
  --no-types   without a check of types and without .d.ts files: enough to run tests, not to pack
  --verbose    show the output of install and build
  --help       this text`;

function parse() {
  const options = {
    help: { type: 'boolean', short: 'h' },
    verbose: { type: 'boolean' },
    'no-types': { type: 'boolean' },
  };
  try {
    const parsed = parseArgs({ options, allowPositionals: true });
    const [folder, ...more] = parsed.positionals;
    if (more.length > 0) throw new Error('one folder is expected, or none');
    const only = folder?.replaceAll('\\', '/').replace(/^\.\/|\/$/g, '');
    const isWorkspace = only === undefined || workspaces().some(({ dir }) => dir === only);
    if (!isWorkspace) throw new Error(`a folder with a package is expected, such as packages/lua-vm, got ${only}`);
    return { ...parsed.values, only };
  } catch (error) {
    say(`npm run build: ${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

requireNode();
const { help, verbose = false, only, 'no-types': noTypes = false } = parse();
if (help) {
  console.log(HELP);
  process.exit(0);
}

endChildrenOnSignal();
try {
  await prepare({ verbose, only, types: !noTypes });
} catch (error) {
  say(`npm run build: ${error instanceof CommandFailed ? error.message : (error.stack ?? error)}`);
  process.exit(1);
}
