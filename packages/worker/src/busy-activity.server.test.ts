import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Data } from '@durable-lua/determinism';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { House } from './testing/house.js';

/** Whatever runs holds the only slot: the next activity says whether it is free. */
const house = new House({
  fixture: 'activity',
  address: inject('temporalAddress'),
  runtime: { workerOptions: { maxConcurrentActivityTaskExecutions: 1 } },
});
beforeAll(() => house.open());
afterAll(() => house.close());

const ONCE = { 'activity.retry_policy': { maximum_attempts: 1 } };

async function busy(options: Record<string, Data>) {
  const key = randomUUID();
  const run = await house.spawn('call', undefined, { args: [{ ...ONCE, ...options }, 'busy', key] });
  while (house.journal.count(key) === 0) await sleep(10);
  return run;
}

const isFree = async (): Promise<void> => {
  const told = await house.exec('call', undefined, { args: [ONCE, 'info'] });
  expect(told).toMatchObject({ attempt: 1 });
};

it.each([
  ['start_to_close', { 'activity.start_to_close_timeout': '1s' }],
  ['heartbeat', { 'activity.heartbeat_timeout': '1s' }],
])('an activity that loops ends when its time is over, and its slot is free: %s', async (type, options) => {
  const run = await busy(options);
  expect(await run.result()).toMatchObject({ kind: 'TIMEOUT', details: { timeout_type: type } });
  await isFree();
});

it('an activity that loops ends when it is cancelled, and its slot is free', async () => {
  const run = await busy({
    'activity.auto_heartbeat': true,
    'activity.heartbeat_timeout': '1s',
    'activity.wait_for_cancellation': true,
  });
  await run.cancel();
  expect(await run.result()).toMatchObject({ kind: 'CANCELED' });
  await isFree();
});
