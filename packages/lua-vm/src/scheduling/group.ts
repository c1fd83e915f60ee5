import type { LuaError, LuaValue } from '@durable-lua/determinism';
import { Wait, type Waiter } from './wait.js';

/** How a member of a group ended: its first result, or why it failed. */
export type MemberEnd = { readonly value: LuaValue } | { readonly error: LuaError };

/** Starts a coroutine whose end is for its group, not for the run. */
export type StartMember = (fn: LuaValue, args: readonly LuaValue[], ended: (end: MemberEnd) => void) => void;

interface Applicant {
  readonly fn: LuaValue;
  readonly args: readonly LuaValue[];
  readonly waiter: Waiter<number>;
  withdrawn: boolean;
}

/**
 * Coroutines that belong together: at most `limit` of them at once, their results in the order in which they were given,
 * and the first failure in place of the results. Lives inside the VM alone: no promise, no event, no cost.
 */
export class Group {
  private readonly results: LuaValue[] = [];
  private readonly applicants: Applicant[] = [];
  private readonly waiters = new Set<Waiter<readonly LuaValue[]>>();
  private running = 0;
  private failure: LuaError | undefined;

  constructor(
    private readonly limit: number,
    private readonly start: StartMember,
    private readonly nil: LuaValue,
  ) {}

  /** The results so far, and what waits for its start. */
  held(): readonly LuaValue[] {
    return [...this.results, ...this.applicants.flatMap(({ fn, args }) => [fn, ...args])];
  }

  /** Starts a member, waiting while the group is full; its place among the results, from 1. */
  spawn(fn: LuaValue, args: readonly LuaValue[]): Wait<number> {
    return new Wait<number>(
      'a place in the group',
      () => (this.running < this.limit ? { value: this.begin(fn, args) } : undefined),
      (waiter) => {
        const applicant: Applicant = { fn, args, waiter, withdrawn: false };
        this.applicants.push(applicant);
        return () => void (applicant.withdrawn = true);
      },
    );
  }

  /** Waits until no member runs. */
  wait(): Wait<readonly LuaValue[]> {
    return new Wait<readonly LuaValue[]>(
      'the end of the group',
      () => {
        if (this.running > 0) return undefined;
        if (this.failure !== undefined) throw this.failure;
        return { value: [...this.results] };
      },
      (waiter) => {
        this.waiters.add(waiter);
        return () => void this.waiters.delete(waiter);
      },
    );
  }

  private begin(fn: LuaValue, args: readonly LuaValue[]): number {
    const place = this.results.push(this.nil);
    this.running += 1;
    this.start(fn, args, (end) => {
      this.running -= 1;
      if ('value' in end) this.results[place - 1] = end.value;
      else this.failure ??= end.error;
      this.admit();
      if (this.running === 0) this.report();
    });
    return place;
  }

  private admit(): void {
    while (this.running < this.limit) {
      const applicant = this.applicants.shift();
      if (applicant === undefined) return;
      if (!applicant.withdrawn) applicant.waiter.resolve(this.begin(applicant.fn, applicant.args));
    }
  }

  private report(): void {
    for (const waiter of this.waiters) {
      if (this.failure === undefined) waiter.resolve([...this.results]);
      else waiter.reject(this.failure);
    }
    this.waiters.clear();
  }
}
