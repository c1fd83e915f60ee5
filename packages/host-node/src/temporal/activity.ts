import type { CancelledFailure, Context } from '@temporalio/activity';
import type { Activity, ActivityInfo, Payload } from '@durable-lua/determinism';
import { defined, type SizeLimits } from '@durable-lua/determinism/host';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { outgoingOne, type RawPayload } from '@durable-lua/temporal-wire';

/** What the module `activity` is inside one attempt of an activity. */
export class RunningActivity implements Activity {
  private readonly facts: ActivityInfo;
  private readonly earlier: readonly Payload[];
  /** What the server holds: it keeps nothing of a heartbeat but the latest details. */
  private last: RawPayload | undefined;

  constructor(
    private readonly context: Context,
    private readonly limits?: SizeLimits,
  ) {
    this.facts = infoOf(context);
    this.last = context.info.heartbeatDetails as RawPayload | undefined;
    this.earlier = valuesOf(this.last);
  }

  info(): ActivityInfo {
    return this.facts;
  }

  details(): readonly Payload[] {
    return this.earlier;
  }

  get isCanceled(): boolean {
    return this.context.cancellationSignal.aborted;
  }

  heartbeat(details: readonly Payload[]): void {
    this.last = outgoingOne(encodeData(details.map(decodeData)), this.limits);
    // Of a local activity the server knows nothing until it has ended: there is nobody to tell.
    if (!this.facts.isLocal) this.context.heartbeat(this.last);
  }

  /**
   * Sends heartbeats at every third of the heartbeat timeout, with what was recorded last; none without a timeout.
   * @returns what ends that
   */
  keepAlive(): () => void {
    const { heartbeatTimeout } = this.facts;
    if (heartbeatTimeout === undefined) return () => undefined;
    const beat = (): void => this.context.heartbeat(this.last);
    const timer = setInterval(beat, Math.max(1, Math.floor(heartbeatTimeout / 3)));
    return () => clearInterval(timer);
  }
}

/** Why the end of an attempt was asked for: `cancelled`, `timed_out`, `worker_shutdown` … Only for one of which it was. */
export const cancelReason = ({ cancellationSignal }: Context): string =>
  (cancellationSignal.reason as CancelledFailure).message.toLowerCase();

function infoOf({ info }: Context): ActivityInfo {
  return {
    activityId: info.activityId,
    activityType: info.activityType,
    attempt: info.attempt,
    taskQueue: info.taskQueue,
    namespace: info.namespace,
    startTime: Date.now(),
    isLocal: info.isLocal,
    ...defined({
      workflowId: info.workflowExecution?.workflowId,
      runId: info.workflowExecution?.runId,
      workflowType: info.workflowType,
      // The server writes none as zero.
      heartbeatTimeout: info.heartbeatTimeoutMs === 0 ? undefined : info.heartbeatTimeoutMs,
    }),
  };
}

/**
 * Temporal keeps one value for a heartbeat, ours a list of the values that Lua gave. What another program has recorded for
 * the same activity is such a list, or is taken for the only value.
 */
function valuesOf(recorded: RawPayload | undefined): readonly Payload[] {
  if (recorded === undefined) return [];
  let data;
  try {
    data = decodeData(recorded.payload);
  } catch {
    // Lua is told when it asks for it.
    return [recorded.payload];
  }
  if (data === undefined) return [];
  return Array.isArray(data) ? data.map(encodeData) : [recorded.payload];
}
