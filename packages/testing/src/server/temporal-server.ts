import { randomUUID } from 'node:crypto';
import { Connection, WorkflowClient } from '@temporalio/client';
import type { ContextValues, ModuleDefinition } from '@durable-lua/determinism';
import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import type { Project } from '@durable-lua/registry';
import { createRuntime, replayHistory, standardModules, type Runtime } from '@durable-lua/worker';
import type { Script, ServerKit, Surroundings } from '../kit/options.js';
import { functionProject, workflowProject, type Enlisted, type Place } from './project.js';

export interface TemporalServerOptions {
  /** `host:port` of a running server. */
  readonly address: string;
  /** npm names or paths of packages with the modules under test; standard ones need not be named. */
  readonly modules?: readonly string[];
}

export interface TemporalServerKit extends ServerKit {
  /** Stops the workers. To be called when all is done. */
  close(): Promise<void>;
}

const CACHED = 'real Temporal';
const UNCACHED = 'real Temporal, without a cache';

/** What conformance files use that a server has no word for. */
const NO_SERVER_HAS: Readonly<Record<string, string>> = {
  'test:options': 'the options of a call are not visible to the activity it becomes',
};

const NAMES: NamesOf<TemporalServerOptions> = { address: true, modules: true };

/**
 * A real server for the conformance kit: each file runs as a workflow, once with a cache and once with a full replay at each
 * task; then its history is replayed. Workers start with the first run and serve all.
 */
export function temporalServer(options: TemporalServerOptions): TemporalServerKit {
  checkNames('temporalServer', options, NAMES);
  return new Server(options);
}

interface Started {
  readonly runtime: Runtime;
  readonly functions: Runtime;
  readonly project: Project;
}

class Server implements TemporalServerKit {
  readonly variants = [CACHED, UNCACHED];
  private readonly cases = new Map<
    string,
    Enlisted & { readonly context: ContextValues; readonly definition: ModuleDefinition }
  >();
  private readonly started = new Map<string, Promise<Started>>();
  private connection: Promise<Connection> | undefined;

  constructor(private readonly options: TemporalServerOptions) {}

  enlist(definition: ModuleDefinition, script: Script, around: Surroundings): string | undefined {
    const standard = standardModules.some(({ name }) => name === definition.name);
    if (!standard && this.options.modules === undefined) {
      return `'${definition.name}' is no standard module: name its package in temporalServer({ modules })`;
    }
    if (definition.barredInWorkflows !== undefined) {
      return `workflows may not use '${definition.name}', and each file runs as one`;
    }
    const missing = Object.entries(NO_SERVER_HAS).find(([word]) => script.source.includes(word));
    if (missing !== undefined) return `it uses ${missing[0]}: ${missing[1]}`;
    if (this.started.size > 0) return 'it came after the first run: make the cases of all modules first';
    this.cases.set(keyOf(definition, script), {
      name: `case_${this.cases.size + 1}`,
      module: definition.name,
      script,
      context: around.context ?? {},
      definition,
    });
    return undefined;
  }

  async run(variant: string, definition: ModuleDefinition, script: Script): Promise<void> {
    const enlisted = this.cases.get(keyOf(definition, script));
    if (enlisted === undefined) throw new Error(`${definition.name}/${script.name} was not enlisted`);
    let started = this.started.get(variant);
    if (started === undefined) this.started.set(variant, (started = this.start(variant)));
    const { runtime, project } = await started;
    const id = `kit-${enlisted.name}-${randomUUID()}`;
    const { context } = enlisted;
    const run = await runtime.spawn(`test:${enlisted.name}`, 'test:w', undefined, {
      id,
      context,
      executionTimeout: 60_000,
    });
    await run.result();
    this.connection ??= Connection.connect({ address: this.options.address });
    const history = await new WorkflowClient({ connection: await this.connection }).getHandle(id).fetchHistory();
    await replayHistory({ project, history, modules: this.modules });
  }

  async close(): Promise<void> {
    for (const { runtime, functions } of await Promise.all(this.started.values())) {
      await Promise.all([runtime.shutdown(), functions.shutdown()]);
    }
    await (await this.connection)?.close();
  }

  private get modules(): readonly (ModuleDefinition | string)[] {
    return [...standardModules, ...(this.options.modules ?? [])];
  }

  private async start(variant: string): Promise<Started> {
    const { address } = this.options;
    const { modules } = this;
    const known = [...standardModules, ...[...this.cases.values()].map(({ definition }) => definition)];
    const byName = new Map(known.map((module) => [module.name, module]));
    const place: Place = { address, taskQueue: `kit-${randomUUID()}`, modules: [...byName.values()] };
    const project = await workflowProject(place, [...this.cases.values()]);
    const workerOptions = variant === UNCACHED ? { maxCachedWorkflows: 0 } : {};
    const runtime = await createRuntime({ project, modules, workerOptions });
    const functions = await createRuntime({ project: await functionProject(place), modules });
    await Promise.all([runtime.start(), functions.start()]);
    return { runtime, functions, project };
  }
}

const keyOf = ({ name }: ModuleDefinition, script: Script): string => `${name}/${script.name}`;
