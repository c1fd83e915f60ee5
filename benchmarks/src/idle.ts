import type { WorkflowHandle } from '@temporalio/client';
import type { Bench } from './bench.js';
import { atOnce, finishRun, startRun, type Job } from './load.js';

/** Waits for one message: open, and idle, until that comes. */
const idle: Job = { workflowType: 'signals', input: { count: 1 }, expected: 1 };

/** Open workflows, each of which has had its first task. */
export async function openIdle(bench: Bench, queue: string, count: number): Promise<readonly WorkflowHandle[]> {
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

/** Ends them, each with the message it waits for. */
export async function endIdle(bench: Bench, handles: readonly WorkflowHandle[]): Promise<void> {
  const left = [...handles];
  await atOnce(bench.settings.concurrency, handles.length, async () => {
    const handle = left.pop() as WorkflowHandle;
    await handle.signal('tick', 1);
    await finishRun(handle, idle);
  });
}
