import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import type { LuaEntryBase, Project } from '@durable-lua/registry';
import { PartedError, replayHistories, type GivenCommand, type ReplayOptions } from '@durable-lua/worker';
import { comparedEvents, matchCommands, readHistory } from '@durable-lua/worker/replaying';
import { viewsOf } from './events.js';
import type { EventView, Problem, Recording, StepRecord } from './model.js';
import { StepRecorder, type Cause, type Turn } from './recorder.js';
import { redacted } from './redacted.js';
import { Secrets } from './secrets.js';

/** The SDK puts whole stack traces into its messages. */
const MOST_MESSAGE = 1000;

export interface InspectOptions extends Omit<ReplayOptions, 'history' | 'project' | 'observe' | 'workflowThreads'> {
  /** Names of variables and fields whose values are not shown, besides those that the project declares, and the usual ones. */
  readonly secret?: readonly string[];
}

const NAMES: NamesOf<InspectOptions> = {
  modules: true,
  interceptors: true,
  limits: true,
  env: true,
  kinds: true,
  workflowsPath: true,
  payloadCodecs: true,
  secret: true,
};

/**
 * Replays a history against the Lua sources of a project, and notes what the run looks like after each step.
 * @param history as the SDK's client fetches it, or as JSON (`temporal workflow show --output json`), parsed
 * @param project as `replayHistory` takes it: one that was loaded
 * @throws LuaError `INVALID` for an option that nobody knows, for something that is no history, or not a whole one. One that does not replay gives what came before,
 *   with the reason as its `problem`.
 */
export async function inspect(
  history: object,
  project: Project,
  { secret = [], ...options }: InspectOptions = {},
): Promise<Recording> {
  checkNames('inspect', { secret, ...options }, NAMES);
  const read = readHistory(history);
  const secrets = new Secrets(project, secret);
  const recorder = new StepRecorder(secrets);
  const compared = comparedEvents(read.history);
  let problem: Problem | undefined;
  const replayed = replayHistories({ ...options, project, histories: [history], observe: () => recorder });
  for await (const { error } of replayed) {
    if (error instanceof PartedError) problem = { message: error.message, parting: error.parting };
    else if (error !== undefined) problem = { message: error.message.slice(0, MOST_MESSAGE) };
  }
  const matched = matchCommands(compared, recorder.commands);
  const events = viewsOf(read.history, compared, secrets).map((event): EventView => {
    const place = matched.get(event.id)?.place;
    return place === undefined ? event : { ...event, place };
  });
  const steps = stepsOf(events, recorder.turns, matched, emptyState(recorder), problem?.parting?.task);
  return redacted(
    {
      workflowId: read.start.workflowId ?? '',
      workflowType: read.start.workflowType?.name ?? '',
      events,
      steps,
      sources: sourcesOf(project, recorder.texts.items),
      texts: recorder.texts.items,
      calls: recorder.calls.items,
      coroutines: recorder.coroutines.items,
      states: recorder.states.items,
      ...(problem === undefined ? {} : { problem }),
    },
    secrets,
  );
}

const emptyState = ({ states }: StepRecorder): number => states.of({ coroutines: [], mailbox: [] });

/** Each event, and after the start of a workflow task the turns that it consists of. */
function stepsOf(
  events: readonly EventView[],
  turns: readonly Turn[],
  matched: ReadonlyMap<number, GivenCommand>,
  empty: number,
  last: number | undefined,
): StepRecord[] {
  const byTask = groupBy(turns, ({ task }) => task);
  const causeOf = causesIn(events, matched);
  const steps: StepRecord[] = [];
  let state = empty;
  for (const [event, { id }] of events.entries()) {
    steps.push({ event, state });
    for (const turn of byTask.get(id) ?? []) {
      state = turn.state;
      const { logs, reached } = turn;
      steps.push({
        event,
        cause: turn.cause === undefined ? -1 : causeOf(turn.cause),
        state,
        ...(logs.length === 0 ? {} : { logs }),
        ...(reached.length === 0 ? {} : { reached }),
      });
    }
    // What comes after the parting did not happen to this code.
    if (id === last) break;
  }
  return steps;
}

const JOB_EVENTS: Readonly<Record<string, string>> = {
  signalWorkflow: 'WorkflowExecutionSignaled',
  doUpdate: 'WorkflowExecutionUpdateAccepted',
  cancelWorkflow: 'WorkflowExecutionCancelRequested',
};

/** The index of the event that a cause is, −1 for none. */
function causesIn(events: readonly EventView[], matched: ReadonlyMap<number, GivenCommand>): (cause: Cause) => number {
  const begun = new Map([...matched].map(([id, command]) => [command, id]));
  const jobs = groupBy(events.keys(), (at) => events[at]?.type ?? '');
  /** What follows an event that began something, without starts of attempts. */
  const later = groupBy(events.keys(), (at) => rootOf(events, at));
  return (cause) => {
    if ('job' in cause) return jobs.get(JOB_EVENTS[cause.job] ?? '')?.[cause.index] ?? -1;
    const id = begun.get(cause.command);
    if (id === undefined) return -1;
    // A local activity is one event, its result.
    if (events[id - 1]?.type === 'MarkerRecorded') return id - 1;
    const following = (later.get(id) ?? []).filter((at) => at !== id - 1 && events[at]?.type !== 'ActivityTaskStarted');
    return following[Math.min(cause.step, following.length - 1)] ?? -1;
  };
}

/** ID of the event that began what this one belongs to. */
function rootOf(events: readonly EventView[], at: number): number {
  const { id, of } = events[at] as EventView;
  return of === undefined || of >= id ? id : rootOf(events, of - 1);
}

/** The files that anything stands in, and their lines as they are numbered there. */
function sourcesOf(project: Project, files: readonly string[]): Record<string, string> {
  const named = new Set(files);
  const sources: Record<string, string> = {};
  for (const entry of project.entries.values()) {
    const { source } = entry as Partial<LuaEntryBase>;
    if (source === undefined || !named.has(source.chunkName)) continue;
    sources[source.chunkName] = '\n'.repeat((source.firstLine ?? 1) - 1) + source.text;
  }
  return sources;
}

function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
