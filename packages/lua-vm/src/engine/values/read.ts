import {
  didYouMean,
  Duration,
  durationForms,
  durationProblem,
  INT64_MAX,
  invalid,
  LuaError,
  numberText,
  parseDuration,
  type Type,
} from '@durable-lua/determinism';
import {
  api,
  LUA_TBOOLEAN,
  LUA_TFUNCTION,
  LUA_TNIL,
  LUA_TNONE,
  LUA_TNUMBER,
  LUA_TSTRING,
  LUA_TTABLE,
  LUA_TTHREAD,
  type LuaState,
} from '../state/fengari.js';
import { bytesUnits, ITEM_UNITS } from '../state/budget.js';
import { Machine } from '../state/machine.js';
import { snapshot } from '../state/stack.js';
import { copyBytes, decodeUtf8, displayText, encodeUtf8 } from '../state/text.js';
import { encodePayload, toData } from './data.js';
import { objectAt, typeNameAt } from './userdata.js';

/** What a value of an argument takes beside its bytes, about. */
const ITEM_BYTES = 64;

/** A value of the wrong Lua type: becomes a bad-argument error, raised or returned as the function declares. */
export class Mismatch {
  constructor(
    readonly expected: string,
    readonly got: string,
    /** How the value is written, where that is not plain. */
    readonly forms?: string,
  ) {}
}

const mismatch = (L: LuaState, index: number, type: Type<unknown>): Mismatch =>
  new Mismatch(type.expected, typeNameAt(L, index));

/**
 * The value at `index` as a declared type.
 * @throws Mismatch for a wrong Lua type, LuaError `INVALID` for a value that the type does not allow.
 */
export function readValue(L: LuaState, index: number, type: Type<unknown>): unknown {
  const luaType = api.lua_type(L, index);
  const machine = Machine.of(L);
  machine.pay(ITEM_UNITS);
  machine.taken += ITEM_BYTES;
  if (type.optional && (luaType === LUA_TNIL || luaType === LUA_TNONE)) return type.fallback;
  switch (type.kind) {
    case 'string': {
      if (luaType !== LUA_TSTRING && luaType !== LUA_TNUMBER) throw mismatch(L, index, type);
      const text = decodeUtf8(stringBytes(L, index));
      if (text === undefined) throw invalid('expected UTF-8 text, got other bytes');
      return text;
    }
    case 'bytes':
      if (luaType !== LUA_TSTRING && luaType !== LUA_TNUMBER) throw mismatch(L, index, type);
      return copyBytes(stringBytes(L, index));
    case 'integer':
      return checkRange(readInteger(L, index, luaType, type), type);
    case 'int64': {
      const whole = wholeNumber(L, index, luaType, type);
      return BigInt(whole);
    }
    case 'number':
      if (luaType !== LUA_TNUMBER) throw mismatch(L, index, type);
      return checkRange(
        Number(api.lua_isinteger(L, index) ? api.lua_tointeger(L, index) : api.lua_tonumber(L, index)),
        type,
      );
    case 'boolean':
      if (luaType !== LUA_TBOOLEAN) throw mismatch(L, index, type);
      return api.lua_toboolean(L, index);
    case 'duration':
      return readDuration(L, index, luaType, type);
    case 'table':
      if (luaType !== LUA_TTABLE) throw mismatch(L, index, type);
      return type.fields === undefined ? snapshot(L, index) : readFields(L, api.lua_absindex(L, index), type.fields);
    case 'list':
      if (luaType !== LUA_TTABLE) throw mismatch(L, index, type);
      return readList(L, api.lua_absindex(L, index), type.of as Type<unknown>);
    case 'map':
      if (luaType !== LUA_TTABLE) throw mismatch(L, index, type);
      return readMap(L, api.lua_absindex(L, index), type.of as Type<unknown>);
    case 'data':
      if (type.expected === 'table') return readRecord(L, index, luaType, type);
      return toData(L, index);
    case 'func':
      if (luaType !== LUA_TFUNCTION) throw mismatch(L, index, type);
      return snapshot(L, index);
    case 'thread':
      if (luaType !== LUA_TTHREAD) throw mismatch(L, index, type);
      return snapshot(L, index);
    case 'value':
      return luaType === LUA_TNONE ? machine.nil : snapshot(L, index);
    case 'payload':
      return encodePayload(L, index);
    case 'channel':
    case 'instance': {
      const holder = objectAt(L, index);
      if (holder?.definition.name !== (type.className ?? type.kind)) throw mismatch(L, index, type);
      return holder.object;
    }
    case 'oneOf':
      return readChoice(L, index, type);
    case 'nothing':
      return undefined;
  }
}

function stringBytes(L: LuaState, index: number): Uint8Array {
  // lua_tostring would change a number in place: work on a copy.
  api.lua_pushvalue(L, index);
  const bytes = api.lua_tostring(L, -1) as Uint8Array;
  api.lua_pop(L, 1);
  const machine = Machine.of(L);
  machine.pay(bytesUnits(bytes.length));
  machine.taken += bytes.length;
  return bytes;
}

function wholeNumber(L: LuaState, index: number, luaType: number, type: Type<unknown>): number | bigint {
  if (luaType !== LUA_TNUMBER) throw mismatch(L, index, type);
  const whole = api.lua_tointegerx(L, index);
  if (whole === false) throw new Mismatch('', 'number has no integer representation');
  return whole;
}

