import { payloadClass } from './classes.js';
import type { Data } from './data.js';
import { internal, LuaError } from './errors.js';
import type { LuaServices, LuaValue } from './lua.js';
import { data, number, payload, string } from './types.js';

/**
 * A value between Lua and a text such as JSON. Objects are Maps, so that keys keep their order whatever they look like; a
 * whole number beyond ±(2^53-1) is a bigint.
 */
export type Document = null | boolean | number | bigint | string | readonly Document[] | ReadonlyMap<string, Document>;

/** An empty Lua table of which nobody said what it stands for: recognised by identity, written as a list. */
export const UNMARKED: readonly Document[] = Object.freeze([]);

export const MAX_DOCUMENT_DEPTH = 128;

/**
 * A Lua value as JSON and YAML write it: metamethods are ignored, objects become their text, and what has no form becomes null.
 * Pure.
 * @param finite whether NaN and the infinities become null as well, for a notation that has no word for them.
 * @throws LuaError `INTERNAL` with the path for a cycle, a sparse or mixed table, bytes that are not UTF-8, and more than 128 levels.
 */
export function readDocument(lua: LuaServices, root: LuaValue, finite: boolean): Document {
  const open = new Set<object>();

  const read = (value: LuaValue, path: string): Document => {
    const type = lua.typeOf(value);
    switch (type) {
      case 'nil':
      case 'function':
      case 'thread':
        return null;
      case 'boolean':
        return lua.as(value, data) as boolean;
      case 'number':
        return finite ? finiteOrNull(numberOf(lua, value)) : numberOf(lua, value);
      case 'string':
        return textOf(lua, value) ?? fail(`${place(path)}a string that is not UTF-8 text cannot be encoded`);
      case 'table':
        return readTable(value, path);
      default:
        return readObject(value, type, path);
    }
  };

  const readTable = (table: LuaValue, path: string): Document => {
    const identity = lua.identity(table) as object;
    if (open.has(identity)) throw internal(`${place(path)}a table that contains itself cannot be encoded`);
    if (open.size >= MAX_DOCUMENT_DEPTH)
      throw internal(`${place(path)}tables nested deeper than ${MAX_DOCUMENT_DEPTH} cannot be encoded`);
    const entries = lua.entries(table);
    if (entries.length === 0) {
      const shape = lua.shapeOf(table);
      return shape === 'map' ? new Map() : shape === 'list' ? [] : UNMARKED;
    }
    open.add(identity);
    const document = isIndex(lua, entries[0]?.[0]) ? readItems(entries, path) : readMembers(entries, path);
    open.delete(identity);
    return document;
  };

  const readItems = (entries: Entries, path: string): Document => {
    // Kept by key until it is known that they form a sequence: a single key 1e9 must not make a giant array.
    const values = new Map<number | bigint, LuaValue>();
    for (const [key, value] of entries) {
      if (!isIndex(lua, key)) throw mixed(path);
      values.set(lua.as(key, data) as number | bigint, value);
    }
    return entries.map((_, index) => {
      const value = values.get(index + 1);
      if (value === undefined) {
        throw internal(`${place(path)}a sparse array cannot be encoded: [${index + 1}] is nil; fill it with json.null`);
      }
      return read(value, `${path}[${index + 1}]`);
    });
  };

  const readMembers = (entries: Entries, path: string): Document => {
    const members = new Map<string, Document>();
    for (const [key, value] of entries) {
      if (isIndex(lua, key)) throw mixed(path);
      const name = keyOf(lua, key, path);
      if (members.has(name)) throw internal(`${place(path)}two keys have the same text ${JSON.stringify(name)}`);
      members.set(name, read(value, `${path}.${name}`));
    }
    return members;
  };

  const readObject = (value: LuaValue, type: string, path: string): Document => {
    if (type === payloadClass.name) {
      const { payload: encoded, value: held } = lua.as(value, payloadClass.type);
      return encoded === undefined
        ? held === undefined
          ? null
          : read(held, path)
        : read(lua.make(payload, encoded), path);
    }
    let sent: Data;
    try {
      sent = lua.as(value, data);
    } catch (error) {
      if (LuaError.is(error)) return null;
      throw error;
    }
    if (LuaError.is(sent)) return sent.toString();
    return read(lua.make(data, sent), path);
  };

  return read(root, '');
}

type Entries = ReturnType<LuaServices['entries']>;

const place = (path: string): string => (path === '' ? '' : `${path}: `);

const mixed = (path: string): LuaError =>
  internal(`${place(path)}a table with positive integers and other keys cannot be encoded: use one kind of key`);

/** Whether a key belongs to the array part: a positive integer. Lua keeps 1.0 as 1; larger floats stay floats. */
function isIndex(lua: LuaServices, key: LuaValue | undefined): boolean {
  if (lua.typeOf(key) !== 'number') return false;
  const index = numberOf(lua, key as LuaValue);
  return index > 0 && (typeof index === 'bigint' || Number.isSafeInteger(index));
}

const finiteOrNull = (number: number | bigint) =>
  typeof number === 'bigint' || Number.isFinite(number) ? number : null;

function numberOf(lua: LuaServices, value: LuaValue): number | bigint {
  const double = lua.as(value, number);
  // Plain data knows no NaN and no infinity.
  return Number.isSafeInteger(double) || !Number.isFinite(double) ? double : (lua.as(value, data) as number | bigint);
}

function keyOf(lua: LuaServices, key: LuaValue, path: string): string {
  const type = lua.typeOf(key);
  if (type === 'string')
    return textOf(lua, key) ?? fail(`${place(path)}a key that is not UTF-8 text cannot be encoded`);
  if (type === 'number') return lua.as(key, string);
  if (type === 'boolean') return String(lua.as(key, data));
  throw internal(`${place(path)}a key of type ${type} cannot be encoded`);
}

/** Undefined for bytes that are not UTF-8. */
function textOf(lua: LuaServices, value: LuaValue): string | undefined {
  const text = lua.as(value, data) as string | Uint8Array;
  return typeof text === 'string' ? text : undefined;
}

function fail(message: string): never {
  throw internal(message);
}

/** The order of the UTF-8 bytes, as Lua's `<` has it: JavaScript alone would put surrogates before U+E000. */
export function compareBytes(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);
