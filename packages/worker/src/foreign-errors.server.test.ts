import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { inBothModes } from './testing/in-both-modes.js';
import { startPlainWorker, type PlainWorker } from './testing/plain-worker.js';

const activities = {
  'ts:fail': async (type: string, nonRetryable: boolean, ...details: unknown[]) => {
    throw ApplicationFailure.create({ message: 'from TypeScript', type, nonRetryable, details });
  },
  'ts:throw': async () => {
    throw new TypeError('a mistake in TypeScript');
  },
  'ts:fail_large': async () => {
    throw ApplicationFailure.create({ message: 'large', details: ['x'.repeat(2.5 * 2 ** 20)] });
  },
  'ts:hang': async (beat?: unknown) => {
    const { cancelled, heartbeat } = Context.current();
    if (beat !== undefined) heartbeat(beat);
    await cancelled;
  },
};

inBothModes('errors', (house) => {
  const address = inject('temporalAddress');
  let plain: PlainWorker;
  beforeAll(async () => {
    plain = await startPlainWorker(address, `${house.queue}-plain`, { activities });
  });
  afterAll(() => plain.stop());

  const call = (options: Record<string, Data>, id: string, ...args: Data[]) => {
    const once = { 'activity.retry_policy': { maximum_attempts: 1 } };
    return house.exec('call', undefined, { args: [{ ...once, ...options }, id, ...args] });
  };
  const elsewhere = () => ({ 'activity.task_queue': plain.queue });

  it.each([
    ['NotFound', false, 'NOT_FOUND', false],
    ['NOT_FOUND', true, 'NOT_FOUND', false],
    ['NotFoundError', false, 'NOT_FOUND', false],
    ['PermissionDenied', true, 'PERMISSION_DENIED', false],
    ['rate_limited', false, 'RATE_LIMITED', true],
    ['CardDeclined', false, 'UNKNOWN', true],
    ['CardDeclined', true, 'UNKNOWN', false],
  ])('a failure of type %s (final: %s) is %s', async (type, nonRetryable, kind, retryable) => {
    expect(await call(elsewhere(), 'ts:fail', type, nonRetryable, { code: 7 }, 'text')).toEqual({
      kind,
      retryable,
      message: 'from TypeScript',
      text: 'from TypeScript',
      stack: expect.stringContaining('call.lua:5: in '),
      details: {
        type,
        values: [{ code: 7 }, 'text'],
        activity_type: 'ts:fail',
        activity_id: expect.any(String),
        retry_state: nonRetryable ? 'NON_RETRYABLE_FAILURE' : 'MAXIMUM_ATTEMPTS_REACHED',
      },
    });
  });

  it('a mistake of another language is UNKNOWN and keeps its message', async () => {
    const expected = { kind: 'UNKNOWN', message: 'a mistake in TypeScript', details: { type: 'TypeError' } };
    expect(await call(elsewhere(), 'ts:throw')).toMatchObject(expected);
  });

  it('a failure that the server replaces, because it is too large, is INTERNAL with the words of the server', async () => {
    expect(await call(elsewhere(), 'ts:fail_large')).toMatchObject({
      kind: 'INTERNAL',
      retryable: false,
      message: expect.stringMatching(/failure.*size/i),
      details: { activity_type: 'ts:fail_large' },
    });
  });

  it('an activity that a plain worker does not have is NOT_FOUND', async () => {
    const expected = { kind: 'NOT_FOUND', retryable: false, message: expect.stringContaining('ts:none') };
    expect(await call(elsewhere(), 'ts:none')).toMatchObject(expected);
  });

  it.each([
    ['start_to_close', 'app:fail', { 'activity.start_to_close_timeout': '1s' }],
    ['schedule_to_close', 'app:fail', { timeout: '1s' }],
    ['schedule_to_start', 'ts:hang', { 'activity.schedule_to_start_timeout': '1s', 'activity.task_queue': 'nobody' }],
  ])('the timeout %s is an error that says which it is', async (type, id, options) => {
    expect(await call(options, id, randomUUID(), 'slow', '30s')).toMatchObject({
      kind: 'TIMEOUT',
      retryable: false,
      details: { timeout_type: type, activity_type: id },
    });
  });

  it('a missed heartbeat says what the last one said', async () => {
    const options = { ...elsewhere(), 'activity.heartbeat_timeout': '1s' };
    expect(await call(options, 'ts:hang', { done: 3 })).toMatchObject({
      kind: 'TIMEOUT',
      details: { timeout_type: 'heartbeat', last_heartbeat: { done: 3 } },
    });
  });

  it('a timeout after a failed attempt carries the failure as its cause', async () => {
    const policy = { 'activity.retry_policy': { initial_interval: 1 }, timeout: '2s' };
    expect(await call(policy, 'app:fail', randomUUID(), 'first_fail_then_slow', '30s')).toMatchObject({
      kind: 'TIMEOUT',
      details: { timeout_type: 'schedule_to_close', cause: { kind: 'UNAVAILABLE', message: 'first time' } },
    });
  });

  it.each([
    ['cancelled', { kind: 'CANCELED', message: 'operation canceled' }],
    ['terminated', { kind: 'CANCELED', message: 'workflow terminated', details: { terminated: true } }],
    ['timed out', { kind: 'TIMEOUT', details: { timeout_type: 'start_to_close' } }],
  ])('a child that is %s', async (how, expected) => {
    const id = randomUUID();
    const options = { 'workflow.id': id, ...(how === 'timed out' ? { 'workflow.run_timeout': '1s' } : {}) };
    const run = await house.spawn('wait_for_child', options);
    const child = house.plain.workflow.getHandle(id);
    // The child is there once it can be described.
    while (how !== 'timed out' && (await child.describe().catch(() => undefined)) === undefined);
    if (how === 'cancelled') await child.cancel();
    if (how === 'terminated') await child.terminate('no longer wanted');
    expect(await run.result()).toMatchObject({ ...expected, retryable: false });
    expect(await run.result()).toMatchObject({ details: { workflow_id: id, workflow_type: 'app:waiter' } });
  });
});
