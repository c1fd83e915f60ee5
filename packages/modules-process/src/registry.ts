import { boolean, fn, integer, invalid, LuaError, optional, result, string } from '@durable-lua/determinism';
import type { Env } from '@durable-lua/determinism';

/** How far a name reaches. */
const SCOPES = { LOCAL: 0, CONSISTENT: 1, EVENTUAL: 2, STRONG: 3 };

/** @throws LuaError `INVALID` for what is no scope, `UNAVAILABLE` for one beyond this node */
function checkScope(name: string, scope: number | undefined): void {
  if (scope === undefined || scope === SCOPES.LOCAL) return;
  const [known] = Object.entries(SCOPES).find(([, number]) => number === scope) ?? [];
  if (known === undefined) {
    throw invalid(`${name}: scope: one of process.registry.LOCAL, CONSISTENT, EVENTUAL, STRONG expected, got ${scope}`);
  }
  const message = `${name}: names of scope ${known} are not served: use process.registry.LOCAL, the names of this node`;
  throw new LuaError({ kind: 'UNAVAILABLE', message, retryable: false });
}

function checkName(name: string, given: string): string {
  if (given === '') throw invalid(`${name}: name: non-empty string expected`);
  return given;
}

/** Names of the processes of a node. */
export const registry = {
  'registry.register': fn(
    {
      doc: 'Gives a name to a process of this node, the own one unless a PID is given. It is free again when the process ends.',
      params: { name: string, pid: optional(string), scope: optional(integer()) },
      returns: result(boolean),
    },
    ({ names }: Env<'names'>, { name, pid, scope }) => {
      checkScope('registry.register', scope);
      if (pid === '') throw invalid('registry.register: pid: PID of a process expected, got an empty string');
      names.register(checkName('registry.register', name), pid);
      return true;
    },
  ),
  'registry.unregister': fn(
    {
      doc: 'Takes a name back; whether there was one.',
      params: { name: string, scope: optional(integer()) },
      returns: result(boolean),
    },
    ({ names }: Env<'names'>, { name, scope }) => {
      checkScope('registry.unregister', scope);
      return names.unregister(checkName('registry.unregister', name));
    },
  ),
  'registry.lookup': fn(
    {
      doc: 'The PID that has the name; a NOT_FOUND error when none has.',
      params: { name: string },
      returns: result(string),
    },
    ({ names }: Env<'names'>, { name }) => names.lookup(checkName('registry.lookup', name)),
  ),
};

export const registryConstants = Object.fromEntries(
  Object.entries(SCOPES).map(([name, scope]) => [`registry.${name}`, scope]),
);
