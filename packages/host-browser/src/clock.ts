import type { Clock } from '@durable-lua/determinism';
import { realClockOf } from '@durable-lua/determinism/host';

/** Real time, in the zone of the browser. A page that is hidden gets its timers later. */
export const realClock: Clock = realClockOf(globalThis);
