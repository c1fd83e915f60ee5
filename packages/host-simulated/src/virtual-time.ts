import type { Millis } from '@durable-lua/determinism';
import { hop } from './hop.js';

interface Due {
  readonly at: Millis;
  readonly event: () => void;
}

/** How a drive came to its end: `idle` when nothing will happen any more by itself. */
export type DriveEnd = 'idle' | 'stopped' | 'reached';

/** So many events in one drive and still no end: a loop that waits for ever in virtual time would never let a test end. */
const MOST_EVENTS = 100_000;

interface Drive {
  readonly until?: Millis;
  readonly stop?: () => boolean;
  /** Who waits, for the error about a drive without an end. */
  readonly waits?: () => string;
  /** Whether nobody has asked for it: time passes by itself. */
  readonly unasked?: boolean;
}

/** The error about a drive without an end, with who waits. */
const noEnd =
  (at: Millis) =>
  (waits: Drive['waits']): Error => {
    const who = waits?.() ?? '';
    return new Error(
      `${MOST_EVENTS} events, until ${new Date(at).toISOString()} in virtual time, and no end${who === '' ? '' : `: ${who}`}. ` +
        `A workflow that goes on for ever is started, given some time, and cancelled before its result is waited for`,
    );
  };

/**
 * A clock that jumps. What is due happens in the order of its time, then in the order in which it was asked for, each
 * thing alone: the next one only when no Lua code can run any more.
 */
export class VirtualTime {
  private readonly queue: Due[] = [];
  private outside = 0;
  private holds = 0;
  private driven = false;
  private drives = 0;
  /** Set when a drive has come to no end, until the next one begins. */
  private endless: ReturnType<typeof noEnd> | undefined;
  private fired = 0;
  private readonly sleepers: (() => void)[] = [];

  /** @param auto whether time passes by itself, or only inside {@link drive}. */
  constructor(
    private millis: Millis,
    private readonly auto: boolean,
  ) {}

  get now(): Millis {
    return this.millis;
  }

  /** How many events there have been. */
  get events(): number {
    return this.fired;
  }

  /** Lets `event` happen `delay` milliseconds from now. Gives what takes it back. */
  schedule(delay: Millis, event: () => void): () => void {
    const due = { at: this.millis + Math.max(0, delay), event };
    let index = this.queue.length;
    while (index > 0 && (this.queue[index - 1] as Due).at > due.at) index -= 1;
    this.queue.splice(index, 0, due);
    this.wake();
    return () => {
      const position = this.queue.indexOf(due);
      if (position >= 0) this.queue.splice(position, 1);
    };
  }

  /** Time stands still while real work is under way; its end is an event of now. */
  during<T>(work: PromiseLike<T>, done: (value: T) => void, failed: (error: unknown) => void): void {
    this.outside += 1;
    const end = (event: () => void): void => {
      this.outside -= 1;
      this.schedule(0, event);
    };
    void work.then(
      (value) => end(() => done(value)),
      (error: unknown) => end(() => failed(error)),
    );
  }

  /** Something that is as much as so many events: for the end of what has none. */
  count(events: number): void {
    this.fired += events;
  }

  /** Stops everything until what it gives is called. Pauses add up. */
  pause(): () => void {
    this.holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.holds -= 1;
      this.wake();
    };
  }

  /**
   * Lets time pass: until `stop` says so, until the moment `until`, or until nothing is left to happen.
   * @throws Error when there is no end to it
   */
  async drive(how: Drive = {}): Promise<DriveEnd> {
    if (this.drives === 0) this.endless = undefined;
    this.drives += 1;
    try {
      return await this.pass(how);
    } finally {
      this.drives -= 1;
    }
  }

  private async pass({ until = Infinity, stop, waits, unasked = false }: Drive): Promise<DriveEnd> {
    const most = this.fired + MOST_EVENTS;
    for (;;) {
      await hop();
      // Another drive has found it out.
      if (this.endless !== undefined && unasked) return 'idle';
      if (this.endless !== undefined) throw this.endless(waits);
      if (stop?.()) return 'stopped';
      if (this.holds > 0) {
        await this.woken();
        continue;
      }
      const next = this.queue[0];
      if (this.outside > 0 && (next === undefined || next.at > this.millis)) {
        await this.woken();
        continue;
      }
      if (next === undefined || next.at > until) {
        if (until === Infinity) return 'idle';
        this.millis = Math.max(this.millis, until);
        return 'reached';
      }
      this.queue.shift();
      this.millis = Math.max(this.millis, next.at);
      this.fired += 1;
      if (this.fired > most) {
        this.endless = noEnd(this.millis);
        throw this.endless(waits);
      }
      next.event();
    }
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => void this.sleepers.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.sleepers.splice(0)) resolve();
    if (!this.auto || this.driven || this.queue.length === 0 || this.endless !== undefined) return;
    this.driven = true;
    void this.drive({ unasked: true }).then(
      () => {
        this.driven = false;
        this.wake();
      },
      (error: unknown) => {
        this.driven = false;
        // Who drives as well is told; nobody else would be.
        if (this.drives === 0) throw error;
      },
    );
  }
}
