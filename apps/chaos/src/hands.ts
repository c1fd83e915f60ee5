import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  isGrpcServiceError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client';
import { LuaError } from '@durable-lua/determinism';
import type { Runtime } from '@durable-lua/worker';
import type { Dice } from './dice.js';
import type { Hands, Outcome } from './shapes.js';

/** To the one queue, for sources change there alone, and local activities are where their function is. */
const BOUND = ['chaos:changing', 'chaos:near'];
const AGAIN_MS = 200;

export interface Surroundings {
  readonly client: Client;
  /** Of a node that no fault reaches. It runs no workflows. */
  readonly runtime: Runtime;
  readonly dice: Dice;
  /** File of the books. */
  readonly books: string;
  /** Aborted when nobody waits any longer. */
  readonly over: AbortSignal;
}

/** Tries until the server has answered: it may be away. */
async function persist<T>(over: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    over.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!isAway(error)) throw error;
      await sleep(AGAIN_MS, undefined, { signal: over });
    }
  }
}

const isAway = (error: unknown): boolean =>
  LuaError.is(error) ? error.kind === 'UNAVAILABLE' || error.kind === 'TIMEOUT' : isOfService(error) || isLost(error);

/** Whether an update has not reached its workflow, which the client says in words of ours. */
const isLost = (error: unknown): boolean =>
  error instanceof WorkflowUpdateFailedError && (error.cause as { readonly type?: string }).type === 'UNAVAILABLE';

/** Whether the server or the way to it has refused. The client puts some of these errors into others. */
const isOfService = (error: unknown): boolean =>
  error instanceof Error && (isGrpcServiceError(error) || isOfService(error.cause));

/** The kind of what a workflow or a handler failed with. */
function kindOf(error: unknown): string {
  if (!(error instanceof WorkflowFailedError) && !(error instanceof WorkflowUpdateFailedError)) throw error;
  const { cause } = error as { readonly cause?: { readonly type?: string; readonly name?: string } };
  if (cause?.name === 'CancelledFailure') return 'CANCELED';
  return cause?.type ?? cause?.name ?? 'UNKNOWN';
}

export function handsOf({ client, runtime, dice, books, over }: Surroundings): Hands {
  const again = <T>(attempt: () => Promise<T>): Promise<T> => persist(over, attempt);
  const handle = (id: string) => client.workflow.getHandle(id);
  return {
    start: (entry, id, args) => {
      const taskQueue = BOUND.includes(entry) ? 'shaky' : dice.pick(['shaky', 'steady']);
      return again(async () => {
        try {
          await runtime.spawn(entry, 'chaos:shaky', undefined, {
            id,
            args,
            taskQueue,
            idReusePolicy: 'reject_duplicate',
          });
        } catch (error) {
          // The answer to an attempt before this one was lost.
          if (!LuaError.is(error) || error.kind !== 'ALREADY_EXISTS') throw error;
        }
      });
    },
    process: async (entry) => (await runtime.processes.spawn(entry, 'chaos:procs')).pid,
    send: (id, topic, value) =>
      again(async () => {
        try {
          await runtime.send(id, topic, value);
        } catch (error) {
          // It has ended because of an attempt before this one.
          if (!LuaError.is(error) || error.kind !== 'NOT_FOUND') throw error;
        }
      }),
    cancel: (id) =>
      again(async () => {
        try {
          await handle(id).cancel();
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        }
      }),
    query: (id, name) => again(() => handle(id).query(name)),
    update: (id, name, updateId, value) =>
      again(async (): Promise<Outcome> => {
        try {
          return { value: await handle(id).executeUpdate(name, { updateId, args: [value] }) };
        } catch (error) {
          if (isAway(error)) throw error;
          return { error: kindOf(error) };
        }
      }),
    outcome: (id) =>
      again(async (): Promise<Outcome> => {
        try {
          return { value: await handle(id).result() };
        } catch (error) {
          if (isAway(error)) throw error;
          return { error: kindOf(error) };
        }
      }),
    booked: async (id) => (await readFile(books, 'utf8')).split('\n').filter((line) => line.startsWith(`${id}:`)),
    pause: (ms) => sleep(ms),
  };
}
