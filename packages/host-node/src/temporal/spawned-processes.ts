import type { Closed } from '@durable-lua/determinism';
import type { LiveProcess } from '../processes/live-process.js';
import { Recent } from './recent.js';

/**
 * Processes that workflows have started here. A repeat of the start finds the first; and how one has ended is kept a while,
 * because the watch of its workflow comes only after the start has been recorded.
 */
export class SpawnedProcesses {
  private readonly started = new Recent<string>();
  private readonly ended = new Recent<Closed>();
  private readonly keeping = new Map<string, () => void>();

  add(id: string, process: LiveProcess): void {
    const { pid } = process;
    this.started.add(id, pid);
    const forget = process.onEnd((how) => {
      this.keeping.delete(pid);
      this.ended.add(pid, how);
    });
    this.keeping.set(pid, forget);
  }

  /** The PID that an earlier attempt of the same start has given. */
  byId(id: string): string | undefined {
    return this.started.get(id);
  }

  /** How it has ended, if it has. From now on somebody else knows, or will be told. */
  take(pid: string): Closed | undefined {
    this.keeping.get(pid)?.();
    this.keeping.delete(pid);
    const how = this.ended.get(pid);
    this.ended.delete(pid);
    return how;
  }
}
