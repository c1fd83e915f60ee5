import { invalid, LuaError, parsePid } from '@durable-lua/determinism';

/** Names of the processes of one node. */
export class NameRegistry {
  private readonly pids = new Map<string, string>();
  private readonly names = new Map<string, Set<string>>();

  /** @throws LuaError `ALREADY_EXISTS` when another process has the name, `INVALID` for what cannot be one. */
  register(name: string, pid: string): void {
    if (name === '' || parsePid(name) !== undefined) {
      throw invalid(`a name is a non-empty text that does not read as a PID, got '${name}'`);
    }
    const owner = this.pids.get(name);
    if (owner !== undefined && owner !== pid) {
      throw new LuaError({
        kind: 'ALREADY_EXISTS',
        retryable: false,
        message: `the name '${name}' is taken by ${owner}`,
        details: { pid: owner },
      });
    }
    this.pids.set(name, pid);
    const own = this.names.get(pid);
    if (own === undefined) this.names.set(pid, new Set([name]));
    else own.add(name);
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
