import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { LuaError, type Data, type Message, type Payload, type SpawnRequest } from '@durable-lua/determinism';
import { defined } from '@durable-lua/determinism/host';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import {
  ACTIVITY_DELIVER,
  ACTIVITY_LOOKUP,
  ACTIVITY_RPC,
  ACTIVITY_SPAWN,
  ACTIVITY_TERMINATE,
  ACTIVITY_WATCH,
  RawPayload,
  readCancelReason,
  toFailure,
  type DeliverRequest,
  type RpcRequest,
  type SpawnProcessRequest,
  type StartedElsewhere,
  type TerminateRequest,
  type WatchRequest,
} from '@durable-lua/temporal-wire';
import type { LiveProcess } from '../processes/live-process.js';
import type { ProcessNode } from '../processes/process-node.js';
import { Recent } from '../processes/recent.js';
import { headersRead, type Activity } from './activities.js';
import { OpenWatches } from './open-watches.js';
import type { Workflows } from './workflows.js';

export interface InternalActivitiesOptions {
  readonly node: ProcessNode;
  readonly workflows: Workflows;
}

/** The activities that only our own workflow code schedules. One for a node; its two halves serve different queues. */
export class InternalActivities {
  /** PIDs by the ID of the start: a repeat finds the first. */
  private readonly started = new Recent<string>();
  private readonly watches = new Map<Client, OpenWatches>();
  private readonly delivered = new WeakMap<LiveProcess, Recent<true>>();

  constructor(private readonly options: InternalActivitiesOptions) {}

  /** Of the queue of a worker, which workflows of this client schedule. */
  forWorker(client: Client): Record<string, Activity> {
    const { node, workflows } = this.options;
    return {
      [ACTIVITY_TERMINATE]: activity(async ({ pid, reason }: TerminateRequest) => {
        try {
          await workflows.terminate(pid, undefined, reason);
        } catch (error) {
          // An earlier attempt may have done it, and only not been able to say so.
          const { attempt } = Context.current().info;
          if (attempt === 1 || (await workflows.describe(pid)).status.name !== 'TERMINATED') throw error;
        }
      }),
      [ACTIVITY_WATCH]: activity((request: WatchRequest) =>
        this.watchesOf(client).begin((tell) => watched(request.pid, () => workflows.watch(request, tell))),
      ),
      [ACTIVITY_SPAWN]: activity((request: SpawnProcessRequest, args) => this.spawn(request, args)),
      [ACTIVITY_RPC]: activity((request: RpcRequest, args) => this.rpc(request, args)),
      [ACTIVITY_LOOKUP]: activity(async ({ name }: { readonly name: string }) => node.names.lookup(name)),
    };
  }

  /** Of the queue of this node: what concerns its processes and function calls. */
  forNode(client: Client): Record<string, Activity> {
    const { node } = this.options;
    return {
      [ACTIVITY_DELIVER]: activity(async (request: DeliverRequest, args) => this.deliver(request, args)),
      [ACTIVITY_WATCH]: activity((request: WatchRequest) => this.watchProcess(client, request)),
      [ACTIVITY_TERMINATE]: activity(async ({ pid, reason }: TerminateRequest) => {
        node.alive(pid).terminate(terminator(reason));
      }),
      [ACTIVITY_RPC]: activity((request: RpcRequest) => this.rpcOfProcess(request)),
    };
  }

  /** Gives watches back to Temporal and waits until it knows what it is told. */
  async close(): Promise<void> {
    await Promise.all([...this.watches.values()].map((watches) => watches.close()));
  }

  private watchesOf(client: Client): OpenWatches {
    let watches = this.watches.get(client);
    if (watches === undefined) this.watches.set(client, (watches = new OpenWatches(client)));
    return watches;
  }

  private deliver({ to, from, topic, id }: DeliverRequest, args: readonly Payload[]): void {
    const process = this.options.node.alive(to);
    let seen = this.delivered.get(process);
    if (seen === undefined) this.delivered.set(process, (seen = new Recent()));
    // An earlier attempt has put it into the mailbox.
    if (seen.get(id)) return;
    seen.add(id, true);
    process.send({ topic, from, args });
  }

  private async spawn(
    { entry, host, from, name, id, messages = [], link = false }: SpawnProcessRequest,
    payloads: readonly Payload[],
  ): Promise<Data> {
    const known = this.started.get(id);
    if (known !== undefined) return known;
    const request = { ...startOf({ entry, host, options: {}, messages }, payloads), ...defined({ name }) };
    const { node } = this.options;
    const process = node.spawn(request, from);
    this.started.add(id, process.pid);
    node.keepEnd(process);
    if (link) await this.link(process, from);
    return process.pid;
  }

