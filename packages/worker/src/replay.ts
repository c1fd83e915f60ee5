import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { invalid } from '@durable-lua/determinism';
import { withProgram } from '@durable-lua/host-workflow/program';
import type { Project } from '@durable-lua/registry';
import { workflowBundle } from './bundle.js';
import { payloadConverterPath } from './bundler.js';
import { directoryOf, programOf } from './compose.js';
import { composeModules, type CompositionOptions } from './composition.js';

export interface ReplayOptions extends CompositionOptions {
  /** As the SDK's client fetches it, or as JSON (`temporal workflow show --output json`), parsed. */
  readonly history: object;
}

export interface ReplayAllOptions extends CompositionOptions {
  readonly histories: Iterable<object> | AsyncIterable<object>;
}

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
 * As {@link replayHistory} for many: each result comes as soon as it is known. Neighbours of one task queue share a sandbox.
 * @throws LuaError `INVALID` for something that is no history.
 */
export async function* replayHistories({ histories, ...options }: ReplayAllOptions): AsyncIterable<Replayed> {
  const { external } = await composeModules(options);
  const bundle = await workflowBundle(external, options.project.root);
  const all = iterate(histories);
  for (let next = await all.next(); next.done !== true;) {
    const queue = queueOf(next.value);
    const neighbours = async function* () {
      for (; next.done !== true && queueOf(next.value) === queue; next = await all.next()) {
        // The SDK reads both forms, whatever its type says.
        yield { history: next.value as never, workflowId: startOf(next.value).workflowId ?? 'replayed' };
      }
    };
    const results = Worker.runReplayHistories(workerOptions(options.project, bundle, queue), neighbours());
    for await (const { workflowId, error } of results)
      yield error === undefined ? { workflowId } : { workflowId, error };
  }
}

async function* iterate<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, undefined> {
  yield* items;
}

/** A worker like the one that ran the history: what a workflow knows of itself, and so its PID, comes from its worker. */
function workerOptions(project: Project, bundle: string, queue: string): ReplayWorkerOptions {
  const { workers, clients } = project;
  const client = workers.find(({ taskQueue }) => taskQueue === queue)?.client ?? clients[0]?.id;
  if (client === undefined) throw invalid('the project has no temporal.client: none of its workflows can have run');
  const code = withProgram(bundle, programOf(project, directoryOf(project), client));
  return {
    workflowBundle: { code },
    dataConverter: { payloadConverterPath },
    // Not in the SDK's type, but it lets them through.
    ...{ taskQueue: queue, namespace: clients.find(({ id }) => id === client)?.temporalNamespace },
  };
}

const queueOf = (history: object): string => startOf(history).taskQueue?.name ?? 'default';

/** What we read of the first event: spelled alike in JSON and in what the SDK fetches. */
interface Start {
  readonly workflowId?: string | null;
  readonly taskQueue?: { readonly name?: string | null } | null;
}

function startOf(history: object): Start {
  const { events } = history as { events?: readonly { workflowExecutionStartedEventAttributes?: Start | null }[] };
  const start = events?.[0]?.workflowExecutionStartedEventAttributes;
  if (typeof start === 'object' && start !== null) return start;
  throw invalid(
    'this is no history of a workflow: expected events that begin with WorkflowExecutionStarted ' +
      '(temporal workflow show --workflow-id <id> --output json)',
  );
}
