import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import type { RunHandle } from './index.js';
import { House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';

const watcher = (house: House, ...args: Data[]) => house.exec('watcher', undefined, { args }) as Promise<never>;
const target = (house: House) => house.spawn('target', undefined, { id: randomUUID() });

inBothModes('supervision', (house) => {
  it.each([
    ['spawn', 'done', [{ kind: 'pid.exit', value: 'done' }]],
    ['spawn', 'fail', [{ kind: 'pid.exit', error: 'CONFLICT', message: 'broken' }]],
    ['spawn_monitored', 'done', [{ kind: 'pid.exit', value: 'done' }]],
    ['spawn_linked', 'done', [{ kind: 'pid.exit', value: 'done' }]],
    ['spawn_linked', 'fail', [{ kind: 'pid.link.down', error: 'CONFLICT' }]],
    ['spawn_linked_monitored', 'fail', [{ kind: 'pid.exit' }, { kind: 'pid.link.down', error: 'CONFLICT' }]],
  ])('a child is watched without being asked, and costs no event: %s, which ends with %s', async (how, end, events) => {
    const run = await house.spawn('watcher', undefined, { args: ['child', how, end] });
    const expected = events.map((event) => expect.objectContaining({ ...event, from: 'child' }));
    expect(await run.result()).toEqual(expected);
    const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
    expect(types.filter((type) => type.includes('ACTIVITY'))).toEqual([]);
  });

  it('the abnormal end of a linked child ends a run that does not trap it, uncatchably', async () => {
    const run = await house.spawn('watcher', undefined, { args: ['linked', 'fail'] });
    await expect(run.result()).rejects.toMatchObject({
      kind: 'INTERNAL',
      retryable: false,
      message: expect.stringMatching(/^linked process failed: \{app:tc@app:worker\|app:target-/),
      details: { error: { kind: 'CONFLICT', message: 'broken' } },
    });
  });

  it('a cancel of another workflow carries deadline and reason', async () => {
    expect(await watcher(house, 'cancelled_child', '1h', 'shop closed')).toMatchObject({
      kind: 'pid.exit',
      value: { kind: 'pid.cancel', reason: 'shop closed', timeout_ms: 3_600_000, from: true },
    });
  });

  it('a run that goes on after its deadline is ended as Canceled', async () => {
    expect(await watcher(house, 'killed_child')).toMatchObject({ kind: 'pid.exit', error: 'CANCELED' });
  });

  it('terminate ends a workflow; one that has ended is NOT_FOUND', async () => {
    expect(await watcher(house, 'terminated_child')).toEqual([
      expect.objectContaining({ kind: 'pid.exit', error: 'CANCELED', terminated: true }),
      'NOT_FOUND',
    ]);
  });

  it.each([
    ['done', { value: 'done' }],
    ['fail', { error: 'CONFLICT', message: 'broken' }],
  ])('a workflow that is no child is watched by its PID, once, and after its end: %s', async (how, end) => {
    const other = await target(house);
    expect(await watcher(house, 'other', other.pid, how)).toEqual([
      expect.objectContaining({ kind: 'pid.exit', from: 'other', ...end }),
      expect.objectContaining({ kind: 'pid.exit', from: 'other', ...end }),
      'NOT_FOUND',
      false,
    ]);
  });

  it('unmonitor ends the watch and takes its unread events', async () => {
    expect(await watcher(house, 'unmonitor', (await target(house)).pid)).toBe(false);
  });

  it.each([
    ['done', { kind: 'pid.exit', from: 'other', value: 'done' }],
    ['fail', { kind: 'pid.link.down', from: 'other', error: 'CONFLICT' }],
  ])('a link tells how the other has ended: %s', async (how, event) => {
    expect(await watcher(house, 'link_other', (await target(house)).pid, how)).toMatchObject(event);
  });

  it('an unlinked one is nothing to the other', async () => {
    expect(await watcher(house, 'link_other', (await target(house)).pid, 'unlink')).toBe(false);
  });

  it('a link works in both directions', async () => {
    const other = await target(house);
    await expect(watcher(house, 'link_and_fail', other.pid)).rejects.toMatchObject({ message: 'my end' });
    await expect(other.result()).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: expect.stringMatching(/^linked process failed: .*watcher/),
      details: { error: { kind: 'CONFLICT', message: 'my end' } },
    });
  });

  it.each([
    ['spawn', 'done', { kind: 'pid.exit', value: 'done' }],
    ['spawn', 'fail', { kind: 'pid.exit', error: 'CONFLICT' }],
    ['spawn_linked', 'fail', { kind: 'pid.link.down', error: 'CONFLICT' }],
    ['spawn_monitored', 'terminate', { kind: 'pid.exit', error: 'CANCELED', terminated: true }],
  ])('a process of a host: messages there and back, and its end: %s, %s', async (variant, how, event) => {
    expect(await watcher(house, 'process', variant, how)).toEqual({
      answered: 7,
      event: expect.objectContaining({ from: 'process', ...event }),
      gone: 'NOT_FOUND',
    });
  });

  it('names are looked up where the worker runs, and given nowhere', async () => {
    expect(await watcher(house, 'names')).toEqual(['INVALID', 'NOT_FOUND']);
  });

  it('terminate_existing of a child ends the run that has the ID, and starts', async () => {
    const open = await target(house);
    expect(await watcher(house, 'conflict', open.workflowId, 'terminate_existing')).toMatchObject({
      pid: open.pid,
      event: { kind: 'pid.exit', value: 'end' },
    });
    await expect(open.result()).rejects.toMatchObject({ kind: 'CANCELED' });
  });

  it('a stricter reuse policy: an open run is found, one that has ended is ALREADY_EXISTS', async () => {
    const open = await target(house);
    const again = ['conflict', open.workflowId, 'use_existing', 'reject_duplicate'];
    expect(await watcher(house, ...again)).toEqual({ pid: open.pid });
    expect(await open.result()).toBe('end');
    expect(await watcher(house, ...again)).toEqual({
      kind: 'ALREADY_EXISTS',
      message: expect.stringMatching(/has run already \(COMPLETED\)/),
    });
  });

  it('exec of an ID with an open run gives the result of that run', async () => {
    const open = await target(house);
    expect(await watcher(house, 'exec_existing', open.workflowId)).toBe('end');
  });

  it('a node that is not there is UNAVAILABLE', { timeout: 90_000 }, async () => {
    expect(await watcher(house, 'lost_node')).toBe('UNAVAILABLE');
  });
});

