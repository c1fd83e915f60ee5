import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as testing from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('the first code of the README does what the README says', async () => {
  const [, code = ''] = /```ts\n([^]*?)```/.exec(readme) ?? [];
  const body = code.replace(/import (\{.*\}) from '@durable-lua\/testing';/, 'const $1 = testing;');
  const run = new Function('testing', `return (async () => {${body.replace('export const results =', 'return')}})()`);
  expect(await run(testing)).toEqual([{ charge: 'charge of 12', approved: true }, 1, '2024-01-01T05:00:00.000Z']);
});

it('the README names every check', () => {
  const rows = [...readme.matchAll(/^\| ([a-z]+) +\|/gm)].map(([, name]) => name);
  expect(rows.filter((name) => name !== 'check')).toEqual([...testing.CHECKS]);
});
