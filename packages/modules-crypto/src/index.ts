import { boolean, bytes, defineModule, fn, integer, invalid, optional, result, string } from '@durable-lua/determinism';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, type CHash } from '@noble/hashes/utils.js';
import { LETTERS_AND_DIGITS, randomString, uuidText } from './random.js';

const MAX_LENGTH = 1_048_576;

/** A length in range is the caller's data, not a mistake in the program: it is returned. */
function checkLength(name: string, n: number): number {
  if (n >= 1 && n <= MAX_LENGTH) return n;
  throw invalid(`${name}: n must be 1 to ${MAX_LENGTH}, got ${n}`);
}

const hmacOf = (name: string, hash: CHash) =>
  fn(
    { doc: `HMAC with ${name}, in hexadecimal.`, params: { key: bytes, data: bytes }, returns: result(string) },
    (_, { key, data }) => {
      if (key.length === 0) throw invalid(`hmac.${name}: the key must not be empty`);
      return bytesToHex(hmac(hash, key, data));
    },
  );

/** The time taken says nothing about where two texts differ. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] ?? 0);
  return difference === 0;
}

/** The Lua module `crypto`: randomness of a cryptographic source, recorded in a workflow, and keyed hashes. */
export const crypto = defineModule({
  name: 'crypto',
  summary: 'Recorded cryptographic randomness, HMAC, comparison in constant time.',
  needs: ['random'],
  functions: {
    'random.bytes': fn(
      {
        doc: 'n random bytes. In a workflow drawn once and recorded in the history.',
        params: { n: integer() },
        returns: result(bytes),
      },
      ({ random }, { n }) => random.bytes(checkLength('random.bytes', n)),
    ),
    'random.string': fn(
      {
        doc: 'n random bytes out of charset, by default letters and digits. Recorded in a workflow.',
        params: { n: integer(), charset: optional(bytes) },
        returns: result(bytes),
      },
      ({ random }, { n, charset = LETTERS_AND_DIGITS }) => {
        checkLength('random.string', n);
        if (charset.length < 1 || charset.length > 256) {
          throw invalid(`random.string: charset must have 1 to 256 bytes, got ${charset.length}`);
        }
        return randomString((count) => random.bytes(count), n, charset);
      },
    ),
    'random.uuid': fn(
      { doc: 'A random UUID, version 4, fit for secrets. Recorded in a workflow.', returns: result(string) },
      async ({ random }) => uuidText(await random.bytes(16)),
    ),
    'hmac.sha256': hmacOf('sha256', sha256),
    'hmac.sha512': hmacOf('sha512', sha512),
    constant_time_compare: fn(
      {
        doc: 'Whether two strings are the same, in a time that does not depend on where they differ.',
        params: { a: bytes, b: bytes },
        returns: boolean,
      },
      (_, { a, b }) => sameBytes(a, b),
    ),
  },
  aliases: { random_bytes: 'random.bytes', random_string: 'random.string', random_uuid: 'random.uuid' },
});
