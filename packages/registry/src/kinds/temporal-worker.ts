import type { WorkerOptions } from '../entries.js';
import {
  about,
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
  identity: about("What the Temporal server calls this worker; by default the SDK's name for it.", text()),
  max_concurrent_activity_execution_size: about('How many activities run at once.', size),
  max_concurrent_workflow_task_execution_size: about('How many workflow tasks run at once.', size),
  max_concurrent_local_activity_execution_size: about('How many local activities run at once.', size),
  max_concurrent_activity_task_pollers: about(
    'How many polls for activities wait at the server.',
    withDefault(integer({ min: 1 }), 20),
  ),
  // With one poller alone, the sticky queue would leave none for the normal one.
  max_concurrent_workflow_task_pollers: about(
    'How many polls for workflow tasks wait at the server.',
    withDefault(integer({ min: 2 }), 20),
  ),
  max_concurrent_eager_activity_execution_size: about(
    'How many activities of one workflow task start without a way over the server; 0: the default of the SDK.',
    withDefault(integer({ min: 0 }), 0),
  ),
  worker_activities_per_second: about('How many activities this worker starts in a second; 0: no limit.', perSecond),
  task_queue_activities_per_second: about(
    'How many activities all workers of the queue start in a second; 0: no limit.',
    perSecond,
  ),
  sticky_schedule_to_start_timeout: about(
    'How long a workflow task waits for the worker that has the workflow in its cache.',
    withDefault(duration(), 5_000),
  ),
  worker_stop_timeout: about('How long activities may go on when the worker stops.', withDefault(duration(), 0)),
  max_heartbeat_throttle_interval: about(
    'The longest time between two heartbeats that are sent; 0s: that of the SDK.',
    throttle,
  ),
  default_heartbeat_throttle_interval: about(
    'The time between two heartbeats that are sent, without a heartbeat timeout; 0s: that of the SDK.',
    throttle,
  ),
  workflow_threads: about(
    'How many threads run workflows; 0: the one of the worker.',
    withDefault(integer({ min: 0, max: 64 }), 0),
  ),
  enable_logging_in_replay: about('Whether a replayed workflow logs again.', off),
  disable_workflow_worker: about('Whether the worker takes activities alone.', off),
  local_activity_worker_only: about('Whether the worker takes workflows and their local activities alone.', off),
  disable_eager_activities: about('Whether every activity goes over the server.', off),
  deployment_name: about('The worker deployment to which this worker belongs.', withDefault(text(), '')),
  build_id: about('The build that this worker runs.', text({ env: 'resolve' })),
  build_id_env: about('Deprecated: write build_id: ${env:NAME}.', text()),
  use_versioning: about('Whether Temporal routes tasks by build; needs deployment_name and build_id.', off),
  default_versioning_behavior: about(
    'Whether a run stays with the build on which it began.',
    withDefault(choice(['pinned', 'auto_upgrade']), 'pinned'),
  ),
  max_concurrent_session_execution_size: about(
    'Not available in the Temporal TypeScript SDK.',
    missingInSdk(integer(), [0, 1000]),
  ),
  enable_session_worker: about('Not available in the Temporal TypeScript SDK.', missingInSdk(flag(), [false])),
  worker_local_activities_per_second: about(
    'Not available in the Temporal TypeScript SDK.',
    missingInSdk(number(), [0]),
  ),
  deadlock_detection_timeout: about(
    'Not available in the Temporal TypeScript SDK.',
    missingInSdk(duration(), [0, 1_000]),
  ),
  disable_registration_aliasing: about('Not available in the Temporal TypeScript SDK.', missingInSdk(flag(), [false])),
});

export const temporalWorker = defineKind({
  kind: 'temporal.worker',
  doc: 'Polls one task queue for workflows and activities.',
  fields: {
    client: about('ID of the temporal.client whose connection it uses.', required(reference('temporal.client'))),
    task_queue: about(
      'The task queue that it polls; the tq_prefix of its client stands before it.',
      required(text({ env: 'resolve', form: QUEUE })),
    ),
    worker_options: about('How much it does at once, and in which way.', workerOptions),
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
