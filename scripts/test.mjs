#!/usr/bin/env node
// npm test: every gate of the repository. Needs nothing but Node and npm. CI runs this and nothing else.
import { parseArgs } from 'node:util';
import { gates, noteFailure } from './lib/gates.mjs';
import { prepare } from './lib/prepare.mjs';
import { elapsed, say, step } from './lib/progress.mjs';
import { inRoot, requireNode } from './lib/root.mjs';
import { CommandFailed, endChildrenOnSignal, runNode } from './lib/run.mjs';
import { runVitest } from './lib/vitest.mjs';

const HELP = `npm test [-- options] [filter…]

Installs, builds, checks format, lint, types and the packed packages, makes a Temporal server, runs all tests.
The last line says how much passed and failed; a check that failed counts as one. Exit code 0 only if nothing failed.

  filter…        only the tests whose path contains one of these; the checks are left out
  -t, --name x   only the tests whose name matches x; the checks are left out
  --verbose      show the output of each step
  --help         this text`;

const options = {
  help: { type: 'boolean', short: 'h' },
  verbose: { type: 'boolean' },
  name: { type: 'string', short: 't' },
};

function parse() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    say(`npm test: ${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

requireNode();
const { values, positionals: filters } = parse();
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

endChildrenOnSignal();
const start = performance.now();
const { verbose = false, name } = values;
const selected = filters.length > 0 || name !== undefined;
const failures = [];
/** The Temporal CLI is found or made beside the checks, which leave some of the processors: a build takes minutes, and downloads much. */
let cli;

try {
  // Without a selection one of the checks makes the types.
  await prepare({ verbose, types: selected });
  if (selected) say('· the checks are left out, as tests were selected');
  else {
    // The tests wait for it, and if it fails, they say why.
    cli = runNode(inRoot('scripts/temporal-cli.mjs'), [], { show: verbose }).catch(() => undefined);
    for (const { title, check } of gates) {
      await step(title, () => check({ verbose })).catch((error) => failures.push(noteFailure(title, error)));
    }
  }
} catch (error) {
  // Without a build nothing else has a meaning.
  say(`npm test: ${error instanceof CommandFailed ? error.message : (error.stack ?? error)}`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

say('· running the tests …');
const tests = await runVitest({ filters, name });
failures.push(...tests.failures);
await cli;

for (const failure of failures) say(`✗ ${failure}`);
say(`· all done in ${elapsed(start)}`);
const failed = tests.failed + failures.length;
console.log(`${tests.passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`);
process.exit(failed === 0 ? 0 : 1);
