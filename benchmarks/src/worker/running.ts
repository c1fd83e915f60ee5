import type { Seen } from './options.js';

/** A worker that polls. */
export interface Running {
  readonly loading: number;
  readonly beganAt: number;
  readonly pollingAt: number;
  readonly seen: Seen;
  stop(): Promise<void>;
}
