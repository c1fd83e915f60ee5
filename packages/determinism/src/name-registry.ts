import { invalid, LuaError } from './errors.js';
import { parsePid } from './pid.js';

/** Names of the processes of one node. */
export class NameRegistry {
  private readonly pids = new Map<string, string>();
  private readonly names = new Map<string, Set<string>>();

  /** @throws LuaError `ALREADY_EXISTS` when another process has the name, `INVALID` for what cannot be one. */
  register(name: string, pid: string): void {
    if (name === '' || parsePid(name) !== undefined) {
      throw invalid(`a name is a non-empty text that does not read as a PID, got '${name}'`);
    }
    this.checkFree(name, pid);
    this.pids.set(name, pid);
    const own = this.names.get(pid);
    if (own === undefined) this.names.set(pid, new Set([name]));
    else own.add(name);
  }

  /** @throws LuaError `ALREADY_EXISTS` when a process other than `pid` has the name. */
  checkFree(name: string, pid?: string): void {
    const owner = this.pids.get(name);
    if (owner === undefined || owner === pid) return;
    const message = `the name '${name}' is taken by ${owner}`;
    throw new LuaError({ kind: 'ALREADY_EXISTS', message, retryable: false, details: { pid: owner } });
  }

  /** Whether it was registered. */
  unregister(name: string): boolean {
    const pid = this.pids.get(name);
    if (pid === undefined) return false;
    this.names.get(pid)?.delete(name);
    return this.pids.delete(name);
  }

  lookup(name: string): string | undefined {
    return this.pids.get(name);
  }

  /** Frees all names of a process. */
  release(pid: string): void {
    for (const name of this.names.get(pid) ?? []) this.pids.delete(name);
    this.names.delete(pid);
  }
}

/** For a name that no process has. */
export const noSuchName = (name: string): LuaError =>
  new LuaError({ kind: 'NOT_FOUND', message: `no process has the name '${name}'`, retryable: false });

/** The end of a message about a workflow ID that leads a workflow nowhere: it may be a name, which it has to look up. */
export const ifItIsAName = (id: string): string =>
  `; if it is the name of a process, give the PID from process.registry.lookup('${id}')`;

/** For what cannot have a name: a process of another node, a workflow. */
export const notOfThisNode = (pid: string): LuaError =>
  invalid(`'${pid}' is no process of this node: only those can have a name here`);

/** For a workflow that would give a name or take one back. */
export const noNamesInWorkflows = (what: string): LuaError =>
  invalid(`registry.${what} is not available in workflows: names are those of the processes of one node`);
