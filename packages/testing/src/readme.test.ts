import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { asJavaScript } from '../../../scripts/lib/readme.js';
import * as testing from './index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const blocks = [...readme.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code);

async function resultsOf(code: string): Promise<unknown> {
  const packages: Record<string, unknown> = {
    '@durable-lua/host-simulated': await import('@durable-lua/host-simulated'),
    '@durable-lua/lua-vm': await import('@durable-lua/lua-vm'),
    '@durable-lua/modules-time': await import('@durable-lua/modules-time'),
    '@durable-lua/testing': testing,
  };
  const body = asJavaScript(code)
    .replace(/import (\{.*\}) from '(.*)';/g, "const $1 = packages['$2'];")
    .replace('export const results =', 'return');
  return (await new Function('packages', `return (async () => {${body}})()`)(packages)) as unknown;
}

it('the code that tests a workflow does what the README says', async () => {
  const expected = [{ charge: 'charge of 12', approved: true }, 1, '2024-01-01T05:00:00.000Z'];
  expect(await resultsOf(blocks[0] ?? '')).toEqual(expected);
});

it('the code that records and replays a run does what the README says', async () => {
  const done = { ok: true, value: 42 };
  const entries = ['clock.zone()', 'clock.timer(86400000)', 'the result of clock.timer #1'];
  expect(await resultsOf(blocks[1] ?? '')).toEqual([done, done, entries]);
});

it('the README names every check', () => {
  const rows = [...readme.matchAll(/^\| ([a-z]+) +\|/gm)].map(([, name]) => name);
  expect(rows.filter((name) => name !== 'check')).toEqual([...testing.CHECKS]);
});
