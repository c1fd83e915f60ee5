import { boolean, integer, optional, string, table } from '@durable-lua/determinism';
import type { ActivityInfo, Infer } from '@durable-lua/determinism';

/** The table that `activity.info()` gives: a new one at each call. */
export const infoType = table({
  activity_id: string,
  activity_type: string,
  attempt: integer(),
  workflow_id: optional(string),
  run_id: optional(string),
  workflow_type: optional(string),
  task_queue: string,
  namespace: string,
  heartbeat_timeout: optional(integer()),
  start_time: string,
  is_local: boolean,
});

export const infoTable = (info: ActivityInfo): Infer<typeof infoType> => ({
  activity_id: info.activityId,
  activity_type: info.activityType,
  attempt: info.attempt,
  workflow_id: info.workflowId,
  run_id: info.runId,
  workflow_type: info.workflowType,
  task_queue: info.taskQueue,
  namespace: info.namespace,
  heartbeat_timeout: info.heartbeatTimeout,
  start_time: new Date(info.startTime).toISOString(),
  is_local: info.isLocal,
});
