import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { nodeQueue } from '@durable-lua/temporal-wire';
import { fixtureFolder } from './testing/fixture.js';
import { House } from './testing/house.js';

const address = inject('temporalAddress');
const node = `node-${randomUUID()}`;
const house = new House({ fixture: 'processes', address, runtime: { node } });
const driverQueue = `driver-${randomUUID()}`;
let driver: { readonly connection: NativeConnection; readonly worker: Worker; readonly run: Promise<void> };

beforeAll(async () => {
  await house.open();
  const connection = await NativeConnection.connect({ address });
  const workflowsPath = `${fixtureFolder('processes')}/driver.cjs`;
  const worker = await Worker.create({ connection, taskQueue: driverQueue, workflowsPath });
  driver = { connection, worker, run: worker.run() };
});
afterAll(async () => {
  driver.worker.shutdown();
  await driver.run;
  await driver.connection.close();
  await house.close();
});

interface Ended {
  readonly value?: unknown;
  readonly name?: string;
  readonly type?: string;
  readonly message?: string;
  readonly nonRetryable?: boolean;
  readonly details?: readonly { readonly kind: string; readonly retryable?: boolean; readonly details?: unknown }[];
}

const optionsFor = (taskQueue: string) => ({
  taskQueue,
  startToCloseTimeout: '1m',
  heartbeatTimeout: '30s',
  retry: { maximumAttempts: 3 },
});

/** Has a workflow that knows nothing of Lua schedule one of our activities. */
async function schedule(name: string, queue: string, request: object, ...more: unknown[]) {
  const workflowId = `driver-${randomUUID()}`;
  const args = [name, [request, ...more], optionsFor(queue)];
  return house.plain.workflow.start('schedule', { taskQueue: driverQueue, workflowId, args });
}
const isThere = (pid: string): Promise<boolean> =>
  house.runtime.send(pid, 'x').then(
    () => true,
    () => false,
  );
const own = async (name: string, request: object, ...more: unknown[]): Promise<Ended> =>
  (await (await schedule(name, house.queue, request, ...more)).result()) as Ended;
const onNode = async (name: string, request: object, ...more: unknown[]): Promise<Ended> =>
  (await (await schedule(name, nodeQueue(node), request, ...more)).result()) as Ended;

const FROM = '{app:tc@app:worker|somebody}';
const spawn = (entry: string, more: object = {}, ...args: unknown[]) =>
  own('@spawn', { entry, host: 'app:procs', from: FROM, id: randomUUID(), ...more }, ...args);

describe('@spawn', () => {
  it('starts a process with arguments, startup messages and a name; a repeat finds it', async () => {
    const id = randomUUID();
    const messages = [
      { topic: 'a', count: 1 },
      { topic: 'b', count: 0 },
    ];
    const name = `name-${id}`;
    const first = await spawn('app:count', { id, messages, name }, 1, 2, 'for a');
    expect(await spawn('app:count', { id, messages, name }, 1, 2, 'for a')).toEqual(first);
    const pid = first.value as string;
    expect(pid).toMatch(new RegExp(`^\\{${node}@app:procs\\|`));
    expect(await own('@lookup', { name })).toEqual({ value: pid });
    await onNode('@deliver', { to: pid, from: FROM, topic: 'end', id: '1' });
    expect(await onNode('@watch', { pid })).toEqual({
      value: [
        [1, 2],
        ['a', FROM, 'for a'],
        ['b', FROM],
      ],
    });
  });

  it('says what is wrong, for good', async () => {
    expect(await spawn('app:nobody')).toMatchObject({ type: 'NOT_FOUND', nonRetryable: true });
    expect(await spawn('app:flow')).toMatchObject({ type: 'INVALID', nonRetryable: true });
    expect(await own('@lookup', { name: 'nobody' })).toEqual({});
  });
});

