import { boolean, integer, optional, payload, present, record, string, table } from '@durable-lua/determinism';
import type { Infer, Presented, WorkflowInfo } from '@durable-lua/determinism';

const FIELDS = {
  workflow_id: string,
  run_id: string,
  workflow_type: string,
  task_queue: string,
  namespace: string,
  attempt: integer(),
  history_length: integer(),
  history_size: integer(),
  continue_as_new_suggested: boolean,
  first_run_id: string,
  continued_from: optional(string),
  parent: optional(table({ workflow_id: string, run_id: string, namespace: string })),
  cron_schedule: optional(string),
  search_attributes: record,
};

/** The table that `workflow.info()` gives: a new one at each call. The keys of `memo` are the author's, so its type is made here. */
export function infoTable(info: WorkflowInfo): Presented {
  const { parent } = info;
  const fields: Infer<ReturnType<typeof table<typeof FIELDS>>> = {
    workflow_id: info.workflowId,
    run_id: info.runId,
    workflow_type: info.workflowType,
    task_queue: info.taskQueue,
    namespace: info.namespace,
    attempt: info.attempt,
    history_length: info.historyLength,
    history_size: info.historySize,
    continue_as_new_suggested: info.continueAsNewSuggested,
    first_run_id: info.firstRunId,
    continued_from: info.continuedFrom,
    parent: parent && { workflow_id: parent.workflowId, run_id: parent.runId, namespace: parent.namespace },
    cron_schedule: info.cronSchedule,
    search_attributes: info.searchAttributes,
  };
  const memo = table(Object.fromEntries(Object.keys(info.memo).map((key) => [key, payload])));
  return present(table({ ...FIELDS, memo }), { ...fields, memo: info.memo });
}
