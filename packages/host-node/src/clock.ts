import type { Clock } from '@durable-lua/determinism';
import { realClockOf } from '@durable-lua/determinism/host';

/** Real time. A timer keeps the process alive until it ends. */
export const realClock: Clock = realClockOf(globalThis);
