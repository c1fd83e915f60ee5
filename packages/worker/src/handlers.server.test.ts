import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { temporalCli } from './testing/cli.js';
import { inBothModes } from './testing/in-both-modes.js';

const address = inject('temporalAddress');

inBothModes('handlers', (house) => {
  const start = async (name: string, ...args: unknown[]) => house.startPlain(name, args, `${name}-${randomUUID()}`);

  /** Why an update has failed: the failure as a plain client sees it. */
  async function failure(update: Promise<unknown>): Promise<unknown> {
    const error: unknown = await update.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
    return (error as WorkflowUpdateFailedError).cause;
  }

  it('an update without a handler is a message, which a plain client sends and the workflow answers', async () => {
    const run = await start('counter');
    expect(await run.executeUpdate('add', { args: [2] })).toEqual({ total: 2 });
    expect(await run.executeUpdate('add', { args: [3] })).toEqual({ total: 5 });
    expect(await failure(run.executeUpdate('add', { args: ['x'] }))).toMatchObject({
      type: 'INVALID',
      message: 'a number is needed',
    });
    expect(await failure(run.executeUpdate('fail', { args: [] }))).toMatchObject({
      type: 'OUT_OF_STOCK',
      message: 'out of stock',
    });
    expect(await run.query('total', 10)).toBe(50);
    await run.signal('end');
    await run.result();
  });

  it('an update has one final answer, and only answers that there are', async () => {
    const run = await start('counter');
    expect(await run.executeUpdate('twice', { args: [] })).toBe(1);
    await run.signal('end');
    expect(await run.result()).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'INVALID', 'NOT_FOUND']);
  });

  it('an update that nobody has answered fails when the run ends', async () => {
    const run = await start('counter');
    const update = run.executeUpdate('keep', { args: [1] });
    const failed = expect(update).rejects.toThrow();
    await house.until(run.workflowId, 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED');
    await run.signal('end');
    await failed;
  });

  it('a query answers at once, and neither waits nor has an effect', async () => {
    const run = await start('counter');
    await house.until(run.workflowId, 'WORKFLOW_TASK_COMPLETED');
    for (const way of ['wait', 'id', 'receive']) {
      await expect(run.query('bad', way)).rejects.toThrow(/cannot wait here/);
    }
    await expect(run.query('bad')).rejects.toThrow(/not today/);
    await expect(run.query('nobody')).rejects.toThrow(/no query 'nobody'.*@pid, @topics, @coroutines, total, bad/);
    const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
    expect(types.filter((type) => /TIMER|ACTIVITY|MARKER/.test(type))).toEqual([]);
    await run.signal('end');
    await run.result();
    expect(await run.query('total')).toBe(0);
  });

  it('every workflow answers what it is, what waits for it and where it stands', async () => {
    const run = await start('handled');
    await run.signal('end');
    expect(await run.query('@pid')).toBe(`{app:tc@app:worker|${run.workflowId}}`);
    const open = await start('counter');
    await house.until(open.workflowId, 'WORKFLOW_TASK_COMPLETED');
    expect(await open.query('@topics')).toEqual({});
    expect(await open.query('@coroutines')).toEqual([expect.stringMatching(/^main \(receive[^]*counter\.lua:\d+/)]);
    expect(await open.query('__stack_trace')).toMatch(/main \(receive[^]*counter\.lua:\d+/);
    await open.signal('end');
  });

  it('a handler carries an update out; its check refuses before anything is accepted', async () => {
    const run = await start('handled');
    expect(await run.executeUpdate('set', { args: [5] })).toBe(5);
    expect(await failure(run.executeUpdate('set', { args: ['x'] }))).toMatchObject({ type: 'INVALID' });
    expect(await failure(run.executeUpdate('set', { args: [-1] }))).toMatchObject({ type: 'CONFLICT' });
    expect(await failure(run.executeUpdate('set', { args: [13] }))).toMatchObject({
      message: expect.stringMatching(/cannot wait here/),
    });
    expect(await failure(run.executeUpdate('set', { args: [99] }))).toMatchObject({ type: 'TOO_MUCH' });
    const types = (await house.events(run.workflowId)).map(({ eventType }) => eventType);
    expect(types.filter((type) => type.endsWith('UPDATE_ACCEPTED'))).toHaveLength(2);
    await run.signal('end');
    expect(await run.result()).toEqual({
      topic: 'end',
      total: 99,
      refused: ['INVALID', 'INVALID', 'INVALID', 'INVALID', 'INVALID'],
    });
  });

  it('an update that comes with the start finds its handler', async () => {
    const run = await start('handled');
    expect(await run.executeUpdate('set', { args: [7] })).toBe(7);
    // A handler that was taken away leaves a message.
    const gone = expect(run.executeUpdate('gone', { args: [] })).rejects.toThrow();
    expect(await run.result()).toMatchObject({ topic: 'gone', total: 7 });
    await gone;
  });

  it('the Temporal CLI signals, queries and updates without knowing anything of Lua', async () => {
    const run = await start('counter');
    const at = ['--workflow-id', run.workflowId];
    const updated = await temporalCli(address, 'workflow', 'update', 'execute', ...at, '--name', 'add', '--input', '4');
    expect(updated).toMatch(/total.*4/);
    expect(await temporalCli(address, 'workflow', 'query', ...at, '--type', 'total')).toMatch(/4/);
    await temporalCli(address, 'workflow', 'signal', ...at, '--name', 'end');
    await run.result();
  });

  it('unread messages go on with the run, in order, with its context, its memo and what it says of itself', async () => {
    const run = await house.spawn('relay', undefined, { context: { who: 'Ada' }, memo: { note: 'n' } });
    const numbers = Array.from({ length: 10 }, (_, index) => index + 1);
    for (const number of numbers) await run.send('n', number);
    await run.send('end');
    expect(await run.result()).toEqual({
      read: numbers,
      runs: 4,
      who: 'Ada',
      pid: run.pid,
      memo: { note: 'n', runs: 3 },
      trap_links: true,
    });
  });

  it('upgrade goes on as another entry, under the same PID and with the unread messages', async () => {
    const run = await house.spawn('relay', undefined, {
      messages: [{ topic: 'upgrade' }, { topic: 'first' }, { topic: 'second' }],
    });
    expect(await run.result()).toEqual({
      tag: 'from relay',
      id: 'app:successor',
      pid: run.pid,
      topics: ['first', 'second'],
      options: { trap_links: false, upgradable: false },
    });
  });
});
