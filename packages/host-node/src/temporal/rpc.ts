import type { Client } from '@temporalio/client';
import { LuaError } from '@durable-lua/determinism';
import { fromFailure } from '@durable-lua/temporal-wire';

/** How long one request may take, with the repeats of the connection. Milliseconds. */
const RPC_TIMEOUT = 10_000;

/** Makes requests to a server. @throws LuaError, `UNAVAILABLE` when no answer comes in time */
export async function rpc<T>(client: Client, work: () => Promise<T>): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + RPC_TIMEOUT, work);
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

/** Whether a request was given up because its time was over: what the SDK throws, or the cause of it. */
export function isDeadline(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ((error as { code?: unknown }).code === DEADLINE_EXCEEDED) return true;
  }
  return false;
}
