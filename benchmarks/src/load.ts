import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { Bench } from './bench.js';

/** What each run of a load does, seen from the client. */
export interface Job {
  readonly workflowType: string;
  readonly input: unknown;
  /** Done to each run once it has been started. */
  readonly drive?: (handle: WorkflowHandle) => Promise<void>;
  /** What a right result is: a run that does not do its work is no measurement. */
  readonly expected: unknown;
}

export async function startRun({ client, settings }: Bench, taskQueue: string, job: Job): Promise<WorkflowHandle> {
  return client.workflow.start(job.workflowType, {
    taskQueue,
    workflowId: `bench-${job.workflowType}-${randomUUID()}`,
    args: [job.input],
    // Runs that we leave behind end when we would have.
    workflowExecutionTimeout: `${settings.timeoutMinutes} minutes`,
  });
}

/** @throws Error when the run ends with something else than expected */
export async function finishRun(handle: WorkflowHandle, { expected, workflowType }: Job): Promise<void> {
  const result: unknown = await handle.result();
  if (JSON.stringify(result) === JSON.stringify(expected)) return;
  throw new Error(`${workflowType} gave ${JSON.stringify(result)} instead of ${JSON.stringify(expected)}`);
}

/** Runs a job many times, so many at once; seconds it took. */
export async function load(bench: Bench, taskQueue: string, job: Job, runs: number): Promise<number> {
  const start = performance.now();
  await atOnce(bench.settings.concurrency, runs, async () => {
    const handle = await startRun(bench, taskQueue, job);
    await job.drive?.(handle);
    await finishRun(handle, job);
  });
  return (performance.now() - start) / 1000;
}

/** Does something `count` times, at most `width` times at once; the first failure ends it. */
export async function atOnce(width: number, count: number, work: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left--;
      await work().catch((error: unknown) => {
        left = 0;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
}
