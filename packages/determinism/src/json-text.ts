/**
 * A finite number as JSON text. From 1e21 on JavaScript would write a whole number with an exponent, which a reader may take
 * for a float. Pure.
 */
export function writeJsonNumber(number: number | bigint): string {
  if (typeof number === 'bigint') return number.toString();
  return Number.isInteger(number) && Math.abs(number) >= 1e21 ? BigInt(number).toString() : JSON.stringify(number);
}
