import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { startWorkerProcess, type WorkerProcess } from './testing/worker-process.js';

const address = inject('temporalAddress');
const queue = `crash-${randomUUID()}`;
let client: Client;
let folder: string;
let journal: string;
/**
 * Long enough to find a journey at rest and end its worker before it goes on: an activity that is under way when its worker
 * dies is lost until its time is over, and may have left its mark.
 */
const REST = '3s';
const alive = new Set<WorkerProcess>();

beforeAll(async () => {
  client = new Client({ connection: await Connection.connect({ address }) });
  folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-crash-'));
  journal = path.join(folder, 'journal.txt');
});
afterEach(async () => {
  for (const worker of alive) await kill(worker);
});
afterAll(async () => {
  await client.connection.close();
  await rm(folder, { recursive: true });
});

async function start(): Promise<WorkerProcess> {
  const worker = await startWorkerProcess({ fixture: 'crash', address, queue, journal });
  alive.add(worker);
  return worker;
}

async function kill(worker: WorkerProcess): Promise<void> {
  alive.delete(worker);
  await worker.kill();
}

/** Waits until the history of a workflow holds this many events of a kind. */
async function until(workflowId: string, attributes: string, count: number): Promise<void> {
  for (;;) {
    const { events = [] } = await client.workflow.getHandle(workflowId).fetchHistory();
    const found = (events ?? []).filter((event) => (event as Record<string, unknown>)[attributes] != null);
    if (found.length >= count) return;
    await sleep(20);
  }
}

async function marks(workflowId: string): Promise<string[]> {
  const lines = (await readFile(journal, 'utf8')).split('\n');
  return lines.filter((line) => line.startsWith(workflowId)).map((line) => line.slice(workflowId.length + 1));
}

const startJourney = (steps: number, rest: string) =>
  client.workflow.start('app:journey', {
    taskQueue: queue,
    workflowId: `journey-${randomUUID()}`,
    // How long the server waits for a task of a worker that is gone.
    workflowTaskTimeout: '3s',
    args: [steps, rest],
  });

describe('a workflow whose worker is killed goes on in another process, and no activity runs twice', () => {
  it.each([
    ['in the middle of a sleep', 'timerStartedEventAttributes', 1],
    ['after an activity has finished', 'activityTaskCompletedEventAttributes', 1],
    ['in the middle of the last sleep', 'timerStartedEventAttributes', 2],
  ])('%s', async (_, attributes, count) => {
    const first = await start();
    const journey = await startJourney(2, REST);
    const { workflowId } = journey;
    await until(workflowId, attributes, count);
    await kill(first);
    expect((await marks(workflowId))[0]).toBe('step 1');

    await start();
    expect(await journey.result()).toEqual({ taken: [1, 1], same: false, bytes: 8 });
    expect(await marks(workflowId)).toEqual(['step 1', 'step 2']);
  });

  it('time and again, several workflows at once', async () => {
    let worker = await start();
    const journeys = await Promise.all(Array.from({ length: 3 }, () => startJourney(3, REST)));
    for (const count of [1, 2]) {
      for (const { workflowId } of journeys) await until(workflowId, 'timerStartedEventAttributes', count);
      await kill(worker);
      worker = await start();
    }
    for (const journey of journeys) {
      expect(await journey.result()).toMatchObject({ taken: [1, 1, 1] });
      expect(await marks(journey.workflowId)).toEqual(['step 1', 'step 2', 'step 3']);
    }
  });
});
