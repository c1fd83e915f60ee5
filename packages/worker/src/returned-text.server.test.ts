import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { House } from './testing/house.js';
import { logged } from './testing/logs.js';

const house = new House({ fixture: 'errors', address: inject('temporalAddress') });
beforeAll(() => house.open());
afterAll(() => house.close());

const warnings = () => logged.flatMap(({ message }) => (message.includes('returned a text') ? [message] : []));

/** How often `app:fail` ran, and what was logged of it meanwhile. */
async function fail(policy: Data, ...how: Data[]) {
  const before = warnings().length;
  const key = randomUUID();
  await house.exec('call', undefined, { args: [{ 'activity.retry_policy': policy }, 'app:fail', key, ...how] });
  return { attempts: house.journal.count(key), warnings: warnings().slice(before) };
}

it('an activity that returns nil and a text is retried, and its first attempt says from where, how, and what to do', async () => {
  const policy = { maximum_attempts: 3, initial_interval: 20, maximum_interval: '2s', backoff_coefficient: 1.5 };
  const how = 'after 0.02s, then each time 1.5 times as long, at most 2s, up to 3 attempts';
  expect(await fail(policy, 'text')).toEqual({
    attempts: 3,
    warnings: [
      `fail.lua:18: activity 'app:fail' returned a text or a plain table as its error, which is retried ${how}: ` +
        'return nil, errors.new({ message = …, kind = "INVALID" }), or with retryable = false, for what no retry can change',
    ],
  });
});

it.each([
  ['a text that the policy does not retry', { maximum_attempts: 1 }, 'text'],
  ['a text of a kind that the policy does not retry', { non_retryable_error_types: ['Internal'] }, 'text'],
  ['an error object', { maximum_attempts: 2, initial_interval: 1 }, 'kind', 'INTERNAL'],
  ['a text that was raised', { maximum_attempts: 2, initial_interval: 1 }, 'raise_text'],
])('nothing is said of %s', async (_, policy, ...how) => {
  expect((await fail(policy, ...how)).warnings).toEqual([]);
});

it('where no policy is given, the warning tells that of the server', async () => {
  const key = randomUUID();
  const run = await house.spawn('call', undefined, { args: [{}, 'app:fail', key, 'text'] });
  await expect
    .poll(() => warnings().at(-1), { timeout: 10_000 })
    .toContain('retried after 1s, then each time 2 times as long, at most 100s, without limit: ');
  await run.terminate();
});
