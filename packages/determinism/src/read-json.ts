import { MAX_DOCUMENT_DEPTH } from './document.js';
import { exactInteger } from './int64.js';
import { LONE_SURROGATE } from './json-text.js';

/** What to make of the parts of a JSON text. */
export interface JsonMaker<T> {
  scalar(value: null | boolean | string): T;
  /** A number without fraction and exponent that fits into 64 bit, exact: beyond ±(2^53-1) a bigint. */
  integer(value: number | bigint): T;
  float(value: number): T;
  list(items: T[]): T;
  /** In the order of the text. A key that stands there twice is here twice. */
  map(members: (readonly [string, T])[]): T;
}

/** What a JSON text says, with `O` for its objects. */
export type Json<O> = null | boolean | number | bigint | string | readonly Json<O>[] | O;

/** Everything as it is, and objects as `map` makes them. */
export const jsonMaker = <O>(map: (members: (readonly [string, Json<O>])[]) => Json<O>): JsonMaker<Json<O>> => ({
  scalar: (value) => value,
  integer: (value) => value,
  float: (value) => value,
  list: (items) => items,
  map,
});

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const SPACE = 0x20;
const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;
/** A whole number of so few characters is exact as a double. */
const SURELY_EXACT = 15;
/** At most as many characters as 64 bit take: a longer text is no integer of Lua, and takes long to read. */
const LONGEST_INTEGER = 20;

/**
 * Reads JSON text exactly, and the same on every platform: integers to 64 bit, floats as floats, keys as they are written and in
 * their order. `JSON.parse` does none of that: it knows only doubles, puts keys that look like numbers first, and in some versions
 * of V8 takes an escaped key for one that it met before. Pure.
 * @throws SyntaxError with line and column, in words of our own, for what is no JSON and for more than 128 levels.
 */
export function readJson<T>(text: string, maker: JsonMaker<T>): T {
  const space = /[ \t\n\r]*/y;
  const plain = /[ !#-[\]-\uffff]*/y;
  const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
  let at = 0;

  const refuse = (what: string, position = at): SyntaxError => {
    const before = text.slice(0, position).split('\n');
    return new SyntaxError(`${what} at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`);
  };
  const unexpected = (position = at): SyntaxError => {
    const found = text.codePointAt(position);
    return refuse(found === undefined ? 'unexpected end' : `unexpected ${visible(found)}`, position);
  };
  const skip = (pattern: RegExp): void => {
    pattern.lastIndex = at;
    pattern.test(text);
    at = pattern.lastIndex;
  };
  const skipSpace = (): void => {
    if (text.charCodeAt(at) <= SPACE) skip(space);
  };

  /** After the opening quote. */
  const readString = (): string => {
    const start = at - 1;
    let content = '';
    for (;;) {
      const from = at;
      skip(plain);
      content += text.slice(from, at);
      const end = text[at];
      if (end === '"') {
        at += 1;
        if (LONE_SURROGATE.test(content)) throw refuse('half a surrogate pair in the text', start);
        return content;
      }
      if (end !== '\\') throw unexpected();
      content += readEscape();
    }
  };

  const readEscape = (): string => {
    const letter = text[at + 1] ?? '';
    const simple = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    if (simple !== undefined) {
      at += 2;
      return simple;
    }
    const digits = text.slice(at + 2, at + 6);
    if (letter !== 'u' || !/^[\da-fA-F]{4}$/.test(digits)) throw refuse('invalid escape sequence');
    at += 6;
    return String.fromCharCode(parseInt(digits, 16));
  };

  const readNumber = (): T => {
    number.lastIndex = at;
    const match = number.exec(text);
    // Only a sign can stand alone.
    if (match === null) throw unexpected(at + 1);
    const [digits, fraction, exponent] = match;
    at += digits.length;
    if (fraction !== undefined || exponent !== undefined) return maker.float(Number(digits));
    // Never -0, which no integer is.
    if (digits.length <= SURELY_EXACT) return maker.integer(Number(digits) + 0);
    const whole = digits.length <= LONGEST_INTEGER ? exactInteger(BigInt(digits)) : undefined;
    return whole === undefined ? maker.float(Number(digits)) : maker.integer(whole);
  };

  const readItems = (close: string, readOne: () => void): void => {
    at += 1;
    skipSpace();
    if (text[at] === close) {
      at += 1;
      return;
    }
    for (;;) {
      readOne();
      skipSpace();
      const next = text[at];
      if (next !== ',' && next !== close) throw unexpected();
      at += 1;
      if (next === close) return;
      skipSpace();
    }
  };

  const readValue = (depth: number): T => {
    const first = text[at];
    if (first === '"') {
      at += 1;
      return maker.scalar(readString());
    }
    if (first !== '{' && first !== '[') {
      if (first === '-' || (first !== undefined && first >= '0' && first <= '9')) return readNumber();
      for (const [word, value] of WORDS) {
        if (!text.startsWith(word, at)) continue;
        at += word.length;
        return maker.scalar(value);
      }
      throw unexpected();
    }
    if (depth > MAX_DOCUMENT_DEPTH) throw refuse(`nested deeper than ${MAX_DOCUMENT_DEPTH} levels`);
    if (first === '[') {
      const items: T[] = [];
      readItems(']', () => items.push(readValue(depth + 1)));
      return maker.list(items);
    }
    const members: [string, T][] = [];
    readItems('}', () => {
      if (text[at] !== '"') throw unexpected();
      at += 1;
      const key = readString();
      skipSpace();
      if (text[at] !== ':') throw unexpected();
      at += 1;
      skipSpace();
      members.push([key, readValue(depth + 1)]);
    });
    return maker.map(members);
  };

  skipSpace();
  const value = readValue(1);
  skipSpace();
  if (at < text.length) throw unexpected();
  return value;
}

/** A character as a message shows it; what nobody sees, such as the mark at the beginning of a file, by its code. */
function visible(code: number): string {
  const text = String.fromCodePoint(code);
  if (!/[\p{Cf}\p{Zs}\p{Zl}\p{Zp}]/u.test(text) || text === ' ') return JSON.stringify(text);
  const named = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return code === 0xfeff ? `${named}, a byte order mark: take it off` : named;
}
