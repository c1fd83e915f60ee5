import type { LuaError } from '@durable-lua/determinism';
import { heldBytes, type LuaState, type TValue } from './fengari.js';
import { DEFAULT_MEMORY_BYTES, DEFAULT_WAITING_BYTES, type Limits } from './limits.js';
import type { Machine } from './machine.js';

/** Told of each Lua value that TypeScript holds. */
export type Visit = (value: TValue) => void;

/** The fields of a state that fengari's patch reads, see patches/. */
interface EngineMemory {
  memused: number;
  memcheck: number;
  memlimit: number;
  onMemory: ((L: LuaState, bytes: number) => never) | null;
  hostroots: ((visit: Visit) => number) | null;
  hostheld: ((data: object, visit: Visit) => number) | null;
}

const MIB = 1024 * 1024;
const shown = (bytes: number): string => (bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${bytes} bytes`);

/** Ends a run that holds too much. What is held is counted by the engine, from the program alone. */
export class Memory {
  private readonly engine: EngineMemory;
  private readonly waiting: number;

  constructor(
    private readonly machine: Machine,
    limits: Limits,
    deterministic: boolean,
  ) {
    const most = limits.maxMemoryBytes ?? DEFAULT_MEMORY_BYTES;
    this.waiting = limits.maxWaitingBytes ?? (deterministic ? Math.min(DEFAULT_WAITING_BYTES, most) : Infinity);
    this.engine = machine.main.l_G as EngineMemory;
    const hooks: Partial<EngineMemory> = {
      memlimit: most,
      memcheck: most / 4,
      onMemory: (L) => {
        // What TypeScript makes for the running coroutine is made on the main thread.
        throw machine.budget.end(
          machine.chain.at(-1) ?? L,
          `more than ${shown(most)} of memory (limit maxMemoryBytes): keep less at a time`,
        );
      },
      hostroots: (visit) => machine.visitRoots(visit),
      hostheld: (data, visit) => machine.visitHeld(data, visit),
    };
    Object.assign(this.engine, hooks);
  }

  /** What may not go on while no coroutine can run: a run that waits for long must not hold much. */
  atRest(place: () => string): LuaError | undefined {
    if (this.engine.memused <= this.waiting || heldBytes(this.machine.main) <= this.waiting) return undefined;
    return this.machine.budget.ending(
      place(),
      `more than ${shown(this.waiting)} of memory held while waiting (limit maxWaitingBytes): keep less`,
    );
  }

  /** Does work that the run must not notice. */
  aside<T>(work: () => T): T {
    const { memused, memcheck } = this.engine;
    this.engine.memcheck = Infinity;
    try {
      return work();
    } finally {
      Object.assign(this.engine, { memused, memcheck });
    }
  }

  /** The bytes that are held now. */
  get held(): number {
    return this.aside(() => heldBytes(this.machine.main));
  }
}
