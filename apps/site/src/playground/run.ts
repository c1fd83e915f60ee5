import { LuaError, type Data } from '@durable-lua/determinism';
import { webSignatures } from '@durable-lua/host-browser';
import type { Recording } from '@durable-lua/inspector/recording';
import { checkTexts, type Finding } from '@durable-lua/registry/texts';
import { Recordings, simulate, type TestRun } from '@durable-lua/testing/simulated';
import { standardModules } from '@durable-lua/worker/modules';
import type { Action, Failure, State } from './state.js';

/** An error, for people. */
export interface Failed {
  readonly kind: string;
  readonly message: string;
}

/** What an action came to: the answer of an update or query, or why there is none. */
export type Answer = { readonly value?: Data } | { readonly failed: Failed };

export interface Line {
  /** Milliseconds of virtual time since the start. */
  readonly at: number;
  readonly level: string;
  readonly text: string;
}

/** A run as it is after the last action. */
export interface Ran {
  readonly end: { readonly result: Data } | { readonly failed: Failed } | undefined;
  /** Milliseconds of virtual time since the start. */
  readonly at: number;
  /** What was logged and printed, and what the code asked of its host, in order. */
  readonly log: readonly Line[];
  readonly asked: readonly Line[];
  /** One for each action. */
  readonly answers: readonly Answer[];
  /** What the inspector shows, by PID; the workflow that was started is the first. */
  readonly recordings: Readonly<Record<string, Recording>>;
}

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly workflows: readonly string[];
  readonly functions: readonly string[];
  /** Missing when the project has errors, or no workflow. */
  readonly ran?: Ran;
}

/** A fifth of what a workflow may compute at once elsewhere: whoever looks at a page does not wait that long. */
const LIMITS = { turnBudget: 2_000_000 };

/** Checks the project and runs it, from the start, in virtual time. The same state always gives the same outcome. */
export async function run(state: State): Promise<Outcome> {
  const { project, readable, findings } = await checkTexts(state.files, { modules: standardModules });
  const workflows = readable.workflows.map(({ id }) => id);
  const functions = readable.functions.map(({ id }) => id);
  const known = { findings, workflows, functions };
  const workflow = workflows.find((id) => id === state.workflow) ?? workflows[0];
  if (project === undefined || workflow === undefined) return known;

  const recordings = new Recordings();
  const beforeAttempt = Object.fromEntries(
    Object.entries(state.failures)
      .filter(([id]) => functions.includes(id))
      .map(([id, failure]) => [id, failing(failure)]),
  );
  const runtime = simulate({ project, beforeAttempt, limits: LIMITS }, { recordings, signatures: webSignatures });
  const began = runtime.now.getTime();
  let started: TestRun;
  try {
    started = runtime.start(workflow, state.args);
  } catch (error) {
    return {
      ...known,
      ran: { end: { failed: failed(error) }, at: 0, log: [], asked: [], answers: [], recordings: {} },
    };
  }
  await runtime.advance(0);
  const answers: Answer[] = [];
  for (const action of state.actions) {
    answers.push(await act(action, started, runtime).catch((error: unknown) => ({ failed: failed(error) })));
  }
  const { end } = started;
  if (end !== undefined) recordings.closed(started.pid, 'error' in end ? end.error : undefined);
  const pids = [started.pid, ...recordings.pids.filter((pid) => pid !== started.pid)];
  return {
    ...known,
    ran: {
      end: end && ('error' in end ? { failed: failed(end.error) } : end),
      at: runtime.now.getTime() - began,
      log: runtime.log.map(({ at, level, message, fields }) => ({
        at: at - began,
        level,
        text: message + rest(fields),
      })),
      asked: runtime.trace.map(({ at, effect, text }) => ({ at: at - began, level: effect, text })),
      answers,
      recordings: Object.fromEntries(
        pids.flatMap((pid) => {
          const recording = recordings.recording(pid);
          return recording === undefined ? [] : [[pid, recording]];
        }),
      ),
    },
  };
}

/** A value as text: JSON, with 64-bit integers as they are. */
export const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? 'nil';

/** Where a line comes from is seen, and who wrote it as well: there are few. */
function rest({
  pid: _,
  workflow_id: __,
  run_id: ___,
  location: ____,
  ...fields
}: Readonly<Record<string, Data>> = {}): string {
  return Object.keys(fields).length === 0 ? '' : ` ${textOf(fields)}`;
}

async function act(action: Action, started: TestRun, runtime: ReturnType<typeof simulate>): Promise<Answer> {
  switch (action.do) {
    case 'wait':
      await (action.time === undefined ? runtime.settle() : runtime.advance(action.time));
      return {};
    case 'send':
      started.send(action.name, ...action.args);
      break;
    case 'cancel':
      started.cancel(action.reason === undefined ? {} : { reason: action.reason });
      break;
    case 'update':
      return { value: await started.update(action.name, ...action.args) };
    case 'query':
      return { value: await started.query(action.name, ...action.args) };
  }
  await runtime.advance(0);
  return {};
}

function failing({ kind, message, retryable, times = Infinity }: Failure): () => void {
  let left = times;
  return () => {
    if (left <= 0) return;
    left -= 1;
    throw new LuaError({ kind, message, retryable });
  };
}

const failed = (error: unknown): Failed =>
  LuaError.is(error)
    ? { kind: error.kind, message: error.message }
    : { kind: 'DEFECT', message: error instanceof Error ? error.message : String(error) };
