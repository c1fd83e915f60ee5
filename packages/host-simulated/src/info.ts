import type { WorkflowInfo } from '@durable-lua/determinism';
import type { SimulatedRun } from './run.js';

/** What a run knows of itself. The figures of the history count effects: they grow as a history does, no more. */
export function simulatedInfo(run: SimulatedRun): WorkflowInfo {
  const { parent, info, number } = run.options;
  const runId = `run-${number}`;
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
    firstRunId: runId,
    startTime: run.startTime,
    runStartTime: run.startTime,
    memo: {},
    searchAttributes: {},
    ...(parent === undefined
      ? {}
      : { parent: { workflowId: parent.workflowId, runId: `run-${parent.options.number}`, namespace: 'default' } }),
    ...info,
  };
}
