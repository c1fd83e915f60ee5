import type { Data, ModuleDefinition } from '@durable-lua/determinism';
import { defined, type Host } from '@durable-lua/determinism/host';
import { simulatedHost, type SimulatedHost } from '@durable-lua/host-simulated';
import { nodeSignatures } from '@durable-lua/host-node';
import { createLua, type Lua, type LuaOptions } from '@durable-lua/lua-vm';
import { record, type Recorded } from '../../journal/record.js';
import { replay } from '../../journal/replay.js';
import { kitModule } from './kit-module.js';
import { readModuleFiles, type ModuleFiles } from '../module/module-files.js';
import type { KitOptions, Script, Surroundings } from '../options.js';
import { placeOf, TEST_FUNCTIONS, TEST_WORKFLOWS } from './world.js';

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

  /** Whether workflows may use the module. */
  get isForWorkflows(): boolean {
    return this.definition.barredInWorkflows === undefined;
  }

  /** Conformance files that can run where the code is, or is not, in a workflow. */
  scripts(inWorkflow: boolean): readonly Script[] {
    if (inWorkflow && !this.isForWorkflows) return [];
    const wrong = inWorkflow ? 'outside' : 'inside';
    return Object.entries(this.files.conformance ?? {})
      .map(([name, source]) => ({ name, source }))
      .filter(({ source }) => placeOf(source) !== wrong);
  }

  modules(definition = this.definition): readonly ModuleDefinition[] {
    return [definition, ...(this.options.modules ?? []).filter(({ name }) => name !== this.name), kitModule];
  }

  host(simulated: Simulated = {}): SimulatedHost {
    const {
      inWorkflow = this.isForWorkflows,
      seed = 'kit',
      around = this.options.world,
      nothingEnds,
      definition,
    } = simulated;
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

  /** A Lua state on a host, with what the kit puts around its capabilities. */
  lua(host: Host, { modules = this.modules(), limits }: Pick<LuaOptions, 'modules' | 'limits'> = {}): Lua {
    const { interceptors = [] } = this.options;
    return createLua({ modules, interceptors, host: this.equipped(host), entry: 'test:main', ...defined({ limits }) });
  }

  /** Runs a script on a host; what it returns. */
  start(script: Script, definition?: ModuleDefinition): (host: Host) => Promise<Data> {
    return async (host) => {
      const lua = this.lua(host, { modules: this.modules(definition) });
      try {
        return await lua.run(script);
      } finally {
        lua.close();
      }
    };
  }

  /** The host with the capabilities that the kit was given. */
  private equipped(host: Host): Host {
    const { capabilities } = this.options;
    if (capabilities === undefined) return host;
    const value = { ...host.capabilities, ...capabilities() };
    return Object.create(host, { capabilities: { value, enumerable: true } }) as Host;
  }

  /** Runs a script in virtual time. */
  simulate(script: Script, simulated: Simulated = {}): Promise<Data> {
    const host = this.host(simulated);
    return host.until(this.start(script, simulated.definition)(host));
  }

  /** Runs a script in virtual time and keeps its history and how it ended. */
  async record(
    script: Script,
    simulated: Simulated & { readonly replayAlways?: boolean } = {},
  ): Promise<Recorded<Data>> {
    const host = this.host(simulated);
    const { replayAlways = false, definition } = simulated;
    return host.until(record(host, this.start(script, definition), { replayAlways }));
  }

  /** Replays what {@link record} gave of a run in a workflow. */
  replay(script: Script, { history }: Recorded<Data>) {
    return replay(history, this.start(script), { host: this.host() });
  }
}
