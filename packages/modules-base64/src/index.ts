import {
  bytes,
  defineModule,
  fn,
  invalid,
  LuaError,
  result,
  string,
  value,
  type Env,
  type LuaValue,
  type Type,
} from '@durable-lua/determinism';
import { decode, encode, STANDARD, URL_SAFE, type Variant } from './variant.js';

/** A Lua string and nothing else: the types `string` and `bytes` take numbers as well, whose text nobody means here. */
const text: Type<LuaValue> = { ...value, expected: 'string' };

function stringOf<T extends string | Uint8Array>(
  { lua }: Env,
  name: string,
  given: LuaValue,
  type: Type<T, unknown>,
): T {
  const got = lua.typeOf(given);
  if (got !== 'string') throw invalid(`${name}: argument #1 (s): string expected, got ${got}`);
  let content: T;
  try {
    content = lua.as(given, type);
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    throw invalid(`${name}: base64 text expected, got bytes that are not even UTF-8`);
  }
  // To be converted, digit by digit.
  lua.pay(2 * content.length);
  return content;
}

const encoder = (name: string, doc: string, variant: Variant) =>
  fn({ doc, params: { s: text }, returns: result(string) }, (env, { s }) =>
    encode(variant, stringOf(env, name, s, bytes)),
  );

const decoder = (name: string, doc: string, variant: Variant) =>
  fn({ doc, params: { s: text }, returns: result(bytes) }, (env, { s }) => {
    const decoded = decode(variant, stringOf(env, name, s, string));
    if (typeof decoded === 'string') throw invalid(`${name}: ${decoded}`);
    return decoded;
  });

/** The Lua module `base64`: RFC 4648, with the standard alphabet and the one for URLs. */
export const base64 = defineModule(
  {
    name: 'base64',
    summary: 'Bytes as text and back: base64 of RFC 4648, also with the alphabet for URLs.',
  },
  {
    functions: {
      encode: encoder(
        'encode',
        'The bytes of a string as base64 with the standard alphabet and padding. Anything but a string gives nil and an INVALID error.',
        STANDARD,
      ),
      decode: decoder(
        'decode',
        'The bytes that base64 text stands for. Line breaks are skipped; padding must be complete. Any other character, or no string at all, gives nil and an INVALID error.',
        STANDARD,
      ),
      encode_url: encoder(
        'encode_url',
        'The bytes of a string as base64 for URLs and file names: with `-` and `_` instead of `+` and `/`, and without padding.',
        URL_SAFE,
      ),
      decode_url: decoder(
        'decode_url',
        'The bytes that base64 text with the alphabet for URLs stands for. Padding may be left out; where it is given it must be complete.',
        URL_SAFE,
      ),
    },
  },
);
