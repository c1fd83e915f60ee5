import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRoot, readJson } from './lib/root.mjs';
import { unpinnedActions } from './lib/workflows.mjs';

const commit = 'de0fac2e4500dabe0009e67214ff5f5447ce83dd';
const job = (uses) => `jobs:\n  test:\n    steps:\n      - uses: ${uses}\n        with: { node-version: 22 }\n`;

it.each([`actions/checkout@${commit} # v6.0.2`, `owner/name/folder@${commit} # v6`, './.github/actions/ours'])(
  '%s is pinned',
  (uses) => expect(unpinnedActions(job(uses))).toEqual([]),
);

it.each([
  'actions/checkout@v6',
  'actions/checkout@main # v6.0.2',
  'actions/checkout',
  `actions/checkout@${commit}`,
  `actions/checkout@${commit} # latest`,
  `actions/checkout@${commit.slice(1)} # v6.0.2`,
  `"actions/checkout@v6"`,
])('%s is not pinned', (uses) => expect(unpinnedActions(job(uses))).toEqual([{ line: 4, action: uses.split(' ')[0] }]));

it('an action is found in flow style too, and a comment is none', () => {
  expect(unpinnedActions('# uses: actions/checkout@v6\nsteps: [{ uses: actions/checkout@v6 }]')).toEqual([
    { line: 2, action: 'actions/checkout@v6' },
  ]);
});

it('what CI runs is what "pnpm verify" runs, and nothing else', () => {
  const { scripts } = readJson('package.json');
  expect(scripts.verify).toBe(scripts.test);
  const runs = [...readFileSync(inRoot('.github/workflows/ci.yml'), 'utf8').matchAll(/^ *- run: (.*)$/gm)];
  expect(runs.map(([, command]) => command)).toEqual(['npm test']);
});
