/**
 * C's number formats: exact digits with ties to even as glibc prints them, 64-bit integers, widths, precisions and flags.
 * Everything is a JS string of ASCII characters. fengari's files take these functions by their names.
 */
import { type Integer, luai_unsigned } from './int64.js';

/** A finite, positive double is exactly m * 2^e. */
interface Scaled {
  readonly m: bigint;
  readonly e: number;
}

/** Flags, width and precision of a conversion; the precision is -1 when there is none. */
interface Spec {
  readonly left: boolean;
  readonly plus: boolean;
  readonly space: boolean;
  readonly alt: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly prec: number;
}

const BigInt = globalThis.BigInt;
const Number = globalThis.Number;
const { abs } = Math;

const MINNORMAL = 2.2250738585072014e-308;

/** ** The sign of a NaN cannot be known in JS (and would differ between interpreted and compiled code): print what 0/0 prints on x86-64 Linux. */
const NAN = '-nan';

/** A finite, positive double is exactly m * 2^e. */
const split = function (x: number): Scaled {
  const dv = new DataView(new ArrayBuffer(8));
  dv.setFloat64(0, x);
  const bits = dv.getBigUint64(0);
  const e = Number((bits >> 52n) & 0x7ffn);
  const m = bits & 0xfffffffffffffn;
  return e === 0 ? { m: m, e: -1074 } : { m: m | 0x10000000000000n, e: e - 1075 };
};

/** Round(m * 2^e * 10^p) with ties to even, as digits. */
const scaled = function (m: bigint, e: number, p: number): string {
  let num = m,
    den = 1n;
  if (e >= 0) num <<= BigInt(e);
  else den <<= BigInt(-e);
  if (p >= 0) num *= 10n ** BigInt(p);
  else den *= 10n ** BigInt(-p);
  let q = num / den;
  const twice = (num - q * den) * 2n;
  if (twice > den || (twice === den && (q & 1n) === 1n)) q += 1n;
  return q.toString();
};

/** 'n' significant digits of a finite x >= 0: { d: digits, e: decimal exponent }. */
const digits = function (x: number, n: number): { d: string; e: number } {
  if (x === 0) return { d: '0'.repeat(n), e: 0 };
  if (n <= 99) {
    // JS rounds ties up, so its digits serve only where one more digit shows that there is no tie
    let s = x.toExponential(n);
    let k = s.indexOf('e');
    if (s[k - 1] !== '5') {
      s = x.toExponential(n - 1);
      k = s.indexOf('e');
      return { d: n > 1 ? s.charAt(0) + s.slice(2, k) : s.charAt(0), e: Number(s.slice(k + 1)) };
    }
  }
  const { m, e } = split(x);
  const exp = Number(x.toExponential(20).split('e')[1]); // no double is so near to the next power of ten
  const d = scaled(m, e, n - 1 - exp);
  return d.length === n ? { d: d, e: exp } : { d: d.slice(0, n), e: exp + 1 }; // rounding may have carried
};

const exponent = function (e: number): string {
  const a = abs(e);
  return (e < 0 ? '-' : '+') + (a < 10 ? '0' : '') + a;
};

/** %e of a finite x >= 0. */
const fmt_e = function (x: number, p: number, alt: boolean): string {
  const { d, e } = digits(x, p + 1);
  return d.charAt(0) + (p > 0 ? '.' + d.slice(1) : alt ? '.' : '') + 'e' + exponent(e);
};

/** %f of a finite x >= 0. */
const fmt_f = function (x: number, p: number, alt: boolean): string {
  const { m, e } = split(x);
  let d = scaled(m, e, p);
  if (p === 0) return alt ? d + '.' : d;
  d = d.padStart(p + 1, '0');
  return d.slice(0, -p) + '.' + d.slice(-p);
};

/** %g of a finite x >= 0. */
const fmt_g = function (x: number, p: number, alt: boolean): string {
  if (p === 0) p = 1;
  const { d, e } = digits(x, p);
  let frac;
  let head,
    tail = '';
  if (e < -4 || e >= p) {
    head = d.charAt(0);
    frac = d.slice(1);
    tail = 'e' + exponent(e);
  } else if (e >= 0) {
    head = d.slice(0, e + 1);
    frac = d.slice(e + 1);
  } else {
    head = '0';
    frac = '0'.repeat(-e - 1) + d;
  }
  if (!alt) {
    let n = frac.length;
    while (n > 0 && frac[n - 1] === '0') n--;
    frac = frac.slice(0, n);
  }
  return head + (frac !== '' || alt ? '.' + frac : '') + tail;
};

