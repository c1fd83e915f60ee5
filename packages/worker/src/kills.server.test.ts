import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { afterEach, expect, inject, it } from 'vitest';
import { ensureDevServer } from '@durable-lua/dev-server';
import type { Project } from '@durable-lua/registry';
import { replayHistory, type Runtime } from './index.js';
import { House } from './testing/house.js';
import { startWorkerProcess, type WorkerProcess } from './testing/worker-process.js';

/** KILLS=all takes every step, not some of them. */
const EVERY = process.env['KILLS'] === 'all';
const TIMEOUT = EVERY ? 1_800_000 : 120_000;
const ROUNDS = EVERY ? 5 : 3;

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** The process that a workflow talks with, and the workflow. */
async function start(house: House, runtime: Runtime) {
  const partner = await runtime.processes.spawn('app:partner', 'app:procs');
  return house.plain.workflow.start('app:talk', {
    taskQueue: house.queue,
    workflowId: randomUUID(),
    // How long the server waits for a task of a worker that is gone.
    workflowTaskTimeout: '2s',
    args: [partner.pid, ROUNDS],
  });
}

const numbers = Array.from({ length: ROUNDS }, (_, index) => index + 1);
/** What has come to the workflow, and what the two processes say has come to them: each once, in order. */
const ALL = {
  echoes: { partner: numbers, own: [0, ...numbers] },
  ends: {
    own: [['pid.exit', 'own', [0, ...numbers]]],
    partner: [
      ['pid.exit', 'partner', numbers],
      ['pid.link.down', 'partner', numbers],
    ],
  },
  more: false,
};

/** A project whose worker runs activities and no workflows. */
const withoutWorkflows = (project: Project): Project => ({
  ...project,
  workers: project.workers.map((worker) => ({
    ...worker,
    options: { ...worker.options, disableWorkflowWorker: true },
  })),
});

it(
  'a workflow whose worker is killed at any step of its talk with processes misses nothing and hears nothing twice',
  { timeout: TIMEOUT },
  async () => {
    const address = inject('temporalAddress');
    const house = new House({ fixture: 'kills', address });
    ending.push(() => house.close());
    await house.open({ start: false });
    // Here live the processes, and activities run. Workflows run in workers that are killed.
    const runtime = await house.createRuntime(withoutWorkflows(house.project));
    await runtime.start();
    const startWorker = async (dieAt?: string): Promise<WorkerProcess> => {
      const workerOptions = { enableNonLocalActivities: false };
      const more = dieAt === undefined ? {} : { dieAt };
      const worker = await startWorkerProcess({
        fixture: 'kills',
        address,
        queue: house.queue,
        workerOptions,
        ...more,
      });
      ending.push(() => worker.kill());
      return worker;
    };

    const talk = await start(house, runtime);
    const ended = talk.result().then(() => true);
    let kills = 0;
    for (const step of EVERY ? everyStep() : ['before=1', 'after=2', 'before=2', 'after=3', 'before=3']) {
      const worker = await startWorker(step);
      if (await Promise.race([ended, worker.exited.then(() => false)])) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThanOrEqual(EVERY ? 20 : 5);
    await startWorker();
    expect(await talk.result()).toEqual(ALL);
    expect(runtime.processes.size).toBe(0);
    await replayHistory({ ...house.composition, history: await house.history(talk.workflowId) });
  },
);

/** Of each answer of a worker to the server, the moment before it and that after it. */
function* everyStep(): Generator<string> {
  for (;;) {
    yield 'before=1';
    yield 'after=1';
  }
}

it('nor does one whose server is killed at any step and started again on its file', { timeout: TIMEOUT }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-server-'));
  ending.push(() => rm(folder, { recursive: true }));
  const { TEMPORAL_ADDRESS: _, ...env } = process.env;
  const options = { persistTo: path.join(folder, 'temporal.db'), ui: false, logLevel: 'never', env } as const;
  let server = await ensureDevServer(options);
  ending.push(() => server.stop());
  const port = Number(server.address.split(':')[1]);
  const house = new House({ fixture: 'kills', address: server.address });
  ending.push(() => house.close());
  await house.open();

  const talk = await start(house, house.runtime);
  let over = false;
  const ended = talk.result().finally(() => (over = true));
  ended.catch(() => undefined);
  let kills = 0;
  for (let length = 3; !over; length += EVERY ? 1 : 17) {
    while (!over && (await lengthOf(server.address, talk.workflowId)) < length) await sleep(2);
    if (over) break;
    await server.kill();
    server = await ensureDevServer({ ...options, port });
    kills += 1;
  }
  // The worker finds the server before we do: on a quick machine the talk is over soon after the first kill.
  expect(kills).toBeGreaterThanOrEqual(1);
  expect(await talk.result()).toEqual(ALL);
  await replayHistory({ ...house.composition, history: await house.history(talk.workflowId) });
});

/** By a connection of its own: one that has lost its server waits a second before it tries again, and the talk goes on meanwhile. */
async function lengthOf(address: string, workflowId: string): Promise<number> {
  const connection = await Connection.connect({ address });
  try {
    return (await new Client({ connection }).workflow.getHandle(workflowId).describe()).historyLength;
  } finally {
    await connection.close();
  }
}
