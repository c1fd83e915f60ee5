import { expect, it } from 'vitest';
import { readSettings } from './settings.js';

const known = ['trivial', 'replay', 'memory'];

it('names are joined with commas or given one by one', () => {
  expect(readSettings(['--only', 'trivial,replay', '--only=memory'], known)?.only).toEqual(known);
});

it('--quick is small, and a number that was given stays', () => {
  const settings = readSettings(['--quick', '--runs', '7'], known);
  expect(settings).toMatchObject({ rounds: 1, runs: 7 });
});

it.each([
  [['--only', 'trivail'], '--only trivail: there is no such benchmark; there are trivial, replay, memory'],
  [['--rounds', '0'], '--rounds 0: expected a whole number from 1 to 100000'],
  [['--events', '100,5'], '--events 5: expected a whole number from 20 to 100000'],
  [['--runs', 'many'], '--runs many: expected a whole number from 1 to 100000'],
])('%j is refused with what was expected', (args, message) => {
  expect(() => readSettings(args, known)).toThrow(message);
});

it('help needs nothing else to be right', () => {
  expect(readSettings(['--help'], known)).toBeUndefined();
});
