import type { Random } from './random.js';

/**
 * Random Lua expressions. `id(x)` hides an operand from the compiler, so that both constant folding and the
 * interpreter are put to the test. Values whose last digits depend on the C library (powers, logarithms) are not
 * nested: their printed form is the same everywhere, what is computed from them need not be.
 */

const INTEGERS = [
  '0', '1', '2', '3', '7', '8', '10', '31', '32', '33', '52', '53', '54', '62', '63', '64', '65', '100', '255', '256',
  '1000', '65535', '65536', '2147483647', '2147483648', '4294967295', '4294967296', '4294967297', '1000000007',
  '999999999999', '4503599627370496', '9007199254740991', '9007199254740992', '9007199254740993',
  '4611686018427387903', '4611686018427387904', '9223372036854775806', '9223372036854775807', 'math.maxinteger',
  'math.mininteger', '0x7fffffffffffffff', '0x8000000000000000', '0xffffffffffffffff', '0xdeadbeefcafebabe', '0x10',
]; // prettier-ignore

const FLOATS = [
  '0.0', '-0.0', '0.5', '1.0', '1.5', '2.0', '2.5', '3.0', '0.1', '0.3', '1e15', '1e16', '1e17', '1e100', '1e308', '5e-324',
  '2.2250738585072014e-308', '123456.789', '3.14159265358979', '2^31', '2^32', '2^53', '2^53+1', '2^62', '2^63', '-2^63',
  '2^64', '9007199254740991.0', '4503599627370495.5', '1/0', '-1/0', '0/0', '1e-5', '99999999999999.5', '0x1p-3', '0x.8',
]; // prettier-ignore

const STRINGS = [
  '""', '"a"', '"b"', '"abc"', '"Z"', '"10"', '"0x10"', '" 5 "', '"1e1"', '"1.5"', '"-7"', '"9223372036854775807"',
  '"9223372036854775808"', '"-9223372036854775808"', '"0x1p4"', '"inf"', '"nan"', '"1e"', '"0x"', '"\\n"', '"A"', '"\\0"',
  '"\\1\\35"', '"\\18\\3"', '"a\\0b"', '"hello world"', '"  trim me  "', '"key = value"', '"f(a(b)c)d"', '"x,y,,z"', '"\\xff"',
  '"h\\u{e4}\\u{20ac}"', '"THE (quick) fox"', '"2026-11-23"', '"%d%%"',
]; // prettier-ignore

const PATTERNS = [
  '"."', '"%a+"', '"%d+"', '"^%s*(.-)%s*$"', '"(%w+) = (%w+)"', '"%b()"', '"[^,]*"', '"()"', '"()%a"', '"%f[%w]%w+"', '"a*"', '"a-b"',
  '"[a-c]?"', '"%S+"', '"(.)(.)"', '"(.)%1"', '"^a"', '"o$"', '"[%a_][%w_]*"', '"%."', '"[^%d]"', '"%x%x"', '"%u%l*"', '"[]]"', '"(a*(.)%w(%s*))"',
  '"["', '"%"', '"(a"', '"%1"', '"a)"', '"%b("', '"%f"', '"(%d%d%d%d)-(%d%d)-(%d%d)"', '"%c"', '"%z"', '"[\\0-\\31]"', '"%p"', '"l+"',
]; // prettier-ignore

const REPLACEMENTS = [
  '"<%0>"',
  '"%1"',
  '""',
  '"x"',
  '"%%"',
  '"%2%1"',
  '"%9"',
  '"%a"',
  '{a = "1", b = true, c = false}',
  'string.upper',
  '"-"',
];

const hide = (r: Random, x: string): string => (r.oneIn(2) ? `id(${x})` : x);

export function integer(r: Random, depth: number): string {
  if (depth <= 0 || r.oneIn(4)) {
    const n = r.oneIn(5) ? String(r.bits() * 2 ** r.below(21)) : r.pick(INTEGERS);
    return hide(r, r.oneIn(3) ? `(-${n})` : n);
  }
  const a = (): string => integer(r, depth - 1);
  switch (r.below(8)) {
    case 0:
      return `(-${a()})`;
    case 1:
      return `(~${a()})`;
    case 2:
      return `(${a()} ${r.pick(['<<', '>>'])} ${r.oneIn(3) ? a() : hide(r, r.pick(['0', '1', '8', '31', '32', '33', '53', '62', '63', '64', '65', '-1', '-63', '-64']))})`;
    case 3:
      return `(${a()} ${r.pick(['//', '%'])} ${a()})`;
    case 4:
      return `(${a()} ${r.pick(['&', '|', '~'])} ${a()})`;
    default:
      return `(${a()} ${r.pick(['+', '-', '*'])} ${a()})`;
  }
}

