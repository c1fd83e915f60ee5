import { TerminatedFailure } from '@temporalio/common';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import type { Runtime } from '@durable-lua/worker';
import type { Step } from '../session/step.js';
import { workflowQueries } from './open-workflows.js';

/** How often the server is asked. Milliseconds. */
const EVERY_MS = 1_000;
/** What is older was seen, or was there before us. The server's index is a little behind. Milliseconds. */
const LATE_MS = 10_000;

/**
 * Tells of workflows that the server ends, by a termination or a timeout: their workers never hear of it.
 * @param runtimeNow what runs at the moment
 * @returns what stops it
 */
export function watchEndings(runtimeNow: () => Runtime | undefined, tell: (step: Step) => void): () => Promise<void> {
  const began = Date.now();
  const told = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    const runtime = runtimeNow();
    if (runtime === undefined) return;
    const since = new Date(Math.max(began, Date.now() - LATE_MS)).toISOString();
    for (const { client: id, query } of workflowQueries(runtime.project)) {
      const client = await runtime.client(id);
      const ended = `ExecutionStatus IN ('Terminated', 'TimedOut') AND CloseTime > '${since}' AND ${query}`;
      for await (const { workflowId, runId, type } of client.workflow.list({ query: ended })) {
        if (told.has(runId)) continue;
        told.add(runId);
        tell({ what: 'end', workflowId, workflowType: type, ...(await howEnded(client, workflowId, runId)) });
      }
    }
  };
  // A server that is away is told of by the workers.
  const again = (): void => {
    if (!stopped)
      timer = setTimeout(
        () =>
          void (looking = look()
            .catch(() => undefined)
            .then(again)),
        EVERY_MS,
      );
  };
  let looking = Promise.resolve();
  again();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await looking;
  };
}

async function howEnded(client: Client, workflowId: string, runId: string): Promise<Pick<Step, 'text' | 'error'>> {
  try {
    await client.workflow.getHandle(workflowId, runId, { followRuns: false }).result();
    return { text: 'ended' };
  } catch (error) {
    const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
    if (cause === undefined) throw error;
    const text = cause instanceof TerminatedFailure ? `terminated: ${cause.message}` : 'timed out';
    return { text, error: cause };
  }
}
