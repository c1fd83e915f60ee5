import { ActivityCancellationType, scheduleActivity, workflowInfo, type ActivityOptions } from '@temporalio/workflow';
import { ActivityFailure, TimeoutFailure } from '@temporalio/common';
import { LuaError, type ContextValues, type Operation, type Payload } from '@durable-lua/determinism';
import { encodeData } from '@durable-lua/lua-vm';
import { nodeQueue } from '@durable-lua/temporal-wire';
import { limited, sending, payloadOf } from './effects.js';
import type { Run } from './run.js';

/** An internal activity: its name, its request, and the payloads that follow it. */
export interface InternalCall {
  readonly activity: string;
  /** Made with an ID that is the same for each attempt, and no other call has. */
  readonly request: (id: string) => object;
  readonly payloads?: readonly Payload[];
  readonly options: ActivityOptions;
  readonly context?: ContextValues | undefined;
  /** The error when it took too long, instead of `TIMEOUT`. */
  readonly late?: LuaError;
}

/** One call of a client, on the worker's own queue. */
export const CLIENT_CALL: ActivityOptions = { startToCloseTimeout: 10_000 };

/** Something short on the queue of a node. */
export const onNode = (node: string): ActivityOptions => ({
  taskQueue: nodeQueue(node),
  scheduleToStartTimeout: 30_000,
  startToCloseTimeout: 10_000,
  retry: { maximumAttempts: 5 },
});

export const nodeLost = (node: string): LuaError =>
  new LuaError({ kind: 'UNAVAILABLE', message: `node lost: '${node}' does not answer`, details: { node } });

/** Schedules an internal activity. What it fails with is the error of the operation, as if nothing stood between. */
export function internal(run: Run, call: InternalCall): Operation<Payload> {
  const { activity, request, payloads = [], options, context, late } = call;
  const { workflowId, runId } = workflowInfo();
  const activityId = `@${(run.internalCalls += 1)}`;
  const given = [encodeData(request(`${workflowId}/${runId}/${activityId}`)), ...payloads];
  const args = run.sizes.outgoing(given);
  const cancellationType = ActivityCancellationType.TRY_CANCEL;
  const schedule = (): Promise<unknown> =>
    sending(run, { context, args: given }, () =>
      scheduleActivity(activity, args, { cancellationType, ...options, activityId }),
    );
  return limited(
    run,
    'activities',
    () => schedule().catch((error: unknown) => Promise.reject(causeOf(error, late))),
    payloadOf,
  );
}

function causeOf(error: unknown, late: LuaError | undefined): Error {
  const cause = error instanceof ActivityFailure ? (error.cause ?? error) : (error as Error);
  return cause instanceof TimeoutFailure && late !== undefined ? late : cause;
}
