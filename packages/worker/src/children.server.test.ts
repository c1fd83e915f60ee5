import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import type { House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';

const parent = (house: House, ...args: Data[]) => house.exec('parent', undefined, { args }) as Promise<never>;

inBothModes('children', (house) => {
  it.each([
    ['workflow.exec', ['workflow_exec', 'app:greet', 'Ada', 1, null]],
    ['process.exec', ['process_exec', 'app:greet', 'Ada', 1, null]],
  ])('%s gives the result of the child, whose type has a name of its own', async (_, args) => {
    const run = await house.spawn('parent', undefined, { args, context: { who: 'Bob' } });
    expect(await run.result()).toEqual({
      value: {
        text: 'hello Ada',
        more: 2,
        type: 'Greeting',
        queue: house.queue,
        parent: run.workflowId,
        who: 'Bob',
        pid: expect.stringMatching(/^\{app:tc@app:worker\|Greeting-[0-9a-f-]{36}\}$/),
      },
    });
  });

  it('a child runs on the queue of its own worker', async () => {
    expect(await parent(house, 'workflow_exec', 'app:elsewhere', 'Ada')).toMatchObject({
      value: { queue: `${house.queue}-other`, pid: expect.stringContaining('{app:tc@app:other|') },
    });
  });

  it('a child without a result gives nothing, and no error', async () => {
    expect(await parent(house, 'workflow_exec', 'app:greet')).toEqual({});
  });

  it('a child may be given options and a context', async () => {
    const options = { 'temporal.workflow.id': randomUUID(), 'workflow.run_timeout': '1m' };
    expect(await parent(house, 'exec_with', options, 'app:greet', 'Ada')).toMatchObject({ value: { who: 'Ada' } });
    const [started] = await house.events(options['temporal.workflow.id']);
    expect(started?.workflowExecutionStartedEventAttributes).toMatchObject({ workflowRunTimeout: '60s' });
  });

  it('an error of an activity goes through the workflow, its parent and out to the client as it was', async () => {
    const declined = { kind: 'PAYMENT_DECLINED', retryable: false, message: 'declined', text: 'charging: declined' };
    const error = await parent(house, 'workflow_exec', 'app:passing_on', { code: 51, limit: 2n ** 60n });
    expect(error).toMatchObject({ ...declined, details: { code: 51, limit: 2n ** 60n } });
    const run = await house.spawn('passing_on', { code: 51 });
    await expect(run.result()).rejects.toMatchObject({
      kind: 'PAYMENT_DECLINED',
      retryable: false,
      message: 'charging: declined',
      innerMessage: 'declined',
      context: ['charging'],
      details: { code: 51 },
      luaStack: expect.stringContaining('charge'),
    });
  });

  it.each([
    ['return', { kind: 'CONFLICT', retryable: false, message: 'no stock', text: 'no stock' }],
    ['raise', { kind: 'NOT_FOUND', retryable: true, message: 'no stock', text: 'no stock' }],
    ['wrap', { kind: 'OutOfStock', message: 'no stock', text: 'packing: no stock' }],
  ])('an error of a child keeps kind, message, context, retryable and details: %s', async (how, expected) => {
    for (const way of ['workflow_exec', 'process_exec']) {
      const error = await parent(house, way, 'app:failing', how, { sku: 'tea', left: [0, 1] });
      expect(error).toEqual({
        ...expected,
        stack: expect.stringContaining('failing.lua:'),
        details: {
          sku: 'tea',
          left: [0, 1],
          workflow_id: expect.stringMatching(/^app:failing-/),
          run_id: expect.any(String),
          workflow_type: 'app:failing',
          retry_state: 'RETRY_POLICY_NOT_SET',
        },
      });
    }
  });

  it.each([
    [['workflow_exec', 'app:nobody'], 'NOT_FOUND', /app:nobody/],
    [['workflow_exec', 'app:not_a_workflow'], 'INVALID', /function\.lua/],
    [['workflow_exec', 'nobody'], 'INVALID', /namespace:name/],
    [['process_exec', 'app:nobody'], 'NOT_FOUND', /app:nobody/],
    [['process_exec', 'app:elsewhere'], 'INVALID', /app:other.*app:worker/],
    [['spawn', 'app:greet', 'app:nowhere', {}], 'NOT_FOUND', /app:nowhere/],
    [['spawn', 'app:greet', 'app:tc', {}], 'INVALID', /temporal\.client/],
    [['spawn', 'app:greet', 'app:worker', { 'temporal.workflow.idd': 'x' }], 'INVALID', /temporal\.workflow\.id\b/],
  ])('%j fails before anything starts', async (args, kind, message) => {
    const run = await house.spawn('parent', undefined, { args: args as Data[] });
    expect(await run.result()).toMatchObject({ kind, retryable: false, message: expect.stringMatching(message) });
    const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
    expect(types.filter((type) => type.includes('CHILD'))).toEqual([]);
  });

  it('a child whose ID is taken: use_existing finds the run, fail and exec do not', async () => {
    const open = await house.spawn('waiter', undefined, { id: randomUUID() });
    const id = { 'temporal.workflow.id': open.workflowId };
    const fail = { ...id, 'temporal.workflow.id_conflict_policy': 'fail' };
    const taken = { kind: 'ALREADY_EXISTS', retryable: false, details: { workflow_id: open.workflowId } };
    expect(await parent(house, 'spawn', 'app:waiter', 'app:worker', id)).toEqual({ value: open.pid });
    expect(await parent(house, 'spawn', 'app:waiter', 'app:worker', fail)).toMatchObject(taken);
    expect(await parent(house, 'exec_with', fail, 'app:waiter')).toMatchObject(taken);
    await open.send('end');
    expect(await open.result()).toBe('end');
  });

  it.each([
    ['after its delay', '1ms', null],
    ['at its first message', '10m', 'go'],
  ])('a delayed child starts %s, and has the message of its start', async (_, delay, topic) => {
    const id = (await parent(house, 'delayed', delay, topic)) as string;
    expect(await house.result(id)).toBe('early');
  });

  it.each([
    ['terminate', 'TERMINATED'],
    ['request_cancel', 'CANCELLED'],
    ['abandon', 'RUNNING'],
  ])('when its parent ends, a child with the policy %s is then %s', async (policy, status) => {
    const id = (await parent(house, 'leave', policy)) as string;
    const child = house.plain.workflow.getHandle(id);
    await (status === 'RUNNING' ? sleep(500) : child.result().catch(() => undefined));
    expect((await child.describe()).status.name).toBe(status);
    if (status === 'RUNNING') await child.signal('end');
  });
});
