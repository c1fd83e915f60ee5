import type { NamesOf } from '@durable-lua/determinism/host';

/**
 * What one Lua state may use. Work is counted in units of about 0.05 µs: a call, a jump back, a loop turn, and in proportion what
 * library functions, the border to TypeScript and modules do in bulk. The count depends on the program alone, so it is the same
 * on replay and on every machine.
 */
export interface Limits {
  /**
   * Units that a run may use without waiting for something from outside. Beyond it the run fails with kind `INTERNAL` and
   * the position; no `pcall` catches it. 10 million by default where runs are replayed, no limit elsewhere.
   */
  readonly turnBudget?: number;
  /** Units after which a coroutine lets the rest of the process go on, where runs are not replayed. 1 million by default. */
  readonly slice?: number;
  /**
   * Bytes that a run may hold, 64 MiB by default: tables, strings, functions, coroutines and what modules keep for it, each by a
   * fixed size, so that the count is the same on replay and on every machine. Beyond it the run fails with kind `INTERNAL` and the
   * position; no `pcall` catches it.
   */
  readonly maxMemoryBytes?: number;
  /**
   * Bytes that a run may hold while all its coroutines wait: many of them do so at a time, for days. Where runs are replayed
   * 8 MiB by default, so that 100 open workflows fit in a worker of 1 GiB; no such limit elsewhere.
   */
  readonly maxWaitingBytes?: number;
  /** Longest string in bytes, 64 MiB by default. A longer one raises an error. */
  readonly maxStringBytes?: number;
  /** Most entries of a table, 16 million by default. One more raises an error. */
  readonly maxTableEntries?: number;
  /** Most stack slots of a coroutine, 200 thousand by default: deeper recursion raises `stack overflow`. */
  readonly maxStackSlots?: number;
}

export const LIMIT_NAMES: NamesOf<Limits> = {
  turnBudget: true,
  slice: true,
  maxMemoryBytes: true,
  maxWaitingBytes: true,
  maxStringBytes: true,
  maxTableEntries: true,
  maxStackSlots: true,
};

export const DEFAULT_TURN_BUDGET = 10_000_000;
export const DEFAULT_SLICE = 1_000_000;
export const DEFAULT_MEMORY_BYTES = 64 * 1024 * 1024;
export const DEFAULT_WAITING_BYTES = 8 * 1024 * 1024;
export const DEFAULT_STACK_SLOTS = 200_000;
export const DEFAULT_STRING_BYTES = 64 * 1024 * 1024;
