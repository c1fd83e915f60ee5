import { type Names, type Operation } from '@durable-lua/determinism';
import { noNamesInWorkflows, noSuchName, notOfThisNode } from '@durable-lua/determinism/host';
import type { SimulatedRun } from './run.js';

/** The names as one run sees them. */
export class SimulatedNames implements Names {
  constructor(private readonly run: SimulatedRun) {}

  register(name: string, pid = this.run.pid): void {
    this.refuseInWorkflow('register');
    const process = this.run.simulation.reach(pid);
    if (process?.kind !== 'process') throw notOfThisNode(pid);
    this.run.simulation.names.register(name, process.pid);
  }

  unregister(name: string): boolean {
    this.refuseInWorkflow('unregister');
    return this.run.simulation.names.unregister(name);
  }

  lookup(name: string): Operation<string> {
    this.run.sends([]);
    return this.run.effect((end) => {
      const pid = this.run.simulation.names.lookup(name);
      if (pid !== undefined) return end.resolve(pid);
      throw noSuchName(name);
    });
  }

  private refuseInWorkflow(what: string): void {
    if (this.run.inWorkflow) throw noNamesInWorkflows(what);
  }
}