export function float(r: Random, depth: number): string {
  if (depth <= 0 || r.oneIn(4)) {
    const x = r.oneIn(4) ? `${r.bits()}.${r.below(1000)}` : r.pick(FLOATS);
    return hide(r, r.oneIn(3) ? `-(${x})` : `(${x})`);
  }
  const a = (): string => number(r, depth - 1);
  return r.oneIn(6)
    ? `(-${float(r, depth - 1)})`
    : `(${float(r, depth - 1)} ${r.pick(['+', '-', '*', '/', '//', '%'])} ${a()})`;
}

export const number = (r: Random, depth: number): string => (r.oneIn(2) ? integer(r, depth) : float(r, depth));
export const string = (r: Random): string => hide(r, r.pick(STRINGS));
const position = (r: Random): string => (r.oneIn(5) ? integer(r, 0) : String(r.below(12) - 4));
/** Anything, wrong types too. */
const value = (r: Random): string =>
  r.pick([
    () => integer(r, 0),
    () => float(r, 0),
    () => string(r),
    () => r.pick(['nil', 'true', 'false', '{}', 'id', '{1, 2, 3}']),
  ])();

/** The sign and the bits of not-a-number are the processor's business: it must not become a string that is taken apart. */
const aNumber = (r: Random, one: (r: Random) => string): string => {
  const x = one(r);
  return x.includes('0/0') ? '0.5' : x;
};

/** No nil: the length of a list that ends in one is not defined. */
const element = (r: Random): string => {
  const v = value(r);
  return v === 'nil' ? 'false' : v;
};

function format(r: Random): string {
  const flags = r.times(r.below(3), () => r.pick(['-', '+', ' ', '#', '0'])).join('');
  const width = r.oneIn(2) ? String(r.below(25)) : '';
  const precision = r.oneIn(2) ? `.${r.oneIn(6) ? '' : r.below(20)}` : '';
  const spec = (conversion: string): string => `"%${flags}${width}${precision}${conversion}"`;
  const finite = (): string => r.pick(FLOATS.filter((x) => !x.includes('/0')));
  switch (r.below(6)) {
    case 0:
      return `string.format(${spec(r.pick(['d', 'i']))}, ${r.oneIn(8) ? value(r) : integer(r, 0)})`;
    case 1:
      return `string.format(${spec(r.pick(['x', 'X', 'o', 'u']))}, ${integer(r, 0)})`;
    case 2:
      return `string.format(${spec('s')}, ${r.oneIn(2) ? string(r) : integer(r, 0)})`;
    case 3:
      return `string.format("%q", ${r.pick([() => string(r), () => integer(r, 0), finite])()})`;
    case 4:
      return `string.format("%5s|%-5s|%c|%%", ${string(r)}, ${integer(r, 0)}, ${r.below(300)})`;
    default:
      return `string.format(${spec(r.pick(['f', 'e', 'E', 'g', 'G', 'a', 'A']))}, ${r.oneIn(2) ? finite() : `${r.bits()}e${r.below(40) - 20}`})`;
  }
}

function pack(r: Random): string {
  const order = r.pick(['', '<', '>', '=', '!', '!4', '>!8']);
  const option = r.pick([
    'b',
    'B',
    'h',
    'H',
    'l',
    'L',
    'j',
    'J',
    'i',
    'I',
    'i3',
    'I5',
    'i7',
    'i8',
    'I8',
    'i16',
    'I16',
    'T',
    'i17',
  ]);
  switch (r.below(5)) {
    case 0:
      return `hex(string.pack("${order}${option}", ${integer(r, 0)}))`;
    case 1:
      return `string.unpack("${order}${option}", string.rep("\\${r.below(256)}\\${r.below(256)}\\${r.below(256)}", 6))`;
    case 2:
      return `hex(string.pack("${order}${r.pick(['d', 'f', 'n'])}", ${aNumber(r, (one) => float(one, 0))}))`;
    case 3:
      return `hex(string.pack("${order}${r.pick(['s', 's1', 's2', 'z', 'c5', 'xi4', 'i1!8Xi8'])}", ${string(r)}))`;
    default:
      return `string.packsize("${order}b${option}d")`;
  }
}

