import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import type { House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';

const TWICE = { maximum_attempts: 2, initial_interval: 1 };

/** Has a workflow call `app:fail`; what it was told, and how often the function ran. */
async function fail(house: House, policy: Data, ...how: Data[]) {
  const key = randomUUID();
  const options = { 'activity.retry_policy': policy };
  const told = await house.exec('call', undefined, { args: [options, 'app:fail', key, ...how] });
  return { told, attempts: house.journal.count(key) };
}

inBothModes('errors', (house) => {
  it.each([
    ['NOT_FOUND', 1],
    ['ALREADY_EXISTS', 1],
    ['INVALID', 1],
    ['PERMISSION_DENIED', 1],
    ['CONFLICT', 1],
    ['CANCELED', 1],
    ['TIMEOUT', 2],
    ['UNAVAILABLE', 2],
    ['RATE_LIMITED', 2],
    ['INTERNAL', 2],
    ['UNKNOWN', 2],
    ['PAYMENT_DECLINED', 2],
  ])('%s that does not say whether to try again is tried %i time(s)', async (kind, expected) => {
    const { told, attempts } = await fail(house, TWICE, 'kind', kind);
    expect(told).toMatchObject({ kind, message: 'told to' });
    expect(told).not.toHaveProperty('retryable');
    expect(attempts).toBe(expected);
  });

  it.each([
    ['INVALID', true, 2],
    ['UNAVAILABLE', false, 1],
  ])('%s with retryable = %s is tried %i time(s)', async (kind, retryable, expected) => {
    const { told, attempts } = await fail(house, TWICE, 'kind', kind, retryable);
    expect(told).toMatchObject({ kind, retryable });
    expect(attempts).toBe(expected);
  });

  it.each(['RateLimited', 'RATE_LIMITED'])('is not retried when the policy names its kind: %s', async (spelling) => {
    const policy = { ...TWICE, non_retryable_error_types: [spelling] };
    expect((await fail(house, policy, 'kind', 'RATE_LIMITED')).attempts).toBe(1);
  });

  it('keeps kind, message, context, retryable, stack and details, and adds where it comes from', async () => {
    const details = { sku: 'tea', left: [0, 1], deep: { none: [], some: 1.5 }, big: 9_007_199_254_740_993n };
    const { told } = await fail(house, TWICE, 'details', details);
    expect(told).toEqual({
      kind: 'CONFLICT',
      message: 'no stock',
      text: 'packing: shelf 3: no stock',
      retryable: false,
      stack: expect.stringContaining('fail.lua:9: in function <fail.lua:8>'),
      details: {
        ...details,
        activity_type: 'app:fail',
        activity_id: expect.any(String),
        retry_state: 'NON_RETRYABLE_FAILURE',
      },
    });
  });

  it.each([
    ['an error object that is raised', 'raise_object', 1, { kind: 'UNAVAILABLE', message: 'thrown', retryable: false }],
    ['text that is returned', 'text', 2, { kind: 'INTERNAL', message: 'just text' }],
    ['text beside a value', 'value_and_text', 2, { kind: 'INTERNAL', message: 'text wins' }],
    ['text that is raised', 'raise_text', 1, { kind: 'INTERNAL', message: 'fail.lua:26: raised', retryable: false }],
    ['a table that is raised', 'raise_table', 1, { kind: 'INTERNAL', message: '{code = 1}', details: { code: 1 } }],
    [
      'a mistake in the function',
      'mistake',
      1,
      { kind: 'INTERNAL', message: "fail.lua:35: attempt to index a nil value (local 'order')", retryable: false },
    ],
  ])('%s', async (_, how, expected, error) => {
    const { told, attempts } = await fail(house, TWICE, how);
    expect(told).toMatchObject(error);
    expect(attempts).toBe(expected);
  });

  it('a function that nobody has is NOT_FOUND at once', async () => {
    const told = await house.exec('call', undefined, { args: [{}, 'app:nobody'] });
    expect(told).toMatchObject({
      kind: 'NOT_FOUND',
      retryable: false,
      message: expect.stringMatching(/no activity 'app:nobody' on this worker.*meta\.temporal\.activity\.worker/),
    });
  });
});
