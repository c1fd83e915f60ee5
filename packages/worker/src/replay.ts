import type { ReplayWorkerOptions } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { invalid, LuaError } from '@durable-lua/determinism';
import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import { withProgram } from '@durable-lua/host-workflow/program';
import type { Limits } from '@durable-lua/lua-vm';
import type { Project, TemporalWorkerEntry } from '@durable-lua/registry';
import { workflowBundle } from './bundle.js';
import { directoryOf, programOf } from './compose.js';
import { COMPOSITION_NAMES, composeProject, type CompositionOptions } from './composition.js';
import { Conversion, type GivenCodecs } from './conversion.js';
import { readHistory, type ReadHistory, type Start } from './history.js';
import { comparedEvents, PartedError, partingOf } from './replaying/parting.js';
import { Recorder, type ReplayObserver } from './replaying/recorder.js';
import { workflowHost } from './workflows/host.js';
import { ensureSdkRuntime } from './sdk-runtime.js';
import { observedWorker } from './workflows/lua-worker.js';

interface ReplaySurroundings extends CompositionOptions {
  /** As those of the runtime that ran it. */
  readonly payloadCodecs?: GivenCodecs;
  /** How many threads run the workflows; 0, the default: this one. More is worth something for many histories alone. */
  readonly workflowThreads?: number;
  /** Gives a run somebody who looks at it; only of runs in this thread, with no TypeScript beside them. */
  readonly observe?: (run: { readonly workflowId: string; readonly runId: string }) => ReplayObserver | undefined;
}

export interface ReplayOptions extends ReplaySurroundings {
  /** As the SDK's client fetches it, or as JSON (`temporal workflow show --output json`), parsed. */
  readonly history: object;
}

export interface ReplayAllOptions extends ReplaySurroundings {
  readonly histories: Iterable<object> | AsyncIterable<object>;
}

const SURROUNDING_NAMES: NamesOf<ReplaySurroundings> = {
  ...COMPOSITION_NAMES,
  payloadCodecs: true,
  workflowThreads: true,
  observe: true,
};
const ONE_NAMES: NamesOf<ReplayOptions> = { ...SURROUNDING_NAMES, history: true };
const ALL_NAMES: NamesOf<ReplayAllOptions> = { ...SURROUNDING_NAMES, histories: true };

export interface Replayed {
  readonly workflowId: string;
  /**
   * Why the history does not fit the sources: DeterminismViolationError of the SDK when their commands part, as a rule a
   * {@link PartedError} that says at which event, and which Lua line gave the other command; ReplayError
   * when a workflow task fails; LuaError `INVALID` for something that is no history, or not a whole one.
   */
  readonly error?: Error;
}

/**
 * Runs the history of a workflow against the Lua sources of a project, without a server. Ends when every command that the
 * sources give is the one that was recorded.
 * @throws what {@link Replayed.error} tells of.
 */
export async function replayHistory({ history, ...options }: ReplayOptions): Promise<void> {
  checkNames('replayHistory', { history, ...options }, ONE_NAMES);
  for await (const { error } of replayHistories({ ...options, histories: [history] })) {
    if (error !== undefined) throw error;
  }
}

