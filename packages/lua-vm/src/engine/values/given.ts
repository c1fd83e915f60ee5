import { LONE_SURROGATE, LuaError, invalid, isInt64, type Data } from '@durable-lua/determinism';
import { MAX_DEPTH, MAX_VALUES } from './extent.js';
import { Path } from './path.js';

/**
 * What TypeScript gives, as plain data: checked where it enters, since types are no guard against what a library or plain
 * JavaScript hands over. What has no form in Lua is refused; nothing is turned into something else without a word.
 */

// See text.ts: globals are costly to read in a sandbox.
const { isFinite } = Number;
const { fromEntries, getOwnPropertyDescriptor, getOwnPropertySymbols, getPrototypeOf, hasOwn, keys } = Object;
const { isArray } = Array;
const { isView } = ArrayBuffer;
const tagOf = Object.prototype.toString;

/** What to send instead of an object, by what JavaScript calls it. */
const INSTEAD: Readonly<Record<string, string>> = {
  Date: 'use date.toISOString()',
  Map: 'use Object.fromEntries(map)',
  Set: 'use [...set]',
  RegExp: 'use regexp.source',
  URL: 'use url.href',
  URLSearchParams: 'use Object.fromEntries(params)',
  Promise: 'await it first',
  Error: 'use new LuaError({ message: error.message })',
  String: 'use its valueOf()',
  Number: 'use its valueOf()',
  Boolean: 'use its valueOf()',
  BigInt: 'use its valueOf()',
  Symbol: 'use symbol.description',
  ArrayBuffer: 'use new Uint8Array(buffer)',
  SharedArrayBuffer: 'use new Uint8Array(buffer)',
  DataView: 'use new Uint8Array(view.buffer, view.byteOffset, view.byteLength)',
  Arguments: 'use [...arguments]',
  Module: 'use { ...module }',
  LuaFunction: 'give it as an argument of its own',
  LuaTable: 'give it as an argument of its own, or use table.toData()',
};
const A_PLAIN_OBJECT = 'use an object of its fields, such as { ...object }';

/** Bytes of any realm: in a sandbox those of a TextEncoder are not of its own. */
export const isBytes = (value: unknown): value is Uint8Array =>
  isView(value) && tagOf.call(value) === '[object Uint8Array]';

/**
 * A value from TypeScript as plain data of our own: each property was read once, so that what was checked is what is used.
 * @throws LuaError `INVALID` with the path of what cannot be sent, and what to send instead.
 */
export const given = (value: unknown): Data => new Reader(true).start(value);

/** As {@link given}, for a border where numbers must be finite. */
export const givenFinite = (value: unknown): Data => new Reader(false).start(value);

/** Text as it can become UTF-8. @throws LuaError `INVALID` */
export const givenText = (text: string): string => new Reader(true).start(text) as string;

/** What JavaScript calls a value, for messages. */
export function describeGiven(value: unknown): string {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return `the number ${String(value).slice(0, 40)}`;
    case 'object':
      return value === null ? 'null' : read(() => withArticle(nameOf(value, tagOf.call(value).slice(8, -1))));
    case 'undefined':
      return 'undefined';
    default:
      return `a ${typeof value}`;
  }
}

/** What a getter or a proxy gives. @throws LuaError `INVALID` when it throws */
export function read<T>(get: () => T): T {
  try {
    return get();
  } catch (error) {
    throw invalid(`it cannot be read: ${messageOf(error)}`);
  }
}

class Reader {
  private readonly path = new Path();
  private readonly open = new Set<object>();
  private count = 0;
  private refused: LuaError | undefined;

  constructor(private readonly infinite: boolean) {}

  start(value: unknown): Data {
    try {
      return this.read(value);
    } catch (error) {
      // Anything else was thrown by a getter or by a proxy.
      if (error === this.refused) throw error;
      throw invalid(`${this.path.toString()}it cannot be read: ${messageOf(error)}`);
    }
  }

