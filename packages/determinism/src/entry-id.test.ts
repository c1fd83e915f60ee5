import { expect, it } from 'vitest';
import { checkEntryId } from './entry-id.js';

it.each([
  [undefined, 'target is required: namespace:name of an entry'],
  ['', 'target is required: namespace:name of an entry'],
  ['charge', "target: namespace:name required, got 'charge', which has no namespace"],
  [':charge', "target: namespace:name required, got ':charge', which has no namespace"],
  ['shop:', "target: namespace:name required, got 'shop:', which has no name"],
  [
    'shop.charge',
    "target: namespace:name required, got 'shop.charge', which has no namespace; did you mean 'shop:charge'?",
  ],
  [
    'shop.cards/charge',
    "target: namespace:name required, got 'shop.cards/charge', which has no namespace; did you mean 'shop.cards:charge'?",
  ],
  ['a b.c', "target: namespace:name required, got 'a b.c', which has no namespace"],
])('%j is no ID of an entry', (id, message) => {
  expect(() => checkEntryId(id, 'target')).toThrow(message);
});

it('leaves the rest to the host', () => {
  expect(checkEntryId('shop.cards:charge', 'target')).toBe('shop.cards:charge');
});
