import { inRoot } from './root.mjs';
import { CommandFailed, runNode } from './run.mjs';

const bin = (...parts) => inRoot('node_modules', ...parts);

/** What must hold besides the tests, in the order of their cost. Each is a script of the root package.json too. */
export const gates = [
  {
    title: 'format (mended by: pnpm format)',
    check: ({ verbose }) =>
      runNode(bin('prettier', 'bin', 'prettier.cjs'), ['--check', '--log-level', 'warn', '.'], { show: verbose }),
  },
  {
    title: 'lint',
    check: ({ verbose }) => runNode(bin('eslint', 'bin', 'eslint.js'), ['.', '--max-warnings', '0'], { show: verbose }),
  },
  {
    title: 'types',
    check: ({ verbose }) =>
      runNode(bin('typescript', 'bin', 'tsc'), ['--noEmit', '-p', 'tsconfig.json'], { show: verbose }),
  },
  {
    title: 'packed packages',
    check: ({ verbose }) => runNode(inRoot('scripts', 'packed.mjs'), [], { show: verbose }),
  },
];

/** One line about a gate that failed. Its output was shown where it happened. */
export function noteFailure(title, error) {
  return `${title}: ${error instanceof CommandFailed ? error.message.replaceAll(inRoot('/'), '') : (error.stack ?? error)}`;
}
