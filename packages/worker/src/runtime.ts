import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { noopMetricMeter } from '@temporalio/common';
import { Runtime as SdkRuntime } from '@temporalio/worker';
import { checkTopic, type Data, type OutgoingMessage, type Sendable } from '@durable-lua/determinism';
import { checkCancel, checkNames, conforming, defined } from '@durable-lua/determinism/host';
import { limitsOf, type Directory } from '@durable-lua/temporal-wire';
import { withProgram } from '@durable-lua/host-workflow/program';
import { decodeData, encodeArguments } from '@durable-lua/lua-vm';
import { formatFinding, type Entry, type Finding, type Project, type TemporalWorkerEntry } from '@durable-lua/registry';
import { stderrLog } from '@durable-lua/host-node';
import { activitiesBeside, checkActivities, checkWorkerOptions } from './beside-lua.js';
import { workflowBundle } from './bundle.js';
import { Clients } from './clients.js';
import { directoryOf, programOf } from './compose.js';
import { composeProject, type Composition } from './composition.js';
import { Conversion } from './conversion.js';
import { along, checkTarget, PROCESS_NAMES, SPAWN_NAMES } from './handles.js';
import type { ProcessHandle, ProcessSettings, RunHandle, RuntimeProcesses, SpawnSettings } from './handles.js';
import type { ClientHealth } from './health-check.js';
import { HttpServices } from './http-services.js';
import { LocalNode } from './local-node.js';
import { NodeMetrics } from './metrics.js';
import { startNodeQueue } from './node-queue.js';
import { registeredAttributes } from './registered-attributes.js';
import { RUNTIME_NAMES, type RuntimeOptions } from './runtime-options.js';
import { runWorker, stopWorkers, type RunningWorker } from './running-worker.js';
import { checkSdkInterceptors, withSdkInterceptors, workflowInterceptorFiles } from './sdk-interceptors.js';
import { clientLimits } from './size-limits.js';
import { pick, START_NAMES, startInOrder, type StartWhat } from './start-order.js';
import { sdkWorkerOptions } from './worker-options.js';
import { workflowHost } from './workflows/host.js';

/** A project that is running, or can be started. */
export interface Runtime {
  /** As it was loaded, with its warnings. */
  readonly project: Project;
  /**
   * Connects, and starts workers and services: those with `lifecycle.auto_start`, or only the named ones, and before each
   * what it depends on. Ends once the workers poll, the processes of the services exist and the HTTP services listen: those
   * begin last, unless something depends on them.
   * @throws LuaError `UNAVAILABLE` when a server cannot be reached, `NOT_FOUND` for an unknown worker or service.
   */
  start(what?: StartWhat): Promise<void>;
  /** Calls a function in this process; `T` is what the caller says of its result, which nobody checks. @throws LuaError */
  call<T = Data>(id: string, ...args: Sendable[]): Promise<T>;
  /**
   * Starts a workflow with one argument, or with what `settings.args` says. Needs no started worker, only a server. With an ID
   * whose run is open already, the handle is one of that run, and `joined` says so: the run gets the messages and not the input;
   * `idConflictPolicy: 'fail'` makes it an error.
   * @throws LuaError
   */
  spawn(id: string, worker: string, input?: Sendable, settings?: SpawnSettings): Promise<RunHandle>;
  /** Sends a message to a process by its PID or name, or to a workflow by its PID or ID. @throws LuaError */
  send(to: string, topic: string, ...args: Sendable[]): Promise<void>;
  /** Processes of this node. They need no start, and no server. */
  readonly processes: RuntimeProcesses;
  /**
   * The SDK's client on the connection of a `temporal.client`, for what Temporal offers beside: lists, descriptions, histories.
   * `shutdown` closes it. @throws LuaError `UNAVAILABLE`, `INVALID` for an unknown entry
   */
  client(entry: string): Promise<Client>;
  /** Where each running `http.service` listens, by its ID: `http://localhost:8080`. */
  urls(): Readonly<Record<string, string>>;
  /** What the last health check of each connected client has found, by entry; of those with `health_check.enabled`. */
  health(): Readonly<Record<string, ClientHealth>>;
  /**
   * Stops HTTP services, once what is under way was answered, or after their `stop_timeout`; then process services, the last
   * started first, and other processes: asks them to end and kills them after their
   * `stop_timeout`. Then stops polling, lets what runs end within each worker's `worker_stop_timeout`, and closes the
   * connections. Whoever watches what is left is told `UNAVAILABLE`.
   */
  shutdown(): Promise<void>;
  /** Settles when the workers have stopped; rejects when one of them failed for good. */
  readonly stopped: Promise<void>;
}

/**
 * Puts a project, modules and hosts together. A project that is given as a folder is loaded, with these modules.
 * @throws ProjectError with everything that is wrong in the project; LuaError `INVALID` when a module package is missing.
 */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  checkNames('createRuntime', options, RUNTIME_NAMES);
  const composition = await composeProject(options, { bundled: true });
  const { project } = composition;
  const conversion = new Conversion(options.payloadCodecs, project, addressOf(options));
  const limits = await clientLimits(options.sizeLimits, project, conversion);
  return new ProjectRuntime(options, composition, conversion, directoryOf(project, limits));
}

