import type { OptionRow, OptionType } from './option-rows.js';
import { choice, delay, flag, name, record, taskQueue, text, timeout } from './option-types.js';
import { priority, retryPolicy } from './policies.js';
import { cron, searchAttributes, versioning } from './start-types.js';

/** How a workflow is started: by a client, or as the child of another workflow. */
export type StartSide = 'starts by a client' | 'child workflows';

/** What a start does when the workflow ID has an open run. */
export type IdConflictPolicy = 'use_existing' | 'fail' | 'terminate_existing';
/** Whether a closed run with the same ID forbids a new one. */
export type IdReusePolicy = 'allow_duplicate' | 'allow_duplicate_failed_only' | 'reject_duplicate';
/** What happens to a child when its parent closes. */
export type ParentClosePolicy = 'terminate' | 'abandon' | 'request_cancel';

type Notes = Pick<OptionRow<never, StartSide>, 'default' | 'otherwise' | 'appliesTo' | 'refusedBy' | 'doc'> & {
  /** Another name of the same option; it loses. */
  readonly alias?: string;
};

/** An option of a start under all its spellings; the long one wins, an older name loses. */
const start = <T>(option: string, type: OptionType<T>, { alias, ...notes }: Notes): OptionRow<T, StartSide> => ({
  name: `temporal.workflow.${option}`,
  names: [option, ...(alias === undefined ? [] : [alias])].flatMap((each) => [
    `temporal.workflow.${each}`,
    `workflow.${each}`,
  ]),
  type,
  ...notes,
});

/** As given; `terminate_if_running` is two policies in one, which whoever reads it takes apart. */
const reuse = choice(
  ['allow_duplicate', 'allow_duplicate_failed_only', 'reject_duplicate', 'terminate_if_running'],
  'workflow_id_reuse_policy',
) as OptionType<IdReusePolicy>;

const conflict: OptionType<IdConflictPolicy> = choice(
  ['use_existing', 'fail', 'terminate_existing'],
  'workflow_id_conflict_policy',
);

const parentClose: OptionType<ParentClosePolicy> = choice(
  ['terminate', 'abandon', 'request_cancel'],
  'parent_close_policy',
);

const CLIENT_ONLY = { appliesTo: ['starts by a client'] } as const;
const CHILD_ONLY = { appliesTo: ['child workflows'] } as const;
const NOT_FOR_CHILDREN = { ...CLIENT_ONLY, refusedBy: ['child workflows'] } as const;

/** Every option of a start. From these rows come its type, its check and its descriptions. */
export const START_ROWS = {
  /** The workflow ID; wins over the name of the request. */
  id: start('id', name, { otherwise: 'the name given to `with_name`, else a generated one', doc: 'The workflow ID.' }),
  taskQueue: start('task_queue', taskQueue, {
    otherwise: 'the queue of the worker',
    doc: 'The queue from which the workflow is run.',
  }),
  /** Milliseconds. */
  executionTimeout: start('execution_timeout', timeout, {
    doc: 'How long the workflow may take, with retries and continued runs.',
  }),
  /** Milliseconds. */
  runTimeout: start('run_timeout', timeout, {
    doc: 'How long one run may take, at most as long as the whole execution.',
  }),
  /** Milliseconds. */
  taskTimeout: start('task_timeout', timeout, {
    default: '10s',
    doc: 'How long a worker may take for one workflow task.',
  }),
  /** Use `conflictPolicy` for the policy in force. */
  idConflictPolicy: start('id_conflict_policy', conflict, {
    otherwise: '`"use_existing"` for an ID that was chosen, else `"fail"`',
    doc: 'What happens when the ID has an open run.',
  }),
  idReusePolicy: start('id_reuse_policy', reuse, {
    default: 'allow_duplicate',
    doc: 'Whether a closed run with the same ID forbids a new one; `"terminate_if_running"` is also the conflict policy `"terminate_existing"`.',
  }),
  executionErrorWhenAlreadyStarted: start('execution_error_when_already_started', flag, {
    otherwise: 'the conflict policy says',
    doc: 'Whether an open run of the ID is an error; false finds it.',
  }),
  retryPolicy: start('retry_policy', retryPolicy, { otherwise: 'no retries', doc: 'When a failed run is retried.' }),
  cronSchedule: start('cron_schedule', cron, {
    doc: 'When it runs again and again: five fields, `@hourly` and the like, or `@every 90m`; `CRON_TZ=` may name a zone.',
  }),
  memo: start('memo', record, { doc: 'Values stored with the run, for people and for `workflow.info()`.' }),
  searchAttributes: start('search_attributes', searchAttributes, {
    alias: 'typed_search_attributes',
    doc: 'Values under which the run can be found.',
  }),
  /** A hint; no effect for children. */
  enableEagerStart: start('enable_eager_start', flag, {
    ...CLIENT_ONLY,
    default: false,
    doc: 'Asks the server for the first task in its answer to the start.',
  }),
  /** Milliseconds. */
  startDelay: start('start_delay', delay, {
    default: 0,
    doc: 'How long it waits before it begins; not together with a cron schedule.',
  }),
  /** Only for children; no effect elsewhere. */
  parentClosePolicy: start('parent_close_policy', parentClose, {
    ...CHILD_ONLY,
    default: 'terminate',
    doc: 'What happens to it when its parent closes.',
  }),
  /** Only for children; no effect elsewhere. */
  waitForCancellation: start('wait_for_cancellation', flag, {
    ...CHILD_ONLY,
    default: false,
    doc: 'Whether a cancelled `exec` ends only when the child has ended.',
  }),
  /** Temporal namespace, when it is not the one of the client entry. */
  namespace: start('namespace', name, {
    otherwise: 'that of the client entry',
    doc: 'The Temporal namespace; what a workflow starts in another than its own is no child.',
  }),
  summary: start('summary', text, { alias: 'static_summary', doc: 'A line for people.' }),
  details: start('details', text, { alias: 'static_details', doc: 'More lines for people.' }),
  priority: start('priority', priority, { doc: 'The order in which its queue hands out tasks.' }),
  /** Not available for children. */
  versioningOverride: start('versioning_override', versioning, {
    ...NOT_FOR_CHILDREN,
    doc: 'Which worker version runs it.',
  }),
};
