/**
 * FNV-1: multiply, then exclusive or (FNV-1a has it the other way round). In doubles and 32-bit halves, not in bigint, which
 * would take a hundred times as long.
 */

export function fnv32(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash, 0x01000193) ^ byte;
  return hash >>> 0;
}

/** The 64 bits, not signed. */
export function fnv64(bytes: Uint8Array): bigint {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of bytes) {
    // The prime is 2^40 + 435: no product of a half with 435 reaches 2^53.
    const product = low * 435;
    high = (high * 435 + Math.floor(product / 2 ** 32) + ((low << 8) >>> 0)) >>> 0;
    low = ((product >>> 0) ^ byte) >>> 0;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}
