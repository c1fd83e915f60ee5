import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, inject, it, onTestFinished } from 'vitest';
import { fixtureFolder } from './testing/fixture.js';
import { startWorkerProcess } from './testing/worker-process.js';
import './testing/logs.js';

const address = inject('temporalAddress');

it('a watch whose worker is killed goes on in another one, and misses nothing that happened meanwhile', async () => {
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
}, 120_000);
