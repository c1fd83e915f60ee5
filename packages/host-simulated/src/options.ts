import type {
  CallOptions,
  Data,
  LogLevel,
  Message,
  Millis,
  ModuleDefinition,
  Signatures,
} from '@durable-lua/determinism';
import type { GivenSizeLimits, Interceptor, NamesOf, RegisteredAttributes } from '@durable-lua/determinism/host';
import type { Chunk, Lua, Limits, LuaObserver } from '@durable-lua/lua-vm';
import type { Fake } from './fakes.js';

/** What there is code for, as the options of a simulation call it. */
export type CodeKind = 'functions' | 'workflows' | 'processes';

export interface SimulationOptions {
  /** All randomness comes from it. */
  readonly seed?: string | number;
  /** The moment at which it begins, as `Date` reads it; 2024-01-01T00:00:00Z by default. */
  readonly now?: Millis | string | Date;
  /** IANA name of the local zone; `UTC` by default. */
  readonly zone?: string;
  /** What functions do, by ID; `*` for every other. */
  readonly functions?: Readonly<Record<string, Fake>>;
  /** Default options of calls, by function ID; whatever stands for the function. */
  readonly callOptions?: Readonly<Record<string, CallOptions>>;
  /** What started workflows do, by ID; `*` for every other. */
  readonly workflows?: Readonly<Record<string, Fake>>;
  /** What processes do that are started on a `process.host`, by ID; `*` for every other. */
  readonly processes?: Readonly<Record<string, Fake>>;
  /**
   * Kinds of the entries on which something can be started, by ID: `temporal.worker` runs workflows, `process.host` processes,
   * and what is not among them does not exist. Without it whatever is named runs workflows.
   */
  readonly hosts?: Readonly<Record<string, string>>;
  /**
   * The versions of changes by which the workflows go, as those would that began with older code; for other changes it is
   * the newest.
   */
  readonly versions?: Readonly<Record<string, number>>;
  /** Who makes and checks signatures, such as `nodeSignatures` of host-node; without it what needs them is refused. */
  readonly signatures?: Signatures;
  /** For fakes written in Lua. */
  readonly modules?: readonly ModuleDefinition[];
  readonly interceptors?: readonly Interceptor[];
  /** What each state of Lua may use of work and memory, where it is not the usual. */
  readonly limits?: Limits;
  /** What the simulated server takes, where it is not the usual; as `createRuntime` takes it. */
  readonly sizeLimits?: GivenSizeLimits;
  /** What is registered in its namespace, with types: `{ CustomerId: 'Keyword' }`. Without it each search attribute is taken. */
  readonly searchAttributes?: RegisteredAttributes;
  /** What to do about code that is not there, as the end of an error; by default, to give it to the simulation. */
  readonly remedy?: (what: CodeKind, id: string) => string;
  /** Gives a run of Lua code somebody who looks at it. */
  readonly observe?: (run: ObservedCode) => CodeObserver | undefined;
  /** `auto` (the default): time passes by itself. `manual`: only while a test waits for something. */
  readonly clock?: 'auto' | 'manual';
}

/** Lua code that is about to run. */
export interface ObservedCode {
  /** Entry ID. */
  readonly id: string;
  readonly pid: string;
  readonly inWorkflow: boolean;
  /** The code itself, and its libraries. */
  readonly chunks: readonly Chunk[];
}

/** Looks at a run. Nothing that it does may change what the run does. */
export interface CodeObserver extends LuaObserver {
  begun(run: {
    readonly entry: string;
    readonly lua: Pick<Lua, 'look' | 'place'>;
    /** Messages that nobody has received, oldest first. */
    readonly unread: () => readonly Message[];
  }): void;
}

export const SIMULATION_NAMES: NamesOf<SimulationOptions> = {
  seed: true,
  now: true,
  zone: true,
  functions: true,
  callOptions: true,
  workflows: true,
  processes: true,
  hosts: true,
  versions: true,
  signatures: true,
  modules: true,
  interceptors: true,
  limits: true,
  sizeLimits: true,
  searchAttributes: true,
  remedy: true,
  observe: true,
  clock: true,
};

export interface LogLine {
  /** Virtual time. */
  readonly at: Millis;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields?: Readonly<Record<string, Data>>;
  /** Who wrote it. */
  readonly pid: string;
}
