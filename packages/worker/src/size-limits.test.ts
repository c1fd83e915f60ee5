import type { PayloadCodec } from '@temporalio/common';
import { expect, it } from 'vitest';
import { sizeLimits } from './size-limits.js';

/** Hexadecimal, and 100 bytes before it. */
const hex: PayloadCodec = {
  encode: async (payloads) =>
    payloads.map(({ metadata, data }) => ({
      metadata: metadata ?? {},
      data: Buffer.from(' '.repeat(100) + Buffer.from(data ?? []).toString('hex')),
    })),
  decode: async (payloads) => payloads,
};

it('are the usual ones where nothing else is said', async () => {
  expect(await sizeLimits({}, [])).toBeUndefined();
  expect(await sizeLimits({ payload: 4096 }, [])).toMatchObject({ payload: 4096, growth: { factor: 1, bytes: 0 } });
});

it('know by how much codecs make payloads longer', async () => {
  const { growth } = (await sizeLimits({}, [hex])) ?? {};
  expect(growth?.factor).toBeGreaterThanOrEqual(2);
  expect(growth?.factor).toBeLessThan(2.01);
  expect(growth?.bytes).toBeGreaterThanOrEqual(100);
  expect(growth?.bytes).toBeLessThan(130);
});

it.each([0, -1, 1.5, '2097152'])('a limit of %j is none', async (payload) => {
  await expect(sizeLimits({ payload: payload as number }, [])).rejects.toThrow(
    /^sizeLimits\.payload: an integer of at/,
  );
});
