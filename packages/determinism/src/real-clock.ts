import type { Clock, Millis } from './capabilities.js';
import { canceled, type LuaError } from './errors.js';
import { operation, type Operation } from './operation.js';

/** What a real clock is made of, as the global object of Node and of a browser has it. */
export interface ClockGlobals<Timer> {
  readonly Date: { now(): number };
  readonly performance: { now(): number };
  readonly Intl: { DateTimeFormat(): { resolvedOptions(): { readonly timeZone: string } } };
  setTimeout(then: () => void, ms: number): Timer;
  clearTimeout(timer: Timer): void;
}

/** The longest delay that `setTimeout` takes, about 24.8 days; a longer one is made of several. */
const LONGEST = 2 ** 31 - 1;

/** Real time, in the zone of the machine. */
export function realClockOf<Timer>(globals: ClockGlobals<Timer>): Clock {
  return {
    now: () => globals.Date.now(),
    timer: (ms) => timer(globals, ms),
    zone: globals.Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

function timer<Timer>(globals: ClockGlobals<Timer>, ms: Millis): Operation<void> {
  let handle: Timer;
  let fail: (error: LuaError) => void;
  const end = globals.performance.now() + ms;
  const result = new Promise<void>((resolve, reject) => {
    fail = reject;
    const arm = (): void => {
      const left = end - globals.performance.now();
      handle = globals.setTimeout(
        () => (end - globals.performance.now() > 0.5 ? arm() : resolve()),
        Math.min(Math.max(1, left), LONGEST),
      );
    };
    arm();
  });
  return operation(result, () => {
    globals.clearTimeout(handle);
    fail(canceled());
  });
}
