import { inRoot } from './root.mjs';
import { CommandFailed, runNode } from './run.mjs';

const program = (title, script, ...args) => ({
  title,
  check: ({ verbose }) => runNode(inRoot(script), args, { show: verbose }),
});

/** What must hold besides the tests. Each can be run alone by a script of the root package.json. */
export const gates = [
  program('format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  program('lint', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'),
  program('types', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json'),
  program('types of the page', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.page.json'),
  program('packed packages', 'scripts/packed.mjs'),
];

/** One line about a gate that failed. Its output was shown where it happened. */
export const noteFailure = (title, error) =>
  `${title}: ${error instanceof CommandFailed ? error.message : (error.stack ?? error)}`;
