import type { Capabilities, ContextValues, Data, ModuleDefinition } from '@durable-lua/determinism';
import type { Interceptor } from '@durable-lua/determinism/host';
import type { Fake } from '@durable-lua/host-simulated';
import type { CheckName } from './case.js';
import type { ModuleFiles } from './module/module-files.js';

/** What a piece of Lua finds around it, besides the `test:` functions and workflows. */
export interface Surroundings {
  readonly functions?: Readonly<Record<string, Fake>>;
  readonly workflows?: Readonly<Record<string, Fake>>;
  readonly context?: ContextValues;
  /** Delivered when it begins: topic, then arguments. */
  readonly messages?: readonly (readonly [string, ...Data[]])[];
}

export interface KitOptions {
  /** The package's folder, or its parts. Checks for which a part is missing are reported as not run. */
  readonly files?: string | URL | ModuleFiles;
  /** Modules that its Lua code requires besides. */
  readonly modules?: readonly ModuleDefinition[];
  /**
   * Arguments that make sense, as Lua source: `{ 'random.bytes': ['16'], 'time.Timer:reset': ['"1s"'] }`. The kit finds
   * some itself; functions that wait for something need them.
   */
  readonly samples?: Readonly<Record<string, readonly string[]>>;
  /** How to make an object of a class, as Lua source in which `m` is the module: `{ 'time.Timer': 'm.timer("1h")' }`. */
  readonly instances?: Readonly<Record<string, string>>;
  /** Around the capabilities of every host, for what these have only in part: a request that is answered. Made anew for each Lua state. */
  readonly interceptors?: readonly Interceptor[];
  /** Capabilities that no simulation has, for modules that are barred in workflows; made anew for each Lua state. */
  readonly capabilities?: () => Partial<Capabilities>;
  /** What conformance files find around them. */
  readonly world?: Surroundings;
  /** What the code of the README finds around it. */
  readonly readme?: Surroundings;
  /** Most bytes of the module in a workflow bundle, minified, without what all modules share; 65536 by default. */
  readonly budget?: number;
  /** A real server, from `@durable-lua/testing/server`. */
  readonly server?: ServerKit;
  /** Checks that do not apply, each with its reason, which is reported. */
  readonly skip?: Partial<Readonly<Record<CheckName, string>>>;
  /**
   * What the check `effects` finds and what changes no result, each with its reason: `{ 'process.env.DEBUG': 'a library prints more' }`.
   */
  readonly harmless?: Readonly<Record<string, string>>;
  /** Where `testModule` prints what it cannot try; test runners often hide the names of skipped tests. */
  readonly report?: (line: string) => void;
}

/** A piece of Lua with the name that its errors show. */
export interface Script {
  readonly name: string;
  readonly source: string;
}

/** A real Temporal server as the kit sees it. Made by `temporalServer` of `@durable-lua/testing/server`. */
export interface ServerKit {
  /** The ways of running that it offers: with a cache, without. */
  readonly variants: readonly string[];
  /** Takes a script for a later {@link run}; or says why it cannot run here. */
  enlist(definition: ModuleDefinition, script: Script, around: Surroundings): string | undefined;
  /** Runs a script as a workflow, then fetches its history and replays it. Rejects with what went wrong. */
  run(variant: string, definition: ModuleDefinition, script: Script): Promise<void>;
}
