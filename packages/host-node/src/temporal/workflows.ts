import { randomUUID } from 'node:crypto';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import {
  checkTopic,
  LuaError,
  operation,
  parsePid,
  type CancelRequest,
  type Closed,
  type OutgoingMessage,
  type Operation,
  type Payload,
  type SpawnRequest,
} from '@durable-lua/determinism';
import { cutText, defined, MAX_REASON_BYTES } from '@durable-lua/determinism/host';
import { encodeData } from '@durable-lua/lua-vm';
import {
  cancelReason,
  limitsOf,
  outgoing,
  SIGNAL_LINK,
  SIGNAL_UNLINK,
  withSender,
  workflowAddress,
  type Directory,
  type WatchRequest,
} from '@durable-lua/temporal-wire';
import type { Outside, StartedWorkflow, Watchable } from '../processes/outside.js';
import { callHeaders } from './client-headers.js';
import { answered, rpc } from './rpc.js';
import { SendingClient } from './sending-client.js';
import { startWorkflow, type StartedRun } from './start-workflow.js';
import { WorkflowWatches } from './workflow-watches.js';

export interface WorkflowsOptions {
  readonly directory: Directory;
  /**
   * The client of a `temporal.client` entry, or of another namespace on its connection: `<entry>/<namespace>`. Throws a
   * `LuaError` for one that is not there.
   */
  readonly client: (entry: string) => Client;
}

interface Address {
  readonly workflowId: string;
  readonly entry: string;
  readonly client: Client;
}

/** Workflows as the host side reaches them: through clients. */
export class Workflows implements Outside {
  readonly watches: WorkflowWatches;

  constructor(private readonly options: WorkflowsOptions) {
    this.watches = new WorkflowWatches(options.client);
  }

  /** Starts a workflow, or finds the open run of its ID, as its conflict policy says. */
  start(request: SpawnRequest, from?: string, requestId?: string): Promise<StartedRun> {
    const { directory, client } = this.options;
    return startWorkflow(directory, client, request, from, requestId);
  }

  /** What a run ends with, through continue-as-new and retries. @throws LuaError with the run in its details. */
  async result(run: StartedRun): Promise<Payload> {
    const how = await new Promise<Closed>((resolve) => this.watches.watch(run, resolve));
    if ('value' in how) return how.value ?? encodeData(undefined);
    const { error } = how;
    throw error.with({ details: { ...error.details, workflow_type: run.workflowType } });
  }

  async spawn(request: SpawnRequest, from: string): Promise<StartedWorkflow> {
    const run = await this.start(request, from);
    return { kind: 'workflow', pid: run.pid, watch: async (closed) => this.watches.watch(run, closed) };
  }

  /** Starts a workflow and waits for its result, through continue-as-new and retries. */
  exec(request: SpawnRequest, from?: string): Operation<Payload> {
    const started = this.start(request, from);
    const result = started.then((run) => this.result(run));
    const cancel = async (): Promise<void> => this.cancel((await started).pid, {}, from);
    // What has ended, or was never started, needs no cancelling.
    return operation(result, () => void cancel().catch(() => undefined));
  }

  /** Sends a message; ends once the server has stored it. Tries for a minute where there is no server. */
  async send(to: string, message: OutgoingMessage, from?: string): Promise<void> {
    const topic = checkTopic(message.topic);
    await this.signal(to, topic, message.args, from);
  }

  /**
   * A message on behalf of a workflow of another client.
   * @param requestId the server takes a request that an activity repeats once.
   */
  async requestSignal(to: string, { topic, args }: OutgoingMessage, from: string, requestId: string): Promise<void> {
    const { client, workflowId } = this.address(to);
    const payloads = await throughCodecs(client, workflowId, args);
    await rpc(client, () =>
      client.workflowService.signalWorkflowExecution({
        namespace: client.options.namespace,
        identity: client.options.identity,
        requestId,
        workflowExecution: { workflowId },
        signalName: topic,
        input: { payloads },
        header: { fields: withSender({}, from) },
      }),
    );
  }

  find(target: string): Watchable {
    this.address(target);
    return { kind: 'workflow', watch: (closed) => this.watch({ pid: target }, closed) };
  }

