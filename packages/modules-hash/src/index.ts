import {
  boolean,
  bytes,
  defineModule,
  fn,
  int64,
  invalid,
  optional,
  result,
  string,
  value,
  type Env,
  type LuaValue,
  type Type,
} from '@durable-lua/determinism';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { authenticate, digest, type Algorithm } from './digests.js';
import { fnv32, fnv64 } from './fnv.js';

/** A Lua string and nothing else: the type `bytes` takes numbers as well, and 1.0 hashed as the text "1.0" helps nobody. */
const text: Type<LuaValue> = { ...value, expected: 'string' };
const data = { data: text };
/** Anything but nil and false counts as true, as in Lua. */
const raw = { raw: optional(value) };

const REMEDY = 'numbers are not converted: use tostring or string.pack';

function bytesOf({ lua }: Env, place: string, given: LuaValue): Uint8Array {
  const got = lua.typeOf(given);
  if (got === 'string') {
    const content = lua.as(given, bytes);
    // To be hashed, a word at a time.
    lua.pay(content.length / 2);
    return content;
  }
  throw invalid(`${place}: string expected, got ${got}${got === 'number' ? ` (${REMEDY})` : ''}`);
}

function isTrue({ lua }: Env, given: LuaValue | undefined): boolean {
  const type = lua.typeOf(given);
  return type === 'boolean' ? lua.as(given, boolean) : type !== 'nil';
}

const written = (env: Env, wantsBytes: LuaValue | undefined, hashed: Uint8Array): Uint8Array =>
  isTrue(env, wantsBytes) ? hashed : utf8ToBytes(bytesToHex(hashed));

/** What a digest costs beside the bytes, in units of the budget. An HMAC is two. */
const UNITS: Readonly<Record<Algorithm, number>> = { md5: 120, sha1: 120, sha256: 120, sha512: 350 };

const digestOf = (algorithm: Algorithm, title: string, note: string) =>
  fn(
    {
      doc: `The ${title} digest of a string of any bytes, in lower-case hexadecimal, or as bytes if raw is true.${note}`,
      params: { ...data, ...raw },
      returns: result(bytes),
    },
    (env, args) => {
      const content = bytesOf(env, `${algorithm}: argument #1 (data)`, args.data);
      env.lua.pay(UNITS[algorithm]);
      return written(env, args.raw, digest(algorithm, content));
    },
  );

const hmacOf = (algorithm: Algorithm, title: string) =>
  fn(
    {
      doc: `The HMAC of a string with ${title} and a secret, data first, in lower-case hexadecimal, or as bytes if raw is true. Compare codes with crypto.constant_time_compare, not with ==.`,
      params: { ...data, secret: text, ...raw },
      returns: result(bytes),
    },
    (env, args) => {
      const name = `hmac_${algorithm}`;
      const message = bytesOf(env, `${name}: argument #1 (data)`, args.data);
      const secret = bytesOf(env, `${name}: argument #2 (secret)`, args.secret);
      env.lua.pay(2 * UNITS[algorithm]);
      return written(env, args.raw, authenticate(algorithm, secret, message));
    },
  );

const BROKEN = ' It withstands no attacker: use it only where a partner demands it.';

/** The Lua module `hash`: digests, keyed digests and the quick hashes of FNV. */
export const hash = defineModule(
  {
    name: 'hash',
    summary: 'MD5, SHA-1, SHA-256, SHA-512, their HMACs, and FNV-1.',
  },
  {
    functions: {
      md5: digestOf('md5', 'MD5', BROKEN),
      sha1: digestOf('sha1', 'SHA-1', BROKEN),
      sha256: digestOf('sha256', 'SHA-256', ''),
      sha512: digestOf('sha512', 'SHA-512', ''),
      hmac_md5: hmacOf('md5', 'MD5'),
      hmac_sha1: hmacOf('sha1', 'SHA-1'),
      hmac_sha256: hmacOf('sha256', 'SHA-256'),
      hmac_sha512: hmacOf('sha512', 'SHA-512'),
      fnv32: fn(
        {
          doc: 'The FNV-1 hash with 32 bits, an integer from 0 to 2^32-1: quick, for shards and tables, not against attackers.',
          params: data,
          returns: result(int64),
        },
        (env, args) => BigInt(fnv32(bytesOf(env, 'fnv32: argument #1 (data)', args.data))),
      ),
      fnv64: fn(
        {
          doc: 'The FNV-1 hash with 64 bits, as an integer that is negative when its first bit is set: quick, for shards and tables, not against attackers.',
          params: data,
          returns: result(int64),
        },
        (env, args) => BigInt.asIntN(64, fnv64(bytesOf(env, 'fnv64: argument #1 (data)', args.data))),
      ),
      fnv64_hex: fn(
        {
          doc: 'The FNV-1 hash with 64 bits as 16 digits in lower-case hexadecimal.',
          params: data,
          returns: result(string),
        },
        (env, args) =>
          fnv64(bytesOf(env, 'fnv64_hex: argument #1 (data)', args.data))
            .toString(16)
            .padStart(16, '0'),
      ),
    },
  },
);
