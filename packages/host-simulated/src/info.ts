import type { Data, WorkflowInfo } from '@durable-lua/determinism';
import type { SimulatedRun } from './run.js';

const runIdOf = ({ options }: SimulatedRun): string => `run-${options.number}`;

/** What a run knows of itself. The figures of the history count effects: they grow as a history does, no more. */
export function simulatedInfo(run: SimulatedRun): WorkflowInfo {
  const { changes } = run;
  const { parent, info, before } = run.options;
  const runId = runIdOf(run);
  return {
    workflowId: run.workflowId,
    runId,
    workflowType: run.id,
    taskQueue: 'test',
    namespace: 'default',
    attempt: 1,
    historyLength: 3 + run.effects,
    historySize: 100 * (3 + run.effects),
    continueAsNewSuggested: false,
    firstRunId: before?.firstRunId ?? runId,
    startTime: run.execution.startTime,
    runStartTime: run.startTime,
    ...(before === undefined ? {} : { continuedFrom: before.runId }),
    ...(parent === undefined
      ? {}
      : { parent: { workflowId: parent.workflowId, runId: runIdOf(parent), namespace: 'default' } }),
    ...info,
    memo: changed(before?.memo ?? info?.memo, changes.memo),
    searchAttributes: changed(before?.searchAttributes ?? info?.searchAttributes, changes.searchAttributes),
  };
}

/** Entries with what was changed of them later; undefined takes one away. */
function changed<T>(
  entries: Readonly<Record<string, T>> = {},
  changes: Readonly<Record<string, T | undefined>> = {},
): Readonly<Record<string, T>> {
  const all = Object.entries<T | undefined>({ ...entries, ...changes });
  return Object.fromEntries(all.filter((entry): entry is [string, T] => entry[1] !== undefined));
}

/** What each log line tells of the run. */
export function logFacts(run: SimulatedRun): Readonly<Record<string, Data>> {
  const { pid, workflowId } = run;
  return run.inWorkflow ? { pid, workflow_id: workflowId, run_id: runIdOf(run) } : { pid };
}
