import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { clientSizes } from './index.js';
import { House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';

const MB = 1_000_000;
/** Those of a small server, so that little has to travel. */
const sizeLimits = { payload: 512 * 1024, request: 1024 * 1024, events: 100, pending: 10 };
const refused = (how: RegExp) => ({ kind: 'INVALID', retryable: false, message: expect.stringMatching(how) });
const inOneTask = (room: number) =>
  expect.stringMatching(
    `^the results of local activities that run at the same time would take \\d+ bytes, more than the ${room} that are left`,
  );
const activities = { 'ts:give': async (size: number) => 'x'.repeat(size) };

/** Nothing is retried for ever. */
async function withoutFailedTasks(house: House, workflowId: string): Promise<string[]> {
  const types = (await house.events(workflowId)).map(({ eventType }) => eventType.replace('EVENT_TYPE_', ''));
  expect(types).not.toContain('WORKFLOW_TASK_FAILED');
  return types;
}

inBothModes(
  'sizes',
  (house) => {
    it.each(['app:give', 'ts:give'])('results of local activities at the same time count together: %s', async (id) => {
      const three = await house.spawn('asks', undefined, { args: ['locals', id, 300_000, 3] });
      expect(await three.result()).toEqual([300_000, inOneTask(589_824), inOneTask(589_824)]);
      await withoutFailedTasks(house, three.workflowId);
    });

    it.each([
      ['locals_in_turn', 'app:give', 360_000, 3],
      ['random', 200_000, 4],
    ])('one after the other they wait for a task with room: %s', async (...args) => {
      const run = await house.spawn('asks', undefined, { args });
      const all = await run.result();
      expect(new Set(all as number[])).toEqual(new Set([args.at(-2)]));
      expect(await withoutFailedTasks(house, run.workflowId)).toContain('TIMER_STARTED');
    });

    it('what is sent while a local activity runs leaves it its room', async () => {
      expect(await house.exec('asks', undefined, { args: ['beside_local', 300_000] })).toEqual({
        given: 300_000,
        err: refused(/^what this workflow task asks for would take 89\d{4} bytes, more than the 786432 /),
      });
    });

    it('a history that would grow beyond what a server keeps fails the call', async () => {
      expect(await house.exec('asks', undefined, { args: ['timers', 40] })).toMatchObject(
        refused(/^the history of this run has \d+ events, and a server keeps 100 of a run/),
      );
    });

    it('more than a server keeps under way is an error of the call that is one too many', async () => {
      const tooMany = (what: string) => ({
        kind: 'RATE_LIMITED',
        retryable: true,
        message: `10 ${what} of this run are under way, the most that a server keeps of one: wait for one first`,
      });
      expect(await house.exec('asks', undefined, { args: ['under_way', 11] })).toEqual([
        tooMany('activities'),
        tooMany('messages'),
      ]);
    });

    it('search attributes are measured one by one, and together', async () => {
      const long = refused(
        /^search attribute 'CustomKeywordField' of 3002 bytes exceeds the limit of 2048 for a value$/,
      );
      const value = { CustomKeywordField: 'k'.repeat(3000) };
      expect(await house.exec('asks', undefined, { args: ['search', value] })).toEqual([long, long, long]);
      const many = Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`Key${n}`, 'k'.repeat(2000)]));
      const all = refused(/^search attributes of 51\d{3} bytes exceed the limit of 40960 for all together$/);
      expect(await house.exec('asks', undefined, { args: ['search', many] })).toEqual([all, all, all]);
      const searchAttributes = { CustomKeywordField: { type: 'keyword', value: 'k'.repeat(3000) } } as const;
      await expect(house.spawn('stop', undefined, { searchAttributes })).rejects.toMatchObject(long);
      await expect(house.spawn('stop', undefined, { memo: { a: 'm'.repeat(600_000) } })).rejects.toMatchObject(
        refused(/^memo of 600\d{3} bytes exceeds the limit of 524288/),
      );
    });
  },
  // A worker without a cache takes one workflow task at a time, and that of a local activity lasts as long as it.
  { concurrent: false, runtime: { activities, sizeLimits } },
);

describe('with the usual limits', () => {
  const house = new House({ fixture: 'sizes', address: inject('temporalAddress') });
  beforeAll(() => house.open());
  afterAll(() => house.close());

  it('three results of local activities that a server would not take together do not make it try for ever', async () => {
    const run = await house.spawn('asks', undefined, { args: ['locals', 'app:give', 1.5 * MB, 3] });
    expect(await run.result()).toEqual([1.5 * MB, inOneTask(2_949_120), inOneTask(2_949_120)]);
    await withoutFailedTasks(house, run.workflowId);
  });

  it('an update, as a query, with arguments that are too large is an error of the caller, and the run goes on', async () => {
    const run = await house.spawn('answers');
    await house.until(run.workflowId, 'WORKFLOW_TASK_COMPLETED');
    const { connection } = house.plain;
    const client = new Client({ connection, interceptors: { workflow: [clientSizes()] } });
    const handle = client.workflow.getHandle(run.workflowId);
    const tooLarge = {
      kind: 'INVALID',
      message: expect.stringMatching(/^update of 2200\d{3} bytes ex/),
    };
    await expect(handle.executeUpdate('text', { args: ['x'.repeat(2.2 * MB)] })).rejects.toMatchObject(tooLarge);
    await expect(handle.query('text', 'x'.repeat(2.2 * MB))).rejects.toMatchObject({ kind: 'INVALID' });
    expect(await handle.executeUpdate('text', { args: [3] })).toBe('xxx');
    await run.send('end');
    expect(await run.result()).toBe('done');
  });

  it('the answer of a query counts with what its workflow task asks for', async ({ onTestFinished }) => {
    // Without a cache, so that no task waits for a worker that is gone: then a server would answer queries before it.
    const options = { runtime: { workerOptions: { maxCachedWorkflows: 0 } } };
    const house = new House({ fixture: 'sizes', address: inject('temporalAddress'), ...options });
    onTestFinished(() => house.close());
    await house.open();
    const run = await house.spawn('answers', undefined, { id: `answers-${randomUUID()}` });
    await house.until(run.workflowId, 'WORKFLOW_TASK_COMPLETED');
    await house.runtime.shutdown();
    const handle = house.plain.workflow.getHandle(run.workflowId);
    await handle.signal('ask', 1.5 * MB);
    // It waits for the task, and is answered with it. Only one: a server refuses a second that would wait as well, for a while.
    const answer = handle.query('text', 1.5 * MB).catch(String);
    // No call tells that the server has it.
    await sleep(500);
    const next = await house.createRuntime();
    await next.start();
    expect(await answer).toMatch(/would take 45\d{5} bytes, more than the 39/);
    await withoutFailedTasks(house, run.workflowId);
    // One that comes alone has a request of its own.
    expect(await handle.query('text', 1.5 * MB)).toHaveLength(1.5 * MB);
    await handle.signal('end');
    expect(await house.result(run.workflowId)).toBe('done');
  });
});