function addressOf({ address = process.env['TEMPORAL_ADDRESS'] }: RuntimeOptions): string | undefined {
  return address;
}

class ProjectRuntime implements Runtime {
  private readonly node: string;
  private readonly clients: Clients;
  private readonly local: LocalNode;
  private readonly http: HttpServices;
  private readonly metrics = new NodeMetrics();
  /** By entry ID. */
  private readonly workers = new Map<string, Promise<RunningWorker>>();
  /** Of the queue of this node, by client. */
  private readonly queues = new Map<string, Promise<RunningWorker>>();
  readonly processes: RuntimeProcesses;
  readonly stopped: Promise<void>;
  private readonly unsaid: Finding[];
  private ending: Promise<void> | undefined;
  private settleStopped!: { resolve: () => void; reject: (error: unknown) => void };

  constructor(
    private readonly options: RuntimeOptions,
    private readonly composition: Composition,
    private readonly conversion: Conversion,
    private readonly directory: Directory,
  ) {
    const { project } = composition;
    this.unsaid = [...project.warnings];
    checkWorkerOptions(options.workerOptions ?? {});
    checkActivities(options.activities ?? {}, project);
    const { sdkInterceptors: sdk = {} } = options;
    checkSdkInterceptors(sdk);
    this.node = options.node ?? `${hostname()}-${randomBytes(4).toString('hex')}`;
    this.clients = new Clients(project.clients, {
      conversion,
      limits: (entry) => limitsOf(directory, entry),
      address: addressOf(options),
      interceptors: sdk.client ?? [],
    });
    this.local = new LocalNode({
      project,
      directory: this.directory,
      composition,
      ended: (end) => this.metrics.ended(end),
      ...defined({ limits: options.limits, messages: sdk.messages }),
      node: this.node,
      client: (entry) => this.clients.client(entry),
    });
    this.http = new HttpServices(project, this.local, options.httpInterceptors ?? []);
    this.stopped = new Promise((resolve, reject) => (this.settleStopped = { resolve, reject }));
    this.stopped.catch(() => undefined);
    const { processes } = this.local;
    this.processes = {
      spawn: async (id, host, input, settings) => this.spawnProcess(id, host, input, settings),
      lookup: (name) => processes.names.lookup(name),
      get size() {
        return processes.size;
      },
    };
  }

  get project(): Project {
    return this.composition.project;
  }

  async start(what?: StartWhat): Promise<void> {
    checkNames('start', what ?? {}, START_NAMES);
    this.warn();
    const chosen = this.choose(what);
    // Made when the first worker needs it.
    let bundle: Promise<string> | undefined;
    const bundled = (): Promise<string> =>
      (bundle ??= workflowBundle(this.composition, workflowInterceptorFiles(this.options.sdkInterceptors ?? {})));
    const queues: Promise<RunningWorker>[] = [];
    const start = async (entry: Entry): Promise<void> => {
      if (entry.kind === 'temporal.client') {
        await this.clients.connected(entry.id);
        this.metrics.start(this.local.processes);
        queues.push(this.queue(entry.id));
      } else if (entry.kind === 'temporal.worker') await this.started(entry, await bundled());
      else if (entry.kind === 'process.service') this.local.startService(entry);
      else if (entry.kind === 'http.service') await this.http.start(entry);
    };
    const isLast = ({ kind }: Entry): boolean => kind === 'http.service';
    await startInOrder(
      this.project,
      chosen.filter((entry) => !isLast(entry)),
      start,
    );
    // What comes in from outside shall find everything else there.
    await startInOrder(this.project, chosen.filter(isLast), start);
    await Promise.all(queues);
  }

  async call<T = Data>(id: string, ...args: Sendable[]): Promise<T> {
    return conforming<T>(
      'result',
      decodeData(await this.local.functions.run(id, encodeArguments(args)).result),
      undefined,
    );
  }

  async spawn(id: string, worker: string, input?: Sendable, settings: SpawnSettings = {}): Promise<RunHandle> {
    checkTarget('spawn', id, worker, 'worker, the ID of a temporal.worker');
    checkNames('spawn', settings, SPAWN_NAMES);
    const { args: _args, context: _context, messages: _messages, ...options } = settings;
    const others = along(input, settings);
    await this.connectedFor(worker);
    const { workflows } = this.local;
    const run = await workflows.start({ id, host: worker, options, ...others });
    return {
      pid: run.pid,
      workflowId: run.workflowId,
      joined: run.joined,
      send: (topic, ...values) => this.send(run.pid, topic, ...values),
      result: async (schema) => conforming('result', decodeData(await workflows.result(run)), schema),
      cancel: async (request = {}) => workflows.cancel(run.pid, checkCancel(request)),
      terminate: (reason) => workflows.terminate(run.pid, undefined, reason),
    };
  }

