import type { Millis } from './capabilities.js';
import type { Payload } from './payload.js';

/** What an attempt of an activity is told about itself. */
export interface ActivityInfo {
  readonly activityId: string;
  readonly activityType: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** The workflow that scheduled it: absent, with the run and the type, for an activity without one. */
  readonly workflowId?: string;
  readonly runId?: string;
  readonly workflowType?: string;
  readonly taskQueue: string;
  readonly namespace: string;
  /** Absent when silence never fails the attempt. */
  readonly heartbeatTimeout?: Millis;
  /** Unix time at which the host began this attempt. */
  readonly startTime: Millis;
  readonly isLocal: boolean;
}

/** The activity as which a function runs. A host that runs no activity offers {@link outsideActivity}. */
export interface Activity {
  /** Undefined outside an activity. */
  info(): ActivityInfo | undefined;
  /**
   * Records progress and proves that the attempt is alive, without waiting: whoever asks for the end of the activity is heard
   * by the answer. Nothing happens outside an activity, and in a local one, which has no heartbeats.
   * @throws LuaError `INVALID` when the details are too large to be sent, or one of them cannot be put into a list
   */
  heartbeat(details: readonly Payload[]): void;
  /** What the last heartbeat of an earlier attempt recorded; empty without one. The same as long as this attempt runs. */
  details(): readonly Payload[];
  /** Whether the end of this attempt was asked for. */
  readonly isCanceled: boolean;
}

/** What a host offers as `activity` outside an activity: nothing to tell, and nobody to tell it to. */
export const outsideActivity: Activity = Object.freeze<Activity>({
  info: () => undefined,
  heartbeat: () => undefined,
  details: () => [],
  isCanceled: false,
});
