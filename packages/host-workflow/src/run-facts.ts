import { upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { Payload, RunChanges, SearchAttribute, WorkflowInfo } from '@durable-lua/determinism';
import { defined } from '@durable-lua/determinism/host';
import { attributeOf, noSearchAttribute, RawPayload, sdkSearchAttribute } from '@durable-lua/temporal-wire';
import type { Run } from './run.js';

/** By what the SDK knows of a run, which is another object whenever it is other: a pure cache. */
const described = new WeakMap<object, WorkflowInfo>();

/** What a run can tell of itself. */
export function describeRun(): WorkflowInfo {
  const info = workflowInfo();
  let told = described.get(info);
  if (told === undefined) described.set(info, (told = describe(info)));
  return told;
}

function describe(info: ReturnType<typeof workflowInfo>): WorkflowInfo {
  return {
    ...pick(info, [
      'workflowId',
      'runId',
      'workflowType',
      'taskQueue',
      'namespace',
      'attempt',
      'historyLength',
      'historySize',
    ]),
    continueAsNewSuggested: info.continueAsNewSuggested,
    firstRunId: info.firstExecutionRunId,
    startTime: info.startTime.getTime(),
    runStartTime: info.runStartTime.getTime(),
    memo: Object.fromEntries(
      Object.entries(info.memo ?? {}).map(([key, value]): [string, Payload] => [key, (value as RawPayload).payload]),
    ),
    searchAttributes: Object.fromEntries(
      info.typedSearchAttributes.getAll().map((pair): [string, SearchAttribute] => [pair.key.name, attributeOf(pair)]),
    ),
    ...defined({
      continuedFrom: info.continuedFromExecutionRunId,
      cronSchedule: info.cronSchedule,
      parent: info.parent === undefined ? undefined : pick(info.parent, ['workflowId', 'runId', 'namespace']),
    }),
  };
}

function pick<T, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}

/** Changes what the run is found by: one command for the search attributes, one for the memo. */
export function changeRun(run: Run, { searchAttributes, memo }: RunChanges): void {
  const stored = Object.values(memo ?? {}).filter((payload) => payload !== undefined);
  // Before anything is sent. The server keeps what there was, too.
  const kept = Object.entries(workflowInfo().memo ?? {}).filter(([key]) => !(key in (memo ?? {})));
  run.sizes.checkMemo([...stored, ...kept.map(([, value]) => (value as RawPayload).payload)]);
  run.sizes.checkSearch(searchAttributes);
  run.sizes.take(stored, 3 * (Object.keys(memo ?? {}).join().length + JSON.stringify(searchAttributes ?? {}).length));
  if (searchAttributes !== undefined) {
    const known = new Map(
      workflowInfo()
        .typedSearchAttributes.getAll()
        .map((pair) => [pair.key.name, pair]),
    );
    const changes = Object.entries(searchAttributes).flatMap(([name, attribute]) => {
      if (attribute !== undefined) return [sdkSearchAttribute([name, attribute])];
      // Of one that the run does not have nothing needs to go.
      const pair = known.get(name);
      return pair === undefined ? [] : [noSearchAttribute(pair)];
    });
    if (changes.length > 0) upsertSearchAttributes(changes);
  }
  if (memo !== undefined && Object.keys(memo).length > 0) {
    upsertMemo(
      Object.fromEntries(
        Object.entries(memo).map(([key, value]) => [key, value === undefined ? null : new RawPayload(value)]),
      ),
    );
  }
}
