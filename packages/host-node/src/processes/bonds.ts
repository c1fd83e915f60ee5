import type { Supervisor } from '@durable-lua/determinism/host';
import type { Watchable } from './outside.js';

/** Whom one process watches: begins and ends watches as the rules of its supervisor say. */
export class Bonds {
  /** How to end each watch, by the name under which the target is known here. */
  private readonly watches = new Map<string, Promise<() => void>>();

  constructor(
    private readonly supervisor: Supervisor,
    /** Hands an event to the process. */
    private readonly post: (event: () => void) => void,
  ) {}

  /** Monitors or links. Nothing that happens after the call is missed. Rejects as the watch does, leaving nothing behind. */
  async add(target: string, what: 'monitored' | 'linked', watchable: Watchable): Promise<void> {
    if (this.supervisor.add(target, what, watchable.kind)) {
      const watch = watchable.watch((how) => {
        this.watches.delete(target);
        this.post(() => this.supervisor.closed(target, how));
      });
      this.watches.set(target, watch);
    }
    try {
      await this.watches.get(target);
    } catch (error) {
      this.watches.delete(target);
      this.supervisor.remove(target, what);
      throw error;
    }
  }

  remove(target: string, what: 'monitored' | 'linked'): void {
    if (this.supervisor.remove(target, what)) this.end(target);
  }

  /** Ends every watch. */
  clear(): void {
    for (const target of [...this.watches.keys()]) this.end(target);
  }

  private end(target: string): void {
    const watch = this.watches.get(target);
    this.watches.delete(target);
    watch?.then(
      (stop) => stop(),
      () => undefined,
    );
  }
}
