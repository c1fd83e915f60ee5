import { LuaError } from '@durable-lua/determinism';
import { DEFAULT_SLICE, DEFAULT_STRING_BYTES, DEFAULT_TURN_BUDGET, type Limits } from './limits.js';
import type { LuaState } from './fengari.js';
import type { Machine } from './machine.js';
import { innermostPosition, showPosition } from './positions.js';

/** The fields of a state that fengari's patch reads, see patches/. */
interface EngineLimits {
  budget: number;
  onBudget: ((L: LuaState) => number) | null;
  maxStringBytes: number;
  maxTableEntries: number;
  maxStackSlots: number;
}

/** Ends the run with an error of Lua that no `pcall` catches. */
export class Abort extends Error {
  readonly luaUncatchable = true;

  constructor(readonly error: LuaError) {
    super(error.message);
  }
}

/** What it costs to hand over to the next coroutine, in units. */
const TURN_UNITS = 50;

/** What the engine goes on with by itself where it cannot be suspended, in units. */
const GRACE_UNITS = 1_000;
/** How often a single call of a library function may ask for more: some seconds. Nothing else of the process runs meanwhile. */
const MOST_OVERRUNS = 2_000;

/** Counts the work of a state: an error where runs are replayed, a pause elsewhere. */
export class Budget {
  private readonly engine: EngineLimits;
  private readonly perTurn: number;
  private readonly perSlice: number;
  private left = 0;
  /** What the engine was given last; what of it is left over stands in its own counter. */
  private granted = 0;
  private seen: number | undefined;
  /** How often the running code was asked to pause since it began, and could not. */
  private overruns = 0;
  /** An error that the running coroutine must end with, whatever it does. */
  stop: LuaError | undefined;

  /** @param epoch counts the events from outside. */
  constructor(
    machine: Machine,
    limits: Limits,
    deterministic: boolean,
    private readonly epoch: () => number,
  ) {
    this.engine = machine.main.l_G as EngineLimits;
    this.perTurn = limits.turnBudget ?? (deterministic ? DEFAULT_TURN_BUDGET : Infinity);
    this.perSlice = deterministic ? Infinity : (limits.slice ?? DEFAULT_SLICE);
    this.engine.maxStringBytes = limits.maxStringBytes ?? DEFAULT_STRING_BYTES;
    if (limits.maxTableEntries !== undefined) this.engine.maxTableEntries = limits.maxTableEntries;
    if (limits.maxStackSlots !== undefined) this.engine.maxStackSlots = limits.maxStackSlots;
    this.engine.onBudget = (L) => this.spent(L, machine);
  }

  /** A coroutine begins a turn, or goes on with it after a pause. */
  begin(goesOn: boolean): void {
    this.overruns = 0;
    this.left -= this.granted - Math.max(0, this.engine.budget) + (goesOn ? 0 : TURN_UNITS);
    const epoch = this.epoch();
    // What only goes round inside the run, from coroutine to coroutine, never ends by itself: it brings no fresh units.
    if (epoch !== this.seen && !goesOn) this.left = this.perTurn;
    this.seen = epoch;
    this.engine.budget = this.stop === undefined ? this.grant() : 0;
  }

  /** Does work that is not the run's, with the units of a whole turn: the run does not notice. */
  aside<T>(work: () => T): T {
    const { left, granted, seen, overruns } = this;
    const { budget } = this.engine;
    this.seen = undefined;
    try {
      return work();
    } finally {
      Object.assign(this, { left, granted, seen, overruns });
      this.engine.budget = budget;
    }
  }

  /** Takes units for something that costs more than its call: a coroutine has a stack of its own. */
  charge(units: number): void {
    this.engine.budget -= units;
  }

  private grant(): number {
    return (this.granted = Math.max(0, Math.min(this.left, this.perSlice)));
  }

  /** Fresh units, or 0 to pause the thread. */
  private spent(L: LuaState, machine: Machine): number {
    if (this.stop !== undefined) throw new Abort(this.stop);
    // Nothing was granted: a pause was asked for inside a library function, which went on.
    this.left -= this.granted === 0 ? GRACE_UNITS : this.granted;
    this.granted = 0;
    if (this.left <= 0) {
      throw stopped(
        L,
        `more than ${this.perTurn} steps without waiting: an endless loop, or work that belongs in a function`,
      );
    }
    if (this.overruns > MOST_OVERRUNS) throw stopped(L, 'a single call of a library function takes too long');
    if (machine.canSuspend) {
      this.overruns += 1;
      return 0;
    }
    // Inside table.sort and the like no thread can be suspended: then it goes on for another slice.
    this.overruns += 40;
    return this.grant();
  }
}

function stopped(L: LuaState, why: string): Abort {
  const place = showPosition(innermostPosition(L), '?');
  return new Abort(new LuaError({ kind: 'INTERNAL', retryable: false, message: `${place}: ${why}` }));
}
