import { canceled, LuaError, type Millis } from '@durable-lua/determinism';
import type { Execution } from './execution.js';
import type { SimulatedRun } from './run.js';

/** How a run ends that somebody terminates. */
export const terminated = (kind: Execution['kind'], reason?: string) =>
  canceled([`${kind} terminated`, reason].filter(Boolean).join(': '), { terminated: true });

/** What others are told of an error: that of a defect is none of theirs. */
export function toldOf(error: unknown): LuaError {
  if (LuaError.is(error)) return error;
  return new LuaError({
    kind: 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
    retryable: false,
  });
}

/** How a run ends whose time is up. */
export const timedOut = (limit: Millis): LuaError =>
  new LuaError({ kind: 'TIMEOUT', message: `workflow timed out after ${limit} ms`, retryable: false });

export function warnOfUnread(run: SimulatedRun): void {
  for (const { topic, count } of run.mailbox.waiting()) {
    const text = `the workflow ends with ${count} unread message(s) of topic '${topic}'`;
    run.simulation.write(run, 'warn', text, { topic, count });
  }
}
