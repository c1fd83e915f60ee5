/** The largest and the smallest of Lua's integers, which are 64 bit wide. */
export const INT64_MAX = 2n ** 63n - 1n;
export const INT64_MIN = -(2n ** 63n);

/** Whether Lua has an integer of this value. */
export const isInt64 = (whole: bigint): boolean => whole >= INT64_MIN && whole <= INT64_MAX;

/**
 * A whole number as plain data holds it: a number where a double is exact, a bigint up to 64 bit, `undefined` beyond. Pure.
 */
export function exactInteger(whole: bigint): number | bigint | undefined {
  const double = Number(whole);
  if (Number.isSafeInteger(double)) return double;
  return isInt64(whole) ? whole : undefined;
}
