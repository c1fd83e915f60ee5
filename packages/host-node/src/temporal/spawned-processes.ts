import type { Closed } from '@durable-lua/determinism';
import type { LiveProcess } from '../processes/live-process.js';
import { Recent } from './recent.js';

/**
 * Processes that workflows have to do with. A repeat of a start finds the first; and how one has ended is kept a while: the
 * watch of a workflow comes only after the start has been recorded, and may be given up for another one.
 */
export class SpawnedProcesses {
  private readonly started = new Recent<string>();
  private readonly ended = new Recent<Closed>();
  private readonly remembered = new WeakSet<LiveProcess>();

  /** @param id the same for each attempt of one start */
  add(id: string, process: LiveProcess): void {
    this.started.add(id, process.pid);
    this.remember(process);
  }

  /** Keeps how it ends. */
  remember(process: LiveProcess): void {
    if (this.remembered.has(process)) return;
    this.remembered.add(process);
    process.onEnd((how) => this.ended.add(process.pid, how));
  }

  /** The PID that an earlier attempt of the same start has given. */
  byId(id: string): string | undefined {
    return this.started.get(id);
  }

  /** How it has ended, if it has. */
  closed(pid: string): Closed | undefined {
    return this.ended.get(pid);
  }
}
