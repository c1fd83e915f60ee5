import { expect, it } from 'vitest';
import { PayloadObject } from './payload.js';

it('a payload object of another copy of this package counts, something that looks like one does not', async () => {
  const other = (await import(/* @vite-ignore */ `${'./payload.js'}?copy`)) as { PayloadObject: typeof PayloadObject };
  expect(other.PayloadObject).not.toBe(PayloadObject);
  expect(PayloadObject.is(new other.PayloadObject({ metadata: {} }))).toBe(true);
  expect(PayloadObject.is({ payload: { metadata: {} } })).toBe(false);
});
