import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LuaError } from '@durable-lua/determinism';
import { createRuntime, replayHistory, standardModules } from './index.js';
import { temporalCli } from './testing/cli.js';
import { loadFixture } from './testing/fixture.js';
import { House } from './testing/house.js';

const address = inject('temporalAddress');
const house = new House({ fixture: 'runtime', address });
beforeAll(() => house.open());
afterAll(() => house.close());

describe('call', () => {
  it('runs a function in this process', async () => {
    const at = expect.any(Number) as number;
    expect(await house.runtime.call('app:greet', { name: 'Ada' })).toEqual({ text: 'hello Ada', at });
  });

  it('needs no server and no started worker', async () => {
    const runtime = await createRuntime({ ...house.composition, address: '127.0.0.1:1' });
    expect(await runtime.call('app:greet', { name: 'Bob' })).toMatchObject({ text: 'hello Bob' });
    await runtime.shutdown();
  });

  it('throws what the function returned as its error', async () => {
    const error: unknown = await house.runtime.call('app:fails').catch((thrown: unknown) => thrown);
    expect(LuaError.is(error)).toBe(true);
    expect(error).toMatchObject({ kind: 'CONFLICT', message: 'no stock', retryable: false, details: { left: 0 } });
  });

  it.each([
    ['app:nobody', 'NOT_FOUND', "no function 'app:nobody'"],
    ['app:order', 'INVALID', "'app:order' is a workflow.lua, not a function.lua"],
  ])('of %s is %s', async (id, kind, message) => {
    const said = expect.stringContaining(message) as string;
    await expect(house.runtime.call(id)).rejects.toMatchObject({ kind, message: said });
  });

  it('goes through interceptors of capabilities', async () => {
    const clock = (next: { now(): number }) => ({ ...next, now: () => 1_000 });
    const runtime = await house.createRuntime(house.project, { interceptors: [{ clock } as never] });
    expect(await runtime.call('app:greet', { name: 'Ada' })).toEqual({ text: 'hello Ada', at: 1 });
  });
});

