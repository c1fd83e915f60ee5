import { getRandomStream, log, scheduleLocalActivity, sleep, workflowInfo } from '@temporalio/workflow';
import {
  formatPid,
  LuaError,
  type Capabilities,
  type Data,
  type Host,
  type Payload,
  type WorkflowInfo,
} from '@durable-lua/determinism';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { ACTIVITY_RANDOM, defined, pidOf, RawPayload } from '@durable-lua/temporal-wire';
import { effect } from './effects.js';
import { workflowFunctions } from './functions.js';
import { WorkflowProcesses } from './processes.js';
import type { Program } from './program.js';
import type { Run } from './run.js';

/** The capabilities of a Lua state inside a workflow: every effect is a command or comes from history. */
export function workflowHost(run: Run, program: Program, entry: string): Host {
  const { workflowId, taskQueue } = workflowInfo();
  const pid =
    pidOf(program.directory, program.client, taskQueue, workflowId) ??
    formatPid({ node: program.client, host: taskQueue, id: workflowId });
  const processes = new WorkflowProcesses(run, program, entry, pid);
  const capabilities: Capabilities = {
    clock: {
      // eslint-disable-next-line no-restricted-properties -- the SDK's own Date inside the sandbox
      now: () => Date.now(),
      timer: (ms, options) =>
        effect(run, () => sleep(ms, options?.summary === undefined ? undefined : { summary: options.summary })),
      zone: 'UTC',
    },
    random: {
      bytes: (count) => recordedBytes(run, count),
      derived: (stream, count) => getRandomStream(`@durable-lua/${stream}`).fill(new Uint8Array(count)),
    },
    functions: workflowFunctions(run, program, program.directory.workflows[entry]?.worker),
    processes,
    mailbox: run.mailbox,
    workflow: {
      info: describeRun,
      get replaying() {
        return workflowInfo().unsafe.isReplaying;
      },
      exec: (id, args) => processes.execEntry(id, args),
    },
    context: { values: () => run.context },
    log: { write: (level, message, fields) => log[level](message, { pid, ...fields }) },
  };
  return {
    name: 'a workflow',
    deterministic: true,
    capabilities,
    attach: (vm) => void (run.post = (event) => vm.post(event)),
  };
}

/** Drawn outside the sandbox by a local activity; replay returns what its marker recorded. */
async function recordedBytes(run: Run, count: number): Promise<Uint8Array> {
  const request = new RawPayload(encodeData({ n: count }));
  const { result } = effect(run, () =>
    scheduleLocalActivity<RawPayload>(ACTIVITY_RANDOM, [request], { startToCloseTimeout: 10_000 }),
  );
  const bytes = decodeData((await result).payload);
  if (bytes instanceof Uint8Array && bytes.length === count) return bytes;
  throw new LuaError({ kind: 'INTERNAL', message: `the random source gave no ${count} bytes`, retryable: false });
}

function describeRun(): WorkflowInfo {
  const info = workflowInfo();
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
      info.typedSearchAttributes.getAll().map(({ key, value }): [string, Data] => [key.name, value as Data]),
    ),
    ...defined({
      continuedFrom: info.continuedFromExecutionRunId,
      cronSchedule: info.cronSchedule,
      parent: info.parent === undefined ? undefined : pick(info.parent, ['workflowId', 'runId', 'namespace']),
    }),
  } as WorkflowInfo;
}

function pick<T, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}
