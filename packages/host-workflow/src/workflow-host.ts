import { getRandomStream, log, scheduleLocalActivity, sleep, workflowInfo } from '@temporalio/workflow';
import { LuaError, type Capabilities, type Data } from '@durable-lua/determinism';
import { formatPid, withLogFacts, type Host } from '@durable-lua/determinism/host';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { ACTIVITY_RANDOM, ACTIVITY_SIGN, ACTIVITY_VERIFY, pidOf, RawPayload } from '@durable-lua/temporal-wire';
import { workflowContinuation } from './continuation.js';
import { ChildStarts } from './child-starts.js';
import { Destinations } from './destinations.js';
import { effect, textsBytes } from './effects.js';
import { localActivity } from './local-activities.js';
import { workflowNames } from './names.js';
import { workflowFunctions } from './functions.js';
import { WorkflowProcesses } from './processes.js';
import type { Program } from './program.js';
import { Queries } from './queries.js';
import type { Run } from './run.js';
import { Signals } from './signals.js';
import { WorkflowSupervision } from './supervision.js';
import { Updates } from './updates.js';
import { changeRun, describeRun } from './run-facts.js';
import { workflowVersions } from './versions.js';

export interface WorkflowHost {
  readonly host: Host;
  readonly queries: Queries;
  readonly updates: Updates;
}

/** The capabilities of a Lua state inside a workflow: every effect is a command or comes from history. */
export function workflowHost(run: Run, program: Program, entry: string): WorkflowHost {
  const { workflowId, runId, taskQueue } = workflowInfo();
  const pid =
    pidOf(program.directory, program.client, taskQueue, workflowId) ??
    formatPid({ node: program.client, host: taskQueue, id: workflowId });
  const queries = new Queries(run, pid);
  const updates = new Updates(run);
  const destinations = new Destinations(program, pid);
  const signals = new Signals(run, pid);
  const supervision = new WorkflowSupervision({ run, pid, destinations, signals });
  run.linked = (from, isLinked) => {
    try {
      supervision.linked(from, isLinked);
    } catch (error) {
      if (!LuaError.is(error)) throw error;
      log.warn(`link with '${from}' is ignored: ${error.message}`);
    }
  };
  const children = new ChildStarts({ run, program, pid, signals, supervision });
  const functions = workflowFunctions(run, program, program.directory.workflows[entry]?.worker);
  const on = { run, program, id: entry, pid, destinations, signals, children, supervision, functions, updates };
  const versions = workflowVersions();
  const capabilities: Partial<Capabilities> = {
    clock: {
      // eslint-disable-next-line no-restricted-properties -- the SDK's own Date inside the sandbox
      now: () => Date.now(),
      timer: (ms, options) => {
        run.sizes.take([], textsBytes([options?.summary]));
        return effect(run, () => sleep(ms, options?.summary === undefined ? undefined : { summary: options.summary }));
      },
      zone: 'UTC',
    },
    random: {
      bytes: (count) =>
        recorded(
          run,
          ACTIVITY_RANDOM,
          { n: count },
          (answer): answer is Uint8Array => isBytes(answer) && answer.length === count,
          count + 1024,
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
    functions,
    processes: new WorkflowProcesses(on),
    supervision,
    names: workflowNames(run),
    mailbox: run.mailbox,
    handlers: {
      query: (name, handler) => queries.set(name, handler),
      update: (name, handler) => updates.set(name, handler),
    },
    continuation: workflowContinuation(run, program),
    workflow: {
      info: describeRun,
      get replaying() {
        return workflowInfo().unsafe.isReplaying;
      },
      lastResult: () => {
        const { lastResult } = workflowInfo();
        return RawPayload.is(lastResult) ? lastResult.payload : undefined;
      },
      version: (...change) => versions.of(...change),
      change: (changes) => changeRun(run, changes),
      exec: (id, args) => children.execEntry(id, args),
    },
    context: { values: () => run.context },
    // The SDK adds its own names too, `workflowId` among them, by which its lines about a run are found.
    log: withLogFacts(
      { pid, workflow_id: workflowId, run_id: runId },
      {
        write: (level, message, fields) => {
          run.observed?.observer.logged?.(level, message, fields);
          log[level](message, fields);
        },
      },
    ),
  };
  const host: Host = {
    name: 'a workflow',
    deterministic: true,
    capabilities,
    attach: (vm) => {
      run.vm = vm;
      run.post = (event) => vm.post(event);
    },
  };
  return { host, queries, updates };
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
  most = 4096,
): Promise<T> {
  const schedule = () =>
    scheduleLocalActivity<unknown>(activity, [new RawPayload(encodeData(request))], {
      startToCloseTimeout: 10_000,
      // A mistake of ours must not be tried for ever, with a workflow that waits for it.
      retry: { maximumAttempts: 5 },
    });
  const { result } = localActivity(run, schedule, { most });
  const answer = decodeData(await result);
  if (isAnswer(answer)) return answer;
  throw new LuaError({ kind: 'INTERNAL', message: `the activity ${activity} gave no answer`, retryable: false });
}

const isBytes = (answer: Data): answer is Uint8Array => answer instanceof Uint8Array;
