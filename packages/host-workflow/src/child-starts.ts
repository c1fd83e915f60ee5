import {
  ChildWorkflowCancellationType,
  startChild,
  uuid4,
  workflowInfo,
  type ChildWorkflowOptions,
} from '@temporalio/workflow';
import {
  canceled,
  LuaError,
  type Operation,
  type Payload,
  type SpawnRequest,
  type StartOptions,
} from '@durable-lua/determinism';
import { checkName, checkStartSide, conflictPolicy, defined, formatPid } from '@durable-lua/determinism/host';
import { encodeData } from '@durable-lua/lua-vm';
import {
  messagesSignal,
  sdkStartOptions,
  SIGNAL_LINK,
  SIGNAL_MESSAGES,
  spawnTarget,
  startArguments,
  workflowOf,
  type WorkflowTarget,
} from '@durable-lua/temporal-wire';
import { childOperation, PARENT_CLOSE, type Child } from './children.js';
import type { Destination } from './destinations.js';
import { sending, payloadOf, type Sent } from './effects.js';
import type { Program } from './program.js';
import type { Run } from './run.js';
import { isNotFound, type Signals } from './signals.js';
import { isElsewhere, StartsElsewhere } from './starts-elsewhere.js';
import { inSteps, type Step } from './steps.js';
import type { WorkflowSupervision } from './supervision.js';

export interface ChildStartsOptions {
  readonly run: Run;
  readonly program: Program;
  readonly pid: string;
  readonly signals: Signals;
  readonly supervision: WorkflowSupervision;
}

type Target = Pick<WorkflowTarget, 'workflowType' | 'taskQueue' | 'pid'>;
type Workflow = Extract<Destination, { readonly kind: 'workflow' }>;

/** How often a run that has the ID is ended to make place for the new one. */
const MOST_TERMINATIONS = 5;

/** Child workflows, and what is started in the place of one. */
export class ChildStarts {
  private readonly elsewhere: StartsElsewhere;

  constructor(private readonly on: ChildStartsOptions) {
    this.elsewhere = new StartsElsewhere(on);
  }

  spawn(request: SpawnRequest): Operation<string> {
    const found = spawnTarget(this.on.program.directory, request);
    return isElsewhere(this.on.program, found, request)
      ? this.elsewhere.spawn(this.named(request, found))
      : this.spawnChild(request, this.child(request, found));
  }

  exec(request: SpawnRequest): Operation<Payload> {
    const found = spawnTarget(this.on.program.directory, request);
    return isElsewhere(this.on.program, found, request)
      ? this.elsewhere.exec(this.named(request, found))
      : this.execute(request, this.child(request, found));
  }

  /** `workflow.exec`: a child of that entry on the queue of its own worker, else on ours. */
  execEntry(id: string, args: readonly Payload[]): Operation<Payload> {
    const { client, directory } = this.on.program;
    const { workflowType, worker } = workflowOf(directory, id);
    const request: SpawnRequest = { id, host: worker ?? '', args, options: {}, messages: [] };
    if (worker !== undefined && directory.workers[worker]?.client !== client) return this.exec(request);
    const taskQueue = directory.workers[worker ?? '']?.taskQueue ?? workflowInfo().taskQueue;
    const pid = (workflowId: string): string => formatPid({ node: client, host: worker ?? taskQueue, id: workflowId });
    return this.execute(request, { workflowType, taskQueue, pid });
  }

  private spawnChild(request: SpawnRequest, target: Target): Operation<string> {
    const { supervision } = this.on;
    const workflowId = this.idOf(request, target);
    const pid = target.pid(workflowId);
    const to: Workflow = { kind: 'workflow', key: workflowId, pid, workflowId };
    const begun = async (child: Child, isCanceled: boolean): Promise<'child'> => {
      if (!isCanceled) {
        // With all its bonds at once: the child may have ended in the same workflow task as it started.
        const { monitor = false, link = false } = request;
        supervision.watches.child(to.key, pid, child, { monitored: monitor, linked: link });
        return 'child';
      }
      await child.result();
      throw canceled();
    };
    return inSteps(this.on.run, async (step) => {
      const what = await this.started(step, request, target, to, begun);
      if (what === 'existing' && request.monitor === true) await step(() => supervision.monitor(pid));
      if (request.link === true)
        await step(() => (what === 'child' ? supervision.tell(to, SIGNAL_LINK) : supervision.link(pid)));
      return pid;
    });
  }

  private execute(request: SpawnRequest, target: Target): Operation<Payload> {
    const workflowId = this.idOf(request, target);
    const to: Workflow = { kind: 'workflow', key: workflowId, pid: target.pid(workflowId), workflowId };
    return inSteps(this.on.run, async (step) => {
      const result = await this.started(step, request, target, to, async (child) => payloadOf(await child.result()));
      return result === 'existing' ? await step(() => this.on.supervision.watches.resultOf(to.pid)) : result;
    });
  }