function libraryCall(r: Random): string {
  const s = string(r);
  switch (r.below(17)) {
    case 0:
      return `math.${r.pick(['abs', 'ceil', 'floor', 'tointeger', 'type', 'modf', 'sqrt'])}(${r.oneIn(8) ? value(r) : number(r, 1)})`;
    case 1:
      return `math.${r.pick(['fmod', 'ult', 'max', 'min'])}(${number(r, 1)}, ${number(r, 0)})`;
    case 2:
      return `string.format("%.12g", math.${r.pick(['sin', 'cos', 'exp', 'log'])}(${r.below(20)}))`;
    case 3:
      return `tostring(${r.oneIn(2) ? integer(r, 2) : float(r, 1)})`;
    case 4:
      return r.oneIn(2)
        ? `tonumber(${s})`
        : `tonumber(${r.pick(['"7f"', '"zz"', '" -11 "', '"8"', '"ffffffffffffffff"', '"1.5"', '""', s])}, ${2 + r.below(35)})`;
    case 5:
      return `string.${r.pick(['sub', 'byte'])}(${s}, ${position(r)}, ${position(r)})`;
    case 6:
      return `string.${r.pick(['upper', 'lower', 'reverse', 'len'])}(${r.oneIn(8) ? aNumber(r, value) : s})`;
    case 7:
      return `string.rep(${s}, ${r.oneIn(9) ? '-1' : r.below(5)}${r.oneIn(2) ? `, ${string(r)}` : ''})`;
    case 8:
      return `string.find(${s}, ${r.pick(PATTERNS)}, ${r.below(8) - 2}${r.oneIn(4) ? ', true' : ''})`;
    case 9:
      return `string.match(${s}, ${r.pick(PATTERNS)}${r.oneIn(3) ? `, ${r.below(8) - 2}` : ''})`;
    case 10:
      return `string.gsub(${s}, ${r.pick(PATTERNS)}, ${r.pick(REPLACEMENTS)}${r.oneIn(3) ? `, ${r.below(4)}` : ''})`;
    case 11:
      return `all(string.gmatch(${s}, ${r.pick(PATTERNS)}))`;
    case 12:
      return pack(r);
    case 13:
      return `select(${position(r)}, ${r.times(1 + r.below(3), () => value(r)).join(', ')})`;
    case 14:
      return `table.concat({${r.times(r.below(5), () => element(r)).join(', ')}}${r.oneIn(2) ? `, ${s}, ${r.below(4)}, ${r.below(4)}` : ''})`;
    case 15:
      return `utf8.${r.pick([`char(${r.below(0x11ffff)})`, `len(${s})`, `codepoint(${s}, 1, -1)`, `offset(${s}, ${r.below(5) - 2})`])}`;
    default:
      return `table.unpack({${r.times(r.below(4), () => element(r)).join(', ')}}, ${position(r)}, ${r.below(6)})`;
  }
}

/** One random expression. */
export function expression(r: Random): string {
  switch (r.below(12)) {
    case 0:
    case 1:
    case 2:
      return integer(r, 3);
    case 3:
      return float(r, 2);
    case 4:
      return `${number(r, 1)} ${r.pick(['<', '<=', '>', '>=', '==', '~='])} ${number(r, 1)}`;
    case 5:
      return `${string(r)} ${r.pick(['<', '<=', '==', '~=', '..', '>'])} ${string(r)}`;
    case 6:
      return `${value(r)} ${r.pick(['+', '-', '*', '/', '//', '%', '..', '<', '<=', '==', '&', '|', '~', '<<', '>>', 'and', 'or'])} ${value(r)}`;
    case 7:
      return format(r);
    case 8:
      return `${r.pick(['-', '~', '#', 'not '])}${value(r)}`;
    case 9:
      return `({[${number(r, 0)}] = 1, [${number(r, 0)}] = 2})[${number(r, 0)}]`;
    default:
      return libraryCall(r);
  }
}
