import { parseJsonNumber } from '@durable-lua/determinism';
import { parse as parseLossless } from 'lossless-json';

/** Up to 15 digits in a row are exact as a double: then the built-in parser is exact too. */
const MAY_BE_INEXACT = /\d{16}/;

/**
 * JSON text to plain values, whole numbers exact to 64 bit: beyond ±(2^53-1) they are bigint.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  return MAY_BE_INEXACT.test(text) ? parseLossless(text, undefined, LOSSLESS) : JSON.parse(text);
}

/** Of a key that stands there twice the last counts, as with the built-in parser. */
const LOSSLESS = { parseNumber: parseJsonNumber, onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue };
