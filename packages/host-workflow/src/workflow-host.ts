import { getRandomStream, log, scheduleLocalActivity, sleep, workflowInfo } from '@temporalio/workflow';
import { LuaError, type Capabilities, type Data, type Payload, type WorkflowInfo } from '@durable-lua/determinism';
import { defined, formatPid, withLogFacts, type Host } from '@durable-lua/determinism/host';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { ACTIVITY_RANDOM, ACTIVITY_SIGN, ACTIVITY_VERIFY, pidOf, RawPayload } from '@durable-lua/temporal-wire';
import { effect } from './effects.js';
import { workflowFunctions } from './functions.js';
import { WorkflowProcesses } from './processes.js';
import type { Program } from './program.js';
import type { Run } from './run.js';

/** The capabilities of a Lua state inside a workflow: every effect is a command or comes from history. */
export function workflowHost(run: Run, program: Program, entry: string): Host {
  const { workflowId, runId, taskQueue } = workflowInfo();
  const pid =
    pidOf(program.directory, program.client, taskQueue, workflowId) ??
    formatPid({ node: program.client, host: taskQueue, id: workflowId });
  const processes = new WorkflowProcesses(run, program, entry, pid);
  const capabilities: Partial<Capabilities> = {
    clock: {
      // eslint-disable-next-line no-restricted-properties -- the SDK's own Date inside the sandbox
      now: () => Date.now(),
      timer: (ms, options) =>
        effect(run, () => sleep(ms, options?.summary === undefined ? undefined : { summary: options.summary })),
      zone: 'UTC',
    },
    random: {
      bytes: (count) =>
        recorded(
          run,
          ACTIVITY_RANDOM,
          { n: count },
          (answer): answer is Uint8Array => isBytes(answer) && answer.length === count,
        ),
      derived: (stream, count) => getRandomStream(`@durable-lua/${stream}`).fill(new Uint8Array(count)),
    },
    signatures: {
      sign: (algorithm, key, data) => recorded(run, ACTIVITY_SIGN, { algorithm, key, data: data }, isBytes),
      verify: (algorithm, key, data, signature) =>
        recorded(
          run,
          ACTIVITY_VERIFY,
          { algorithm, key, data: data, signature: signature },
          (answer): answer is boolean => typeof answer === 'boolean',
        ),
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
    // The SDK adds its own names too, `workflowId` among them, by which its lines about a run are found.
    log: withLogFacts(
      { pid, workflow_id: workflowId, run_id: runId },
      { write: (level, message, fields) => log[level](message, fields) },
    ),
  };
  return {
    name: 'a workflow',
    deterministic: true,
    capabilities,
    attach: (vm) => void (run.post = (event) => vm.post(event)),
  };
}

/**
 * Done outside the sandbox by a local activity: its marker in the history holds the answer, and nothing of the request;
 * replay returns the recorded answer.
 */
async function recorded<T extends Data>(
  run: Run,
  activity: string,
  request: Data,
  isAnswer: (answer: Data) => answer is T,
): Promise<T> {
  const { result } = effect(run, () =>
    scheduleLocalActivity<RawPayload>(activity, [new RawPayload(encodeData(request))], {
      startToCloseTimeout: 10_000,
      // A mistake of ours must not be tried for ever, with a workflow that waits for it.
      retry: { maximumAttempts: 5 },
    }),
  );
  const answer = decodeData((await result).payload);
  if (isAnswer(answer)) return answer;
  throw new LuaError({ kind: 'INTERNAL', message: `the activity ${activity} gave no answer`, retryable: false });
}

const isBytes = (answer: Data): answer is Uint8Array => answer instanceof Uint8Array;

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
  };
}

function pick<T, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>;
}
