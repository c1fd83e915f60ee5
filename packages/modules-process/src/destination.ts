import { invalid } from '@durable-lua/determinism';

/**
 * The destination that a function was given.
 * @throws LuaError `INVALID` when there is none, so that a reply to a sender without a PID is harmless.
 */
export function destinationOf(name: string, dest: string | undefined): string {
  if (!dest) throw invalid(`${name}: destination is required: a PID, a name or a workflow ID`);
  return dest;
}
