import type { Client } from '@temporalio/client';
import { LuaError } from '@durable-lua/determinism';
import { fromFailure } from '@durable-lua/temporal-wire';

/** How long one request may take, with the repeats of the connection. Milliseconds. */
export const RPC_TIMEOUT = 10_000;

/** Makes requests to a server. @throws LuaError, `UNAVAILABLE` when no answer comes in time */
export async function rpc<T>(client: Client, work: () => Promise<T>): Promise<T> {
  return answered(() => client.withDeadline(Date.now() + RPC_TIMEOUT, work));
}

/** The same, of what has its own limit of time. */
export async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isDeadline(error)
      ? new LuaError({
          kind: 'UNAVAILABLE',
          retryable: true,
          message: `no answer from the Temporal server within ${RPC_TIMEOUT / 1000} s`,
          cause: error,
        })
      : fromFailure(error);
  }
}

const DEADLINE_EXCEEDED = 4;
const UNAVAILABLE = 14;

/** Whether a request was given up because its time was over: what the SDK throws, or the cause of it. */
export const isDeadline = (thrown: unknown): boolean => hasCode(thrown, [DEADLINE_EXCEEDED]);

/** Whether there was no server to answer: it may have carried out the request all the same. */
export const isUnavailable = (thrown: unknown): boolean => hasCode(thrown, [DEADLINE_EXCEEDED, UNAVAILABLE]);

function hasCode(thrown: unknown, codes: readonly unknown[]): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (codes.includes((error as { code?: unknown }).code)) return true;
  }
  return false;
}
