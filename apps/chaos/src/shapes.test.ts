import { expect, it } from 'vitest';
import { Dice } from './dice.js';
import { growthOf } from './memory.js';
import { SHAPES, type Hands, type Outcome, type Shape } from './shapes.js';

/** Hands for which every run ends with this. */
const ending = (outcome: Outcome, booked: string[] = []): Hands => ({
  start: async () => undefined,
  process: async () => 'pid',
  send: async () => undefined,
  cancel: async () => undefined,
  query: async () => 0,
  update: async () => ({ value: 0 }),
  outcome: async () => outcome,
  booked: async () => booked,
  pause: async () => undefined,
});

const shape = (name: string): Shape => SHAPES[name] as Shape;

it.each(Object.keys(SHAPES))('%s: a run that failed is noticed', async (name) => {
  const { faults } = await shape(name)('id', new Dice(3), ending({ error: 'INTERNAL' }));
  expect(faults.wrong.length + faults.lost).toBeGreaterThan(0);
});

it.each([
  ['missing', [1], { lost: true, doubled: false }],
  ['doubled', Array.from({ length: 13 }, (_, n) => Math.min(12, n + 1)), { lost: false, doubled: true }],
])('a message that is %s is counted', async (_, got, { lost, doubled }) => {
  // The first seeds whose talk has many rounds.
  const value = { echoes: got, heard: got, kind: 'pid.exit', more: false };
  const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1).filter(
    (seed) => new Dice(seed).between(1, 12) === 12,
  );
  const { faults } = await shape('talk')('id', new Dice(seeds[0] ?? 0), ending({ value }));
  expect([faults.lost > 0, faults.doubled > 0]).toEqual([lost, doubled]);
});

it('money that was not given back is noticed', async () => {
  const run = (booked: string[]) => shape('payment')('id', cancelling(), ending({ error: 'CANCELED' }, booked));
  expect((await run(['id:charge', 'id:refund'])).faults.wrong).toEqual([]);
  expect((await run(['id:charge'])).faults.wrong).toHaveLength(1);
});

/** With which a payment is cancelled. */
function cancelling(): Dice {
  for (let seed = 1; ; seed += 1) {
    const dice = new Dice(seed);
    dice.between(0, 500);
    if (dice.once(2)) return new Dice(seed);
  }
}

it('the same seed gives the same dice', () => {
  const throws = (seed: number) => {
    const dice = new Dice(seed);
    return Array.from({ length: 20 }, () => dice.between(1, 1_000));
  };
  expect(throws(5)).toEqual(throws(5));
  expect(throws(5)).not.toEqual(throws(6));
});

it('a heap that grows is told from one that is flat', () => {
  const samples = (grow: number) => Array.from({ length: 40 }, (_, n) => 50e6 + grow * n + (n % 3) * 1e6);
  expect(growthOf(samples(0))?.isFlat).toBe(true);
  expect(growthOf(samples(1e6))?.isFlat).toBe(false);
  expect(growthOf(samples(0).slice(0, 10))).toBeUndefined();
});
