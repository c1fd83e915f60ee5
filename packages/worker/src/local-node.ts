import type { Client } from '@temporalio/client';
import { LuaError } from '@durable-lua/determinism';
import { defined, didYouMean, type MessageObserver } from '@durable-lua/determinism/host';
import {
  FunctionHost,
  ProcessNode,
  Services,
  stderrLog,
  type FunctionEntry,
  type LuaCode,
  type StateEnd,
} from '@durable-lua/host-node';
import { InternalActivities, luaActivities, Workflows } from '@durable-lua/host-node/temporal';
import type { Limits } from '@durable-lua/lua-vm';
import type { ProcessServiceEntry, Project } from '@durable-lua/registry';
import { limitsOf, noFunction, processAddress, processTarget, type Directory } from '@durable-lua/temporal-wire';
import { functionOf, processOf } from './compose.js';
import type { Composition } from './composition.js';
import { outsideOf, ProjectStores } from './outside.js';

export interface LocalNodeOptions {
  readonly project: Project;
  readonly directory: Directory;
  readonly composition: Composition;
  readonly limits?: Limits;
  readonly messages?: MessageObserver;
  /** Is told how each Lua state has ended. */
  readonly ended: (end: StateEnd) => void;
  /** Its name in PIDs. */
  readonly node: string;
  /** As {@link Workflows} wants it. */
  readonly client: (entry: string) => Client;
}

/** Everything of a project that runs in this Node process without Temporal, and its way to workflows. */
export class LocalNode {
  readonly workflows: Workflows;
  readonly processes: ProcessNode;
  readonly functions: FunctionHost;
  readonly services: Services;
  readonly internal: InternalActivities;
  private readonly stores: ProjectStores;
  /** What was called before, by ID: made once. */
  private readonly found = { functions: new Map<string, FunctionEntry>(), processes: new Map<string, LuaCode>() };

  constructor(private readonly options: LocalNodeOptions) {
    const { project, directory, composition, limits, messages, ended, node, client } = options;
    this.stores = new ProjectStores(project);
    this.workflows = new Workflows({ directory, client });
    this.processes = new ProcessNode({
      node,
      modules: composition.modules,
      ended,
      ...defined({ limits, messages }),
      interceptors: composition.interceptors,
      code: (id) => this.processCode(id),
      target: (request) => processTarget(directory, request),
      address: (destination) => processAddress(directory, destination),
      stopTimeout: (host) => project.processHosts.find(({ id }) => id === host)?.lifecycle.stopTimeout,
      functions: (context) => this.functions.for(context),
      shared: outsideOf(project, this.stores),
      outside: this.workflows,
    });
    this.functions = new FunctionHost({
      node: this.processes,
      find: (id) => {
        const entry = this.found.functions.get(id) ?? functionOf(project, directory, id);
        if (entry === undefined) throw noFunction(directory, id);
        this.found.functions.set(id, entry);
        return entry;
      },
    });
    this.services = new Services(this.processes, stderrLog);
    this.internal = new InternalActivities({ node: this.processes, workflows: this.workflows });
  }

  /** The activities of a worker: its functions, every process of the project, and ours. */
  activitiesOf(worker: string, client: Client): ReturnType<typeof luaActivities> {
    const { directory } = this.options;
    const limits = limitsOf(directory, directory.workers[worker]?.client ?? '');
    const { functions, processes } = this.options.project;
    const own = functions.filter(({ activity }) => activity?.worker === worker);
    return {
      // `process.exec` of a workflow may run any of them on whichever worker it has.
      ...luaActivities(
        (id, ...call) => this.functions.runCode(this.processCode(id), ...call),
        processes,
        directory,
        limits,
      ),
      ...luaActivities((id, ...call) => this.functions.run(id, ...call), own, directory, limits),
      ...this.internal.forWorker(client),
    };
  }

  /** Starts a service of the project. @throws LuaError when its process cannot be started */
  startService({ id, process, host, lifecycle }: ProcessServiceEntry): void {
    const { stopTimeout, stableThreshold, restart } = lifecycle;
    this.services.start({ id, process, host, stopTimeout, stableThreshold, restart });
  }

  /** Stops services, the last started first, and then what other processes there are. */
  async stopProcesses(): Promise<void> {
    await this.services.stop();
    await this.processes.stop();
  }

  /** Ends at once whatever still runs, and sees to it that whoever watches it is told. */
  async close(): Promise<void> {
    await this.processes.close();
    await this.internal.close();
    this.workflows.watches.close();
    await this.stores.close();
  }

  private processCode(id: string): LuaCode {
    const { project, directory } = this.options;
    const code = this.found.processes.get(id) ?? processOf(project, id);
    if (code !== undefined) {
      this.found.processes.set(id, code);
      return code;
    }
    const kind = directory.kinds[id];
    const known = project.processes.map((one) => one.id);
    const message =
      kind === undefined ? `no process '${id}'${didYouMean(id, known)}` : `'${id}' is a ${kind}, not a process.lua`;
    throw new LuaError({ kind: kind === undefined ? 'NOT_FOUND' : 'INVALID', message, retryable: false });
  }
}
