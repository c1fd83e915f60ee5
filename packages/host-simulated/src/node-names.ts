import { invalid, LuaError, parsePid, type Names, type Operation } from '@durable-lua/determinism';
import type { SimulatedRun } from './run.js';

/** The names of the processes of a simulation, which is one node. */
export class NodeNames {
  private readonly pids = new Map<string, string>();

  find(name: string): string | undefined {
    return this.pids.get(name);
  }

  /** @throws LuaError `ALREADY_EXISTS` when another process has the name, `INVALID` for what cannot be one. */
  register(name: string, pid: string): void {
    if (name === '' || parsePid(name) !== undefined) {
      throw invalid(`a name is a non-empty text that does not read as a PID, got '${name}'`);
    }
    this.checkFree(name, pid);
    this.pids.set(name, pid);
  }

  /** @throws LuaError `ALREADY_EXISTS` when a process other than `pid` has the name. */
  checkFree(name: string, pid?: string): void {
    const owner = this.pids.get(name);
    if (owner === undefined || owner === pid) return;
    const message = `the name '${name}' is taken by ${owner}`;
    throw new LuaError({ kind: 'ALREADY_EXISTS', message, retryable: false, details: { pid: owner } });
  }

  unregister(name: string): boolean {
    return this.pids.delete(name);
  }

  /** Frees all names of a process. */
  release(pid: string): void {
    for (const [name, owner] of this.pids) if (owner === pid) this.pids.delete(name);
  }
}

/** The names as one run sees them. */
export class SimulatedNames implements Names {
  constructor(private readonly run: SimulatedRun) {}

  register(name: string, pid = this.run.pid): void {
    this.refuseInWorkflow('register');
    const process = this.run.simulation.reach(pid);
    if (process?.kind !== 'process')
      throw invalid(`'${pid}' is no process of this node: only those can have a name here`);
    this.run.simulation.names.register(name, process.pid);
  }

  unregister(name: string): boolean {
    this.refuseInWorkflow('unregister');
    return this.run.simulation.names.unregister(name);
  }

  lookup(name: string): Operation<string> {
    this.run.sends([]);
    return this.run.effect((end) => {
      const pid = this.run.simulation.names.find(name);
      if (pid !== undefined) return end.resolve(pid);
      throw new LuaError({ kind: 'NOT_FOUND', message: `no process has the name '${name}'`, retryable: false });
    });
  }

  private refuseInWorkflow(what: string): void {
    if (!this.run.inWorkflow) return;
    throw invalid(`registry.${what}: not available in workflows: a name belongs to a process of one node`);
  }
}
