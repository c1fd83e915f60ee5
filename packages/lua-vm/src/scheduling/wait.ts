import type { Blocking } from '@durable-lua/determinism';

/** How a wait ended: with a value, or with an error to raise or return in the coroutine. */
export type Settled = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

export interface Waiter<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/**
 * One reason for a coroutine to wait. `tryNow` answers without waiting where possible; otherwise `begin` registers the
 * waiter and returns how to withdraw it.
 */
export class Wait<T> implements Blocking<T> {
  constructor(
    /** What it waits for, for people: `receive on channel 0x01`. */
    readonly what: string,
    readonly tryNow: () => { readonly value: T } | undefined,
    readonly begin: (waiter: Waiter<T>) => () => void,
    /** Ends the wait early by its own means (a cancelled activity still reports). Without it the wait is withdrawn. */
    readonly interrupt?: () => void,
    /** Whether something outside the run can end it. */
    readonly external: () => boolean = () => false,
    /** It ends by a callback from outside, which must enter as an event, in its turn. Told then: whether that is news. */
    readonly settlesOutside: false | (() => boolean) = false,
  ) {}

  /** The same wait with another result. */
  map<U>(change: (value: T) => U): Wait<U> {
    const { what, interrupt, external, settlesOutside } = this;
    const tryNow = (): { readonly value: U } | undefined => {
      const now = this.tryNow();
      return now && { value: change(now.value) };
    };
    const begin = (waiter: Waiter<U>): (() => void) =>
      this.begin({ resolve: (value) => waiter.resolve(change(value)), reject: (error) => waiter.reject(error) });
    return new Wait<U>(what, tryNow, begin, interrupt, external, settlesOutside);
  }
}

/** A wait that only gives the others their turn. */
export const pause = (): Wait<void> =>
  new Wait<void>(
    'its turn',
    () => undefined,
    (waiter) => {
      waiter.resolve();
      return () => undefined;
    },
  );

/** What a coroutine that used up its slice waits for, for people. */
export const PAUSED = 'the rest of the process';

/** What a coroutine waits for that used up its slice: that others had their turn. */
export const slice = (defer: (turn: () => void) => void): Wait<void> =>
  new Wait<void>(
    PAUSED,
    () => undefined,
    (waiter) => {
      defer(() => waiter.resolve());
      return () => undefined;
    },
    undefined,
    () => true,
    () => false,
  );