  /** Starts a child, or does what the conflict policy says when its ID has an open run, which cannot become one. */
  private async started<T>(
    step: Step,
    request: SpawnRequest,
    target: Target,
    to: Workflow,
    until: (child: Child, isCanceled: boolean) => Promise<T>,
  ): Promise<T | 'existing'> {
    const { run, pid, signals, supervision } = this.on;
    const { options } = request;
    const start = this.start(request, target, to.workflowId);
    const policy = conflictPolicy(options, options.id !== undefined || request.name !== undefined);
    for (let attempt = 0; ; attempt++) {
      try {
        return await step(() => childOperation(run, options, start, until));
      } catch (error) {
        if (!isTaken(error, to.workflowId) || policy === 'fail' || attempt === MOST_TERMINATIONS) throw error;
        if (isStrict(options)) await this.assertOpen(step, to, error);
      }
      if (policy === 'use_existing') {
        const messages = request.messages.map((message) => ({ ...message, from: pid }));
        if (messages.length > 0) await step(() => signals.send(to, SIGNAL_MESSAGES, messagesSignal(messages)));
        return 'existing';
      }
      try {
        await step(() => supervision.terminateAt(to));
      } catch (error) {
        // It has ended meanwhile: its place is free.
        if (!isNotFound(error)) throw error;
      }
    }
  }

  /** A run that has ended holds its ID too, when the reuse policy says so. */
  private async assertOpen(step: Step, to: Workflow, taken: LuaError): Promise<void> {
    const { status } = await step(() => this.on.supervision.describe(to.pid));
    if (status === 'RUNNING') return;
    const message = `workflow '${to.workflowId}' has run already (${status}), and the reuse policy forbids another run`;
    throw taken.with({ message });
  }

  /** Prepares a child: what it gives starts it. @throws LuaError for what cannot be sent */
  private start(request: SpawnRequest, target: Target, workflowId: string): () => Promise<Child> {
    const { options, context } = request;
    const messages = request.messages.map((message) => ({ ...message, from: this.on.pid }));
    const args = startArguments(request.args, { messages, ...defined({ delayMs: options.startDelay }) });
    checkName('workflow ID', workflowId);
    checkName('workflow type', target.workflowType);
    checkName('task queue', target.taskQueue);
    const child = {
      ...sdkStartOptions(options),
      workflowId,
      taskQueue: target.taskQueue,
      args: this.on.run.sizes.outgoing(args),
      parentClosePolicy: PARENT_CLOSE[options.parentClosePolicy ?? 'terminate'],
      cancellationType: options.waitForCancellation
        ? ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED
        : ChildWorkflowCancellationType.TRY_CANCEL,
    } as ChildWorkflowOptions;
    const { summary, details, memo } = options;
    const kept = Object.values(memo ?? {}).map(encodeData);
    // The memo is a field of its own.
    this.on.run.sizes.checkMemo(kept);
    this.on.run.sizes.checkSearch(options.searchAttributes);
    const sent: Sent = {
      context,
      args: [...args, ...kept],
      texts: [workflowId, target.workflowType, target.taskQueue, summary, details, searchAttributesText(options)],
    };
    return () => sending(this.on.run, sent, () => startChild(target.workflowType, child)) as Promise<Child>;
  }

  /** @throws LuaError `INVALID` for an option that a child cannot have */
  private child({ options }: SpawnRequest, target: Target): Target {
    checkStartSide(options, 'child workflows');
    return target;
  }

  /** A start with what a retried activity could not decide again: its ID, and its conflict policy. */
  private named(request: SpawnRequest, target: Target): SpawnRequest {
    const { options, name } = request;
    const idConflictPolicy = conflictPolicy(options, options.id !== undefined || name !== undefined);
    return { ...request, options: { ...options, id: this.idOf(request, target), idConflictPolicy } };
  }

  private idOf({ options, name }: SpawnRequest, target: Pick<WorkflowTarget, 'workflowType'>): string {
    return options.id ?? name ?? `${target.workflowType}-${uuid4()}`;
  }
}

/** Whether it is the start that has failed so, and not what was started. */
const isTaken = (error: unknown, workflowId: string): error is LuaError =>
  LuaError.is(error) &&
  error.kind === 'ALREADY_EXISTS' &&
  error.details?.['workflow_id'] === workflowId &&
  error.details['run_id'] === undefined;

const searchAttributesText = ({ searchAttributes }: StartOptions): string => JSON.stringify(searchAttributes ?? {});

const isStrict = ({ idReusePolicy }: StartOptions): boolean =>
  idReusePolicy !== undefined && idReusePolicy !== 'allow_duplicate';
