import {
  ActivityCancellationType,
  scheduleActivity,
  scheduleLocalActivity,
  workflowInfo,
  type ActivityOptions,
  type LocalActivityOptions,
} from '@temporalio/workflow';
import { checkName, defined } from '@durable-lua/determinism/host';
import { checkLocalCall, type CallOptions, type FunctionCall, type Functions } from '@durable-lua/determinism';
import { DEFAULT_START_TO_CLOSE } from '@durable-lua/determinism/host';
import { sdkPriority, sdkRetryPolicy } from '@durable-lua/temporal-wire';
import { limited, sending, payloadOf, type Sent } from './effects.js';
import { localActivity } from './local-activities.js';
import type { Program } from './program.js';
import type { Run } from './run.js';

/** Calls as activities. Any ID is scheduled: a schedule must not depend on what this build of the project knows. */
export function workflowFunctions(run: Run, program: Program, ownWorker: string | undefined): Functions {
  return {
    start: (call) => {
      const entry = program.directory.functions[call.id];
      const options: CallOptions = { ...entry?.options, ...call.options };
      // A local activity runs in the worker of its caller, so only where that worker has it.
      const isHere = entry === undefined || entry.worker === ownWorker;
      const local = isHere && (options.local ?? entry?.local === true);
      const args = run.sizes.outgoing(call.args);
      checkName('ID of a function', call.id);
      checkName("option 'activity.id'", options.activityId ?? '');
      const { context } = call;
      if (local)
        return localActivity(run, () => scheduleLocalActivity(call.id, args, localOptions(options)), { context });
      const isPlain = entry !== undefined && Object.keys(call.options).length === 0;
      const schedule = () =>
        scheduleActivity<unknown>(
          call.id,
          args,
          isPlain ? plainOptions(program, call, options) : activityOptions(program, call, options),
        );
      const sent: Sent = {
        context,
        args: call.args,
        autoHeartbeat: options.autoHeartbeat,
        texts: [call.id, options.activityId, options.taskQueue, options.summary],
      };
      return limited(run, 'activities', () => sending(run, sent, schedule), payloadOf);
    },
  };
}

function timeouts(options: CallOptions) {
  return {
    startToCloseTimeout: options.startToCloseTimeout ?? DEFAULT_START_TO_CLOSE,
    scheduleToCloseTimeout: options.scheduleToCloseTimeout ?? options.timeout,
    scheduleToStartTimeout: options.scheduleToStartTimeout,
    retry: options.retryPolicy === undefined ? undefined : sdkRetryPolicy(options.retryPolicy),
    cancellationType: options.waitForCancellation
      ? ActivityCancellationType.WAIT_CANCELLATION_COMPLETED
      : ActivityCancellationType.TRY_CANCEL,
    summary: options.summary,
  };
}

/** Of calls of the project's functions without options of their own, as most are, by queue of the workflow and ID. */
const plain = new WeakMap<Program, Map<string, ActivityOptions>>();

function plainOptions(program: Program, call: FunctionCall, options: CallOptions): ActivityOptions {
  const known = plain.get(program) ?? new Map<string, ActivityOptions>();
  plain.set(program, known);
  const key = `${workflowInfo().taskQueue}\n${call.id}`;
  const given = known.get(key) ?? activityOptions(program, call, options);
  known.set(key, given);
  // An interceptor may change what it is given.
  return { ...given };
}

function activityOptions(program: Program, call: FunctionCall, options: CallOptions): ActivityOptions {
  return defined({
    ...timeouts(options),
    heartbeatTimeout: options.heartbeatTimeout,
    activityId: options.activityId,
    taskQueue: options.taskQueue ?? queueOf(program, call.id),
    allowEagerDispatch: options.disableEagerExecution === undefined ? undefined : !options.disableEagerExecution,
    priority: options.priority === undefined ? undefined : sdkPriority(options.priority),
  });
}

function localOptions(options: CallOptions): LocalActivityOptions {
  checkLocalCall(options);
  return defined({ ...timeouts(options), localRetryThreshold: options.localRetryThreshold });
}

/** The queue of the function's own worker, when that is of the same client; the SDK's default is the workflow's queue. */
function queueOf({ client, directory }: Program, id: string): string | undefined {
  const worker = directory.workers[directory.functions[id]?.worker ?? ''];
  return worker?.client === client && worker.taskQueue !== workflowInfo().taskQueue ? worker.taskQueue : undefined;
}