  private refuse(what: string, instead?: string): never {
    const advice = instead === undefined ? '' : `; ${instead}`;
    throw (this.refused = invalid(`${this.path.toString()}${what} cannot be sent${advice}`));
  }

  private read(value: unknown): Data {
    switch (typeof value) {
      case 'undefined':
      case 'boolean':
        return value;
      case 'string':
        return this.text(value);
      case 'number':
        if (this.infinite || isFinite(value)) return value;
        return this.refuse(value !== value ? 'NaN' : 'an infinite number');
      case 'bigint':
        return isInt64(value) ? value : this.refuse('an integer beyond 64 bit', 'use its text, String(n)');
      case 'function':
        return this.refuse('a function', 'give Lua a module that has it: defineModule()');
      case 'symbol':
        return this.refuse('a symbol', INSTEAD['Symbol']);
      case 'object':
        return value === null ? null : this.object(value);
    }
  }

  private text(value: string): string {
    if (!LONE_SURROGATE.test(value)) return value;
    return this.refuse('text with half a surrogate pair', 'use text.toWellFormed()');
  }

  private object(value: object): Data {
    if (LuaError.is(value) || isBytes(value)) return value;
    if (this.open.has(value)) return this.refuse('an object that contains itself');
    if (this.open.size >= MAX_DEPTH) return this.refuse(`what is nested deeper than ${MAX_DEPTH}`);
    if ((this.count += 1) > MAX_VALUES) return this.refuse(`more than ${MAX_VALUES} values`);
    this.open.add(value);
    const data = isArray(value) ? this.list(value) : this.members(value);
    this.open.delete(value);
    return data;
  }

  private list(value: readonly unknown[]): Data {
    const { path } = this;
    const items: Data[] = [];
    const { length } = value;
    for (let i = 0; i < length; i++) {
      path.enter(i);
      const item = value[i];
      if (item === undefined && !hasOwn(value, i)) this.refuse('a hole in an array', 'use null');
      items.push(this.item(item));
      path.leave();
    }
    const names = keys(value);
    if (names.length > length) {
      path.enter(names[length] as string);
      this.refuse('a key of an array that is no index', 'use [...array]');
    }
    return items;
  }

  private members(value: object): Data {
    const { path } = this;
    this.mustBePlain(value);
    const members: [string, Data][] = [];
    for (const key of keys(value)) {
      path.enter(key);
      this.text(key);
      members.push([key, this.item((value as Readonly<Record<string, unknown>>)[key])]);
      path.leave();
    }
    // As own properties, whatever they are called: `__proto__` is a key like any other.
    return fromEntries(members);
  }

  private item(value: unknown): Data {
    if (typeof value !== 'object' && (this.count += 1) > MAX_VALUES) this.refuse(`more than ${MAX_VALUES} values`);
    return this.read(value);
  }

  /** Of any realm: its prototype is the last of the chain. */
  private mustBePlain(value: object): void {
    const prototype = getPrototypeOf(value) as object | null;
    const tag = tagOf.call(value).slice(8, -1);
    if (tag !== 'Object' || (prototype !== null && getPrototypeOf(prototype) !== null)) {
      const name = nameOf(value, tag);
      const instead = INSTEAD[name] ?? INSTEAD[tag] ?? (isView(value) ? 'use [...array]' : A_PLAIN_OBJECT);
      this.refuse(withArticle(name), instead);
    }
    const symbol = getOwnPropertySymbols(value).find((one) => getOwnPropertyDescriptor(value, one)?.enumerable);
    if (symbol !== undefined) this.refuse('a key that is a symbol', 'use text');
  }
}

const withArticle = (name: string): string => `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;

/** The name of its class, or what the language calls it. */
function nameOf(value: object, tag: string): string {
  const { constructor } = value as { readonly constructor?: unknown };
  const name = typeof constructor === 'function' ? constructor.name : '';
  // A class may have no name, or none that can be shown.
  return typeof name === 'string' && /^[\w$]{1,60}$/.test(name) && name !== 'Object' ? name : tag;
}

function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error).slice(0, 200);
  } catch {
    return 'what it throws cannot be shown';
  }
}
