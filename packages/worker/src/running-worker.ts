import type { Worker } from '@temporalio/worker';

export interface RunningWorker {
  readonly worker: Worker;
  /** Settles when it has stopped. */
  readonly run: Promise<void>;
}

export function runWorker(worker: Worker): RunningWorker {
  return { worker, run: worker.run() };
}

/** Stops workers and waits until they have ended what they are at, or were allowed to. */
export async function stopWorkers(starting: Iterable<Promise<RunningWorker>>): Promise<void> {
  const started = await Promise.allSettled(starting);
  const workers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  for (const { worker } of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  await Promise.allSettled(workers.map(({ run }) => run));
}
