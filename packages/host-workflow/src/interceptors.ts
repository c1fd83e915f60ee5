import {
  CancellationScope,
  log,
  workflowInfo,
  type ActivityInput,
  type WorkflowInterceptors,
  type WorkflowInterceptorsFactory,
  type WorkflowInternalsInterceptor,
  type WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import type { Payload } from '@durable-lua/determinism';
import { updateBytes, type SizeLimits } from '@durable-lua/determinism/host';
import { SDK_RESERVED_PREFIX, setConversion, type Headers } from '@durable-lua/temporal-wire';
import { cancelRun } from './cancel.js';
import { theProgram, type Program } from './program.js';
import { QUERY_STACK, SDK_QUERY_STACK } from './queries.js';
import { newRun, theRun } from './run.js';

/** The ID of a query that comes alone, and is answered in a request of its own. */
const ALONE = 'legacy_query';

type SdkHeaders = Record<string, never>;
type Jobs = readonly Job[];
type Outbound = {
  readonly [K in keyof WorkflowOutboundCallsInterceptor]: WorkflowOutboundCallsInterceptor[K] | undefined;
};

interface Job {
  readonly initializeWorkflow?: { readonly headers?: unknown } | null;
  readonly signalWorkflow?: { readonly signalName?: string | null } | null;
  readonly queryWorkflow?: { queryType?: string | null; readonly queryId?: string | null } | null;
  readonly cancelWorkflow?: { readonly reason?: string | null } | null;
  readonly doUpdate?: {
    readonly name?: string | null;
    readonly id?: string | null;
    readonly input?: readonly Payload[] | null;
    readonly headers?: Readonly<Record<string, Payload>> | null;
    /** Only when nobody has accepted it yet. */
    readonly runValidator?: boolean | null;
  } | null;
}

/**
 * Headers in and out, signals into the mailbox, cancel requests to Lua. Named as the SDK's bundler expects it of an
 * interceptor module. The SDK enters an asynchronous scope for each interceptor that it passes, which is costly: so there is
 * one for an activation, and one for a command only when it has headers to carry.
 */
export function interceptors(): WorkflowInterceptors {
  const { program } = theProgram();
  const run = newRun(program.directory.clients[program.client]?.limits, program.registered);
  setConversion({ ordinaryValues: false, hideFailures: program.hideFailures === true });
  run.notEager = notEagerOn(program);
  return SHARED;
}

/** Interceptors with others around them, the first the outermost. */
export function inside(
  others: readonly WorkflowInterceptorsFactory[],
  own: WorkflowInterceptorsFactory,
): WorkflowInterceptorsFactory {
  return () => {
    const all = [...others, own].map((make) => make());
    return {
      inbound: all.flatMap(({ inbound = [] }) => inbound),
      outbound: all.flatMap(({ outbound = [] }) => outbound),
      internals: all.flatMap(({ internals = [] }) => internals),
    };
  };
}

const isSending = () => Object.keys(theRun().outgoing).length > 0;

const outgoing = <I extends { readonly headers: object }, R>(input: I, next: (input: I) => R): R =>
  next({ ...input, headers: { ...input.headers, ...(theRun().outgoing as SdkHeaders) } });

/** After a long wait between two attempts the SDK schedules a local activity anew, on its own. */
const again: WorkflowOutboundCallsInterceptor['scheduleLocalActivity'] = (input, next) => {
  const { kept } = theRun();
  const scope = CancellationScope.current();
  if (input.attempt === 1) kept.delete(scope);
  return next({ ...input, headers: { ...input.headers, ...(kept.get(scope) as SdkHeaders) } });
};

const lazily: WorkflowOutboundCallsInterceptor['scheduleActivity'] = (input, next) =>
  outgoing(theRun().notEager?.(input) ?? input, next);

/* eslint-disable no-restricted-syntax -- made once, for all runs */
const outbound: Outbound = {
  get scheduleActivity() {
    if (theRun().notEager === undefined) return isSending() ? outgoing : undefined;
    return lazily;
  },
  get scheduleLocalActivity() {
    const run = theRun();
    const scope = CancellationScope.current();
    if (!isSending()) return run.kept.has(scope) ? again : undefined;
    run.kept.set(scope, run.outgoing);
    return outgoing;
  },
  get startChildWorkflowExecution() {
    return isSending() ? outgoing : undefined;
  },
  get signalWorkflow() {
    return isSending() ? outgoing : undefined;
  },
  get continueAsNew() {
    return isSending() ? outgoing : undefined;
  },
};
/* eslint-enable no-restricted-syntax */

function activate(
  input: Parameters<NonNullable<WorkflowInternalsInterceptor['activate']>>[0],
  next: (input: Parameters<NonNullable<WorkflowInternalsInterceptor['activate']>>[0]) => void,
): void {
  const run = theRun();
  run.activations += 1;
  const jobs = (input.activation.jobs ?? []) as Jobs;
  const start = jobs.find((job) => job.initializeWorkflow != null)?.initializeWorkflow;
  if (start != null) run.start((start.headers ?? {}) as Headers);
  const cancel = jobs.find((job) => job.cancelWorkflow != null)?.cancelWorkflow;
  const ignored = jobs.filter((job) => isIgnored(job, run.sizes.limits));
  // eslint-disable-next-line no-restricted-syntax -- the same jobs: a Job names what is read of them here
  if (ignored.length > 0) input.activation.jobs = jobs.filter((job) => !ignored.includes(job)) as never;
  run.answersWithTask = jobs.some(({ queryWorkflow: query }) => query != null && query.queryId !== ALONE);
  for (const { queryWorkflow: query } of jobs) {
    if (query?.queryType === SDK_QUERY_STACK) query.queryType = QUERY_STACK;
  }
  next(input);
  // A task that asks for nothing has room all the same: queries that come with it are not counted with an earlier one.
  if (jobs.some(({ queryWorkflow: query }) => query == null)) run.sizes.begin();
  if (cancel != null) cancelRun(run, cancel.reason);
}

/** The same for all runs: each looks up the one whose turn it is. */
const SHARED: WorkflowInterceptors = {
  inbound: [{ handleSignal: async (input) => theRun().signal(input.signalName, input.args, input.headers as Headers) }],
  // The SDK looks at each when it is called: one that is undefined then is as good as absent.
  outbound: [outbound as WorkflowOutboundCallsInterceptor],
  internals: [{ activate }],
};

/** What takes eager execution from activities, for a run on the queue of a worker that does without it. */
export function notEagerOn({ client, directory }: Program): ((input: ActivityInput) => ActivityInput) | undefined {
  const { taskQueue } = workflowInfo();
  const isHere = Object.values(directory.workers).find((one) => one.client === client && one.taskQueue === taskQueue);
  if (isHere?.disableEagerActivities !== true) return undefined;
  return (input) => ({ ...input, options: { ...input.options, allowEagerDispatch: false } });
}

/** What would keep a run from going on is put aside. */
function isIgnored({ signalWorkflow: signal, doUpdate: update }: Job, limits: SizeLimits): boolean {
  if (signal?.signalName?.startsWith(SDK_RESERVED_PREFIX) === true) {
    // The SDK fails the task over it, for ever.
    log.warn(`signal '${signal.signalName}' is ignored: '${SDK_RESERVED_PREFIX}' is reserved`);
    return true;
  }
  if (update?.runValidator !== true) return false;
  // Whether it is accepted or rejected, the answer repeats it, and the server terminates the run over it. Without an answer it refuses
  // the update.
  const { name, id, input, headers } = update;
  const given = { name: name ?? '', id: id ?? '', args: input ?? [], headers: Object.values(headers ?? {}) };
  const size = updateBytes(given, limits);
  if (size <= limits.payload) return false;
  log.warn(`update '${given.name}' of ${size} bytes is ignored: it exceeds the limit of ${limits.payload}`);
  return true;
}
