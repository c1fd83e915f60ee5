import { MAX_DOCUMENT_DEPTH } from './document.js';
import { exactInteger } from './int64.js';

/** At most as many digits as 64 bit have: a longer text is no integer of Lua, and takes long to read. */
const WHOLE = /^-?\d{1,19}$/;

/**
 * The integer that a number in JSON text is, exact to 64 bit: beyond ±(2^53-1) a bigint. `undefined` where the number has a
 * fraction or an exponent, or does not fit: Lua then has a float. Pure.
 */
export const jsonInteger = (digits: string): number | bigint | undefined =>
  WHOLE.test(digits) ? exactInteger(BigInt(digits)) : undefined;

/** A number in JSON text as plain data: {@link jsonInteger}, else a double. Pure. */
export const parseJsonNumber = (digits: string): number | bigint => jsonInteger(digits) ?? Number(digits);

/**
 * A finite number as JSON text. From 1e21 on JavaScript would write a whole number with an exponent, which a reader may take
 * for a float. Pure.
 */
export function writeJsonNumber(number: number | bigint): string {
  if (typeof number === 'bigint') return number.toString();
  return Number.isInteger(number) && Math.abs(number) >= 1e21 ? BigInt(number).toString() : JSON.stringify(number);
}

/**
 * Whether brackets are nested deeper in a text than any document may be: parsers call themselves for each level, and a
 * stranger may have written the text. Pure.
 */
export function isTooDeepJson(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DOCUMENT_DEPTH) return true;
  }
  return false;
}
