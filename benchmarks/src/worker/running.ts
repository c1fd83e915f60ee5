import type { Seen } from './options.js';
import type { HistoryToReplay } from './replay.js';

/** A worker that polls. */
export interface Running {
  readonly loading: number;
  readonly beganAt: number;
  readonly pollingAt: number;
  readonly seen: Seen;
  /** Threads that run JavaScript, the main one included. */
  readonly threads: number;
  /** Replays histories one after the other in one replay worker, as this worker would. */
  replay(histories: AsyncIterable<HistoryToReplay>): AsyncIterable<{ readonly error?: Error | undefined }>;
  stop(): Promise<void>;
}
