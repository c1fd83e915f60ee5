import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type ReplayHistoriesIterable, type ReplayWorkerOptions, type WorkerOptions } from '@temporalio/worker';
import { quietRuntime } from './options.js';
import type { Replayed, ReplayRequest } from './protocol.js';

/** Until the code has been optimised. */
const WARM_UP = 5;

export interface Profiling {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Replays one history again and again in one replay worker, with the bundle and the converter of a worker. */
export async function replay(
  { workflowBundle, dataConverter, interceptors }: WorkerOptions,
  { workflowId, history: json, repeats }: ReplayRequest,
  profiling: Profiling | undefined,
): Promise<Replayed> {
  if (workflowBundle === undefined) throw new Error('this worker has no workflows');
  const history = historyFromJSON(JSON.parse(json));
  // The runtime of the SDK ended with the last worker.
  quietRuntime();
  const meter = new Meter();
  const histories = async function* (): ReplayHistoriesIterable {
    for (let i = 0; i < WARM_UP; i++) yield { workflowId, history };
    await profiling?.start();
    meter.start();
    for (let i = 0; i < repeats; i++) yield { workflowId, history };
    // Asked for more: the last one has been replayed.
    meter.stop();
    await profiling?.stop();
  };
  const options: ReplayWorkerOptions & Pick<WorkerOptions, 'debugMode'> = {
    workflowBundle,
    // Workflows in a thread of their own, as in a worker. The types leave this out, and a replay worker is in debug mode otherwise.
    debugMode: false,
    reuseV8Context: true,
    workflowThreadPoolSize: 1,
    ...(dataConverter === undefined ? {} : { dataConverter }),
    ...(interceptors === undefined ? {} : { interceptors }),
  };
  for await (const { error } of Worker.runReplayHistories(options, histories())) if (error !== undefined) throw error;
  return { elapsed: meter.elapsed / repeats, cpu: meter.cpu / repeats };
}

class Meter {
  private startedAt = 0;
  private startCpu = process.cpuUsage();
  elapsed = 0;
  cpu = 0;

  start(): void {
    this.startedAt = performance.now();
    this.startCpu = process.cpuUsage();
  }

  stop(): void {
    this.elapsed = performance.now() - this.startedAt;
    const { user, system } = process.cpuUsage(this.startCpu);
    this.cpu = (user + system) / 1000;
  }
}
