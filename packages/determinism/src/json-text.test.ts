import { expect, it } from 'vitest';
import { exactInteger, INT64_MAX, INT64_MIN, isInt64, writeJsonNumber } from './index.js';

it('a whole number is a number where that is exact, a bigint up to 64 bit, nothing beyond', () => {
  expect([0n, 2n ** 53n - 1n, 2n ** 53n, INT64_MAX, INT64_MAX + 1n].map(exactInteger)).toEqual([
    0,
    2 ** 53 - 1,
    2n ** 53n,
    INT64_MAX,
    undefined,
  ]);
  expect([-(2n ** 53n), INT64_MIN, INT64_MIN - 1n].map(exactInteger)).toEqual([-(2n ** 53n), INT64_MIN, undefined]);
  expect([INT64_MAX, INT64_MIN, INT64_MAX + 1n, INT64_MIN - 1n].map(isInt64)).toEqual([true, true, false, false]);
});

it('a whole number is written without an exponent, whatever its size', () => {
  expect([INT64_MAX, 7, 0.5, 1e-7, 1e20].map(writeJsonNumber)).toEqual([
    '9223372036854775807',
    '7',
    '0.5',
    '1e-7',
    '100000000000000000000',
  ]);
  expect([1e21, -1e21].map(writeJsonNumber)).toEqual(['1000000000000000000000', '-1000000000000000000000']);
});
