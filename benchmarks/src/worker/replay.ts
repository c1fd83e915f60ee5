import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import type { ReplayHistoriesIterable } from '@temporalio/worker';
import { quietRuntime } from './options.js';
import type { Replayed, ReplayRequest } from './protocol.js';
import type { Running } from './running.js';

type ItemOf<T> = T extends AsyncIterable<infer Item> | Iterable<infer Item> ? Item : never;
export type HistoryToReplay = ItemOf<ReplayHistoriesIterable>;

/** Until the code has been optimised. */
const WARM_UP = 5;

export interface Profiling {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Replays one history again and again in one replay worker, with the bundle and the converter of a worker. */
export async function replay(
  running: Running,
  { workflowId, history: json, repeats }: ReplayRequest,
  profiling: Profiling | undefined,
): Promise<Replayed> {
  const history = historyFromJSON(JSON.parse(json));
  // The runtime of the SDK ended with the last worker.
  quietRuntime();
  const meter = new Meter();
  const histories = async function* (): AsyncGenerator<HistoryToReplay> {
    for (let i = 0; i < WARM_UP; i++) yield { workflowId, history };
    await profiling?.start();
    meter.start();
    for (let i = 0; i < repeats; i++) yield { workflowId, history };
    // Asked for more: the last one has been replayed.
    meter.stop();
    await profiling?.stop();
  };
  for await (const { error } of running.replay(histories())) if (error !== undefined) throw error;
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
