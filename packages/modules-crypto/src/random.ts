import { chacha20 } from '@noble/ciphers/chacha.js';
import { bytesToHex } from '@noble/hashes/utils.js';

export const LETTERS_AND_DIGITS = Uint8Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  (letter) => letter.charCodeAt(0),
);

/** Bytes asked for at once, so that no single record grows beyond what a history takes. */
const MAX_DRAW = 1_048_576;

/**
 * `n` bytes of `charset`, each as likely as the others: random bytes beyond the last whole multiple of its size are thrown
 * away. Draws enough at once that a second draw, a second record, is rare.
 */
export async function randomString(
  draw: (count: number) => Promise<Uint8Array>,
  n: number,
  charset: Uint8Array,
): Promise<Uint8Array> {
  const limit = 256 - (256 % charset.length);
  const text = new Uint8Array(n);
  for (let filled = 0; filled < n;) {
    const wanted = Math.ceil(((n - filled) * 256) / limit);
    const spare = limit === 256 ? 0 : Math.ceil(8 * Math.sqrt(wanted));
    for (const byte of await draw(Math.min(MAX_DRAW, wanted + spare))) {
      if (byte < limit && filled < n) text[filled++] = charset[byte % charset.length] as number;
    }
  }
  return text;
}

/** 16 random bytes as a UUID of version 4. */
export function uuidText(random: Uint8Array): string {
  const marked = Uint8Array.from(random);
  marked[6] = ((marked[6] as number) & 0x0f) | 0x40;
  marked[8] = ((marked[8] as number) & 0x3f) | 0x80;
  return bytesToHex(marked).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x${bytesToHex(bytes)}`);

/**
 * A whole number from `low` to `high`, each as likely as the others. Sixteen bytes for at most 2^64 numbers: what lies beyond
 * their last whole multiple, and makes for a second draw, comes up less than once in 2^64 calls.
 */
export async function uniform(
  draw: (count: number) => Promise<Uint8Array>,
  low: bigint,
  high: bigint,
): Promise<bigint> {
  const size = high - low + 1n;
  const limit = 2n ** 128n - (2n ** 128n % size);
  for (;;) {
    const drawn = toBigInt(await draw(16));
    if (drawn < limit) return low + (drawn % size);
  }
}

/** 53 of the bits, as a number from 0 up to 1: every such multiple of 2^-53 is as likely as the others. */
export function fraction(random: Uint8Array): number {
  return Number(toBigInt(random) >> BigInt(random.length * 8 - 53)) / 2 ** 53;
}

/** The items in an order that follows from 32 random bytes: Fisher and Yates, fed by the key stream of ChaCha20. */
export function shuffled<T>(items: readonly T[], key: Uint8Array): readonly T[] {
  const next = words(key);
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const limit = 2 ** 32 - (2 ** 32 % (last + 1));
    let word = next();
    while (word >= limit) word = next();
    const other = word % (last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

const BLOCKS = 16;
const BLOCK_BYTES = 64;

/** Gives one 32-bit word of the key stream after another. */
function words(key: Uint8Array): () => number {
  let stream = new DataView(new ArrayBuffer(0));
  let at = 0;
  let counter = 0;
  return () => {
    if (at === stream.byteLength) {
      const nothing = new Uint8Array(BLOCKS * BLOCK_BYTES);
      stream = new DataView(chacha20(key, new Uint8Array(12), nothing, undefined, counter).buffer);
      at = 0;
      counter += BLOCKS;
    }
    at += 4;
    return stream.getUint32(at - 4);
  };
}
