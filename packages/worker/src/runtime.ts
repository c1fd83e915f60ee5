import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
import { Worker, type WorkerOptions as SdkWorkerOptions } from '@temporalio/worker';
import {
  invalid,
  LuaError,
  type ContextValues,
  type Data,
  type SpawnRequest,
  type StartOptions,
} from '@durable-lua/determinism';
import { defined, type Interceptor } from '@durable-lua/determinism/host';
import { FunctionHost, noFunction } from '@durable-lua/host-node';
import { activityHeaders, luaActivities, TemporalProcesses } from '@durable-lua/host-node/temporal';
import { withProgram } from '@durable-lua/host-workflow/program';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import type { Project, TemporalWorkerEntry } from '@durable-lua/registry';
import type { Directory } from '@durable-lua/temporal-wire';
import { workflowBundle } from './bundle.js';
import { payloadConverterPath } from './bundler.js';
import { directoryOf, functionOf, programOf } from './compose.js';
import { composeProject, type Composition, type CompositionOptions } from './composition.js';
import { connect, type Connected } from './connections.js';
import { sdkWorkerOptions } from './worker-options.js';

export interface RuntimeOptions extends CompositionOptions {
  /** Around the capabilities of functions. */
  readonly interceptors?: readonly Interceptor[];
  /** Instead of the addresses of the project's clients and of TEMPORAL_ADDRESS. */
  readonly address?: string;
  /** SDK worker options for every worker: a last resort, for what no entry field can say. */
  readonly workerOptions?: Partial<SdkWorkerOptions>;
}

/** How a workflow is started: options of Temporal, and what goes along. */
export interface SpawnSettings extends StartOptions {
  /** All arguments, instead of one. */
  readonly args?: readonly Data[];
  /** Readable through `ctx` in the workflow and in whatever it calls. */
  readonly context?: ContextValues;
  /** Delivered before any other message, in order. */
  readonly messages?: readonly { readonly topic: string; readonly args?: readonly Data[] }[];
}

/** A workflow run that this runtime started or found. */
export interface RunHandle {
  readonly pid: string;
  readonly workflowId: string;
  /** Sends a message; ends once the server has stored it. */
  send(topic: string, ...args: Data[]): Promise<void>;
  /** @throws LuaError with kind, message, retryable and details when the run fails, is cancelled, terminated or times out. */
  result(): Promise<Data>;
}

/** A project that is running, or can be started. */
export interface Runtime {
  /** As it was loaded, with its warnings. */
  readonly project: Project;
  /**
   * Connects and starts workers: those with `lifecycle.auto_start`, or the named ones. Ends once they poll.
   * @throws LuaError `UNAVAILABLE` when a server cannot be reached, `NOT_FOUND` for an unknown worker.
   */
  start(options?: { readonly workers?: readonly string[] }): Promise<void>;
  /** Calls a function in this process. @throws LuaError */
  call(id: string, ...args: Data[]): Promise<Data>;
  /** Starts a workflow with one argument, or with what `settings.args` says. Needs no started worker, only a server. @throws LuaError */
  spawn(id: string, worker: string, input?: Data, settings?: SpawnSettings): Promise<RunHandle>;
  /** Sends a message to a workflow by its PID or ID. @throws LuaError */
  send(to: string, topic: string, ...args: Data[]): Promise<void>;
  /** Stops polling, lets what runs end within each worker's `worker_stop_timeout`, and closes the connections. */
  shutdown(): Promise<void>;
  /** Settles when the workers have stopped; rejects when one of them failed for good. */
  readonly stopped: Promise<void>;
}

/**
 * Puts a project, modules and hosts together. A project that is given as a folder is loaded, with these modules.
 * @throws ProjectError with everything that is wrong in the project; LuaError `INVALID` when a module package is missing.
 */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  return new ProjectRuntime(options, await composeProject(options, { bundled: true }));
}

interface RunningWorker {
  readonly worker: Worker;
  readonly run: Promise<void>;
}

class ProjectRuntime implements Runtime {
  private readonly directory: Directory;
  private readonly node = `${hostname()}-${randomBytes(4).toString('hex')}`;
  private readonly connections = new Map<string, Promise<Connected>>();
  private readonly clients = new Map<string, Connected>();
  /** By entry ID. */
  private readonly workers = new Map<string, Promise<RunningWorker>>();
  private readonly processes: TemporalProcesses;
  private readonly functions: FunctionHost;
  readonly stopped: Promise<void>;
  private settleStopped!: { resolve: () => void; reject: (error: unknown) => void };

  constructor(
    private readonly options: RuntimeOptions,
    private readonly composition: Composition,
  ) {
    this.directory = directoryOf(composition.project);
    this.processes = new TemporalProcesses({
      directory: this.directory,
      client: (entry) => {
        const connected = this.clients.get(entry);
        if (connected !== undefined) return connected.client;
        throw new LuaError({
          kind: 'UNAVAILABLE',
          message: `client '${entry}' is not connected yet: start the runtime first`,
        });
      },
    });
    this.stopped = new Promise((resolve, reject) => (this.settleStopped = { resolve, reject }));
    this.stopped.catch(() => undefined);
    this.functions = new FunctionHost({
      modules: composition.modules,
      interceptors: options.interceptors ?? [],
      node: this.node,
      find: (id) => {
        const entry = functionOf(composition.project, this.directory, id);
        if (entry !== undefined) return entry;
        throw noFunction(id, this.directory.kinds[id]);
      },
      processes: (id, pid, context) => this.processes.for(id, pid, context),
    });
  }