describe('@deliver', () => {
  it('puts a message into the mailbox once, however often it is tried', async () => {
    const { pid, result } = await house.runtime.processes.spawn('app:count', 'app:procs');
    for (const id of ['1', '1', '2', '1']) {
      expect(await onNode('@deliver', { to: pid, from: FROM, topic: 't', id }, `value ${id}`)).toEqual({});
    }
    await onNode('@deliver', { to: pid, from: FROM, topic: 'end', id: '3' });
    // No arguments: an empty table of Lua.
    expect(await result()).toEqual([{}, ['t', FROM, 'value 1'], ['t', FROM, 'value 2']]);
    expect(await onNode('@deliver', { to: pid, from: FROM, topic: 't', id: '4' })).toMatchObject({
      type: 'NOT_FOUND',
      nonRetryable: true,
    });
  });

  it('reaches a function call by its PID', async () => {
    const flow = await house.spawn('flow', 'x');
    const call = house.runtime.call('app:watch', [['use', flow.pid], ['say', 'note', 'hello'], ['answer']]);
    const signalled = async () =>
      (await house.events(flow.workflowId)).find(({ eventType }) => eventType.includes('SIGNALED'));
    while ((await signalled()) === undefined) await sleep(20);
    const { header } = (await signalled())?.['workflowExecutionSignaledEventAttributes'] as {
      header: { fields: Record<string, { data: string }> };
    };
    const pid = JSON.parse(Buffer.from(header.fields['durable-lua-from']?.data ?? '', 'base64').toString()) as string;
    expect(pid).toMatch(new RegExp(`^\\{${node}@functions\\|`));
    await onNode('@deliver', { to: pid, from: flow.pid, topic: 'answer', id: '1' }, 'from afar');
    expect(await call).toMatchObject({ seen: ['from afar'] });
    await flow.terminate();
  });
});

describe('@watch of a process', () => {
  it('tells its failure for good, though the process says that it may be retried', async () => {
    const { value: pid } = await spawn('app:echo');
    const watch = await schedule('@watch', nodeQueue(node), { pid });
    await sleep(300);
    await house.runtime.send(pid as string, 'fail');
    expect(await watch.result()).toMatchObject({
      type: 'BROKEN',
      nonRetryable: true,
      message: 'told to fail',
      details: [{ kind: 'BROKEN', retryable: true }],
    });
    // A watch that takes the place of this one is told, too.
    expect(await onNode('@watch', { pid })).toMatchObject({ type: 'BROKEN' });
    const missing = `{${node}@app:procs|nobody}`;
    expect(await onNode('@watch', { pid: missing })).toMatchObject({
      type: 'NOT_FOUND',
      details: [{ details: { missing } }],
    });
  });

  it('that a workflow has started tells how it ended before', async () => {
    const { value: pid } = await spawn('app:echo');
    await house.runtime.send(pid as string, 'return', 9);
    while (await isThere(pid as string)) await sleep(10);
    expect(await onNode('@watch', { pid })).toEqual({ value: 9 });
  });
});

describe('@rpc about a process', () => {
  const about = (call: string, pid: string, from?: string) => onNode('@rpc', { call, pid, ...(from && { from }) });

  it('links it with a workflow, whose end ends it', async () => {
    const flow = await house.spawn('flow', 'x');
    const echo = await house.runtime.processes.spawn('app:echo', 'app:procs');
    expect(await about('link', echo.pid, flow.pid)).toEqual({});
    await flow.terminate();
    await expect(echo.result()).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: `linked process failed: ${flow.pid}`,
    });
    expect(await about('link', echo.pid, flow.pid)).toMatchObject({ type: 'NOT_FOUND', nonRetryable: true });
  });

  it('undoes the link', async () => {
    const flow = await house.spawn('flow', 'x');
    const echo = await house.runtime.processes.spawn('app:echo', 'app:procs');
    await about('link', echo.pid, flow.pid);
    expect(await about('unlink', echo.pid, flow.pid)).toEqual({});
    await flow.terminate();
    await sleep(500);
    await echo.send('return', 'alive');
    expect(await echo.result()).toBe('alive');
  });

  it('looks that it is there, so that its end is told afterwards', async () => {
    const echo = await house.runtime.processes.spawn('app:echo', 'app:procs');
    expect(await about('look', echo.pid)).toEqual({});
    await echo.send('return', 9);
    await echo.result();
    expect(await onNode('@watch', { pid: echo.pid })).toEqual({ value: 9 });
    expect(await about('look', echo.pid)).toMatchObject({ type: 'NOT_FOUND' });
  });
});

