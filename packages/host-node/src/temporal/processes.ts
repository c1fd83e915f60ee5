import { randomUUID } from 'node:crypto';
import { WorkflowFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import {
  checkTopic,
  LuaError,
  mergeContext,
  operation,
  type ContextValues,
  type Message,
  type Operation,
  type OutgoingMessage,
  type Payload,
  type Processes,
  type SpawnRequest,
} from '@durable-lua/determinism';
import { defined, conflictPolicy } from '@durable-lua/determinism/host';
import { encodeData } from '@durable-lua/lua-vm';
import {
  fromFailure,
  messagesSignal,
  outgoing,
  RawPayload,
  sdkStartOptions,
  SIGNAL_MESSAGES,
  spawnTarget,
  startArguments,
  workflowAddress,
  type Directory,
} from '@durable-lua/temporal-wire';
import { callHeaders } from './client-headers.js';

export interface TemporalProcessesOptions {
  readonly directory: Directory;
  /** The client of a `temporal.client` entry; throws a `LuaError` `NOT_FOUND` for an unknown one. */
  readonly client: (entry: string) => Client;
}

/** A run that was started or found. */
export interface StartedRun {
  readonly pid: string;
  readonly workflowType: string;
  readonly handle: WorkflowHandle;
}

/** Workflows as the host side reaches them: through clients. */
export class TemporalProcesses {
  constructor(private readonly options: TemporalProcessesOptions) {}

  /** What `process` means for code with this entry, PID and context. */
  for(id: string, pid: string, context?: ContextValues): Processes {
    const inherit = (request: SpawnRequest): SpawnRequest => ({
      ...request,
      context: mergeContext(context, request.context),
    });
    return {
      id,
      pid,
      send: (to, message) => once(this.send(to, message, pid)),
      spawn: (request) => once(this.start(inherit(request), pid).then((run) => run.pid)),
      exec: (request) => this.exec(inherit(request), pid),
    };
  }

  /**
   * Starts a workflow, or finds the open run of its ID, as its conflict policy says.
   * @param from PID of whoever starts it and sends its messages; a client of no run has none.
   */
  async start(request: SpawnRequest, from?: string): Promise<StartedRun> {
    const { options } = request;
    for (const { topic } of request.messages) checkTopic(topic);
    const target = spawnTarget(this.options.directory, request);
    const chosenId = options.id ?? request.name;
    const policy = conflictPolicy(options, chosenId !== undefined);
    const workflowId = chosenId ?? `${target.workflowType}-${randomUUID()}`;
    const messages = request.messages.map(({ topic, args }): Message => ({ topic, args, ...defined({ from }) }));
    const start = {
      ...sdkStartOptions(options),
      ...defined({ startDelay: options.startDelay, requestEagerStart: options.enableEagerStart }),
      workflowId,
      taskQueue: target.taskQueue,
      workflowIdConflictPolicy: policy.toUpperCase() as 'FAIL' | 'USE_EXISTING' | 'TERMINATE_EXISTING',
    };
    const { workflow } = this.options.client(target.client);
    const handle = await callHeaders.run(defined({ context: request.context, from }), () =>
      failing(async () => {
        // The server refuses a signal with a start whose policy is FAIL: then the messages travel in the start itself.
        if (policy === 'use_existing' && messages.length > 0) {
          const args = outgoing(startArguments(request.args, { messages: [] }));
          return workflow.signalWithStart(target.workflowType, { ...start, args, ...startupSignal(messages) } as never);
        }
        const args = outgoing(startArguments(request.args, { messages }));
        return workflow.start(target.workflowType, { ...start, args });
      }),
    );
    return { pid: target.pid(workflowId), workflowType: target.workflowType, handle };
  }

  /** What a run ends with, through continue-as-new and retries. @throws LuaError with the run in its details. */
  async result({ handle, workflowType }: StartedRun): Promise<Payload> {
    try {
      const raw: unknown = await handle.result();
      return RawPayload.is(raw) ? raw.payload : encodeData(undefined);
    } catch (error) {
      const failure = fromFailure(error);
      if (!(error instanceof WorkflowFailedError)) throw failure;
      const run = { workflow_id: handle.workflowId, workflow_type: workflowType, retry_state: error.retryState };
      throw failure.with({ details: { ...failure.details, ...run } });
    }
  }

  /**
   * Sends a message; ends once the server has stored it.
   * @param from PID of the sender; a client of no run has none.
   */
  async send(to: string, message: OutgoingMessage, from?: string): Promise<void> {
    const { workflowId, client = this.onlyClient() } = workflowAddress(this.options.directory, to);
    const topic = checkTopic(message.topic);
    const handle = this.options.client(client).workflow.getHandle(workflowId);
    await callHeaders.run(defined({ from }), () => failing(() => handle.signal(topic, ...outgoing(message.args))));
  }

  /** Starts a workflow and waits for its result, through continue-as-new and retries. */
  exec(request: SpawnRequest, from?: string): Operation<Payload> {
    const started = this.start(request, from);
    const result = started.then((run) => this.result(run));
    return operation(result, () => void started.then(({ handle }) => handle.cancel()).catch(() => undefined));
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

function startupSignal(messages: readonly Message[]): {
  readonly signal: string;
  readonly signalArgs: readonly RawPayload[];
} {
  const [first] = messages;
  if (messages.length === 1 && first !== undefined) {
    return { signal: first.topic, signalArgs: outgoing(first.args) };
  }
  return { signal: SIGNAL_MESSAGES, signalArgs: outgoing(messagesSignal(messages)) };
}

/** What the client throws, as an error of Lua. */
async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fromFailure(error);
  }
}

/** An RPC under way cannot be taken back. */
const once = <T>(result: Promise<T>): Operation<T> => operation(result, () => undefined);
