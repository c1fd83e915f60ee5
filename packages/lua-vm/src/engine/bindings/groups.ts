import {
  defineClass,
  fn,
  func,
  instance,
  integer,
  list,
  optional,
  rest,
  result,
  returns,
  value,
  type LuaError,
} from '@durable-lua/determinism';
import type { TValue } from '../state/fengari.js';
import { Wait, type Waiter } from '../../scheduling/scheduler.js';

/** How a member of a group ended: its first result, or why it failed. */
export type MemberEnd = { readonly value: TValue } | { readonly error: LuaError };

/** Starts a coroutine whose end is for its group, not for the run. */
export type StartMember = (fn: TValue, args: readonly TValue[], ended: (end: MemberEnd) => void) => void;

interface Applicant {
  readonly fn: TValue;
  readonly args: readonly TValue[];
  readonly waiter: Waiter<number>;
  withdrawn: boolean;
}

/**
 * Coroutines that belong together: at most `limit` of them at once, their results in the order in which they were given,
 * and the first failure in place of the results. Lives inside the VM alone: no promise, no event, no cost.
 */
export class Group {
  private readonly results: TValue[] = [];
  private readonly applicants: Applicant[] = [];
  private readonly waiters = new Set<Waiter<readonly TValue[]>>();
  private running = 0;
  private failure: LuaError | undefined;

  constructor(
    private readonly limit: number,
    private readonly start: StartMember,
    private readonly nil: TValue,
  ) {}

  /** Starts a member, waiting while the group is full; its place among the results, from 1. */
  spawn(fn: TValue, args: readonly TValue[]): Wait<number> {
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
  wait(): Wait<readonly TValue[]> {
    return new Wait<readonly TValue[]>(
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

  private begin(fn: TValue, args: readonly TValue[]): number {
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

/** What `coroutine.group()` gives. */
export const groupClass = defineClass(
  { type: instance<Group>('coroutine.Group'), doc: 'Coroutines that belong together.' },
  {
    methods: {
      spawn: fn(
        {
          doc: 'Starts fn(...) as a member; waits for a place when the group has a limit. Its place among the results.',
          params: { fn: func, args: rest(value) },
          returns: returns(integer()),
        },
        (_, { self, fn, args }) => self.spawn(fn as unknown as TValue, args as readonly unknown[] as readonly TValue[]),
      ),
      wait: fn(
        {
          doc: 'Waits for all members: their first results in order; or, once all have ended, the first failure.',
          returns: result(list(value)),
        },
        (_, { self }) => self.wait(),
      ),
    },
  },
);

/** `coroutine.group(limit?)` */
export const group = fn(
  {
    doc: 'A group of coroutines, of which at most `limit` run at once.',
    params: { limit: optional(integer({ min: 1 })) },
    returns: groupClass.type,
  },
  ({ lua }, { limit = Infinity }) => (lua as unknown as { group(limit: number): Group }).group(limit),
);
