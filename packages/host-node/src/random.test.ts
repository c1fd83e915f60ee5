import { expect, it } from 'vitest';
import { randomBytes } from './random.js';

it('gives as many bytes as were asked for, each time others', () => {
  const seen = new Set<string>();
  for (const count of [16, 32, 500, 512, 513, 5000, 16]) {
    for (let turn = 0; turn < 300; turn++) {
      const bytes = randomBytes(count);
      expect(bytes).toHaveLength(count);
      // Nobody else has them: they are not a view of what others are given.
      expect(bytes.buffer.byteLength).toBe(count);
      seen.add(Buffer.from(bytes).toString('hex').slice(0, 32));
    }
  }
  expect(seen.size).toBe(7 * 300);
  expect(randomBytes(0)).toHaveLength(0);
});
