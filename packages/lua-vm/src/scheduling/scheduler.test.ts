import { expect, it } from 'vitest';
import { Scheduler, Task, type Coroutine, type Step } from './scheduler.js';
import { Wait, type Waiter } from './wait.js';

/** A coroutine that waits again and again. */
const waits = (next: () => Wait<unknown>): Coroutine<string> => ({
  step: (): Step<string> => ({ kind: 'waits', wait: next() }),
  position: () => 'test.lua:1',
  traceback: () => '',
});

it('does not ask all waiting coroutines at each event whether something can wake them', () => {
  let asked = 0;
  const turns: (() => void)[] = [];
  const scheduler = new Scheduler<string>(
    (turn) => turns.push(turn),
    () => false,
  );
  const blocked = (): Wait<unknown> =>
    new Wait<unknown>(
      'nothing',
      () => undefined,
      () => () => undefined,
      undefined,
      () => {
        asked += 1;
        return false;
      },
    );
  let waiter: Waiter<unknown> | undefined;
  const outside = (): Wait<unknown> =>
    new Wait<unknown>(
      'an event',
      () => undefined,
      (given) => {
        waiter = given;
        return () => undefined;
      },
      undefined,
      () => true,
      () => true,
    );
  let ended = 0;
  const end = (): void => void ended++;
  for (let i = 0; i < 100; i++) scheduler.spawn(new Task(waits(blocked), `coroutine ${i}`));
  scheduler.run(new Task(waits(outside), 'main'), end, end);
  for (let events = 0; events < 50; events++) {
    turns.shift()?.();
    waiter?.resolve(undefined);
  }
  expect(scheduler.epoch).toBe(49);
  expect(asked).toBe(100);
  expect(ended).toBe(0);
});
