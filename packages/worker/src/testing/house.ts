import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Client, Connection } from '@temporalio/client';
import type { Data } from '@durable-lua/determinism';
import { defined } from '@durable-lua/determinism/host';
import type { Project } from '@durable-lua/registry';
import {
  createRuntime,
  standardModules,
  type ReplayAllOptions,
  type RunHandle,
  type Runtime,
  type RuntimeOptions,
  type SpawnSettings,
} from '../index.js';
import { loadFixture } from './fixture.js';
import { Journal } from './journal.js';
import './logs.js';

/** A server answers with histories that are longer than what a gRPC client takes by itself. */
const ANY_LENGTH = { 'grpc.max_receive_message_length': -1 };

export interface HouseOptions {
  readonly fixture: string;
  readonly address: string;
  readonly runtime?: Partial<RuntimeOptions>;
}

/** A fixture that runs on a task queue of its own, and a client that knows nothing of Lua. */
export class House {
  readonly queue = `test-${randomUUID()}`;
  readonly journal = new Journal();
  readonly started = new Set<string>();
  private readonly runtimes: Runtime[] = [];
  project!: Project;
  runtime!: Runtime;
  /** The SDK's client as it comes: without our converter and headers. */
  plain!: Client;

  constructor(private readonly options: HouseOptions) {}

  async open({ start = true } = {}): Promise<void> {
    const { fixture, address } = this.options;
    this.project = await loadFixture(fixture, this.queue);
    this.plain = new Client({ connection: await Connection.connect({ address, channelArgs: ANY_LENGTH }) });
    this.runtime = await this.createRuntime();
    if (start) await this.runtime.start();
  }

  get composition(): Omit<ReplayAllOptions, 'histories'> {
    const { modules = [...standardModules, this.journal.module], ...runtime } = this.options.runtime ?? {};
    const { workflowsPath, payloadCodecs } = runtime;
    return { project: this.project, modules, ...defined({ workflowsPath, payloadCodecs }) };
  }

  /** One more for the same queue, from the same or another state of the project. Not started. */
  async createRuntime(project = this.project, runtimeOptions: Partial<RuntimeOptions> = {}): Promise<Runtime> {
    const { address, runtime: options } = this.options;
    const runtime = await createRuntime({ ...this.composition, ...options, ...runtimeOptions, address, project });
    this.runtimes.push(runtime);
    return runtime;
  }

  async close(): Promise<void> {
    await Promise.all(this.runtimes.map((runtime) => runtime.shutdown()));
    await this.plain?.connection.close();
  }

  /** Starts the workflow `app:<name>` with one argument. */
  async spawn(name: string, input?: Data, options?: SpawnSettings): Promise<RunHandle> {
    const run = await this.runtime.spawn(`app:${name}`, 'app:worker', input, options);
    this.started.add(run.workflowId);
    return run;
  }

  /** Runs the workflow `app:<name>` to its result. */
  async exec(name: string, input?: Data, options?: SpawnSettings): Promise<Data> {
    return (await this.spawn(name, input, options)).result();
  }

  /** The result of a run by its ID, as any program sees it. */
  result(workflowId: string): Promise<unknown> {
    return this.plain.workflow.getHandle(workflowId).result();
  }

  /** Starts a workflow as any program may: no header, no converter of ours. */
  async startPlain(name: string, args: unknown[], workflowId = `${name}-${randomUUID()}`) {
    this.started.add(workflowId);
    return this.plain.workflow.start(`app:${name}`, { taskQueue: this.queue, args, workflowId });
  }

  /** Waits until the history of a run holds an event of this type, `TIMER_STARTED`. */
  async until(workflowId: string, type: string): Promise<void> {
    while (!(await this.events(workflowId)).some(({ eventType }) => eventType === `EVENT_TYPE_${type}`))
      await sleep(10);
  }

  /** How a run stands: `COMPLETED`, `FAILED`, `CANCELLED` … */
  async status(workflowId: string): Promise<string> {
    return (await this.plain.workflow.getHandle(workflowId).describe()).status.name;
  }

  /** The events of a run, as exported. */
  async events(workflowId: string, runId?: string): Promise<HistoryEvent[]> {
    return (await this.history(workflowId, runId)).events;
  }

  /** A history as its export to JSON says it. */
  async history(workflowId: string, runId?: string): Promise<ExportedHistory> {
    const history = await this.plain.workflow.getHandle(workflowId, runId).fetchHistory();
    return JSON.parse(historyToJSON(history)) as ExportedHistory;
  }

  /** The histories of everything that was started, of the children of it and of the runs that went on, each exported to JSON. */
  async histories(): Promise<ExportedHistory[]> {
    const all: ExportedHistory[] = [];
    const runs: { readonly workflowId: string; readonly runId?: string }[] = [...this.started].map((workflowId) => ({
      workflowId,
    }));
    for (let run = runs.shift(); run !== undefined; run = runs.shift()) {
      const history = await this.history(run.workflowId, run.runId);
      all.push(history);
      const { continuedExecutionRunId: runId } = history.events[0]?.['workflowExecutionStartedEventAttributes'] as {
        readonly continuedExecutionRunId?: string;
      };
      if (runId) runs.push({ workflowId: run.workflowId, runId });
      for (const event of history.events) {
        const child = event.childWorkflowExecutionStartedEventAttributes?.workflowExecution;
        if (child !== undefined) runs.push(child);
      }
    }
    return all;
  }
}

/** As far as tests look into it. */
export interface HistoryEvent {
  readonly eventType: string;
  readonly childWorkflowExecutionStartedEventAttributes?: {
    readonly workflowExecution: { readonly workflowId: string; readonly runId: string };
  };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- attributes are as many as kinds of events
  readonly [attributes: `${string}Attributes`]: any;
}

export interface ExportedHistory {
  readonly events: HistoryEvent[];
}
