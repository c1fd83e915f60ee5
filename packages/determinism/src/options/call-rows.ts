import { formatDuration } from '../duration.js';
import type { OptionRow, OptionsOf, OptionType } from './option-rows.js';
import { activityId, decimal, delay, field, fields, flag, taskQueue, text, timeout, whole } from './option-types.js';
import { priority, retryPolicy } from './policies.js';

/** Where a call goes: to an activity, to a local one, or, outside workflows, to a function in the same process. */
export type CallSide = 'activities' | 'local activities' | 'calls outside workflows';

type Notes = Pick<OptionRow<never, CallSide>, 'default' | 'otherwise' | 'appliesTo' | 'refusedBy' | 'doc'>;

/** An option of an activity under both its spellings; the long one wins. */
const activity = <T>(option: string, type: OptionType<T>, notes: Notes): OptionRow<T, CallSide> => ({
  name: `activity.${option}`,
  names: [`temporal.activity.${option}`, `activity.${option}`],
  type,
  appliesTo: ['activities', 'local activities'],
  ...notes,
});

const plain = <T>(option: string, type: OptionType<T>, notes: Notes): OptionRow<T, CallSide> => ({
  name: option,
  names: [option],
  type,
  ...notes,
});

/** Of an option that a local activity cannot have. */
const NOT_LOCAL = { appliesTo: ['activities'], refusedBy: ['local activities'] } as const;

/** How long an attempt of an activity may take when its options do not say; milliseconds. */
export const DEFAULT_START_TO_CLOSE = 600_000;

const HOST_RETRY_ROWS = {
  maxAttempts: field('max_attempts', whole({ min: 1 }), {
    default: 1,
    doc: 'How many attempts there are, the first included.',
  }),
  /** Milliseconds. */
  initialDelay: field('initial_delay', delay, { default: 0, doc: 'The wait before the second attempt.' }),
  backoffFactor: field('backoff_factor', decimal({ min: 1 }), {
    default: 1,
    doc: 'By what each wait is longer than the one before.',
  }),
};

/** Every option of a call. From these rows come its type, its check in Lua and in entry files, its descriptions. */
export const CALL_ROWS = {
  /** Milliseconds. */
  startToCloseTimeout: activity('start_to_close_timeout', timeout, {
    default: formatDuration(BigInt(DEFAULT_START_TO_CLOSE) * 1_000_000n).replace(/(?<=m)0s$/, ''),
    doc: 'How long one attempt may take.',
  }),
  /** Milliseconds. */
  scheduleToCloseTimeout: activity('schedule_to_close_timeout', timeout, {
    otherwise: 'the option `timeout`',
    doc: 'How long all attempts together may take.',
  }),
  /** Milliseconds. */
  scheduleToStartTimeout: activity('schedule_to_start_timeout', timeout, {
    doc: 'How long the call may wait for a worker.',
  }),
  /** Milliseconds. */
  heartbeatTimeout: activity('heartbeat_timeout', timeout, {
    ...NOT_LOCAL,
    doc: 'How long an attempt may be silent before it counts as lost.',
  }),
  autoHeartbeat: activity('auto_heartbeat', flag, {
    ...NOT_LOCAL,
    default: false,
    doc: 'Whether the worker sends heartbeats while an attempt runs, at every third of the heartbeat timeout; without one it sends none.',
  }),
  activityId: activity('id', activityId, {
    ...NOT_LOCAL,
    otherwise: 'a number in sequence',
    doc: 'The activity ID.',
  }),
  taskQueue: activity('task_queue', taskQueue, {
    ...NOT_LOCAL,
    otherwise: "that of the function's worker",
    doc: 'The queue on which the call is put.',
  }),
  waitForCancellation: activity('wait_for_cancellation', flag, {
    default: false,
    doc: 'Whether a cancelled call ends only when the function has ended.',
  }),
  disableEagerExecution: activity('disable_eager_execution', flag, {
    ...NOT_LOCAL,
    default: false,
    doc: "Whether the call goes through the server even where the workflow's own worker could take it at once.",
  }),
  retryPolicy: activity('retry_policy', retryPolicy, {
    otherwise: 'the defaults of its fields',
    doc: 'When a failed attempt is retried.',
  }),
  summary: activity('summary', text, { doc: 'A line for people, shown in the history.' }),
  priority: activity('priority', priority, { ...NOT_LOCAL, doc: 'The order in which its queue hands out tasks.' }),
  local: activity('local', flag, {
    appliesTo: ['activities', 'local activities'],
    otherwise: "`local` of the function's entry",
    doc: "Whether the function runs inside the workflow's own worker, without a task of its own.",
  }),
  /** Milliseconds. */
  localRetryThreshold: activity('local_retry_threshold', timeout, {
    appliesTo: ['local activities'],
    default: '1m',
    doc: 'From which wait on a retry is left to the server, by a timer.',
  }),
  /** Limit of the whole call, in milliseconds. */
  timeout: plain('timeout', timeout, {
    doc: 'How long the whole call may take; after that it fails with `TIMEOUT`.',
  }),
  /** Retries outside workflows only. */
  retry: plain('retry', fields<OptionsOf<typeof HOST_RETRY_ROWS>>(HOST_RETRY_ROWS), {
    appliesTo: ['calls outside workflows'],
    otherwise: 'none',
    doc: 'When a failed call is retried.',
  }),
};
