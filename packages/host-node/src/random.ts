import { randomFillSync } from 'node:crypto';

/** So many bytes are asked of the system at once: a call costs more than the bytes, and each Lua state wants some. */
const POOL = 4096;

const pool = new Uint8Array(POOL);
let used = POOL;

/** Random bytes of the system's generator, fit for secrets. None is given out twice, or kept. */
export function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  if (count > POOL / 8) return randomFillSync(new Uint8Array(count));
  if (used + count > POOL) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.slice(used, used + count);
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
}
