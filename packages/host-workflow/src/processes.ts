import {
  ChildWorkflowCancellationType,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  startChild,
  uuid4,
  workflowInfo,
  type ChildWorkflowHandle,
  type ChildWorkflowOptions,
  type Workflow as WorkflowFunction,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  invalid,
  LuaError,
  operation,
  type Message,
  type Operation,
  type OutgoingMessage,
  type Payload,
  type Processes,
  type SpawnRequest,
  type StartOptions,
} from '@durable-lua/determinism';
import { checkStartSide, conflictPolicy, defined, startOptionName } from '@durable-lua/determinism/host';
import { encodeData } from '@durable-lua/lua-vm';
import {
  isSignalLimit,
  messagesSignal,
  type RawPayload,
  sdkStartOptions,
  SIGNAL_MESSAGES,
  spawnTarget,
  startArguments,
  workflowAddress,
  workflowOf,
  type WorkflowTarget,
} from '@durable-lua/temporal-wire';
import { effect, raw, sending, unraw } from './effects.js';
import type { Program } from './program.js';
import type { Run } from './run.js';

const PARENT_CLOSE = {
  terminate: ParentClosePolicy.TERMINATE,
  abandon: ParentClosePolicy.ABANDON,
  request_cancel: ParentClosePolicy.REQUEST_CANCEL,
} as const;

type Child = ChildWorkflowHandle<WorkflowFunction>;

/** Child workflows and signals. */
export class WorkflowProcesses implements Processes {
  private readonly nil = encodeData(undefined);

  constructor(
    private readonly run: Run,
    private readonly program: Program,
    readonly id: string,
    readonly pid: string,
  ) {}

  send(to: string, message: OutgoingMessage): Operation<void> {
    const { workflowId, client = this.program.client } = workflowAddress(this.program.directory, to);
    if (client !== this.program.client) {
      throw invalid(
        `'${to}' is a workflow of another client: only those of '${this.program.client}' can be reached from here`,
      );
    }
    if (workflowId === workflowInfo().workflowId) {
      this.run.deliver(this.signed(message));
      return operation(Promise.resolve(), () => undefined);
    }
    return this.signal(workflowId, message.topic, raw(message.args));
  }

  spawn(request: SpawnRequest): Operation<string> {
    refuseForChild(request.options);
    const target = spawnTarget(this.program.directory, request);
    this.assertReachable(target.client, request.host);
    const workflowId = this.idOf(request, target);
    return effect(this.run, async () => {
      try {
        await this.start(request, target, workflowId);
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        await this.conflict(request, workflowId, error);
      }
      return target.pid(workflowId);
    });
  }

  exec(request: SpawnRequest): Operation<Payload> {
    refuseForChild(request.options);
    const target = spawnTarget(this.program.directory, request);
    this.assertReachable(target.client, request.host);
    return this.execute(request, target);
  }

  /** `workflow.exec`: a child of that entry on the queue of its own worker, else on ours. */
  execEntry(id: string, args: readonly Payload[]): Operation<Payload> {
    const { workflowType, worker } = workflowOf(this.program.directory, id);
    const queue = this.program.directory.workers[worker ?? '']?.taskQueue ?? workflowInfo().taskQueue;
    const request: SpawnRequest = { id, host: worker ?? '', args, options: {}, messages: [] };
    return this.execute(request, { workflowType, taskQueue: queue });
  }

  private execute(
    request: SpawnRequest,
    target: Pick<WorkflowTarget, 'workflowType' | 'taskQueue'>,
  ): Operation<Payload> {
    const workflowId = this.idOf(request, target);
    return effect(this.run, async () => {
      const child = await this.start(request, target, workflowId);
      return unraw(await child.result(), this.nil);
    });
  }

  private idOf({ options, name }: SpawnRequest, target: Pick<WorkflowTarget, 'workflowType'>): string {
    return options.id ?? name ?? `${target.workflowType}-${uuid4()}`;
  }

  private start(
    request: SpawnRequest,
    target: Pick<WorkflowTarget, 'workflowType' | 'taskQueue'>,
    workflowId: string,
  ): Promise<Child> {
    const { options } = request;
    const messages = request.messages.map((message) => this.signed(message));
    const args = startArguments(request.args, { messages, ...defined({ delayMs: options.startDelay }) });
    const child = {
      ...sdkStartOptions(options),
      workflowId,
      taskQueue: target.taskQueue,
      args: raw(args),
      parentClosePolicy: PARENT_CLOSE[options.parentClosePolicy ?? 'terminate'],
      cancellationType: options.waitForCancellation
        ? ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED
        : ChildWorkflowCancellationType.TRY_CANCEL,
    } as ChildWorkflowOptions;
    return sending(this.run, { context: request.context }, () =>
      startChild(target.workflowType, child),
    ) as Promise<Child>;
  }

  /** The ID has an open run, which cannot become a child: what the conflict policy says instead. */
  private async conflict(
    request: SpawnRequest,
    workflowId: string,
    error: WorkflowExecutionAlreadyStartedError,
  ): Promise<void> {
    const policy = conflictPolicy(request.options, request.options.id !== undefined || request.name !== undefined);
    if (policy !== 'use_existing') throw error;
    if (request.messages.length === 0) return;
    const messages = request.messages.map((message) => this.signed(message));
    await this.signal(workflowId, SIGNAL_MESSAGES, raw(messagesSignal(messages))).result;
  }

  private signed(message: OutgoingMessage): Message {
    return { ...message, from: this.pid };
  }

  private signal(workflowId: string, name: string, args: readonly RawPayload[]): Operation<void> {
    const sent = effect(this.run, () =>
      sending(this.run, { from: this.pid }, () => getExternalWorkflowHandle(workflowId).signal(name, ...args)),
    );
    const result = sent.result.then(undefined, (error: unknown) => {
      throw LuaError.is(error) ? unsent(workflowId, error) : error;
    });
    return operation(result, () => sent.cancel());
  }

  private assertReachable(client: string, host: string): void {
    if (client !== this.program.client) {
      throw invalid(
        `'${host}' belongs to the client '${client}': a workflow of '${this.program.client}' cannot start children there`,
      );
    }
  }
}

/** Why a signal was not accepted. */
function unsent(workflowId: string, error: LuaError): LuaError {
  const details = { workflow_id: workflowId };
  if (error.kind === 'NOT_FOUND') {
    const message = `workflow ${workflowId} not found: it does not exist or has ended`;
    return new LuaError({ kind: 'NOT_FOUND', retryable: false, message, details });
  }
  if (!isSignalLimit(error.message)) return error;
  return new LuaError({ kind: 'RATE_LIMITED', retryable: true, message: error.message, details });
}

/** Options of a start that mean nothing, or are not served yet, for a child. */
function refuseForChild(options: StartOptions): void {
  checkStartSide(options, 'child workflows');
  if (options.idConflictPolicy === 'terminate_existing') {
    throw invalid(`${startOptionName('idConflictPolicy')} 'terminate_existing' is not available for child workflows`);
  }
}
