import type { ConnectionOptions } from '@temporalio/client';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const POLL_MS = 50;

/**
 * Resolves when a Temporal server answers gRPC and has the namespace.
 *
 * @throws Error when it does not within `timeoutMs`, or has no such namespace
 */
export async function assertAnswers(
  options: ConnectionOptions,
  namespace: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const { Connection } = await import('@temporalio/client');
  signal?.throwIfAborted();
  const connection = await Connection.connect({ ...options, connectTimeout: timeoutMs });
  try {
    const describe = () => connection.workflowService.describeNamespace({ namespace });
    await connection.withDeadline(Date.now() + timeoutMs, describe);
  } catch (error) {
    const { code, details } = error as { code?: number; details?: string };
    if (code === NOT_FOUND) throw new Error(`it has no namespace "${namespace}"`, { cause: error });
    // A key that may run workflows need not be one that may look at namespaces.
    if (code !== PERMISSION_DENIED) throw new Error(details ?? String(error), { cause: error });
  } finally {
    await connection.close();
  }
}

/** Waits until something accepts connections on the port; false when `signal` ends the waiting. */
export async function portOpens(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await accepts(host, port)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}