describe('a child that has ended before its parent knows of the start', () => {
  const house = new House({ fixture: 'supervision', address: inject('temporalAddress') });
  beforeAll(() => house.open());
  afterAll(() => house.close());

  async function endedAtOnce(variant: string, trap: boolean): Promise<RunHandle> {
    const id = randomUUID();
    const args = ['child_ended_at_once', id, variant, trap];
    const run = await house.spawn('watcher', undefined, { args, taskTimeout: 1_000 });
    const child = house.plain.workflow.getHandle(id);
    const terminate = (): Promise<unknown> => child.terminate('its end').catch(() => sleep(10).then(terminate));
    await Promise.race([terminate(), run.result().catch(() => undefined)]);
    return run;
  }

  /** The events of its supervision, those of activities apart. */
  const types = async ({ workflowId }: RunHandle): Promise<string[]> =>
    (await house.events(workflowId)).map(({ eventType }) => eventType.replace('EVENT_TYPE_', ''));

  it.concurrent.each([
    ['spawn', { kind: 'pid.exit', error: 'CANCELED', terminated: true }],
    ['spawn_monitored', { kind: 'pid.exit', error: 'CANCELED', terminated: true }],
    ['spawn_linked', { kind: 'pid.link.down', error: 'CANCELED' }],
  ])('tells its end, once and without an event more: %s', async (variant, event) => {
    const run = await endedAtOnce(variant, true);
    expect(await run.result()).toEqual({ event: expect.objectContaining({ from: 'child', ...event }), more: 0 });
    const all = await types(run);
    expect(all.join(' ')).toContain('CHILD_WORKFLOW_EXECUTION_STARTED CHILD_WORKFLOW_EXECUTION_TERMINATED');
    expect(all.filter((type) => type.includes('ACTIVITY'))).toEqual([]);
  });

  it.concurrent('ends the run that is linked to it', async () => {
    const run = await endedAtOnce('spawn_linked', false);
    await expect(run.result()).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: expect.stringMatching(/^linked process failed: /),
    });
  });
});
