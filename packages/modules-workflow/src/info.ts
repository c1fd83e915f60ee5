import {
  boolean,
  integer,
  list,
  map,
  moment,
  number,
  optional,
  payload,
  present,
  string,
  table,
  value,
} from '@durable-lua/determinism';
import type { InferResult, Presented, SearchAttribute, WorkflowInfo } from '@durable-lua/determinism';

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
  start_time: moment,
  run_start_time: moment,
  cron_schedule: optional(string),
  memo: map(payload),
  search_attributes: map(value),
};

/** The table that `workflow.info()` gives: a new one at each call. */
export function infoTable(info: WorkflowInfo): Presented {
  const { parent } = info;
  const fields: InferResult<ReturnType<typeof table<typeof FIELDS>>> = {
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
    start_time: info.startTime,
    run_start_time: info.runStartTime,
    cron_schedule: info.cronSchedule,
    memo: inOrder(info.memo, (payload) => payload),
    search_attributes: inOrder(info.searchAttributes, shown),
  };
  return present(table(FIELDS), fields);
}

/** By name: in which order a host has them, history does not say. */
function inOrder<T, U>(entries: Readonly<Record<string, T>>, as: (value: T) => U): ReadonlyMap<string, U> {
  const names = Object.keys(entries).sort();
  return new Map(names.map((name) => [name, as(entries[name] as T)]));
}

/** As `workflow.attrs` takes it. */
function shown(attribute: SearchAttribute): Presented {
  switch (attribute.type) {
    case 'keyword':
      return present(string, attribute.value);
    case 'keyword_list':
      return present(list(string), attribute.value);
    case 'bool':
      return present(boolean, attribute.value);
    case 'int':
      return present(integer(), attribute.value);
    case 'double':
      return present(number, attribute.value);
    case 'datetime':
      return present(moment, attribute.value);
  }
}