  get project(): Project {
    return this.composition.project;
  }

  async start({ workers: named }: { readonly workers?: readonly string[] } = {}): Promise<void> {
    const chosen = this.choose(named);
    const bundle = await workflowBundle(this.composition.external, this.project.root);
    await Promise.all([...new Set(chosen.map(({ client }) => client))].map((client) => this.connected(client)));
    await Promise.all(chosen.map((entry) => this.started(entry, bundle)));
  }

  async call(id: string, ...args: Data[]): Promise<Data> {
    return decodeData(await this.functions.run(id, args.map(encodeData)).result);
  }

  async spawn(id: string, worker: string, input?: Data, settings: SpawnSettings = {}): Promise<RunHandle> {
    const { args, context, messages = [], ...options } = settings;
    const all = args ?? (input === undefined ? [] : [input]);
    await this.connectedFor(worker);
    const request: SpawnRequest = {
      id,
      host: worker,
      args: all.map(encodeData),
      options,
      messages: messages.map(({ topic, args: values = [] }) => ({ topic, args: values.map(encodeData) })),
      ...defined({ context }),
    };
    const run = await this.processes.start(request);
    return {
      pid: run.pid,
      workflowId: run.handle.workflowId,
      send: (topic, ...values) => this.send(run.pid, topic, ...values),
      result: async () => decodeData(await this.processes.result(run)),
    };
  }

  async send(to: string, topic: string, ...args: Data[]): Promise<void> {
    await Promise.all(this.project.clients.map(({ id }) => this.connected(id)));
    await this.processes.send(to, { topic, args: args.map(encodeData) });
  }

  async shutdown(): Promise<void> {
    const started = await Promise.allSettled(this.workers.values());
    const workers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    for (const { worker } of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.allSettled(workers.map(({ run }) => run));
    this.workers.clear();
    for (const { connection } of this.clients.values()) await connection.close();
    this.clients.clear();
    this.connections.clear();
    this.settleStopped.resolve();
  }

  private choose(named: readonly string[] | undefined): readonly TemporalWorkerEntry[] {
    const { workers } = this.project;
    if (named === undefined) return workers.filter(({ lifecycle }) => lifecycle.autoStart);
    return named.map((id) => {
      const worker = workers.find((one) => one.id === id);
      if (worker !== undefined) return worker;
      const known = workers.map((one) => one.id).join(', ');
      throw new LuaError({
        kind: 'NOT_FOUND',
        retryable: false,
        message: `no temporal.worker '${id}': the project has ${known}`,
      });
    });
  }

  /** The running worker of an entry: a second start finds the first. */
  private started(entry: TemporalWorkerEntry, bundle: string): Promise<RunningWorker> {
    let starting = this.workers.get(entry.id);
    if (starting === undefined) {
      starting = this.startWorker(entry, bundle);
      this.workers.set(entry.id, starting);
      // A failed try is not kept: the next one may succeed.
      starting.catch(() => this.workers.delete(entry.id));
    }
    return starting;
  }

  private async startWorker(entry: TemporalWorkerEntry, bundle: string): Promise<RunningWorker> {
    const { connection, client } = await this.connected(entry.client);
    const { workerOptions } = this.options;
    const { project } = this.composition;
    const ids = project.functions.filter(({ activity }) => activity?.worker === entry.id).map(({ id }) => id);
    const code = withProgram(bundle, programOf(project, this.directory, entry.client));
    const worker = await Worker.create({
      connection,
      namespace: client.options.namespace,
      dataConverter: { payloadConverterPath },
      activities: luaActivities(this.functions, ids),
      interceptors: { activity: [activityHeaders] },
      ...(entry.options.disableWorkflowWorker ? {} : { workflowBundle: { code } }),
      ...sdkWorkerOptions(entry),
      ...workerOptions,
    });
    const run = worker.run();
    run.then(() => this.workerEnded(), this.settleStopped.reject);
    return { worker, run };
  }

  /** Without `shutdown` workers end at a signal to the process, which the SDK handles. */
  private async workerEnded(): Promise<void> {
    const workers = await Promise.all(this.workers.values());
    if (workers.every(({ worker }) => worker.getState() === 'STOPPED')) this.settleStopped.resolve();
  }

  private async connectedFor(worker: string): Promise<void> {
    const entry = this.project.workers.find(({ id }) => id === worker);
    if (entry !== undefined) await this.connected(entry.client);
  }

  private connected(id: string): Promise<Connected> {
    let connecting = this.connections.get(id);
    if (connecting === undefined) {
      const entry = this.project.clients.find((one) => one.id === id);
      if (entry === undefined) throw invalid(`no temporal.client '${id}'`);
      connecting = connect(entry, this.options.address ?? process.env['TEMPORAL_ADDRESS']).then((connected) => {
        this.clients.set(id, connected);
        return connected;
      });
      // A failed try is not kept: the next one may find the server.
      connecting.catch(() => this.connections.delete(id));
      this.connections.set(id, connecting);
    }
    return connecting;
  }
}
