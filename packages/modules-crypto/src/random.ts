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
