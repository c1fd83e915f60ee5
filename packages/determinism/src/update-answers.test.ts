import { expect, it } from 'vitest';
import { LuaError } from './errors.js';
import { updateFailure } from './update-answers.js';

it.each([
  [undefined, 'no reason given'],
  ['too much', 'too much'],
  [{ code: 5, ok: false }, '{"code":5,"ok":false}'],
  [2n ** 62n, '"4611686018427387904"'],
  [{ cents: [2n ** 62n] }, '{"cents":["4611686018427387904"]}'],
])('%s as the answer of an update that fails is the message %s', (value, message) => {
  expect(updateFailure('error', value)).toMatchObject({ kind: 'INTERNAL', message });
  expect(updateFailure('nak', value)).toMatchObject({ kind: 'INVALID', message, details: { rejected: true } });
});

it('an error object stays what it is', () => {
  const error = new LuaError({ kind: 'CONFLICT', message: 'taken', retryable: true });
  expect(updateFailure('error', error)).toBe(error);
});
