import type { WorkerOptions } from '../entries.js';
import {
  choice,
  duration,
  flag,
  integer,
  number,
  only,
  readEnv,
  reference,
  required,
  table,
  text,
  withDefault,
  type Cursor,
  type Field,
} from '../fields/index.js';
import { defineKind } from './kind.js';
import { lifecycle } from './lifecycle.js';

/** Of the queues that begin so each is polled by one node, for what concerns its processes. */
const QUEUE = {
  pattern: /^(?!@durable-lua\/)/,
  expected: 'a name that does not begin with "@durable-lua/", which is reserved',
};

const size = withDefault(integer({ min: 1 }), 1000);
const perSecond = withDefault(number({ min: 0 }), 0);
const throttle = withDefault(duration(), 0);
const off = withDefault(flag(), false);

/** An option without counterpart in the SDK: only values that change nothing are taken. */
function missingInSdk<T>(field: Field<T>, accepted: readonly T[]): Field<never, false> {
  return only(field, accepted, 'E-OPT-UNSUPPORTED', 'not available in the Temporal TypeScript SDK');
}

const workerOptions = table({
  identity: text(),
  max_concurrent_activity_execution_size: size,
  max_concurrent_workflow_task_execution_size: size,
  max_concurrent_local_activity_execution_size: size,
  max_concurrent_activity_task_pollers: withDefault(integer({ min: 1 }), 20),
  // With one poller alone, the sticky queue would leave none for the normal one.
  max_concurrent_workflow_task_pollers: withDefault(integer({ min: 2 }), 20),
  max_concurrent_eager_activity_execution_size: withDefault(integer({ min: 0 }), 0),
  worker_activities_per_second: perSecond,
  task_queue_activities_per_second: perSecond,
  sticky_schedule_to_start_timeout: withDefault(duration(), 5_000),
  worker_stop_timeout: withDefault(duration(), 0),
  max_heartbeat_throttle_interval: throttle,
  default_heartbeat_throttle_interval: throttle,
  workflow_threads: withDefault(integer({ min: 0, max: 64 }), 0),
  enable_logging_in_replay: off,
  disable_workflow_worker: off,
  local_activity_worker_only: off,
  disable_eager_activities: off,
  deployment_name: withDefault(text(), ''),
  build_id: text({ env: 'resolve' }),
  build_id_env: text(),
  use_versioning: off,
  default_versioning_behavior: withDefault(choice(['pinned', 'auto_upgrade']), 'pinned'),
  max_concurrent_session_execution_size: missingInSdk(integer(), [0, 1000]),
  enable_session_worker: missingInSdk(flag(), [false]),
  worker_local_activities_per_second: missingInSdk(number(), [0]),
  deadlock_detection_timeout: missingInSdk(duration(), [0, 1_000]),
  disable_registration_aliasing: missingInSdk(flag(), [false]),
});

export const temporalWorker = defineKind({
  kind: 'temporal.worker',
  fields: {
    client: required(reference('temporal.client')),
    task_queue: required(text({ env: 'resolve', form: QUEUE })),
    worker_options: workerOptions,
    lifecycle,
  },
  build({ client, taskQueue, workerOptions: given, lifecycle }, entry) {
    const { buildIdEnv, buildId, ...rest } = given;
    const at = entry.key('worker_options');
    const fromEnv = buildIdEnv ? readEnv(buildIdEnv, at.key('build_id_env')) : undefined;
    const options: WorkerOptions = { ...rest, buildId: buildId ?? fromEnv ?? '' };
    checkConflicts(options, at);
    if (client === undefined || taskQueue === undefined) return undefined;
    // The client's prefix is put before the queue when all entries are known.
    return { client, taskQueue, rawTaskQueue: taskQueue, options, lifecycle };
  },
});

function checkConflicts(options: WorkerOptions, at: Cursor): void {
  if (options.disableWorkflowWorker && options.localActivityWorkerOnly) {
    const both = '"disable_workflow_worker" and "local_activity_worker_only"';
    const message = `${both} are both true, so that the worker would do next to nothing; remove one`;
    at.key('local_activity_worker_only').report('E-WORKER-CONFLICT', message);
  }
  // Asked of what was written: a build id whose environment variable is not set has been complained about.
  const hasBuildId = at.key('build_id').isFilled;
  const hasBuildIdEnv = at.key('build_id_env').isFilled;
  if (hasBuildId && hasBuildIdEnv) {
    at.key('build_id_env').report('E-WORKER-CONFLICT', '"build_id" and "build_id_env" are both given; keep "build_id"');
  }
  if (options.useVersioning && (options.deploymentName === '' || !(hasBuildId || hasBuildIdEnv))) {
    const message = '"use_versioning" needs both "deployment_name" and "build_id"; add what is missing';
    at.key('use_versioning').report('E-WORKER-CONFLICT', message);
  }
}
