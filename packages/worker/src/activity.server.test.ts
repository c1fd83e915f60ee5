import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';

const AT_ONCE = { initial_interval: 1 };
const ONCE = { maximum_attempts: 1 };

const start = (house: House, options: Data, ...args: Data[]) =>
  house.spawn('call', undefined, { args: [options, ...args] });

const call = async (house: House, options: Data, ...args: Data[]) => (await start(house, options, ...args)).result();

/** Waits until an activity has written this line. */
async function until(house: House, line: string): Promise<void> {
  while (house.journal.count(line) === 0) await sleep(10);
}

inBothModes('activity', (house) => {
  // First: without a cache the SDK cancels a local activity when the task of another open run evicts its run.
  it('the heartbeats of a local activity are ignored', async () => {
    const options = { 'activity.local': true, 'activity.retry_policy': AT_ONCE };
    expect(await call(house, options, 'is_local')).toEqual({ n: 0, is_local: true });
  });

  it('what the last heartbeat recorded survives retries, also of attempts that record nothing', async () => {
    const options = { 'activity.retry_policy': { ...AT_ONCE, maximum_attempts: 3 } };
    expect(await call(house, options, 'resumes')).toEqual({
      n: 5,
      word: 'page',
      list: [2, {}],
      gap: true,
      bytes: [255, 0],
      kind: 'ODD',
    });
  });

  it('an attempt that falls silent fails by its heartbeat timeout; the next one reads what it had recorded', async () => {
    const options = { 'activity.heartbeat_timeout': '1s', 'activity.retry_policy': AT_ONCE };
    expect(await call(house, options, 'silent', '4s')).toEqual(['before']);
    const once = { 'activity.heartbeat_timeout': '1s', 'activity.retry_policy': ONCE };
    expect(await call(house, once, 'silent', '4s')).toMatchObject({
      kind: 'TIMEOUT',
      details: { timeout_type: 'heartbeat', last_heartbeat: ['before'] },
    });
  });

  it('an attempt that beats lives longer than its heartbeat timeout', async () => {
    const options = { 'activity.heartbeat_timeout': '1s', 'activity.retry_policy': ONCE };
    expect(await call(house, options, 'beats', 25, '100ms')).toBe('done');
  });

  it('heartbeats that the worker sends keep what was recorded, also by an earlier attempt', async () => {
    const options = {
      'activity.auto_heartbeat': true,
      'activity.heartbeat_timeout': '600ms',
      'activity.retry_policy': AT_ONCE,
    };
    expect(await call(house, options, 'keeps', '1s')).toEqual(['kept']);
  });

  it.each([
    ['is_interrupted', [false, 'CANCELED', true]],
    ['listens', ['pid.cancel', 'cancelled', true, true]],
  ])('a cancel request reaches an activity that beats: %s', async (way, told) => {
    const key = randomUUID();
    const options = { 'activity.heartbeat_timeout': '1s', 'activity.wait_for_cancellation': true };
    const run = await start(house, options, way, key);
    await until(house, key);
    await house.plain.workflow.getHandle(run.workflowId).cancel();
    expect(await run.result()).toEqual(told);
  });

  it('an activity that does not catch it ends as cancelled', async () => {
    const key = randomUUID();
    const options = { 'activity.heartbeat_timeout': '1s', 'activity.wait_for_cancellation': true };
    const run = await start(house, options, 'ends_canceled', key);
    await until(house, key);
    await house.plain.workflow.getHandle(run.workflowId).cancel();
    expect(await run.result()).toMatchObject({ kind: 'CANCELED' });
    const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
    expect(types).toContain('EVENT_TYPE_ACTIVITY_TASK_CANCELED');
  });

  it.each([
    ['hears so by its next heartbeat', true, 'not_found'],
    ['is told by its worker', false, 'timed_out'],
  ])('an attempt that Temporal has given up %s', async (_, beatsAgain, reason) => {
    const key = randomUUID();
    const options = { 'activity.heartbeat_timeout': '300ms', 'activity.retry_policy': AT_ONCE };
    expect(await call(house, options, 'too_late', key, beatsAgain)).toBe('done');
    await until(house, `${key} ${reason}`);
  });

  it('a cancel request does not reach one that is silent', async () => {
    const run = await start(house, { 'activity.wait_for_cancellation': true }, 'never_beats', '1s');
    await house.until(run.workflowId, 'ACTIVITY_TASK_SCHEDULED');
    await house.plain.workflow.getHandle(run.workflowId).cancel();
    expect(await run.result()).toEqual({ canceled: false });
  });

  it('any program reads what a heartbeat recorded, as a list', async () => {
    const key = randomUUID();
    const run = await start(house, { 'activity.heartbeat_timeout': '5s' }, 'is_interrupted', key);
    const handle = house.plain.workflow.getHandle(run.workflowId);
    const recorded = async () => {
      const { raw } = await handle.describe();
      const [payload] = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads ?? [];
      return payload?.data && Buffer.from(payload.data).toString();
    };
    while ((await recorded()) === undefined) await sleep(20);
    expect(await recorded()).toBe(JSON.stringify([key]));
    await handle.terminate();
  });

  it('an activity knows what it is', async () => {
    const before = Date.now();
    const run = await start(house, { 'activity.heartbeat_timeout': '1.5s', 'activity.id': 'mine' }, 'info');
    const info = await run.result<{ readonly start_time: string }>();
    const [first] = await house.events(run.workflowId);
    expect(info).toEqual({
      activity_id: 'mine',
      activity_type: 'app:work',
      attempt: 1,
      workflow_id: run.workflowId,
      run_id: first?.['workflowExecutionStartedEventAttributes'].originalExecutionRunId as string,
      workflow_type: 'app:call',
      task_queue: house.queue,
      namespace: 'default',
      heartbeat_timeout: 1500,
      start_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      is_local: false,
    });
    expect(Date.parse(info.start_time)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(info.start_time)).toBeLessThanOrEqual(Date.now());
  });

  it('what an activity calls is a plain call; what the runtime calls, too', async () => {
    expect(await call(house, {}, 'nested')).toBe(true);
    expect(await house.runtime.call('app:work', 'info_is_nil')).toBe(true);
  });

  it('a heartbeat that no server takes is refused where it is sent', async () => {
    expect(await call(house, {}, 'too_large')).toEqual([
      false,
      'INVALID',
      expect.stringContaining('exceeds the limit of 2097152'),
    ]);
  });
});

it('an activity hears that its worker shuts down, and another worker goes on where it stopped', async () => {
  const house = new House({ fixture: 'activity', address: inject('temporalAddress') });
  await house.open();
  try {
    const key = randomUUID();
    const run = await start(house, { 'activity.retry_policy': AT_ONCE }, 'listens', key);
    await until(house, key);
    await house.runtime.shutdown();
    expect(house.journal.count(`${key} worker_shutdown`)).toBe(1);
    await (await house.createRuntime()).start();
    expect(await house.result(run.workflowId)).toEqual({ second: true, before: key });
  } finally {
    await house.close();
  }
});
