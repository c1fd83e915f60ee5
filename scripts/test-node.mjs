#!/usr/bin/env node
// npm run test:node: npm test, on another Node than the one that is installed here.
import { findNode } from './lib/node.mjs';
import { say, step } from './lib/progress.mjs';
import { inRoot } from './lib/root.mjs';
import { CommandFailed, endChildrenOnSignal, run } from './lib/run.mjs';

const HELP = `npm run test:node -- VERSION [what npm test takes]

Fetches that Node, from the npm package "node" into npm's cache, and runs npm test on it, with all that it starts.

  npm run test:node -- 24                       every check and test
  npm run test:node -- 22.14 packages/lua-vm    the tests of one package`;

const [wanted, ...args] = process.argv.slice(2);
if (wanted === '--help' || wanted === '-h') {
  console.log(HELP);
  process.exit(0);
}
if (!/^\d+(\.\d+){0,2}$/.test(wanted ?? '')) {
  say(`npm run test:node: a version of Node is expected, such as 22 or 24.1.0, got ${wanted ?? 'nothing'}\n\n${HELP}`);
  process.exit(2);
}

endChildrenOnSignal();
try {
  const node = await step(`Node ${wanted}`, async (note) => {
    const found = await findNode(wanted);
    note(found.version);
    return found;
  });
  await run(node.file, [inRoot('scripts', 'test.mjs'), ...args], { env: node.env, show: true });
} catch (error) {
  if (!(error instanceof CommandFailed)) say(`npm run test:node: ${error.message}`);
  process.exit(error.code || 1);
}
