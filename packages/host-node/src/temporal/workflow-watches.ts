import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import { LuaError, type Closed } from '@durable-lua/determinism';
import { fromFailure, RawPayload } from '@durable-lua/temporal-wire';
import { isDeadline } from './rpc.js';

/** A run of a workflow, with the entry of the client through which it is reached. */
export interface WatchedRun {
  readonly client: string;
  readonly workflowId: string;
  readonly runId: string;
}

interface Shared {
  readonly tell: Set<(how: Closed) => void>;
}

/** After so long a request is made anew, and a watch that nobody wants any more ends. The server answers sooner, with nothing. */
const POLL = 60_000;
const MOST_DELAY = 10_000;

/** Follows runs to the end of their chains: one watcher for each, whoever asks. */
export class WorkflowWatches {
  private readonly shared = new Map<string, Shared>();
  private readonly stopping = endless();

  constructor(private readonly client: (entry: string) => Client) {}

  /** Tells once how a run has ended, through continue-as-new, retries and cron; what is returned ends the watch. */
  watch(run: WatchedRun, tell: (how: Closed) => void): () => void {
    const key = JSON.stringify([run.client, run.workflowId, run.runId]);
    // The same function may be given twice.
    const own = (how: Closed): void => tell(how);
    const known = this.shared.get(key);
    const shared: Shared = known ?? { tell: new Set() };
    shared.tell.add(own);
    if (known === undefined) {
      this.shared.set(key, shared);
      void this.follow(run, key, shared);
    }
    return () => void shared.tell.delete(own);
  }

  /** Ends every watch: whoever still waits is told `UNAVAILABLE`. */
  close(): void {
    this.stopping.abort();
    const error = new LuaError({ kind: 'UNAVAILABLE', retryable: true, message: 'the node that watches has stopped' });
    for (const { tell } of this.shared.values()) for (const one of tell) one({ error });
    this.shared.clear();
  }

  private async follow(run: WatchedRun, key: string, shared: Shared): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      if (shared.tell.size === 0) break;
      const how = await this.poll(run);
      if (how !== undefined && 'closed' in how) {
        this.shared.delete(key);
        for (const tell of shared.tell) tell(how.closed);
        return;
      }
      failures = how === undefined ? 0 : failures + 1;
      // A server that cannot be reached says nothing about the run.
      const delay = Math.min(MOST_DELAY, 500 * 2 ** failures);
      if (failures > 0)
        await sleep(delay, undefined, { ref: false, signal: this.stopping.signal }).catch(() => undefined);
    }
    if (this.shared.get(key) === shared) this.shared.delete(key);
  }

  /** How the run has ended; undefined when it has not; otherwise why that is not known. */
  private async poll({
    client,
    workflowId,
    runId,
  }: WatchedRun): Promise<{ closed: Closed } | { why: unknown } | undefined> {
    try {
      const { workflow, withDeadline } = bound(this.client(client));
      const raw: unknown = await withDeadline(Date.now() + POLL, () => workflow.result(workflowId, runId));
      return { closed: { value: RawPayload.is(raw) ? raw.payload : undefined } };
    } catch (error) {
      if (isDeadline(error)) return undefined;
      const failure = fromFailure(error);
      if (error instanceof WorkflowFailedError)
        return { closed: { error: withRun(failure, workflowId, error.retryState) } };
      // Its history is kept no longer: nobody will ever know.
      return failure.kind === 'NOT_FOUND' ? { closed: { error: failure } } : { why: error };
    }
  }
}

const bound = (client: Client): Pick<Client, 'workflow' | 'withDeadline'> => ({
  workflow: client.workflow,
  withDeadline: client.withDeadline.bind(client),
});

/** The failure of a run with the run in its details. */
export function withRun(failure: LuaError, workflowId: string, retryState: string | undefined): LuaError {
  const run = { workflow_id: workflowId, ...(retryState === undefined ? {} : { retry_state: retryState }) };
  return failure.with({ details: { ...failure.details, ...run } });
}

/** Every watch listens to it while it pauses, of which Node would warn. */
function endless(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