describe('@watch of a workflow', () => {
  it('ends with its result, or with its failure', async () => {
    const good = await house.spawn('flow', 'good');
    const bad = await house.spawn('flow', 'bad');
    const watches = await Promise.all([good, bad].map(({ pid }) => schedule('@watch', house.queue, { pid })));
    await sleep(300);
    await Promise.all([good.send('return', 1), bad.send('fail')]);
    expect(await watches[0]?.result()).toEqual({ value: { name: 'good', value: 1 } });
    expect(await watches[1]?.result()).toMatchObject({ type: 'BROKEN', nonRetryable: true });
    expect(await own('@watch', { pid: good.pid })).toEqual({ value: { name: 'good', value: 1 } });
    const missing = '{app:tc@app:worker|nobody}';
    expect(await own('@watch', { pid: missing })).toMatchObject({
      type: 'NOT_FOUND',
      details: [{ details: { missing } }],
    });
  });

  it('goes on in another worker when its own stops', async () => {
    const flow = await house.spawn('flow', 'x');
    const alone = new House({ fixture: 'processes', address });
    await alone.open({ start: false });
    const watcher = await alone.createRuntime(alone.project, { node: `${node}-watcher` });
    await watcher.start();
    const watch = await schedule('@watch', alone.queue, { pid: flow.pid });
    await sleep(500);
    await watcher.shutdown();
    const next = await alone.createRuntime(alone.project, { node: `${node}-next` });
    await next.start();
    await flow.send('return', 2);
    expect(await watch.result()).toEqual({ value: { name: 'x', value: 2 } });
    await alone.close();
  });
});

describe('@terminate and @rpc', () => {
  it('end workflows and processes', async () => {
    const flow = await house.spawn('flow', 'x');
    const reason = `process.terminate by ${FROM}`;
    expect(await own('@terminate', { pid: flow.pid, reason })).toEqual({});
    await expect(flow.result()).rejects.toMatchObject({ message: `workflow terminated: ${reason}` });
    expect(await own('@terminate', { pid: flow.pid, reason })).toMatchObject({ type: 'NOT_FOUND' });

    const echo = await house.runtime.processes.spawn('app:echo', 'app:procs');
    await onNode('@terminate', { pid: echo.pid, reason });
    await expect(echo.result()).rejects.toMatchObject({
      message: `process terminated by ${FROM}`,
      details: { terminated: true },
    });
    const other = await house.runtime.processes.spawn('app:echo', 'app:procs');
    await onNode('@rpc', {
      call: 'cancel',
      pid: other.pid,
      reason: JSON.stringify({ from: FROM, reason: 'why' }),
      id: '1',
    });
    await expect(other.result()).rejects.toMatchObject({ kind: 'CANCELED', message: 'why' });
  });

  it('send a signal once, cancel, and say how a workflow stands', async () => {
    const flow = await house.spawn('flow', 'x');
    const id = randomUUID();
    const signal = { call: 'signal', pid: flow.pid, topic: 'note', from: FROM, id };
    for (let i = 0; i < 2; i++) expect(await own('@rpc', signal, 'text')).toEqual({});
    const events = await house.events(flow.workflowId);
    expect(events.filter(({ eventType }) => eventType.includes('SIGNALED'))).toHaveLength(1);
    expect(await own('@rpc', { call: 'describe', pid: flow.pid })).toEqual({
      value: { status: 'RUNNING', run_id: expect.any(String) as string },
    });
    await own('@rpc', { call: 'cancel', pid: flow.pid, reason: 'enough', id: randomUUID() });
    await expect(flow.result()).rejects.toMatchObject({ kind: 'CANCELED' });
  });
});
