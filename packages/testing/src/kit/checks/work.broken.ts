import { boolean, defineModule, fn, integer, list, string } from '@durable-lua/determinism';
import type { PlantedFaults } from '../planted-fault.fixture.js';

const ABOUT = { name: 'broken', summary: 'Works for nothing.' };

/** Mixes for a while. */
const mixing = defineModule(ABOUT, {
  functions: {
    mix: fn({ params: { rounds: integer({ min: 1, max: 1_000_000 }) }, returns: integer() }, (_, { rounds }) => {
      let mixed = 1;
      for (let i = 0; i < rounds * 100; i++) mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) ^ i;
      return mixed;
    }),
  },
});

/** Compares each with each. */
const comparing = defineModule(ABOUT, {
  functions: {
    pairs: fn({ params: { items: list(integer()) }, returns: integer() }, (_, { items }) => {
      let equal = 0;
      for (const item of items) for (const other of items) if (String(item) === String(other)) equal++;
      return equal;
    }),
  },
});

/** Goes back and forth in its text. */
const backtracking = defineModule(ABOUT, {
  functions: {
    is_x: fn({ params: { text: string }, returns: boolean }, (_, { text }) => /^(?:x+)+$/.test(text)),
  },
});

export const faults: PlantedFaults = [
  {
    fault: 'rounds that nobody pays',
    definition: mixing,
    says: /mix worked \d+ ms and paid \d+ units, .*\(argument #1 of size \d+\): call lua\.pay/,
  },
  {
    fault: 'work that grows with the square of a list',
    definition: comparing,
    options: { samples: { pairs: ['{ 1, 2, 3 }'] } },
    says: /pairs worked/,
  },
  {
    fault: 'work that grows exponentially with a text',
    definition: backtracking,
    options: { samples: { is_x: ['"xy"'] } },
    says: /is_x worked/,
  },
];
