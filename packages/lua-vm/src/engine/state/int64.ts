/**
 * The integers of Lua, of 64 bits. Doubles are the fast path, BigInt does the rest. Globals are held in constants: reading one
 * is costly in a vm context. fengari's files take these functions by the names of C's macros.
 */

/**
 * A JS number within ±(2^53-1), a BigInt beyond: one canonical form per value, so that `===` and keys of a Map see equal
 * integers as equal.
 */
export type Integer = number | bigint;

const BigInt = globalThis.BigInt;
const Number = globalThis.Number;
const { asIntN, asUintN } = BigInt;
const { floor } = Math;

const MAXSAFE = 9007199254740991; // 2^53-1
const MAXSAFE_BIG = 9007199254740991n;
const TWO32 = 4294967296;
const TWO63 = 9223372036854775808;

export const LUA_MAXINTEGER = 9223372036854775807n;
export const LUA_MININTEGER = -9223372036854775808n;

/** Any BigInt to the integer it wraps around to, in canonical form. */
export const luai_big2int = function (b: bigint): Integer {
  b = asIntN(64, b);
  return b <= MAXSAFE_BIG && b >= -MAXSAFE_BIG ? Number(b) : b;
};

/** Integer to double; rounds to nearest even as C does. */
export const luai_int2flt = function (n: Integer): number {
  return typeof n === 'number' ? n : Number(n);
};

/** Double with an integral value to integer, or false when out of range (or not integral). */
export const luai_flt2int = function (n: number): Integer | false {
  if (n <= MAXSAFE && n >= -MAXSAFE) return floor(n) === n ? n + 0 : false; // '+ 0' turns -0 into 0
  return n >= -TWO63 && n < TWO63 ? BigInt(n) : false;
};

/** Is 'n' an integer in canonical form?. */
export const luai_isint = function (n: Integer): boolean {
  return typeof n === 'number'
    ? n <= MAXSAFE && n >= -MAXSAFE && floor(n) === n
    : typeof n === 'bigint' && (n > MAXSAFE_BIG || n < -MAXSAFE_BIG) && asIntN(64, n) === n;
};

export const luai_iadd = function (a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a + b;
    if (r <= MAXSAFE && r >= -MAXSAFE) return r;
  }
  return luai_big2int(BigInt(a) + BigInt(b));
};

export const luai_isub = function (a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a - b;
    if (r <= MAXSAFE && r >= -MAXSAFE) return r;
  }
  return luai_big2int(BigInt(a) - BigInt(b));
};

export const luai_imul = function (a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a * b;
    if (r <= MAXSAFE && r >= -MAXSAFE) return r + 0; // no -0 among integers
  }
  return luai_big2int(BigInt(a) * BigInt(b));
};

/** Floor division; 'b' is not zero. The quotient of two safe integers rounds to the right side. */
export const luai_idiv = function (a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') return floor(a / b) + 0;
  const m = BigInt(a),
    n = BigInt(b);
  let q = m / n;
  if (m % n !== 0n && m < 0n !== n < 0n) q -= 1n;
  return luai_big2int(q);
};

/** Modulo with the sign of the divisor; 'b' is not zero. */
export const luai_imod = function (a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a % b;
    if (r === 0) return 0;
    return r < 0 !== b < 0 ? r + b : r;
  }
  const n = BigInt(b);
  let r = BigInt(a) % n;
  if (r !== 0n && r < 0n !== n < 0n) r += n;
  return luai_big2int(r);
};

/** Remainder with the sign of the dividend (C's '%'); 'b' is not zero. */
export const luai_irem = function (a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return luai_big2int(BigInt(a) % BigInt(b));
};

export const luai_iunm = function (a: Integer): Integer {
  return typeof a === 'number' ? 0 - a : luai_big2int(-a);
};

/** Bitwise operations work on two 32-bit halves, which keeps hashes of numbers off BigInt. */
const lo32 = function (a: Integer): number {
  return typeof a === 'number' ? a | 0 : Number(asIntN(32, a));
};

const hi32 = function (a: Integer): number {
  return typeof a === 'number' ? floor(a / TWO32) | 0 : Number(a >> 32n);
};

const join32 = function (hi: number, lo: number): Integer {
  const r = hi * TWO32 + (lo >>> 0);
  return r <= MAXSAFE && r >= -MAXSAFE ? r : (BigInt(hi) << 32n) | BigInt(lo >>> 0);
};

export const luai_iband = function (a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a & b;
  return join32(hi32(a) & hi32(b), lo32(a) & lo32(b));
};

export const luai_ibor = function (a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a | b;
  return join32(hi32(a) | hi32(b), lo32(a) | lo32(b));
};

export const luai_ibxor = function (a: Integer, b: Integer): Integer {
  if (typeof a === 'number' && typeof b === 'number' && (a | 0) === a && (b | 0) === b) return a ^ b;
  return join32(hi32(a) ^ hi32(b), lo32(a) ^ lo32(b));
};

export const luai_ibnot = function (a: Integer): Integer {
  return luai_isub(-1, a);
};

/** Shift left, or logically right when 'y' is negative. */
export const luai_ishl = function (x: Integer, y: Integer): Integer {
  if (y <= -64 || y >= 64) return 0;
  if (y >= 0) {
    if (typeof x === 'number') {
      const r = x * 2 ** (y as number);
      if (r <= MAXSAFE && r >= -MAXSAFE) return r;
    }
    return luai_big2int(BigInt(x) << BigInt(y));
  }
  if (typeof x === 'number' && x >= 0) return floor(x / 2 ** -(y as number));
  return luai_big2int(asUintN(64, BigInt(x)) >> BigInt(-y));
};

export const luai_ishr = function (x: Integer, y: Integer): Integer {
  return luai_ishl(x, typeof y === 'number' ? -y : y < 0n ? 64 : -64);
};

/** Unsigned comparison. */
export const luai_ult = function (a: Integer, b: Integer): boolean {
  return a >= 0 ? b < 0 || a < b : b < 0 && a < b;
};

/** The 64 bits as a non-negative BigInt. */
export const luai_unsigned = function (a: Integer): bigint {
  return asUintN(64, BigInt(a));
};

export { hi32 as luai_hi32, join32 as luai_join32, lo32 as luai_lo32 };
