import { LuaError } from '@durable-lua/determinism';
import {
  DEFAULT_SLICE,
  DEFAULT_STACK_SLOTS,
  DEFAULT_STRING_BYTES,
  DEFAULT_TURN_BUDGET,
  type Limits,
} from './limits.js';
import type { LuaState } from './fengari.js';
import type { Machine } from './machine.js';
import { showPosition } from './positions.js';

/** The fields of a state that fengari's patch reads, see patches/. */
interface EngineLimits {
  budget: number;
  onBudget: ((L: LuaState, over: number) => number) | null;
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
const TURN_UNITS = 200;

/** What work that the run must not notice may cost outside of any coroutine. */
const ASIDE_UNITS = 1_000_000_000;

/** How many slices code goes on for where it cannot be suspended: some seconds. Nothing else of the process runs meanwhile. */
const MOST_OVERRUNS = 20;

/** What the border to TypeScript costs, in units: reading or making one value beside its bytes, and one step of a copy. */
export const ITEM_UNITS = 8;

/** What a call of a function of a module costs beside its arguments and results, in units. */
export const CALL_UNITS = 40;

/** What a field of a table costs that a module gives, or a declared one that it may have, beside its value, in units. */
export const FIELD_UNITS = 24;

/** What an object of a class costs that Lua gets, in units. */
export const OBJECT_UNITS = 60;

/** What an error object costs, with the traceback that it takes, in units. */
export const ERROR_UNITS = 1_200;

/** What it costs to copy or scan bytes, in units. */
export const bytesUnits = (bytes: number): number => bytes >> 4;

/** What the text of an object costs that its class makes, the parts of a time say, in units. */
export const describedUnits = (length: number): number => CALL_UNITS + 4 * Math.min(length, 64) + bytesUnits(length);

/** What it costs to write or parse bytes of JSON, in units. */
export const jsonUnits = (bytes: number): number => bytes >> 2;

/** Counts the work of a state: an error where runs are replayed, a pause elsewhere. */
export class Budget {
  private readonly engine: EngineLimits;
  private readonly perTurn: number;
  private readonly perSlice: number;
  private left = 0;
  /** Of the slice, until the rest of the process goes on. */
  private slice: number;
  /** What the engine was given last; what of it is left over stands in its own counter. */
  private granted: number;
  /** Units that the state has used, but for what stands in the engine's counter. */
  private used = 0;
  private seen: number | undefined;
  /** Work that was done for the run while none of its coroutines ran: the next turn pays it. */
  private owed = 0;
  /** How many slices the running code went on for since it was asked to pause, and could not. */
  private overruns = 0;
  /** An error that the running coroutine must end with, whatever it does. */
  stop: LuaError | undefined;

  /** @param epoch counts the events from outside. */
  constructor(
    private readonly machine: Machine,
    limits: Limits,
    deterministic: boolean,
    private readonly epoch: () => number,
  ) {
    this.engine = machine.main.l_G as EngineLimits;
    this.perTurn = limits.turnBudget ?? (deterministic ? DEFAULT_TURN_BUDGET : Infinity);
    this.perSlice = deterministic ? Infinity : (limits.slice ?? DEFAULT_SLICE);
    this.slice = this.perSlice;
    this.engine.maxStringBytes = limits.maxStringBytes ?? DEFAULT_STRING_BYTES;
    if (limits.maxTableEntries !== undefined) this.engine.maxTableEntries = limits.maxTableEntries;
    this.engine.maxStackSlots = limits.maxStackSlots ?? DEFAULT_STACK_SLOTS;
    Object.assign(this.engine, { onBudget: (L, over) => this.spent(L, over) } satisfies Partial<EngineLimits>);
    this.granted = this.engine.budget;
  }

  /** The units that the state has used so far: the same wherever the same program meets the same events. */
  get units(): number {
    return this.used + this.granted - this.engine.budget;
  }

  /** A coroutine begins a turn, or goes on with it after a pause. */
  begin(goesOn: boolean): void {
    this.overruns = 0;
    this.take(this.granted - this.engine.budget + (goesOn ? 0 : TURN_UNITS));
    const epoch = this.epoch();
    // What only goes round inside the run, from coroutine to coroutine, never ends by itself: it brings no fresh units.
    if (epoch !== this.seen && !goesOn) this.left = this.perTurn;
    // So does what waits for promises that are kept already: the rest of the process goes on between slices alone.
    if (goesOn) this.slice = this.perSlice;
    this.seen = epoch;
    this.take(this.owed);
    this.owed = 0;
    this.engine.budget = this.stop === undefined ? this.grant() : 0;
  }

  private take(units: number): void {
    this.used += units;
    this.left -= units;
    this.slice -= units;
  }

  /** Does work that is not the run's, with the units of a whole turn: the run does not notice. */
  aside<T>(work: () => T): T {
    const { left, slice, granted, used, seen, owed, overruns, stop } = this;
    const { budget } = this.engine;
    this.seen = undefined;
    this.owed = 0;
    this.stop = undefined;
    this.engine.budget = this.granted = ASIDE_UNITS;
    try {
      return work();
    } finally {
      Object.assign(this, { left, slice, granted, used, seen, owed, overruns, stop });
      this.engine.budget = budget;
    }
  }

  /** Lets the next turn pay. */
  owe(units: number): void {
    this.owed += units;
  }

  private grant(): number {
    return (this.granted = Math.max(0, Math.min(this.left, this.slice)));
  }

  /**
   * Fresh units, or 0 to pause the thread.
   * @param over units that were taken beyond what was granted.
   */
  private spent(L: LuaState, over: number): number {
    if (this.stop !== undefined) throw new Abort(this.stop);
    this.take(this.granted + over);
    this.granted = 0;
    if (this.left <= 0) {
      throw this.end(
        L,
        `more than ${this.perTurn} steps without waiting: an endless loop, or work that belongs in a function`,
      );
    }
    if (this.machine.canPause) {
      // What cannot stop there, a function of a module say, goes on; the Lua code behind it stops at its next step. With units to go on with
      // it would call the function again before they are used up, and never stop.
      this.engine.budget = 0;
      return 0;
    }
    // Inside of a metamethod that a library function calls no thread can be suspended: it goes on for another slice.
    this.overruns += 1;
    this.slice = this.perSlice;
    if (this.overruns > MOST_OVERRUNS) {
      const steps = (MOST_OVERRUNS + 1) * this.perSlice;
      throw this.end(
        L,
        `more than ${steps} steps in a metamethod that a library function called, where nothing else can run meanwhile: ` +
          'do the work before that call, and let the metamethod return its result',
      );
    }
    return this.grant();
  }

  /** To be thrown: ends the run. Should a binding catch it, what runs next is told again. */
  end(L: LuaState, why: string): Abort {
    return new Abort(this.ending(showPosition(this.machine.placeOf(L), '?'), why));
  }

  /** The error with which the run must end from now on. */
  ending(place: string, why: string): LuaError {
    this.stop = new LuaError({ kind: 'INTERNAL', retryable: false, message: `${place}: ${why}` });
    return this.stop;
  }
}
