import type { ContextValues, Data, ModuleDefinition } from '@durable-lua/determinism';
import type { Host } from '@durable-lua/determinism/host';
import {
  record,
  replay,
  simulatedHost,
  type Fake,
  type Recorded,
  type SimulatedHost,
} from '@durable-lua/host-simulated';
import { nodeSignatures } from '@durable-lua/host-node';
import { createLua } from '@durable-lua/lua-vm';
import type { CheckName } from './case.js';
import { kitModule } from './kit-module.js';
import { readModuleFiles, type ModuleFiles } from './module-files.js';
import type { ServerKit } from './server-kit.js';
import { placeOf, TEST_FUNCTIONS, TEST_WORKFLOWS } from './world.js';

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
  /** Where `testModule` prints what it cannot try; test runners often hide the names of skipped tests. */
  readonly report?: (line: string) => void;
}

export interface Script {
  readonly name: string;
  readonly source: string;
}

export interface Simulated {
  /** Instead of the definition under test: the same with something around it. */
  readonly definition?: ModuleDefinition;
  readonly inWorkflow?: boolean;
  readonly seed?: string;
  readonly around?: Surroundings;
  /** Every call of a function or workflow waits for ever. */
  readonly nothingEnds?: boolean;
}

/** A module under test, and how to run Lua with it. */
export class Subject {
  readonly files: ModuleFiles;

  constructor(
    readonly definition: ModuleDefinition,
    readonly options: KitOptions,
  ) {
    const { files = {} } = options;
    this.files = typeof files === 'string' || files instanceof URL ? readModuleFiles(files) : files;
  }

  get name(): string {
    return this.definition.name;
  }

  /** Conformance files that can run where the code is, or is not, in a workflow. */
  scripts(inWorkflow: boolean): readonly Script[] {
    const wrong = inWorkflow ? 'outside' : 'inside';
    return Object.entries(this.files.conformance ?? {})
      .map(([name, source]) => ({ name, source }))
      .filter(({ source }) => placeOf(source) !== wrong);
  }

  modules(definition = this.definition): readonly ModuleDefinition[] {
    return [definition, ...(this.options.modules ?? []).filter(({ name }) => name !== this.name), kitModule];
  }

  host(simulated: Simulated = {}): SimulatedHost {
    const { inWorkflow = true, seed = 'kit', around = this.options.world, nothingEnds, definition } = simulated;
    const never = { '*': { never: true } } as const;
    const host = simulatedHost({
      signatures: nodeSignatures,
      seed,
      inWorkflow,
      functions: nothingEnds ? never : { ...TEST_FUNCTIONS, ...around?.functions },
      workflows: nothingEnds ? never : { ...TEST_WORKFLOWS, ...around?.workflows },
      context: around?.context ?? {},
      modules: this.modules(definition),
    });
    for (const [topic, ...args] of around?.messages ?? []) host.send(topic, ...args);
    return host;
  }

  /** Runs a script on a host; what it returns. */
  start(script: Script, definition?: ModuleDefinition): (host: Host) => Promise<Data> {
    return async (host) => {
      const lua = createLua({ modules: this.modules(definition), host, entry: 'test:main' });
      try {
        return await lua.run(script);
      } finally {
        lua.close();
      }
    };
  }

  /** Runs a script in virtual time. */
  simulate(script: Script, simulated: Simulated = {}): Promise<Data> {
    const host = this.host(simulated);
    return host.until(this.start(script, simulated.definition)(host));
  }

  /** Runs a script in virtual time and keeps its journal and how it ended. */
  async record(
    script: Script,
    simulated: Simulated & { readonly replayAlways?: boolean } = {},
  ): Promise<Recorded<Data>> {
    const host = this.host(simulated);
    const { replayAlways = false, definition } = simulated;
    return host.until(record(host, this.start(script, definition), { replayAlways }));
  }

  /** Replays what {@link record} gave of a run in a workflow. */
  replay(script: Script, { journal }: Recorded<Data>) {
    return replay(journal, this.start(script), { host: this.host() });
  }
}
