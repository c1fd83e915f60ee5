import type { Operation, SelectCase, Selected } from '@durable-lua/determinism';
import { closedError, type ChannelCore } from './channel.js';
import type { Claim, Item, Receiver, Sender } from './line.js';
import { Wait, type Waiter } from './wait.js';

/** The first case that can go ahead, in list order; otherwise waits for the first that can. */
export function select(cases: readonly SelectCase[], orDefault: boolean): Wait<Selected> {
  const cores = cases.map((one) => one.channel as ChannelCore);
  return new Wait<Selected>(
    `select on ${cores.map((core) => core.describe()).join(', ')}`,
    () => {
      for (const [index, core] of cores.entries()) {
        const sent = cases[index]?.send;
        if (sent !== undefined) {
          core.assertOwn();
          if (core.offer(sent)) return { value: { index, value: sent, ok: true } };
        } else {
          const got = core.poll();
          if (got !== undefined) return { value: selected(index, got.item, got.ok) };
        }
      }
      return orDefault ? { value: { index: -1, value: undefined, ok: true } } : undefined;
    },
    (waiter) => enqueue(cases, cores, waiter),
    undefined,
    () => cores.some((core) => core.canBeFed),
  );
}

/** Stands in line at each channel; the claims share one `taken`, so that the first to go withdraws the others. */
function enqueue(cases: readonly SelectCase[], cores: readonly ChannelCore[], waiter: Waiter<Selected>): () => void {
  const group = { taken: false };
  const claim = <R extends object>(rest: R): R & Claim =>
    Object.defineProperty(rest, 'taken', {
      get: () => group.taken,
      set: (taken: boolean) => void (group.taken = taken),
    }) as R & Claim;
  for (const [index, core] of cores.entries()) {
    const sent = cases[index]?.send;
    if (sent === undefined) {
      core.receivers.add(
        claim<Omit<Receiver, 'taken'>>({ deliver: (item, ok) => waiter.resolve(selected(index, item, ok)) }),
      );
    } else {
      core.senders.add(
        claim<Omit<Sender, 'taken'>>({
          item: sent,
          finish: (ok) => (ok ? waiter.resolve({ index, value: sent, ok }) : waiter.reject(closedError())),
        }),
      );
    }
  }
  return () => void (group.taken = true);
}

const selected = (index: number, value: Item | undefined, ok: boolean): Selected => ({ index, value, ok });

/** Calls back when an operation ends, as an event of the scheduler. */
export type When = <T>(operation: Operation<T>, done: (value: T) => void, failed: (error: unknown) => void) => void;

/** The same wait, until a timer ends it: then the index is -2. */
export function within(wait: Wait<Selected>, limit: () => Operation<void>, when: When): Wait<Selected> {
  const begin = (waiter: Waiter<Selected>): (() => void) => {
    const timer = limit();
    let over = false;
    const end = (): void => {
      over = true;
      withdraw();
    };
    const ended = <T>(report: (value: T) => void) => {
      return (value: T): void => {
        if (over) return;
        end();
        timer.cancel();
        report(value);
      };
    };
    const withdraw = wait.begin({
      resolve: ended((value) => waiter.resolve(value)),
      reject: ended((error) => waiter.reject(error)),
    });
    when(
      timer,
      ended(() => waiter.resolve({ index: -2, value: undefined, ok: false })),
      ended((error) => waiter.reject(error)),
    );
    return ended(() => undefined) as () => void;
  };
  return new Wait(wait.what, wait.tryNow, begin, undefined, () => true);
}
