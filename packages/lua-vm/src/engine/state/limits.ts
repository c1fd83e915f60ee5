/**
 * What one Lua state may use. Work is counted in units: a call, a jump back, a loop turn, and what library functions do in
 * bulk. The count depends on the program alone, so it is the same on replay.
 */
export interface Limits {
  /**
   * Units that a run may use without waiting for something from outside. Beyond it the run fails with kind `INTERNAL` and
   * the position; no `pcall` catches it. 10 million by default where runs are replayed, no limit elsewhere.
   */
  readonly turnBudget?: number;
  /** Units after which a coroutine lets the rest of the process go on, where runs are not replayed. 1 million by default. */
  readonly slice?: number;
  /** Longest string in bytes, 64 MiB by default. A longer one raises an error. */
  readonly maxStringBytes?: number;
  /** Most entries of a table, 16 million by default. One more raises an error. */
  readonly maxTableEntries?: number;
  /** Most stack slots of a coroutine, 200 thousand by default: deeper recursion raises `stack overflow`. */
  readonly maxStackSlots?: number;
}

export const DEFAULT_TURN_BUDGET = 10_000_000;
export const DEFAULT_SLICE = 1_000_000;
export const DEFAULT_STRING_BYTES = 64 * 1024 * 1024;