/** As {@link replayHistory} for many: each result comes as soon as it is known. Neighbours of one worker share a sandbox. */
export async function* replayHistories({ histories, ...options }: ReplayAllOptions): AsyncIterable<Replayed> {
  checkNames('replayHistories', { histories, ...options }, ALL_NAMES);
  ensureSdkRuntime();
  const composition = await composeProject(options, { bundled: true });
  const { project } = composition;
  const conversion = new Conversion(options.payloadCodecs, project);
  const bundle = await workflowBundle(composition);
  const host = workflowHost(composition, options.workflowThreads ?? 0);
  /** By run ID, until the replay has ended. */
  const recorders = new Map<string, Recorder>();
  const observing = observedWorker(({ workflowId, runId }) => {
    const recorder = new Recorder(options.observe?.({ workflowId, runId }));
    recorders.set(runId, recorder);
    return recorder;
  });
  const Worker = host.isInThread && options.observe !== undefined ? observing : host.Worker;
  const all = read(histories, project);
  for (let next = await all.next(); next.done !== true;) {
    if ('error' in next.value || !next.value.isBegun) {
      const { workflowId } = next.value;
      yield 'error' in next.value ? next.value : { workflowId };
      next = await all.next();
      continue;
    }
    const { worker } = next.value;
    /** By workflow ID and run: what is replayed. */
    const replayed: Replayable[] = [];
    const neighbours = async function* () {
      while (next.done !== true && 'worker' in next.value && next.value.isBegun && next.value.worker === worker) {
        replayed.push(next.value);
        yield next.value;
        next = await all.next();
      }
    };
    const given = { ...optionsFor(project, worker, conversion, bundle, options.limits), ...host.options };
    const recorded = (runId: string): Recorder | undefined => {
      const recorder = recorders.get(runId);
      recorders.delete(runId);
      return recorder;
    };
    /** Most histories fit, and recording takes time: one that does not is replayed once more. */
    const recordedAgain = async (one: Replayable): Promise<Recorder | undefined> => {
      for await (const { runId } of observing.runReplayHistories(given, [one])) return recorded(runId);
      return undefined;
    };
    for await (const { workflowId, runId, error } of Worker.runReplayHistories(given, neighbours())) {
      const recorder = recorded(runId);
      const index = replayed.findIndex((one) => one.workflowId === workflowId);
      const [one] = replayed.splice(index, 1);
      if (error === undefined) yield { workflowId };
      else if (one === undefined || !(error instanceof DeterminismViolationError) || !host.isInThread)
        yield { workflowId, error };
      else yield { workflowId, error: explained(error, one.history, recorder ?? (await recordedAgain(one))) };
    }
  }
}

/** The error with the place where history and code part. */
function explained(error: DeterminismViolationError, history: object, recorder: Recorder | undefined): Error {
  if (recorder === undefined) return error;
  const parting = partingOf(comparedEvents(history), recorder.commands, recorder.rests);
  return parting === undefined ? error : new PartedError(parting, error);
}

interface Replayable extends Pick<ReadHistory, 'history' | 'isBegun'> {
  readonly workflowId: string;
  readonly worker: TemporalWorkerEntry;
}

/** Each history with the worker that ran it, or why it cannot be replayed. */
async function* read(
  histories: Iterable<object> | AsyncIterable<object>,
  project: Project,
): AsyncGenerator<Replayable | Required<Replayed>, undefined> {
  for await (const given of histories) {
    try {
      const { history, start, isBegun } = readHistory(given);
      yield { history, isBegun, workflowId: start.workflowId ?? UNKNOWN, worker: workerOf(project, start) };
    } catch (error) {
      if (!LuaError.is(error)) throw error;
      yield { workflowId: UNKNOWN, error };
    }
  }
}

/** In place of the ID of a workflow that the history does not tell. */
const UNKNOWN = 'replayed';

/**
 * The worker that ran it, by its queue; where queues have other names than there (another environment), the one that runs
 * workflows of this type.
 */
function workerOf({ workers, workflows }: Project, { taskQueue, workflowType }: Start): TemporalWorkerEntry {
  const owner = workflows.find((entry) => entry.workflowType === workflowType?.name)?.worker;
  const polling = workers.filter((entry) => entry.taskQueue === taskQueue?.name);
  const worker = polling.find(({ id }) => id === owner) ?? polling[0] ?? workers.find(({ id }) => id === owner);
  const any = worker ?? workers[0];
  if (any !== undefined) return any;
  throw invalid('the project has no temporal.worker: none of its workflows can have run');
}

/** What a workflow knows of itself, and so its PID, comes from its worker. */
function optionsFor(
  project: Project,
  { client, taskQueue }: TemporalWorkerEntry,
  conversion: Conversion,
  bundle: string,
  luaLimits: Limits | undefined,
): ReplayWorkerOptions {
  const hideFailures = conversion.hidesFailures(client);
  const code = withProgram(bundle, programOf(project, directoryOf(project), { client, hideFailures, luaLimits }));
  return {
    workflowBundle: { code },
    dataConverter: conversion.of(client),
    // Not in the SDK's type, but it lets them through.
    ...{
      debugMode: false,
      taskQueue,
      namespace: project.clients.find(({ id }) => id === client)?.temporalNamespace,
    },
  };
}
