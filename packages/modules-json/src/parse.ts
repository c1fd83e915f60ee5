import { MAX_DOCUMENT_DEPTH, internal, jsonInteger, isTooDeepJson } from '@durable-lua/determinism';
import { parse as parseLossless } from 'lossless-json';

/**
 * Where the built-in parser alone is not exact: whole numbers of 16 digits and more, floats with an integral value or so many
 * digits that they may be rounded to one, `-0`, and keys that JavaScript reorders. What stands in a string may match as well,
 * which costs time only.
 */
const INEXACT = /\d{16}|\d[eE]|\d\.0*(?!\d)|\d\.\d{9}|\d{8}\.|-0|"\d|\\u/;

/** Strings (with the colon that makes one a key) and numbers of a text that is known to be JSON. */
const TOKEN = /"((?:[^"\\]|\\.)*)"(\s*:)?|-?\d[\d.eE+-]*/g;

/** What to make of the parts of a text. */
export interface Maker<T> {
  scalar(value: null | boolean | string): T;
  integer(value: number | bigint): T;
  float(value: number): T;
  list(items: T[]): T;
  map(members: Map<string, T>): T;
}

/**
 * Reads JSON text exactly: whole numbers to 64 bit, floats as floats, keys in their order, the last of two equal ones.
 *
 * The built-in parser checks the syntax and does the reading. Where it would not be exact, numbers and keys are first marked
 * in the text, so that it sees only strings.
 *
 * @throws LuaError `INTERNAL` for what is no JSON, with its place, and for more than 128 levels.
 */
export function parseJson<T>(text: string, maker: Maker<T>): T {
  const plain = parsed(text);
  if (!INEXACT.test(text)) return make(plain, maker, 1);
  const marked = text.replace(TOKEN, (token, content: string | undefined, colon: string | undefined) =>
    content === undefined ? `"n${token}"` : `"s${content}"${colon ?? ''}`,
  );
  return makeMarked(JSON.parse(marked), maker, 1);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw internal(complaint(text));
  }
}

function make<T>(value: unknown, maker: Maker<T>, depth: number): T {
  if (typeof value === 'number') return Number.isInteger(value) ? maker.integer(value) : maker.float(value);
  if (typeof value !== 'object' || value === null) return maker.scalar(value as null | boolean | string);
  if (depth > MAX_DOCUMENT_DEPTH) throw tooDeep();
  if (Array.isArray(value)) return maker.list(value.map((item) => make(item, maker, depth + 1)));
  const members = new Map<string, T>();
  for (const [key, member] of Object.entries(value)) members.set(key, make(member, maker, depth + 1));
  return maker.map(members);
}

function makeMarked<T>(value: unknown, maker: Maker<T>, depth: number): T {
  if (typeof value === 'string') {
    const content = value.slice(1);
    return value.startsWith('n') ? makeNumber(content, maker) : maker.scalar(content);
  }
  if (typeof value !== 'object' || value === null) return maker.scalar(value as null | boolean);
  if (depth > MAX_DOCUMENT_DEPTH) throw tooDeep();
  if (Array.isArray(value)) return maker.list(value.map((item) => makeMarked(item, maker, depth + 1)));
  const members = new Map<string, T>();
  for (const [key, member] of Object.entries(value)) members.set(key.slice(1), makeMarked(member, maker, depth + 1));
  return maker.map(members);
}

function makeNumber<T>(digits: string, maker: Maker<T>): T {
  const whole = jsonInteger(digits);
  return whole === undefined ? maker.float(Number(digits)) : maker.integer(whole);
}

const tooDeep = () => internal(`JSON nested deeper than ${MAX_DOCUMENT_DEPTH} cannot be decoded`);

/** What is wrong with a text. Not in the words of the built-in parser, which differ from one version of Node to the next. */
function complaint(text: string): string {
  if (isTooDeepJson(text)) return tooDeep().message;
  try {
    parseLossless(text, undefined, { parseNumber: Number, onDuplicateKey: ({ newValue }) => newValue });
  } catch (error) {
    const { message } = error as Error;
    const [, what = message, position] = /^(.*) at position (\d+)$/s.exec(message) ?? [];
    return `invalid JSON: ${what}${position === undefined ? '' : ` at ${lineAndColumn(text, Number(position))}`}`;
  }
  return 'invalid JSON';
}

function lineAndColumn(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