  /** From now on the process learns of the end of the workflow. */
  private async link(process: LiveProcess, workflow: string): Promise<void> {
    await process.bonds.add(workflow, 'linked', this.options.workflows.find(workflow));
  }

  private async rpcOfProcess(request: RpcRequest): Promise<void> {
    const { node } = this.options;
    if (request.call === 'start') throw new Error("'start' is not for processes");
    const { call, pid } = request;
    // An earlier attempt has found it, and only not been able to say so.
    if (call === 'look' && Context.current().info.attempt > 1 && node.endOf(pid) !== undefined) return;
    const process = node.alive(pid);
    switch (call) {
      case 'look':
        return node.keepEnd(process);
      case 'link':
        node.keepEnd(process);
        return this.link(process, request.from);
      case 'unlink':
        return process.bonds.remove(request.from, 'linked');
      case 'cancel':
        return process.cancel(readCancelReason(request.reason));
      default:
        throw new Error(`'${call}' is not for processes`);
    }
  }

  private async watchProcess(client: Client, { pid }: WatchRequest): Promise<never> {
    const { node } = this.options;
    return this.watchesOf(client).begin((tell) =>
      watched(pid, async () => {
        const ended = node.endOf(pid);
        if (ended !== undefined) {
          tell(ended);
          return () => undefined;
        }
        const process = node.alive(pid);
        node.keepEnd(process);
        return process.onEnd(tell);
      }),
    );
  }

  private async rpc(request: RpcRequest, args: readonly Payload[]): Promise<Data> {
    const { workflows } = this.options;
    if (request.call === 'start') {
      const run = await workflows.start(startOf(request, args), request.from, request.id);
      return { pid: run.pid, run_id: run.runId } satisfies StartedElsewhere;
    }
    const { pid } = request;
    switch (request.call) {
      case 'signal':
        return void (await workflows.requestSignal(pid, { topic: request.topic, args }, request.from, request.id));
      case 'cancel':
        return void (await workflows.requestCancel(pid, request.reason, request.id).catch(async (error: unknown) => {
          // An earlier attempt may have done it, and the workflow have ended since.
          if (Context.current().info.attempt === 1 || (await workflows.describe(pid)).status.name === 'RUNNING')
            throw error;
        }));
      case 'describe': {
        const { status, runId } = await workflows.describe(pid);
        return { status: status.name, run_id: runId };
      }
      default:
        throw new Error(`'${request.call}' is not for workflows`);
    }
  }
}

/** A start as a workflow asks for it, with the payloads of the entry and then those of its startup messages. */
function startOf(
  {
    entry: id,
    host,
    options,
    messages,
  }: Pick<Extract<RpcRequest, { call: 'start' }>, 'entry' | 'host' | 'options' | 'messages'>,
  payloads: readonly Payload[],
): SpawnRequest {
  let taken = payloads.length - messages.reduce((sum, { count }) => sum + count, 0);
  const args = payloads.slice(0, taken);
  const startup = messages.map(({ topic, count }): Message => ({
    topic,
    args: payloads.slice(taken, (taken += count)),
  }));
  return { id, host, args, options, messages: startup, context: headersRead().context };
}

/** `process.terminate by {…}` → `{…}`. */
const terminator = (reason: string): string => reason.replace(/^process\.terminate by /, '');

/** A watch of what is not there says so in its details: what is there may end with `NOT_FOUND`, too. */
async function watched<T>(pid: string, begin: () => Promise<T>): Promise<T> {
  try {
    return await begin();
  } catch (error) {
    if (!LuaError.is(error) || error.kind !== 'NOT_FOUND') throw error;
    throw error.with({ details: { ...error.details, missing: pid } });
  }
}

/** An activity whose first argument is a request and whose others are passed on as they are. */
function activity<R>(work: (request: R, args: readonly Payload[]) => Promise<Data | void>): Activity {
  return async (request, ...args) => {
    try {
      const result: Data | void = await work(
        decodeData(request?.payload) as R,
        args.map(({ payload }) => payload),
      );
      return new RawPayload(encodeData(result ?? undefined));
    } catch (error) {
      throw LuaError.is(error) ? toFailure(error) : error;
    }
  };
}