  /** Tells how a workflow ends: the chain of the given run, else of its last. Rejects with `NOT_FOUND`. */
  async watch({ pid, runId }: Pick<WatchRequest, 'pid' | 'runId'>, tell: (how: Closed) => void): Promise<() => void> {
    const { entry, workflowId } = this.address(pid);
    const run = runId ?? (await this.describe(pid)).runId;
    return this.watches.watch({ client: entry, workflowId, runId: run }, tell);
  }

  async link(target: string, from: string): Promise<void> {
    await this.bind(SIGNAL_LINK, target, from);
  }

  async unlink(target: string, from: string): Promise<void> {
    await this.bind(SIGNAL_UNLINK, target, from);
  }

  /** Asks a workflow to end; ends once the server has stored the request. */
  cancel(target: string, request: CancelRequest, from?: string): Promise<void> {
    return this.requestCancel(target, cancelReason({ ...request, ...defined({ from }) }), randomUUID());
  }

  /** @param requestId the server takes a request that is repeated, as the connection or an activity may do, once. */
  async requestCancel(target: string, reason: string, requestId: string): Promise<void> {
    const { client, workflowId } = this.address(target);
    await this.assertOpen(target);
    await rpc(client, () =>
      client.workflowService.requestCancelWorkflowExecution({
        namespace: client.options.namespace,
        identity: client.options.identity,
        requestId,
        workflowExecution: { workflowId },
        reason,
      }),
    );
  }

  /** Ends a workflow without asking it. */
  async terminate(target: string, from?: string, reason = `process.terminate by ${from ?? 'a client'}`): Promise<void> {
    const { client, workflowId } = this.address(target);
    await rpc(client, () => client.workflow.getHandle(workflowId).terminate(cutText(reason, MAX_REASON_BYTES)));
  }

  /** How the last run of a workflow stands. @throws LuaError `NOT_FOUND` */
  async describe(target: string): Promise<WorkflowExecutionDescription> {
    const { client, workflowId } = this.address(target);
    return rpc(client, () => client.workflow.getHandle(workflowId).describe());
  }

  /** The client and workflow ID that a destination means. */
  address(destination: string): Address {
    const { workflowId, client: entry = this.onlyClient() } = workflowAddress(this.options.directory, destination);
    return { workflowId, entry, client: this.options.client(entry) };
  }

  /** The server accepts a cancel request for what has ended. */
  private async assertOpen(target: string): Promise<void> {
    const { workflowId, status } = await this.describe(target);
    if (status.name === 'RUNNING') return;
    throw new LuaError({
      kind: 'NOT_FOUND',
      retryable: false,
      message: `workflow '${workflowId}' has ended (${status.name.toLowerCase()})`,
      details: { workflow_id: workflowId },
    });
  }

  private async bind(signal: string, target: string, from: string): Promise<void> {
    // Only a PID says that the workflow is one of ours, which knows what to do.
    if (parsePid(target) !== undefined) await this.signal(target, signal, [encodeData({ from })], from);
  }

  private async signal(to: string, name: string, args: readonly Payload[], from: string | undefined): Promise<void> {
    const { client, entry, workflowId } = this.address(to);
    const handle = SendingClient.of(client).getHandle(workflowId);
    const payloads = outgoing(args, limitsOf(this.options.directory, entry));
    await callHeaders.run(defined({ from }), () => answered(() => handle.signal(name, ...payloads)));
  }

  private onlyClient(): string {
    const names = Object.keys(this.options.directory.clients);
    if (names.length === 1) return names[0] as string;
    throw new LuaError({
      kind: 'NOT_FOUND',
      retryable: false,
      message: `a bare workflow ID needs one temporal.client in the project, there are ${names.length}: use a PID`,
    });
  }
}

/** What a request that is made by hand sends: the SDK's own calls do this themselves. */
async function throughCodecs(client: Client, workflowId: string, args: readonly Payload[]): Promise<Payload[]> {
  const { namespace, loadedDataConverter } = client.options;
  let payloads: Payload[] = outgoing(args).map(({ payload }) => payload);
  for (const codec of loadedDataConverter.payloadCodecs) {
    payloads = (await codec.encode(payloads, { type: 'workflow', namespace, workflowId })) as Payload[];
  }
  return payloads;
}
