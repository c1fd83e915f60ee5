import {
  bytes,
  data,
  instance,
  LuaError,
  number,
  payload,
  payloadClass,
  string,
  type LuaServices,
  type LuaValue,
} from '@durable-lua/determinism';
import { MAX_DEPTH, type Tree } from './tree.js';

/** What cannot be written or read as YAML: never retried. */
export const internal = (message: string): LuaError => new LuaError({ kind: 'INTERNAL', message, retryable: false });

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * A Lua value as it is written: metamethods are ignored, objects become their text, what has no form becomes null.
 * @throws LuaError `INTERNAL` with the path for a cycle, a sparse or mixed table, and more than 128 levels.
 */
export function readLua(lua: LuaServices, root: LuaValue): Tree {
  const open = new Set<object>();

  const read = (value: LuaValue, path: string): Tree => {
    const type = lua.typeOf(value);
    switch (type) {
      case 'nil':
      case 'function':
      case 'thread':
        return null;
      case 'boolean':
        return lua.as(value, data) as boolean;
      case 'number':
        return numberOf(lua, value);
      case 'string':
        return textOf(lua, value);
      case 'table':
        return readTable(value, path);
      default:
        return readObject(value, type, path);
    }
  };

  const readTable = (table: LuaValue, path: string): Tree => {
    const identity = lua.identity(table) as object;
    if (open.has(identity)) throw internal(`${place(path)}a table that contains itself cannot be encoded`);
    if (open.size >= MAX_DEPTH)
      throw internal(`${place(path)}tables nested deeper than ${MAX_DEPTH} cannot be encoded`);
    const entries = lua.entries(table);
    if (entries.length === 0) {
      return lua.shapeOf(table) === 'map' ? new Map() : [];
    }
    open.add(identity);
    const tree = isIndex(lua, entries[0]?.[0]) ? readItems(entries, path) : readMembers(entries, path);
    open.delete(identity);
    return tree;
  };

  const readItems = (entries: Entries, path: string): Tree => {
    // Kept by key until it is known that they form a sequence: a single key 1e9 must not make a giant array.
    const values = new Map<number | bigint, LuaValue>();
    for (const [key, value] of entries) {
      if (!isIndex(lua, key)) throw mixed(path);
      values.set(lua.as(key, data) as number | bigint, value);
    }
    return entries.map((_, index) => {
      const value = values.get(index + 1);
      if (value === undefined) {
        throw internal(`${place(path)}a sparse array cannot be encoded: [${index + 1}] is nil`);
      }
      return read(value, `${path}[${index + 1}]`);
    });
  };

  const readMembers = (entries: Entries, path: string): Tree => {
    const members = new Map<string, Tree>();
    for (const [key, value] of entries) {
      if (isIndex(lua, key)) throw mixed(path);
      const name = keyOf(lua, key, path);
      if (members.has(name)) throw internal(`${place(path)}two keys have the same text ${JSON.stringify(name)}`);
      members.set(name, read(value, `${path}.${name}`));
    }
    return members;
  };

  const readObject = (value: LuaValue, type: string, path: string): Tree => {
    if (type === payloadClass.name) {
      const { payload: encoded, value: held } = lua.as(value, instance(payloadClass));
      return encoded === undefined
        ? held === undefined
          ? null
          : read(held, path)
        : read(lua.make(payload, encoded), path);
    }
    let sent: unknown;
    try {
      sent = lua.as(value, data);
    } catch (error) {
      if (LuaError.is(error)) return null;
      throw error;
    }
    if (LuaError.is(sent)) return sent.toString();
    return read(lua.make(data, sent as never), path);
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

function numberOf(lua: LuaServices, value: LuaValue): number | bigint {
  const double = lua.as(value, number);
  // Plain data knows no NaN and no infinity, YAML does.
  return Number.isSafeInteger(double) || !Number.isFinite(double) ? double : (lua.as(value, data) as number | bigint);
}

function keyOf(lua: LuaServices, key: LuaValue, path: string): string {
  const type = lua.typeOf(key);
  if (type === 'string') return textOf(lua, key);
  if (type === 'number') return lua.as(key, string);
  if (type === 'boolean') return String(lua.as(key, data));
  throw internal(`${place(path)}a key of type ${type} cannot be encoded`);
}

/** Bytes that are not UTF-8 become U+FFFD. */
function textOf(lua: LuaServices, value: LuaValue): string {
  const text = lua.as(value, data) as string | Uint8Array;
  return typeof text === 'string' ? text : lenient.decode(lua.as(value, bytes));
}
