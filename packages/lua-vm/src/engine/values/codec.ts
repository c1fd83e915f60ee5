import { base64 } from '@scure/base';
import { LuaError, PayloadObject, invalid, type Data, type Payload, type Presented } from '@durable-lua/determinism';
import {
  api,
  LUA_TBOOLEAN,
  LUA_TNIL,
  LUA_TNONE,
  LUA_TNUMBER,
  LUA_TSTRING,
  LUA_TTABLE,
  LUA_TUSERDATA,
  type LuaState,
  type TValue,
} from '../state/fengari.js';
import { parseJson } from './json.js';
import { Machine, pushValue } from '../state/machine.js';
import { copyBytes, decodeUtf8, displayText, encodeUtf8 } from '../state/text.js';
import { objectAt, pushObject } from './userdata.js';

/**
 * Lua values across the border. Plain data is the common form; a payload is that data as JSON, so that any other SDK can
 * read it. Reserved object key `$lua` carries what JSON has no word for.
 */

const MARK = '$lua';
// See text.ts: globals are dear to read in a sandbox.
const { isFinite, isInteger, isSafeInteger } = Number;
const { entries, fromEntries, keys } = Object;
const { isArray } = Array;
const { stringify } = JSON;
const { isView } = ArrayBuffer;
const MAX_DEPTH = 128;
const metadata = (encoding: string) => ({ encoding: encodeUtf8(encoding) });

/** Bytes of any realm: in a sandbox those of a TextEncoder are not of its own. */
const isBytes = (data: unknown): data is Uint8Array => isView(data);

/** The value at `index`, encoded. `LuaError` of kind `INVALID` with the path of what cannot be sent. */
export function encodePayload(L: LuaState, index: number): Payload {
  const type = api.lua_type(L, index);
  if (type === LUA_TNIL || type === LUA_TNONE) return encodeData(undefined);
  if (type === LUA_TSTRING) return encodeData(stringAt(L, index));
  if (type === LUA_TUSERDATA) {
    const holder = objectAt(L, index);
    if (holder !== undefined && PayloadObject.is(holder.object)) return encodeObject(L, holder.object);
  }
  return { metadata: metadata('json/plain'), data: encodeUtf8(writeJson(toData(L, index))) };
}

/** A payload object goes on as it came, whatever its encoding. */
function encodeObject(L: LuaState, object: PayloadObject): Payload {
  if (object.payload !== undefined) return object.payload;
  return object.encodedAs(atTop(L, object.value, encodePayload));
}

/** Reads a kept value through the stack. */
function atTop<R>(L: LuaState, value: unknown, read: (L: LuaState, index: number) => R): R {
  api.lua_checkstack(L, 2);
  pushValue(L, value as TValue);
  try {
    return read(L, api.lua_gettop(L));
  } finally {
    api.lua_pop(L, 1);
  }
}

/** Plain data as a payload. */
export function encodeData(data: Data): Payload {
  if (data === undefined || data === null) return { metadata: metadata('binary/null'), data: new Uint8Array(0) };
  if (isBytes(data)) return { metadata: metadata('binary/plain'), data };
  return { metadata: metadata('json/plain'), data: encodeUtf8(writeJson(data)) };
}

/** Plain data of a payload. `LuaError` of kind `INVALID` when it cannot be decoded. */
export function decodeData(payload: Payload): Data {
  const encoding = displayText(payload.metadata['encoding'] ?? new Uint8Array(0));
  const bytes = payload.data ?? new Uint8Array(0);
  if (encoding === 'binary/null') return undefined;
  if (encoding === 'binary/plain') return copyBytes(bytes);
  if (encoding === 'json/plain' || encoding === 'json/protobuf') {
    const text = decodeUtf8(bytes);
    if (text === undefined) throw invalid(`a payload with encoding '${encoding}' is not UTF-8`);
    try {
      return revive(parseJson(text));
    } catch (error) {
      if (LuaError.is(error)) throw error;
      throw invalid(`a payload with encoding '${encoding}' is not JSON: ${(error as Error).message}`);
    }
  }
  throw invalid(`a payload with encoding '${encoding || '(none)'}' cannot be decoded`);
}

/** Pushes the Lua value of a payload. */
export function pushPayload(L: LuaState, payload: Payload): void {
  pushData(L, decodeData(payload));
}

