import { SIDES, turns, workerProcess, workerSpec, type Bench, type Benchmark, type Side } from '../bench.js';
import { Samples } from '../figures.js';
import { atOnce, finishRun, startRun, type Job } from '../load.js';
import type { WorkflowHandle } from '@temporalio/client';

/** Waits for one message: open, and idle, until that comes. */
const idle: Job = { workflowType: 'signals', input: { count: 1 }, expected: 1 };

/** Enough of them for the code to be compiled and every cache to be filled. */
const WARM_UP = 50;

export const memoryBenchmark: Benchmark = {
  name: 'memory',
  summary: 'memory per open workflow in the cache: live heap of all threads, and resident memory',
  async run(bench) {
    const { rounds, open } = bench.settings;
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      for (const side of turns(SIDES, round)) {
        const { heap, rss } = await perWorkflow(bench, side, open);
        samples.add('heap', side, heap / 1024);
        samples.add('rss', side, rss / 1024);
      }
      bench.say(`memory: round ${round + 1} of ${rounds}`);
    }
    const ratio = { of: 'lua', to: 'typescript', aim: { atMost: 1.2 } };
    return {
      benchmark: 'memory',
      figures: [
        { name: 'live heap', unit: 'KB/workflow', samples: samples.of('heap'), ratio },
        { name: 'resident', unit: 'KB/workflow', samples: samples.of('rss'), ratio },
      ],
    };
  },
};

/** In a fresh process, as memory that was once used is seldom given back. */
async function perWorkflow(bench: Bench, side: Side, count: number): Promise<{ heap: number; rss: number }> {
  const queue = bench.queue(`memory-${side}`);
  const worker = workerProcess(bench, { agent: true });
  await worker.call('start', workerSpec(bench, side, queue));
  await end(bench, await opened(bench, queue, Math.min(WARM_UP, count)));
  const before = await worker.call('memory', null);
  const handles = await opened(bench, queue, count);
  const after = await worker.call('memory', null);
  await end(bench, handles);
  await worker.stop();
  return { heap: (after.heap - before.heap) / count, rss: (after.rss - before.rss) / count };
}

/** Open workflows, each of which has had its first task. */
async function opened(bench: Bench, queue: string, count: number): Promise<readonly WorkflowHandle[]> {
  const handles: WorkflowHandle[] = [];
  await atOnce(bench.settings.concurrency, count, async () => {
    const handle = await startRun(bench, queue, idle);
    handles.push(handle);
    await firstTaskDone(bench, handle);
  });
  return handles;
}

const FIRST_TASK_MS = 60_000;

/** The server's own list of events says so; it is asked in a way that waits for the next event. */
async function firstTaskDone({ client, server }: Bench, handle: WorkflowHandle): Promise<void> {
  const deadline = performance.now() + FIRST_TASK_MS;
  let nextPageToken: Uint8Array | undefined;
  while (performance.now() < deadline) {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: server.namespace,
      execution: { workflowId: handle.workflowId },
      waitNewEvent: true,
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    });
    if (page.history?.events?.some(({ workflowTaskCompletedEventAttributes: done }) => done != null)) return;
    nextPageToken = page.nextPageToken;
  }
  throw new Error(`${handle.workflowId} had no first task within ${FIRST_TASK_MS / 1000} seconds`);
}

async function end(bench: Bench, handles: readonly WorkflowHandle[]): Promise<void> {
  const left = [...handles];
  await atOnce(bench.settings.concurrency, handles.length, async () => {
    const handle = left.pop() as WorkflowHandle;
    await handle.signal('tick', 1);
    await finishRun(handle, idle);
  });
}