describe('spawn', () => {
  it('gives a handle: PID, ID, send and result', async () => {
    const run = await house.spawn('order', { n: 7 }, { id: `order-${house.queue}` });
    expect(run.workflowId).toBe(`order-${house.queue}`);
    expect(run.pid).toBe(`{app:tc@app:worker|order-${house.queue}}`);
    await run.send('approve', 'Ada');
    expect(await run.result()).toEqual({ order: { n: 7 }, by: 'Ada', pid: run.pid });
    // Once more: the result stays.
    expect(await run.result()).toMatchObject({ by: 'Ada' });
  });

  it.each([0, 1, 2])('says whether it joined a run that is open, with %i messages', async (count) => {
    const id = `joined-${count}-${house.queue}`;
    const messages = [{ topic: 'one' }, { topic: 'two' }].slice(0, count);
    const spawn = (idConflictPolicy: 'use_existing' | 'terminate_existing') =>
      house.spawn('patient', undefined, { id, idConflictPolicy, messages });
    const { joined } = await spawn('use_existing');
    expect(joined).toBe(false);
    expect((await spawn('use_existing')).joined).toBe(true);
    const replaced = await spawn('terminate_existing');
    expect(replaced.joined).toBe(false);
    // Of many at once one has started it.
    await replaced.send('approve');
    await replaced.result();
    const many = await Promise.all([1, 2, 3, 4, 5].map(() => spawn('use_existing')));
    expect(many.filter((run) => !run.joined)).toHaveLength(1);
    await many[0]?.send('approve');
    await many[0]?.result();
  });

  it('asks for the worker version that a start option names', async () => {
    const id = `versioned-${house.queue}`;
    const run = await house.spawn('order', 7, { id, versioningOverride: { mode: 'auto_upgrade' } });
    expect(JSON.stringify((await house.events(run.workflowId))[0])).toContain('"versioningOverride"');
    await house.plain.workflow.getHandle(id).terminate();
  });

  it('ends with the error of a failed run', async () => {
    const run = await house.spawn('order', 7);
    await house.runtime.send(run.pid, 'decline');
    const error: unknown = await run.result().catch((thrown: unknown) => thrown);
    expect(LuaError.is(error)).toBe(true);
    expect(error).toMatchObject({
      kind: 'DECLINED',
      message: 'declined',
      retryable: true,
      details: { order: 7, workflow_id: run.workflowId, workflow_type: 'app:order' },
    });
  });

  it.each([
    ['app:nobody', 'app:worker', {}, 'NOT_FOUND', /app:nobody/],
    ['app:greet', 'app:worker', {}, 'INVALID', /function\.lua/],
    ['app:order', 'app:nobody', {}, 'NOT_FOUND', /app:nobody/],
    ['app:order', 'app:tc', {}, 'INVALID', /temporal\.client/],
    ['app:order', 'app:on_demand', {}, 'INVALID', /runs on the worker 'app:worker'/],
    ['app:order', 'app:worker', { id: 'x'.repeat(2_000) }, 'INVALID', /^workflow ID of 2000 bytes exceeds/],
  ])('of %s on %s fails and starts nothing', async (id, worker, options, kind, message) => {
    const started = house.runtime.spawn(id, worker, 1, options);
    await expect(started).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  it('has a run terminated or timed out end with an error', async () => {
    const terminated = await house.spawn('order', 1);
    await house.plain.workflow.getHandle(terminated.workflowId).terminate('fraud');
    await expect(terminated.result()).rejects.toMatchObject({
      kind: 'CANCELED',
      message: 'workflow terminated: fraud',
      details: { terminated: true },
    });
    const late = await house.spawn('order', 1, { runTimeout: 1_000 });
    await expect(late.result()).rejects.toMatchObject({
      kind: 'TIMEOUT',
      details: { timeout_type: 'start_to_close' },
    });
  });
});

describe('replayHistory', () => {
  it('takes what the Temporal CLI shows of a workflow', async () => {
    const run = await house.spawn('order', 1);
    await run.send('approve', 'Ada');
    await run.result();
    const show = ['workflow', 'show', '--workflow-id', run.workflowId, '--output', 'json'];
    const history = JSON.parse(await temporalCli(address, ...show)) as object;
    await replayHistory({ ...house.composition, history });
  });
});

describe('start', () => {
  it('polls well within three seconds of createRuntime', async () => {
    const project = await loadFixture('runtime');
    const began = performance.now();
    const runtime = await createRuntime({ project, modules: [...standardModules, house.journal.module], address });
    const created = performance.now();
    await runtime.start();
    const polling = performance.now();
    await runtime.shutdown();
    const ms = (from: number, to: number) => `${Math.round(to - from)} ms`;
    console.log(`createRuntime ${ms(began, created)}, start ${ms(created, polling)}, both ${ms(began, polling)}`);
    expect(polling - began).toBeLessThan(3_000);
  });

  it('leaves out workers without auto_start until they are named, and starts none twice', async () => {
    const run = await house.runtime.spawn('app:rare', 'app:on_demand');
    await house.runtime.start({ workers: ['app:on_demand'] });
    await house.runtime.start({ workers: ['app:on_demand', 'app:worker'] });
    expect(await run.result()).toBe('done');
    const unknown = house.runtime.start({ workers: ['app:nobody'] });
    await expect(unknown).rejects.toMatchObject({ kind: 'NOT_FOUND', message: expect.stringContaining('app:worker') });
  });

  it('says where the address stands and what to do when no server is there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    const runtime = await createRuntime({ ...house.composition, address: `127.0.0.1:${port}` });
    await expect(runtime.start()).rejects.toMatchObject({
      kind: 'UNAVAILABLE',
      retryable: true,
      message: expect.stringMatching(
        new RegExp(
          `^_index\\.yaml:4: app:tc: no Temporal server at 127\\.0\\.0\\.1:${port} \\(.+\\): ` +
            'start one \\(durable-lua dev, or temporal server start-dev\\) or set TEMPORAL_ADDRESS$',
        ),
      ),
    });
    await expect(runtime.send('x', 'topic')).rejects.toMatchObject({ kind: 'UNAVAILABLE' });
    await runtime.shutdown();
  });
});

describe('shutdown', () => {
  it('closes a connection that is still being made', async () => {
    const own = new House({ fixture: 'runtime', address });
    await own.open({ start: false });
    const runtime = await own.createRuntime();
    const client = runtime.client('app:tc');
    await runtime.shutdown();
    const { connection } = await client;
    await expect(connection.ensureConnected().then(() => connection.workflowService.getSystemInfo({}))).rejects.toThrow(
      /closed/i,
    );
    await own.close();
  });

  it('lets an activity under way end, and another runtime goes on with the workflow', async () => {
    const own = new House({ fixture: 'runtime', address });
    await own.open();
    const run = await own.spawn('lasting', 1_500, { id: randomUUID() });
    await own.until(run.workflowId, 'ACTIVITY_TASK_SCHEDULED');
    // The server calls it started before the worker has it.
    await expect.poll(() => own.journal.count('slow begun'), { timeout: 20_000 }).toBe(1);
    await own.runtime.shutdown();
    await own.runtime.stopped;
    expect(own.journal.count('slow')).toBe(1);

    const next = await own.createRuntime();
    await next.start();
    expect(await own.result(run.workflowId)).toBe(1);
    expect(own.journal.count('slow')).toBe(1);
    await own.close();
  });
});
