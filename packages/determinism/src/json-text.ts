/**
 * A finite number as JSON text. From 1e21 on JavaScript would write a whole number with an exponent, which a reader may take
 * for a float. Pure.
 */
export function writeJsonNumber(number: number | bigint): string {
  if (typeof number === 'bigint') return number.toString();
  return Number.isInteger(number) && Math.abs(number) >= 1e21 ? BigInt(number).toString() : JSON.stringify(number);
}

/** Half of a letter, which has no form in UTF-8: a decoder would make U+FFFD of it. */
export const LONE_SURROGATE = /\p{Surrogate}/u;

/** The key of a table in JSON that stands for what JSON has no word for: bytes, an error. Reserved, and part of the wire format. */
export const LUA_MARK = '$lua';
