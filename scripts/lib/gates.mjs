import { inRoot } from './root.mjs';
import { CommandFailed, runNode } from './run.mjs';

const program = (title, script, ...args) => ({
  title,
  check: ({ verbose }) => runNode(inRoot(script), args, { show: verbose }),
});

/** Two rows as one gate, beside each other: each keeps one core busy. */
const besideEachOther = (...rows) => ({
  title: rows
    .flat()
    .map(({ title }) => title)
    .join(', '),
  check: async (options) => {
    const failed = [];
    const inTurn = async (row) => {
      for (const { check } of row) await check(options).catch((error) => failed.push(error));
    };
    await Promise.all(rows.map(inTurn));
    if (failed.length === 0) return;
    const [{ message, output = '' }, ...more] = failed;
    throw Object.assign(failed[0], {
      message: [message, ...more.map((error) => error.message)].join('; '),
      output: [output, ...more.map((error) => error.output ?? '')].join('\n'),
    });
  },
});

/** What must hold besides the tests. Each can be run alone by a script of the root package.json. */
export const gates = [
  besideEachOther(
    [
      program('lint', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'),
      program('format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
    ],
    [
      // With the .d.ts files, which the packed packages need.
      program('types', 'scripts/declarations.mjs'),
      program('packed packages', 'scripts/packed.mjs'),
      // By those .d.ts files, as in a project of a user: the sources behind them are checked already.
      program(
        'types of the page',
        'node_modules/vue-tsc/bin/vue-tsc.js',
        ...['--noEmit', '-p', 'tsconfig.page.json', '--customConditions', 'types'],
      ),
    ],
  ),
];

/** One line about a gate that failed. Its output was shown where it happened. */
export const noteFailure = (title, error) =>
  `${title}: ${error instanceof CommandFailed ? error.message : (error.stack ?? error)}`;
