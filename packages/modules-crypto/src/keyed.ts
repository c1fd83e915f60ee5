import { boolean, bytes, fn, invalid, result, string, type Fn } from '@durable-lua/determinism';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, type CHash } from '@noble/hashes/utils.js';

/** What an HMAC costs beside its bytes, by its hash, in units of the budget. */
export const HMAC_UNITS = { sha256: 300, sha384: 600, sha512: 600 } as const;

const hmacOf = (name: 'sha256' | 'sha512', title: string, hash: CHash) =>
  fn(
    {
      doc: `The HMAC of data with ${title}, key first, in lower-case hexadecimal. Compare such codes with constant_time_compare, not with ==.`,
      params: { key: bytes, data: bytes },
      returns: result(string),
    },
    ({ lua }, { key, data }) => {
      lua.pay(HMAC_UNITS[name] + (key.length + data.length) / 2);
      if (key.length === 0) throw invalid(`hmac.${name}: the key must not be empty`);
      return bytesToHex(hmac(hash, key, data));
    },
  );

/** The time taken says nothing about where two texts differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] ?? 0);
  return difference === 0;
}

export const keyedFunctions: Readonly<Record<string, Fn>> = {
  'hmac.sha256': hmacOf('sha256', 'SHA-256', sha256),
  'hmac.sha512': hmacOf('sha512', 'SHA-512', sha512),
  constant_time_compare: fn(
    {
      doc: 'Whether two strings are the same, in a time that does not depend on where they differ.',
      params: { a: bytes, b: bytes },
      returns: boolean,
    },
    ({ lua }, { a, b }) => {
      lua.pay(a.length / 8);
      return sameBytes(a, b);
    },
  ),
};