/** %a of a finite x >= 0, as glibc writes it; p < 0: as many digits as needed. */
const fmt_a = function (x: number, p: number, alt: boolean): string {
  let lead = 0,
    e = 0,
    frac = 0n;
  if (x !== 0) {
    const s = split(x);
    const normal = x >= MINNORMAL;
    e = s.e + 52;
    lead = normal ? 1 : 0;
    frac = s.m & 0xfffffffffffffn;
  }
  let d = frac.toString(16).padStart(13, '0');
  if (p < 0) d = d.replace(/0+$/, '');
  else if (p < 13) {
    const drop = BigInt(4 * (13 - p));
    const all = (BigInt(lead) << 52n) | frac;
    let q = all >> drop;
    const rest = (all - (q << drop)) * 2n;
    const unit = 1n << drop;
    if (rest > unit || (rest === unit && (q & 1n) === 1n)) q += 1n;
    lead = Number(q >> BigInt(4 * p));
    d = p > 0 ? (q & ((1n << BigInt(4 * p)) - 1n)).toString(16).padStart(p, '0') : '';
  } else d = d.padEnd(p, '0');
  return '0x' + lead + (d !== '' || alt ? '.' + d : '') + 'p' + (e < 0 ? '-' : '+') + abs(e);
};

/** Flags, width and precision of a conversion; precision -1 when there is none. */
const parsespec = function (form: string): Spec {
  let i = 1,
    left = false,
    plus = false,
    space = false,
    alt = false,
    zero = false;
  flags: for (; ; i++) {
    switch (form[i]) {
      case '-':
        left = true;
        break;
      case '+':
        plus = true;
        break;
      case ' ':
        space = true;
        break;
      case '#':
        alt = true;
        break;
      case '0':
        zero = true;
        break;
      default:
        break flags;
    }
  }
  const m = /^([0-9]*)(?:(\.)([0-9]*))?/.exec(form.slice(i));
  return {
    left: left,
    plus: plus,
    space: space,
    alt: alt,
    zero: zero,
    width: Number(m?.[1]),
    prec: m?.[2] ? Number(m[3]) : -1,
  };
};

const pad = function (f: Spec, sign: string, body: string, zero: boolean): string {
  const n = f.width - sign.length - body.length;
  if (n <= 0) return sign + body;
  if (f.left) return sign + body + ' '.repeat(n);
  if (!zero) return ' '.repeat(n) + sign + body;
  const prefix = /^0[xX]/.exec(body) ? 2 : 0; // zeros go behind '0x'
  return sign + body.slice(0, prefix) + '0'.repeat(n) + body.slice(prefix);
};

/** %d %i %u %o %x %X of an integer (JS number or BigInt). */
export const luai_fmtint = function (form: string, conv: string, n: Integer): string {
  const f = parsespec(form);
  let sign = '';
  let d;
  switch (conv) {
    case 'd':
    case 'i':
      if (n < 0) {
        sign = '-';
        n = -n;
      } else if (f.plus) sign = '+';
      else if (f.space) sign = ' ';
      d = n.toString();
      break;
    case 'o':
      d = luai_unsigned(n).toString(8);
      break;
    case 'x':
      d = luai_unsigned(n).toString(16);
      break;
    case 'X':
      d = luai_unsigned(n).toString(16).toUpperCase();
      break;
    default:
      d = luai_unsigned(n).toString();
      break;
  }
  if (f.prec >= 0) {
    if (f.prec === 0 && d === '0') d = '';
    d = d.padStart(f.prec, '0');
  }
  if (f.alt) {
    if (conv === 'o' && d[0] !== '0') d = '0' + d;
    else if ((conv === 'x' || conv === 'X') && n !== 0) d = '0' + conv + d;
  }
  return pad(f, sign, d, f.zero && f.prec < 0);
};

/** %a %A %e %E %f %F %g %G of a double. */
export const luai_fmtflt = function (form: string, conv: string, x: number): string {
  const f = parsespec(form);
  const lower = conv.toLowerCase();
  let sign = x < 0 || (x === 0 && 1 / x < 0) ? '-' : f.plus ? '+' : f.space ? ' ' : '';
  let body;
  const finite = x - x === 0;
  if (x !== x) {
    sign = '-';
    body = NAN.slice(1);
  } else if (!finite) body = 'inf';
  else {
    const p = f.prec < 0 && lower !== 'a' ? 6 : f.prec;
    x = abs(x);
    switch (lower) {
      case 'e':
        body = fmt_e(x, p, f.alt);
        break;
      case 'f':
        body = fmt_f(x, p, f.alt);
        break;
      case 'g':
        body = fmt_g(x, p, f.alt);
        break;
      default:
        body = fmt_a(x, p, f.alt);
        break;
    }
  }
  if (conv !== lower) body = body.toUpperCase();
  return pad(f, sign, body, f.zero && finite);
};

/** %s with a width or a precision; 's' has one character per byte. */
export const luai_fmtstr = function (form: string, s: string): string {
  const f = parsespec(form);
  return pad(f, '', f.prec >= 0 ? s.slice(0, f.prec) : s, false);
};

/** LUA_NUMBER_FMT, that is "%.14g". */
export const luai_num2str = function (x: number): string {
  if (x !== x) return NAN;
  if (x - x !== 0) return x < 0 ? '-inf' : 'inf';
  const a = abs(x);
  let s = x === 0 && 1 / x < 0 ? '-0' : '' + x;
  // the shortest digits that read back are what %.14g prints, where they are few and plain
  if ((a >= 1e-4 || a === 0) && a < 1e14 && s.length <= 15) return s;
  s = fmt_g(a, 14, false);
  return x < 0 ? '-' + s : s;
};
