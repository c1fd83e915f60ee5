import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, inject, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { replayHistories } from './index.js';
import { fixtureFolder } from './testing/fixture.js';
import { House } from './testing/house.js';
import { startWorkerProcess } from './testing/worker-process.js';
import './testing/logs.js';

const address = inject('temporalAddress');

it.concurrent(
  'a watch whose worker is killed goes on in another one, and misses nothing that happened meanwhile',
  async ({ onTestFinished }) => {
    const queue = `crash-watch-${randomUUID()}`;
    const driverQueue = `driver-${randomUUID()}`;
    const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-crash-watch-'));
    const client = new Client({ connection: await Connection.connect({ address }) });
    const connection = await NativeConnection.connect({ address });
    const workflowsPath = `${fixtureFolder('processes')}/driver.cjs`;
    const driver = await Worker.create({ connection, taskQueue: driverQueue, workflowsPath });
    const driving = driver.run();
    const start = async () => {
      const journal = path.join(folder, 'journal.txt');
      const worker = await startWorkerProcess({ fixture: 'processes', address, queue, journal });
      onTestFinished(() => worker.kill());
      return worker;
    };
    onTestFinished(async () => {
      driver.shutdown();
      await driving;
      await connection.close();
      await client.connection.close();
      await rm(folder, { recursive: true });
    });

    const first = await start();
    const flow = await client.workflow.start('app:flow', { taskQueue: queue, workflowId: randomUUID(), args: ['x'] });
    const options = {
      taskQueue: queue,
      startToCloseTimeout: '10m',
      // As workflows ask for it: three beats.
      heartbeatTimeout: '30s',
    };
    const request = { pid: `{app:tc@app:worker|${flow.workflowId}}` };
    const watch = await client.workflow.start('schedule', {
      taskQueue: driverQueue,
      workflowId: randomUUID(),
      args: ['@watch', [request], options],
    });
    const attempts = async () => {
      const { raw } = await client.workflow.getHandle(watch.workflowId).describe();
      return raw.pendingActivities?.[0]?.lastStartedTime == null ? 0 : (raw.pendingActivities[0].attempt ?? 0);
    };
    while ((await attempts()) === 0) await sleep(50);
    await first.kill();

    await start();
    await flow.signal('return', 1);
    expect(await flow.result()).toEqual({ name: 'x', value: 1 });
    expect(await attempts()).toBe(1);
    expect(await watch.result()).toEqual({ value: { name: 'x', value: 1 } });
  },
  120_000,
);

it.concurrent(
  'a node that is killed: whoever watches its processes, or is linked with them, is told UNAVAILABLE',
  async ({ onTestFinished }) => {
    const queue = `killed-${randomUUID()}`;
    const house = new House({ fixture: 'processes', address });
    onTestFinished(() => house.close());
    await house.open();
    const node = await startWorkerProcess({ fixture: 'processes', address, queue });
    onTestFinished(() => node.kill());
    /** Starts a process on that node. */
    const there = async (entry: string, argument: Data): Promise<string> => {
      const options = { taskQueue: queue, workflowId: randomUUID(), args: [[['start', entry, argument]]] };
      const { pid } = await house.plain.workflow.execute('app:watching_flow', options);
      return pid;
    };
    const trapping = await house.spawn('watching_flow', [['trap'], ['events', 1]]);
    const untrapped = await house.spawn('watching_flow', [['events', 1]]);
    const linking = [trapping, untrapped].flatMap(({ pid }): Data[] => [
      ['use', pid],
      ['call', 'link'],
    ]);
    const beginner = await there('app:supervisor', [...linking, ['stay']]);
    const echo = await there('app:echo', 'x');
    const watcher = await house.spawn('watching_flow', [
      ['trap'],
      ['use', echo],
      ['call', 'monitor'],
      ['call', 'link'],
      ['events', 2],
    ]);
    for (const { workflowId } of [trapping, untrapped, watcher]) await watching(house, workflowId);
    // Both calls have been answered: a link that is still asked for would be UNAVAILABLE itself.
    const answered = async () =>
      (await house.events(watcher.workflowId)).filter(({ eventType }) => eventType.endsWith('ACTIVITY_TASK_COMPLETED'));
    while ((await answered()).length < 2) await sleep(50);
    // A process of another node is not reached from here.
    expect(
      await house.runtime.call('app:watch', [
        ['use', echo],
        ['call', 'monitor'],
      ]),
    ).toMatchObject({ seen: [{ kind: 'UNAVAILABLE' }] });
    await node.kill();
    // Silence alone is no end: a poll whose answer is lost, or a network that is cut for half a minute, is silent too. The node is asked again.
    const asked = async () => {
      const { raw } = await house.plain.workflow.getHandle(watcher.workflowId).describe();
      return raw.pendingActivities?.find(({ activityType }) => activityType?.name === '@watch')?.attempt ?? 0;
    };
    await expect.poll(asked, { timeout: 60_000, interval: 200 }).toBe(2);

    const down = { kind: 'pid.link.down', error: 'UNAVAILABLE' };
    expect(await trapping.result()).toMatchObject({ seen: [{ ...down, from: beginner }] });
    await expect(untrapped.result()).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: `linked process failed: ${beginner}`,
    });
    expect(await watcher.result()).toMatchObject({
      seen: [
        { kind: 'pid.exit', error: 'UNAVAILABLE' },
        { ...down, from: echo },
      ],
    });
    for await (const { error } of replayHistories({ ...house.composition, histories: await house.histories() }))
      expect(error).toBeUndefined();
  },
  120_000,
);

/** Waits until a worker has the watches of a workflow. */
async function watching(house: House, workflowId: string): Promise<void> {
  for (;;) {
    const { raw } = await house.plain.workflow.getHandle(workflowId).describe();
    const watches = (raw.pendingActivities ?? []).filter(({ activityType }) => activityType?.name === '@watch');
    if (watches.length > 0 && watches.every(({ lastStartedTime }) => lastStartedTime != null)) return;
    await sleep(50);
  }
}
