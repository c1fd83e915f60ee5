import type { ReplayWorkerOptions } from '@temporalio/worker';
import { invalid } from '@durable-lua/determinism';
import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import { withProgram } from '@durable-lua/host-workflow/program';
import type { Project, TemporalWorkerEntry } from '@durable-lua/registry';
import { workflowBundle } from './bundle.js';
import { directoryOf, programOf } from './compose.js';
import { historyFromJson } from './history-json.js';
import { COMPOSITION_NAMES, composeProject, type CompositionOptions } from './composition.js';
import { Conversion, type GivenCodecs } from './conversion.js';
import { workflowHost } from './workflows/host.js';

interface ReplaySurroundings extends CompositionOptions {
  /** As those of the runtime that ran it. */
  readonly payloadCodecs?: GivenCodecs;
  /** How many threads run the workflows; 0, the default: this one. More is worth something for many histories alone. */
  readonly workflowThreads?: number;
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
};
const ALL_NAMES: NamesOf<ReplayAllOptions> = { ...SURROUNDING_NAMES, histories: true };

export interface Replayed {
  readonly workflowId: string;
  /**
   * Why the history does not fit the sources: DeterminismViolationError of the SDK when their commands part, ReplayError
   * when a workflow task fails.
   */
  readonly error?: Error;
}

/**
 * Runs the history of a workflow against the Lua sources of a project, without a server. Ends when every command that the
 * sources give is the one that was recorded.
 * @throws what {@link Replayed.error} tells of; LuaError `INVALID` for something that is no history.
 */
export async function replayHistory({ history, ...options }: ReplayOptions): Promise<void> {
  for await (const { error } of replayHistories({ ...options, histories: [history] })) {
    if (error !== undefined) throw error;
  }
}

/**
 * As {@link replayHistory} for many: each result comes as soon as it is known. Neighbours of one worker share a sandbox.
 * @throws LuaError `INVALID` for something that is no history.
 */
export async function* replayHistories({ histories, ...options }: ReplayAllOptions): AsyncIterable<Replayed> {
  checkNames('replayHistories', { histories, ...options }, ALL_NAMES);
  const composition = await composeProject(options, { bundled: true });
  const { project } = composition;
  const conversion = new Conversion(options.payloadCodecs, project);
  const bundle = await workflowBundle(composition);
  const host = workflowHost(composition, options.workflowThreads ?? 0);
  const all = iterate(histories);
  for (let next = await all.next(); next.done !== true;) {
    if (!isBegun(next.value)) {
      yield { workflowId: startOf(next.value).workflowId ?? 'replayed' };
      next = await all.next();
      continue;
    }
    const worker = workerOf(project, startOf(next.value));
    const neighbours = async function* () {
      const isNeighbour = (history: object) => workerOf(project, startOf(history)) === worker && isBegun(history);
      for (; next.done !== true && isNeighbour(next.value); next = await all.next()) {
        const history = isJson(next.value) ? historyFromJson(next.value) : next.value;
        yield { history, workflowId: startOf(next.value).workflowId ?? 'replayed' };
      }
    };
    const given = { ...optionsFor(project, worker, conversion, bundle), ...host.options };
    const results = host.Worker.runReplayHistories(given, neighbours());
    for await (const { workflowId, error } of results)
      yield error === undefined ? { workflowId } : { workflowId, error };
  }
}

async function* iterate<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, undefined> {
  yield* items;
}

/** Event IDs are numbers of 64 bits, and so texts in JSON. */
function isJson(history: object): boolean {
  const { events } = history as { events?: readonly { eventId?: unknown }[] };
  return typeof events?.[0]?.eventId === 'string';
}

/** What we read of the first event: spelled alike in JSON and in what the SDK fetches. */
interface Start {
  readonly workflowId?: string | null;
  readonly workflowType?: { readonly name?: string | null } | null;
  readonly taskQueue?: { readonly name?: string | null } | null;
}

interface SomeHistory {
  readonly events?: readonly {
    readonly workflowExecutionStartedEventAttributes?: Start | null;
    readonly workflowTaskScheduledEventAttributes?: object | null;
  }[];
}

/** Whether it has a workflow task. Of one without, the SDK would wait for more for ever. */
const isBegun = ({ events = [] }: SomeHistory): boolean =>
  events.some(({ workflowTaskScheduledEventAttributes: task }) => task !== undefined && task !== null);

function startOf(history: object): Start {
  const { events } = history as SomeHistory;
  const start = events?.[0]?.workflowExecutionStartedEventAttributes;
  if (typeof start === 'object' && start !== null) return start;
  throw invalid(
    'this is no history of a workflow: expected events that begin with WorkflowExecutionStarted ' +
      '(temporal workflow show --workflow-id <id> --output json)',
  );
}

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
): ReplayWorkerOptions {
  const hideFailures = conversion.hidesFailures(client);
  const code = withProgram(bundle, programOf(project, directoryOf(project), { client, hideFailures }));
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