  async send(to: string, topic: string, ...args: Sendable[]): Promise<void> {
    const message: OutgoingMessage = { topic: checkTopic(topic), args: encodeArguments(args) };
    const process = this.local.processes.find(to);
    if (process !== undefined) return process.send(message);
    await this.clients.connectAll();
    await this.local.workflows.send(to, message);
  }

  async client(entry: string): Promise<Client> {
    return (await this.clients.connected(entry)).client;
  }

  urls(): Readonly<Record<string, string>> {
    return this.http.urls();
  }

  health(): Readonly<Record<string, ClientHealth>> {
    return this.clients.health();
  }

  shutdown(): Promise<void> {
    return (this.ending ??= this.end().finally(() => (this.ending = undefined)));
  }

  private async end(): Promise<void> {
    await this.http.stop();
    await this.local.stopProcesses();
    await stopWorkers(this.workers.values());
    await this.local.close();
    await stopWorkers(this.queues.values());
    this.workers.clear();
    this.queues.clear();
    this.metrics.stop();
    await this.clients.close();
    this.settleStopped.resolve();
  }

  private async spawnProcess(
    id: string,
    host: string,
    input?: Sendable,
    settings: ProcessSettings = {},
  ): Promise<ProcessHandle> {
    checkTarget('processes.spawn', id, host, 'host, the ID of a process.host');
    checkNames('processes.spawn', settings, PROCESS_NAMES);
    const request = { id, host, options: {}, ...along(input, settings), ...defined({ name: settings.name }) };
    const started = this.local.processes.spawn(request);
    return {
      pid: started.pid,
      send: (topic, ...values) => this.send(started.pid, topic, ...values),
      result: async (schema) => conforming('result', decodeData(await started.result), schema),
      cancel: async (how = {}) => this.local.processes.alive(started.pid).cancel(checkCancel(how)),
      terminate: async (reason) => this.local.processes.alive(started.pid).terminate(reason),
    };
  }

  /** Warnings stop nothing: so they are told where the program runs, once. */
  private warn(): void {
    for (const warning of this.unsaid.splice(0)) stderrLog.write('warn', formatFinding(warning));
  }

  private choose(what: StartWhat | undefined): readonly Entry[] {
    const { clients, workers, processServices, httpServices } = this.project;
    const services = [...processServices, ...httpServices];
    if (what === undefined) return [...clients, ...workers, ...services].filter(({ lifecycle }) => lifecycle.autoStart);
    return [
      ...pick('temporal.client', clients, what.clients ?? []),
      ...pick('temporal.worker', workers, what.workers ?? []),
      ...pick('process.service or http.service', services, what.services ?? []),
    ];
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
    const { connection, client, dataConverter } = await this.clients.connected(entry.client);
    const { activities = {}, sdkInterceptors = {} } = this.options;
    const workerOptions = withSdkInterceptors(this.options.workerOptions ?? {}, sdkInterceptors);
    const hideFailures = this.conversion.hidesFailures(entry.client);
    const program = programOf(this.project, this.directory, {
      client: entry.client,
      hideFailures,
      metrics: SdkRuntime.instance().metricMeter !== noopMetricMeter,
      luaLimits: this.options.limits,
      registered: await registeredAttributes(entry.client, connection, client.options.namespace),
    });
    const code = withProgram(bundle, program);
    const host = workflowHost(this.composition, entry.options.workflowThreads);
    const worker = await host.Worker.create({
      connection,
      namespace: client.options.namespace,
      dataConverter,
      ...(entry.options.disableWorkflowWorker ? {} : { workflowBundle: { code } }),
      ...sdkWorkerOptions(entry),
      ...host.options,
      ...workerOptions,
      ...activitiesBeside(
        this.local.activitiesOf(entry.id, client),
        activities,
        workerOptions,
        limitsOf(this.directory, entry.client),
      ),
    });
    const running = runWorker(worker);
    running.run.then(() => this.workerEnded()).catch(this.settleStopped.reject);
    return running;
  }

  /** The worker of this node's queue for a client. */
  private queue(client: string): Promise<RunningWorker> {
    let starting = this.queues.get(client);
    if (starting === undefined) {
      const { sdkInterceptors = {} } = this.options;
      starting = this.clients.connected(client).then(async (connected) => {
        const queue = await startNodeQueue(this.node, connected, this.local.internal, sdkInterceptors);
        queue.run.catch(this.settleStopped.reject);
        return queue;
      });
      this.queues.set(client, starting);
      starting.catch(() => this.queues.delete(client));
    }
    return starting;
  }

  /** Without `shutdown` workers end at a signal to the process, which the SDK handles: then the rest ends, too. */
  private async workerEnded(): Promise<void> {
    const workers = await Promise.all(this.workers.values());
    if (workers.every(({ worker }) => worker.getState() === 'STOPPED')) await this.shutdown();
  }

  private async connectedFor(worker: string): Promise<void> {
    const entry = this.project.workers.find(({ id }) => id === worker);
    if (entry !== undefined) await this.clients.connected(entry.client);
  }
}
