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

/** What the engine goes on with where it was not suspended although nothing was granted, in units. */
const GRACE_UNITS = 1_000;
/** How often a single call of a library function may ask for more: some seconds. Nothing else of the process runs meanwhile. */
const MOST_OVERRUNS = 2_000;

/** What the border to TypeScript costs, in units: reading or making one value beside its bytes, and one step of a copy. */
export const ITEM_UNITS = 4;

/** What it costs to copy or scan bytes, in units. */
export const bytesUnits = (bytes: number): number => bytes >> 5;

/** What it costs to write or parse bytes of JSON, in units. */
export const jsonUnits = (bytes: number): number => bytes >> 3;

/** Counts the work of a state: an error where runs are replayed, a pause elsewhere. */
export class Budget {
  private readonly engine: EngineLimits;
  private readonly perTurn: number;
  private readonly perSlice: number;
  private left = 0;
  /** What the engine was given last; what of it is left over stands in its own counter. */
  private granted = 0;
  private seen: number | undefined;
  /** Work that was done for the run while none of its coroutines ran: the next turn pays it. */
  private owed = 0;
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
    this.left -= this.owed;
    this.owed = 0;
    this.engine.budget = this.stop === undefined ? this.grant() : 0;
  }

  /** Does work that is not the run's, with the units of a whole turn: the run does not notice. */
  aside<T>(work: () => T): T {
    const { left, granted, seen, owed, overruns, stop } = this;
    const { budget } = this.engine;
    this.seen = undefined;
    this.owed = 0;
    this.stop = undefined;
    try {
      return work();
    } finally {
      Object.assign(this, { left, granted, seen, owed, overruns, stop });
      this.engine.budget = budget;
    }
  }

  /** Lets the next turn pay. */
  owe(units: number): void {
    this.owed += units;
  }

  private grant(): number {
    return (this.granted = Math.max(0, Math.min(this.left, this.perSlice)));
  }

  /** Fresh units, or 0 to pause the thread. */
  private spent(L: LuaState, machine: Machine): number {
    if (this.stop !== undefined) throw new Abort(this.stop);
    this.left -= this.granted;
    this.granted = 0;
    if (this.left <= 0) {
      this.fail(
        L,
        `more than ${this.perTurn} steps without waiting: an endless loop, or work that belongs in a function`,
      );
    }
    if (this.overruns > MOST_OVERRUNS) this.fail(L, 'a single call of a library function takes too long');
    if (machine.canSuspend) {
      this.overruns += 1;
      // Where a library function cannot be suspended it goes on with these.
      this.granted = GRACE_UNITS;
      return 0;
    }
    // Inside table.sort and the like no thread can be suspended: then it goes on for another slice.
    this.overruns += 40;
    return this.grant();
  }

  /** Ends the run. Should a binding catch it, what runs next is told again. */
  private fail(L: LuaState, why: string): never {
    const place = showPosition(innermostPosition(L), '?');
    this.stop = new LuaError({ kind: 'INTERNAL', retryable: false, message: `${place}: ${why}` });
    throw new Abort(this.stop);
  }
}
