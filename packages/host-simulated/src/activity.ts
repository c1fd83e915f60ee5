import type { Activity, ActivityInfo, CallOptions, Millis, Payload } from '@durable-lua/determinism';
import { checkField, defined, type SizeLimits } from '@durable-lua/determinism/host';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { simulatedInfo } from './info.js';
import type { SimulatedRun } from './run.js';

/** What all attempts of one activity have in common. */
export class SimulatedActivity {
  /** What the last heartbeat recorded. */
  private recorded: readonly Payload[] = [];

  constructor(
    private readonly caller: SimulatedRun,
    private readonly facts: { readonly type: string; readonly id: string; readonly options: CallOptions },
  ) {}

  /** @param silent is called when no heartbeat has come for the length of the heartbeat timeout. */
  attempt(n: number, silent: (timeout: Millis) => void): SimulatedAttempt {
    const { simulation } = this.caller;
    const { workflowId, runId, workflowType, taskQueue, namespace } = simulatedInfo(this.caller);
    const { type, id, options } = this.facts;
    const info: ActivityInfo = {
      activityId: id,
      activityType: type,
      attempt: n,
      workflowId,
      runId,
      workflowType,
      taskQueue: options.taskQueue ?? taskQueue,
      namespace,
      startTime: Math.floor(simulation.time.now),
      isLocal: options.local === true,
      ...defined({ heartbeatTimeout: options.heartbeatTimeout || undefined }),
    };
    const watch = (timeout: Millis) => simulation.time.schedule(timeout, () => silent(timeout));
    return new SimulatedAttempt(info, this.recorded, {
      limits: simulation.sizeLimits,
      // A local one needs no heartbeats, and the worker sends those of an automatic one.
      isHeard: info.isLocal || (options.autoHeartbeat === true && info.heartbeatTimeout !== undefined),
      watch,
      record: (details) => (this.recorded = details),
    });
  }
}

/** One attempt of an activity, as its function sees it. A cancel request reaches it as the answer to a heartbeat. */
export class SimulatedAttempt implements Activity {
  isCanceled = false;
  private hasEnded = false;
  private asked: (() => void) | undefined;
  private stopWatching: (() => void) | undefined;

  constructor(
    private readonly facts: ActivityInfo,
    private readonly earlier: readonly Payload[],
    private readonly on: {
      readonly limits: SizeLimits;
      /** Whether it is known to be alive, and hears of a cancel request, without sending a heartbeat. */
      readonly isHeard: boolean;
      readonly watch: (timeout: Millis) => () => void;
      readonly record: (details: readonly Payload[]) => void;
    },
  ) {
    this.rewind();
  }

  info(): ActivityInfo {
    return this.facts;
  }

  details(): readonly Payload[] {
    return this.earlier;
  }

  heartbeat(details: readonly Payload[]): void {
    checkField([encodeData(details.map(decodeData))], this.on.limits);
    if (this.facts.isLocal || this.hasEnded) return;
    this.on.record(details);
    this.rewind();
    this.answer();
  }

  /** Asks it to end. `tell` is called once it hears of it. */
  cancel(tell: () => void): void {
    this.asked ??= tell;
    if (this.on.isHeard) this.answer();
  }

  end(): void {
    this.hasEnded = true;
    this.stopWatching?.();
  }

  private answer(): void {
    if (this.asked === undefined || this.isCanceled) return;
    this.isCanceled = true;
    this.asked();
  }

  private rewind(): void {
    this.stopWatching?.();
    const { heartbeatTimeout } = this.facts;
    if (heartbeatTimeout !== undefined && !this.on.isHeard) this.stopWatching = this.on.watch(heartbeatTimeout);
  }
}