function readInteger(L: LuaState, index: number, luaType: number, type: Type<unknown>): number {
  const whole = wholeNumber(L, index, luaType, type);
  if (typeof whole === 'bigint') throw invalid(`integer ${whole} is out of range`);
  return whole;
}

function checkRange(number: number, { min, max }: Type<unknown>): number {
  // What is no number is within no range.
  if ((min !== undefined && !(number >= min)) || (max !== undefined && !(number <= max))) {
    const range = max === undefined ? `at least ${min}` : min === undefined ? `at most ${max}` : `${min} to ${max}`;
    throw invalid(`expected ${range}, got ${numberText(number)}`);
  }
  return number;
}

const NANOS: Readonly<Record<'ns' | 'ms', number>> = { ns: 1, ms: 1_000_000 };

function readDuration(L: LuaState, index: number, luaType: number, type: Type<unknown>): Duration {
  const { unit = 'ms' } = type;
  const holder = objectAt(L, index);
  if (holder?.definition.name === 'time.Duration') return holder.object as Duration;
  if (luaType === LUA_TSTRING) {
    const text = displayText(stringBytes(L, index));
    const nanos = parseDuration(text);
    if (nanos === undefined) throw invalid(durationProblem(text, unit));
    return new Duration(nanos);
  }
  if (luaType !== LUA_TNUMBER) throw new Mismatch(type.expected, typeNameAt(L, index), durationForms(unit));
  const scale = NANOS[unit];
  if (api.lua_isinteger(L, index)) return inRange(BigInt(api.lua_tointeger(L, index)) * BigInt(scale));
  const number = api.lua_tonumber(L, index);
  if (!Number.isFinite(number)) throw invalid(`invalid duration ${numberText(number)}: ${durationForms(unit)}`);
  // A fraction counts to the nearest unit.
  return inRange(BigInt(Math.round(number)) * BigInt(scale));
}

function inRange(nanos: bigint): Duration {
  if (nanos > INT64_MAX || nanos < -INT64_MAX) throw invalid('invalid duration: beyond 292 years');
  return new Duration(nanos);
}

function readFields(L: LuaState, index: number, fields: Readonly<Record<string, Type<unknown>>>): object {
  api.lua_pushnil(L);
  while (api.lua_next(L, index) !== 0) {
    api.lua_pop(L, 1);
    const isText = api.lua_type(L, -1) === LUA_TSTRING;
    const key = isText ? displayText(stringBytes(L, -1)) : undefined;
    if (key === undefined || !Object.hasOwn(fields, key)) {
      const known = Object.keys(fields);
      const shown = key === undefined ? `of type ${typeNameAt(L, -1)}` : `'${key}'`;
      const remedy = (key !== undefined && didYouMean(key, known)) || `: expected ${known.join(', ')}`;
      throw invalid(`unknown key ${shown}${remedy}`);
    }
  }
  const table: Record<string, unknown> = {};
  for (const [key, type] of Object.entries(fields)) {
    api.lua_pushstring(L, encodeUtf8(key));
    api.lua_rawget(L, index);
    try {
      table[key] = readValue(L, -1, type);
    } catch (error) {
      if (error instanceof Mismatch) throw invalid(`${key}: ${error.expected} expected, got ${error.got}`);
      throw LuaError.is(error) ? error.at(key) : error;
    }
    api.lua_pop(L, 1);
  }
  return table;
}

function readList(L: LuaState, index: number, of: Type<unknown>): unknown[] {
  const items: unknown[] = [];
  for (let i = 1, length = api.lua_rawlen(L, index); i <= length; i++) {
    api.lua_rawgeti(L, index, i);
    try {
      items.push(readValue(L, -1, of));
    } catch (error) {
      if (error instanceof Mismatch) throw invalid(`[${i}]: ${error.expected} expected, got ${error.got}`);
      throw error;
    }
    api.lua_pop(L, 1);
  }
  return items;
}

function readMap(L: LuaState, index: number, of: Type<unknown>): object {
  const members: [string, unknown][] = [];
  api.lua_pushnil(L);
  while (api.lua_next(L, index) !== 0) {
    const key = api.lua_type(L, -2) === LUA_TSTRING ? decodeUtf8(stringBytes(L, -2)) : undefined;
    if (key === undefined) throw invalid(`a key of type ${typeNameAt(L, -2)}: expected UTF-8 text`);
    try {
      members.push([key, readValue(L, -1, of)]);
    } catch (error) {
      if (error instanceof Mismatch) throw invalid(`${key}: ${error.expected} expected, got ${error.got}`);
      throw LuaError.is(error) ? error.at(key) : error;
    }
    api.lua_pop(L, 1);
  }
  return Object.fromEntries(members);
}

function readRecord(L: LuaState, index: number, luaType: number, type: Type<unknown>): object {
  if (luaType !== LUA_TTABLE) throw mismatch(L, index, type);
  const data = toData(L, index);
  if (Array.isArray(data) && data.length > 0) throw invalid('expected a table with string keys, got a list');
  return Array.isArray(data) ? {} : (data as object);
}

function readChoice(L: LuaState, index: number, type: Type<unknown>): unknown {
  for (const choice of type.choices ?? []) {
    try {
      return readValue(L, index, choice);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
    }
  }
  throw mismatch(L, index, type);
}
