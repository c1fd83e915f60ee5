import type { Scheduler } from '../scheduling/scheduler.js';
import type { TValue } from './state/fengari.js';
import { placeOn, type CodePlace } from './state/frames.js';
import type { Machine } from './state/machine.js';

/** Where Lua code stands. */
export interface LuaPlace extends CodePlace {
  /** `main`, or `coroutine 2` for the second that was started. */
  readonly coroutine: string;
}

/** Looks at a Lua state from outside. Nothing that it is told of, or reads, changes what the state does, holds or pays. */
export interface LuaObserver {
  /** All coroutines wait. An event from outside comes next. */
  rested?(): void;
}

/** What is kept of a state that has an observer. */
export class Observation {
  /** Where the main coroutine stood when it ran last. */
  private last: LuaPlace | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly scheduler: Scheduler<TValue>,
    private readonly observer: LuaObserver,
  ) {
    machine.stopped = (thread) => {
      if (thread === machine.mainThread) this.last = this.running() ?? this.last;
    };
  }

  rested(): void {
    this.observer.rested?.();
  }

  place(which: 'now' | 'last'): LuaPlace | undefined {
    return which === 'now' ? this.running() : this.last;
  }

  /** Of the innermost coroutine that runs now, or has just ended. */
  private running(): LuaPlace | undefined {
    const { chain } = this.machine;
    for (let i = chain.length - 1; i >= 0; i--) {
      const thread = chain[i];
      const place = thread && placeOn(thread);
      if (place !== undefined) return { ...place, coroutine: this.scheduler.current?.label ?? 'a call at once' };
    }
    return undefined;
  }
}
