import type { LiveProcess } from '../processes/live-process.js';
import type { Watchable } from '../processes/outside.js';

/**
 * Links of workflows to processes of this node, each for as long as a watch asks for it. A workflow that links anew may do so
 * before the node has heard that the watch before was cancelled.
 */
export class ProcessLinks {
  private readonly linked = new Map<string, { readonly process: LiveProcess; readonly counts: Map<string, number> }>();

  async add(process: LiveProcess, workflow: string, watchable: Watchable): Promise<void> {
    const { pid } = process;
    await process.bonds.add(workflow, 'linked', watchable);
    if (process.closed !== undefined) return;
    let links = this.linked.get(pid);
    if (links === undefined) {
      this.linked.set(pid, (links = { process, counts: new Map() }));
      process.onEnd(() => this.linked.delete(pid));
    }
    links.counts.set(workflow, (links.counts.get(workflow) ?? 0) + 1);
  }

  remove(pid: string, workflow: string): void {
    const { process, counts } = this.linked.get(pid) ?? {};
    const count = counts?.get(workflow);
    if (count === undefined) return;
    counts?.set(workflow, count - 1);
    if (count > 1) return;
    counts?.delete(workflow);
    process?.bonds.remove(workflow, 'linked');
  }
}