function writeJson(data: Data): string {
  switch (typeof data) {
    case 'undefined':
      return 'null';
    case 'bigint':
      return data.toString();
    case 'number':
      if (!isFinite(data)) throw invalid(`${data} cannot be sent`);
      // Beyond 1e21 a double would be written with an exponent, which a reader may take for a float.
      return isInteger(data) && Math.abs(data) >= 1e21 ? BigInt(data).toString() : stringify(data);
    case 'string':
    case 'boolean':
      return stringify(data);
    default:
      break;
  }
  if (data === null) return 'null';
  if (isBytes(data)) return stringify({ [MARK]: 'bytes', data: base64.encode(data) });
  if (LuaError.is(data)) return writeJson(errorToData(data));
  if (isArray(data)) return `[${data.map(writeJson).join(',')}]`;
  const members = entries(data as Record<string, Data>)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${stringify(key)}:${writeJson(member)}`);
  return `{${members.join(',')}}`;
}

/** An error object as it crosses a border; the layout is part of the wire format. */
export function errorToData(error: LuaError): Data {
  return {
    [MARK]: 'error',
    kind: error.kind,
    message: error.message,
    ...(error.retryable === undefined ? {} : { retryable: error.retryable }),
    ...(error.details === undefined ? {} : { details: error.details }),
    ...(error.luaStack === '' ? {} : { stack: error.luaStack }),
    ...(error.context.length === 0 ? {} : { chain: error.context }),
  };
}

/** What is nested too deep to be sent is not read either: it would break off in the middle, for want of stack. */
function revive(value: unknown, depth = 1): Data {
  if (typeof value !== 'object' || value === null) return value as Data;
  if (depth > MAX_DEPTH) throw invalid(`a payload nested deeper than ${MAX_DEPTH} cannot be decoded`);
  if (isArray(value)) return value.map((item) => revive(item, depth + 1));
  const object = value as Record<string, unknown>;
  const mark = object[MARK];
  if (mark === 'bytes' && typeof object['data'] === 'string') return base64.decode(object['data']);
  if (mark === 'error') return dataToError(object, depth);
  for (const key of keys(object)) {
    const member = object[key];
    if (typeof member === 'object' && member !== null) object[key] = revive(member, depth + 1);
  }
  return object as Data;
}

/** The error object in decoded data, whoever wrote it: missing fields get their defaults. */
export function dataToError(object: Record<string, unknown>, depth = 1): LuaError {
  const text = (key: string): string | undefined => (typeof object[key] === 'string' ? object[key] : undefined);
  const { retryable, details, chain } = object;
  return new LuaError({
    kind: text('kind') ?? 'UNKNOWN',
    message: text('message') ?? '',
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
    details:
      typeof details === 'object' && details !== null && !isArray(details)
        ? (revive(details, depth + 1) as Record<string, Data>)
        : undefined,
    luaStack: text('stack'),
    context: isArray(chain) ? chain.filter((one): one is string => typeof one === 'string') : [],
  });
}

/** The value at `index` as plain data. */
export function toData(L: LuaState, index: number): Data {
  return readData(L, api.lua_absindex(L, index), '', new Set());
}

function readData(L: LuaState, index: number, path: string, open: Set<unknown>): Data {
  const type = api.lua_type(L, index);
  switch (type) {
    case LUA_TNIL:
    case LUA_TNONE:
      return undefined;
    case LUA_TBOOLEAN:
      return api.lua_toboolean(L, index);
    case LUA_TNUMBER:
      return numberAt(L, index, path);
    case LUA_TSTRING:
      return stringAt(L, index);
    case LUA_TTABLE:
      return readTable(L, index, path, open);
    case LUA_TUSERDATA: {
      const presented = presentedAt(L, index);
      if (presented?.type.kind === 'value') {
        return atTop(L, presented.value, (_, top) => readData(L, top, path, open));
      }
      if (presented !== undefined) return presentedData(presented);
    }
  }
  throw cannotSend(L, index, path);
}

function numberAt(L: LuaState, index: number, path: string): number | bigint {
  if (api.lua_isinteger(L, index)) return api.lua_tointeger(L, index);
  const number = api.lua_tonumber(L, index);
  if (isFinite(number)) return number;
  throw invalid(`${place(path)}${Number.isNaN(number) ? 'NaN' : 'an infinite number'} cannot be sent`);
}

function stringAt(L: LuaState, index: number): string | Uint8Array {
  const bytes = api.lua_tostring(L, index) as Uint8Array;
  return decodeUtf8(bytes) ?? copyBytes(bytes);
}

function presentedAt(L: LuaState, index: number): Presented | undefined {
  const holder = objectAt(L, index);
  if (holder === undefined) return undefined;
  if (LuaError.is(holder.object)) return { type: { kind: 'data', expected: 'error' }, value: holder.object };
  return holder.definition.toPayload?.(holder.object);
}

function presentedData({ type, value }: Presented): Data {
  if (type.kind === 'payload') return decodeData(value as Payload);
  if (type.kind === 'duration') return String(value);
  return value as Data;
}

function readTable(L: LuaState, index: number, path: string, open: Set<unknown>): Data {
  const identity = api.lua_topointer(L, index);
  if (open.has(identity)) throw invalid(`${place(path)}a table that contains itself cannot be sent`);
  if (open.size >= MAX_DEPTH) throw invalid(`${place(path)}tables nested deeper than ${MAX_DEPTH} cannot be sent`);
  open.add(identity);
  api.lua_checkstack(L, 4);
  // Kept by key until it is known that they form a sequence: a single key 1e9 must not make a giant array.
  const items = new Map<number, Data>();
  let last = 0;
  const members: [string, Data][] = [];
  api.lua_pushnil(L);
  while (api.lua_next(L, index) !== 0) {
    const valueIndex = api.lua_gettop(L);
    if (api.lua_isinteger(L, valueIndex - 1)) {
      const key = api.lua_tointeger(L, valueIndex - 1);
      if (typeof key !== 'number' || key < 1 || members.length > 0) throw mixedKeys(path);
      last = Math.max(last, key);
      items.set(key, readData(L, valueIndex, `${path}[${key}]`, open));
    } else if (api.lua_type(L, valueIndex - 1) === LUA_TSTRING) {
      const key = decodeUtf8(api.lua_tostring(L, valueIndex - 1) as Uint8Array);
      if (key === undefined) throw invalid(`${place(path)}a key that is not UTF-8 text cannot be sent`);
      if (key === MARK) throw invalid(`${place(path)}the key '${MARK}' is reserved`);
      if (items.size > 0) throw mixedKeys(path);
      members.push([key, readData(L, valueIndex, `${path}.${key}`, open)]);
    } else {
      throw invalid(`${place(path)}a key of type ${typeName(L, valueIndex - 1)} cannot be sent`);
    }
    api.lua_pop(L, 1);
  }
  open.delete(identity);
  if (items.size > 0) {
    if (last !== items.size) throw mixedKeys(path);
    return Array.from({ length: last }, (_, i) => items.get(i + 1));
  }
  if (members.length === 0 && Machine.of(L).shapes.get(identity as object) === 'list') return [];
  // As own properties, whatever they are called: `__proto__` is a key like any other.
  return fromEntries(members);
}

const mixedKeys = (path: string): LuaError =>
  invalid(`${place(path)}a table with mixed or non-sequence integer keys cannot be sent`);

const cannotSend = (L: LuaState, index: number, path: string): LuaError =>
  invalid(`${place(path)}${typeName(L, index)} cannot be sent`);

const place = (path: string): string => (path === '' ? '' : `${path}: `);

function typeName(L: LuaState, index: number): string {
  return objectAt(L, index)?.definition.name ?? displayText(api.lua_typename(L, api.lua_type(L, index)));
}

const isNil = (data: unknown): boolean => data === null || data === undefined;

/** Remembers as what the empty table on top was made. */
export function markTop(L: LuaState, shape: 'list' | 'map'): void {
  Machine.of(L).shapes.set(api.lua_topointer(L, -1) as object, shape);
}

/** Pushes plain data as a Lua value. */
export function pushData(L: LuaState, data: Data): void {
  switch (typeof data) {
    case 'undefined':
      return api.lua_pushnil(L);
    case 'boolean':
      return api.lua_pushboolean(L, data);
    case 'bigint':
      return api.lua_pushinteger(L, data);
    case 'number':
      return isSafeInteger(data) ? api.lua_pushinteger(L, data) : api.lua_pushnumber(L, data);
    case 'string':
      return api.lua_pushstring(L, encodeUtf8(data));
    default:
      break;
  }
  if (data === null) return api.lua_pushnil(L);
  if (isBytes(data)) return api.lua_pushstring(L, copyBytes(data));
  if (LuaError.is(data)) return pushObject(Machine.of(L), L, 'error', data);
  api.lua_checkstack(L, 4);
  if (isArray(data)) {
    api.lua_createtable(L, data.length, 0);
    // A table of nothing but nil is empty as well.
    if (data.every(isNil)) markTop(L, 'list');
    data.forEach((item, index) => {
      if (item === null || item === undefined) return;
      pushData(L, item);
      api.lua_rawseti(L, -2, index + 1);
    });
    return;
  }
  const members = entries(data as Record<string, Data>);
  api.lua_createtable(L, 0, members.length);
  if (members.every(([, member]) => isNil(member))) markTop(L, 'map');
  for (const [key, member] of members) {
    if (isNil(member)) continue;
    api.lua_pushstring(L, encodeUtf8(key));
    pushData(L, member);
    api.lua_rawset(L, -3);
  }
}
