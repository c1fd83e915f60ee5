import { expect, it } from 'vitest';
import { Recent } from './recent.js';

it('keeps what came for the time it is told, and forgets it within twice that time', () => {
  let now = 5_000;
  const recent = new Recent<string>(() => now, 1_000);
  recent.add('a', 'first');
  now += 1_000;
  expect(recent.get('a')).toBe('first');
  now += 1;
  recent.add('b', 'second');
  expect([recent.get('a'), recent.get('b')]).toEqual(['first', 'second']);
  now += 1_001;
  recent.add('c', 'third');
  expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual([undefined, 'second', 'third']);
  recent.delete('b');
  expect(recent.get('b')).toBeUndefined();
});
