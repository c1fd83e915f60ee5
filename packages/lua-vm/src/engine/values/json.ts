import { parse as parseLossless } from 'lossless-json';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

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
const LOSSLESS = { parseNumber: exactNumber, onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue };

function exactNumber(digits: string): number | bigint {
  if (/^-?\d+$/.test(digits)) {
    const whole = BigInt(digits);
    if (whole >= INT64_MIN && whole <= INT64_MAX) {
      const double = Number(whole);
      return Number.isSafeInteger(double) ? double : whole;
    }
  }
  return Number(digits);
}
