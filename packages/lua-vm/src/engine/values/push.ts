import {
  invalid,
  isInt64,
  LuaError,
  PayloadObject,
  type Payload,
  type Presented,
  type Type,
} from '@durable-lua/determinism';
import { api, isTValue, type LuaState } from '../state/fengari.js';
import { bytesUnits, FIELD_UNITS, ITEM_UNITS } from '../state/budget.js';
import { Machine } from '../state/machine.js';
import { pushValue } from '../state/stack.js';
import { copyBytes, encodeUtf8 } from '../state/text.js';
import { markTop, pushData, pushPayload } from './data.js';
import { describeGiven, given, givenText, isBytes, read } from './given.js';
import { pushObject } from './userdata.js';

/**
 * Pushes what a body returned, as the declared type.
 * @throws LuaError `INVALID` with the path of what is not what was declared, or has no form in Lua; when a payload cannot be decoded.
 */
export function pushAs(L: LuaState, type: Type<unknown>, value: unknown): void {
  if (value === undefined || value === null) return api.lua_pushnil(L);
  const machine = Machine.of(L);
  machine.pay(ITEM_UNITS);
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? pushString(L, value) : misfit(type.expected, value);
    case 'bytes':
      if (typeof value === 'string') return pushString(L, value);
      if (!isBytes(value)) return misfit('text or a Uint8Array', value);
      machine.pay(bytesUnits(value.length));
      return api.lua_pushstring(L, copyBytes(value));
    case 'integer':
    case 'int64':
      // Lua has no integer -0.
      if (Number.isSafeInteger(value)) return api.lua_pushinteger(L, (value as number) + 0);
      if (typeof value === 'bigint' && isInt64(value)) return api.lua_pushinteger(L, value);
      return misfit('integer of 64 bit', value);
    case 'number':
      return typeof value === 'number' ? api.lua_pushnumber(L, value) : misfit(type.expected, value);
    case 'boolean':
      return typeof value === 'boolean' ? api.lua_pushboolean(L, value) : misfit(type.expected, value);
    case 'duration':
      return pushObject(machine, L, 'time.Duration', object('Duration', value));
    case 'table':
      return type.fields === undefined
        ? pushLuaValue(L, value)
        : pushFields(L, type.fields, object('object', value) as Record<string, unknown>);
    case 'list':
      return pushList(L, type.of as Type<unknown>, value);
    case 'map':
      return pushMap(L, type.of as Type<unknown>, isMembers(value) ? value : misfit('object or Map', value));
    case 'data':
      return pushData(L, given(value));
    case 'func':
    case 'thread':
    case 'value':
      return isPresented(value) ? pushAs(L, value.type, value.value) : pushLuaValue(L, value);
    case 'payload':
      return isPayload(value) ? pushPayload(L, value) : misfit('payload', value);
    case 'channel':
    case 'instance':
      if (type.className === 'error' && !LuaError.is(value)) return misfit('LuaError', value);
      return pushObject(machine, L, type.className ?? 'channel', object(type.expected, madeOf(machine, type, value)));
    case 'oneOf':
      return pushAs(L, choose(type, value), value);
    case 'nothing':
      return api.lua_pushnil(L);
  }
}

function pushString(L: LuaState, text: string): void {
  Machine.of(L).pay(bytesUnits(text.length));
  api.lua_pushstring(L, encodeUtf8(givenText(text)));
}

function misfit(expected: string, value: unknown): never {
  throw invalid(`${expected} expected, got ${describeGiven(value)}`);
}

function object(expected: string, value: unknown): object {
  return typeof value === 'object' && value !== null ? value : misfit(expected, value);
}

/** A Map, or an object that is no more than its members: of another one, a Date say, the members are not what it holds. */
function isMembers(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Map || !/^\[object (?!Object\])/.test(read(() => Object.prototype.toString.call(value)));
}

/** What is no object becomes one by its class: so a module can give one of a class that another module defines. */
function madeOf({ classes }: Machine, { className }: Type<unknown>, value: unknown): unknown {
  return typeof value === 'object' || className === undefined
    ? value
    : (classes.get(className)?.from?.(value) ?? value);
}

function pushLuaValue(L: LuaState, value: unknown): void {
  if (!isTValue(value)) misfit('a value of Lua, or one made with present(),', value);
  pushValue(L, value);
}

const isPayload = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && typeof (value as { metadata?: unknown }).metadata === 'object';

/** The same error of a value that stands inside another one. */
function inside(step: string, error: unknown): unknown {
  if (!LuaError.is(error)) return error;
  return error.with({ message: /^[.[]/.test(error.message) ? step + error.message : `${step}: ${error.message}` });
}

const isNil = (value: unknown): boolean => value === undefined || value === null;

const isPresented = (value: unknown): value is Presented =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'object';

/** The first choice that a TypeScript value can be. */
function choose(type: Type<unknown>, value: unknown): Type<unknown> {
  const fits = (choice: Type<unknown>): boolean => {
    switch (choice.kind) {
      case 'string':
        return typeof value === 'string';
      case 'bytes':
        return typeof value === 'string' || ArrayBuffer.isView(value);
      case 'integer':
        return Number.isSafeInteger(value);
      case 'int64':
        return typeof value === 'bigint';
      case 'number':
        return typeof value === 'number';
      case 'boolean':
        return typeof value === 'boolean';
      case 'instance':
        if (choice.className === 'error') return LuaError.is(value);
        if (choice.className === 'Payload') return PayloadObject.is(value);
        return typeof value === 'object' && !LuaError.is(value) && !PayloadObject.is(value);
      case 'nothing':
        return false;
      default:
        return typeof value === 'object';
    }
  };
  return type.choices?.find(fits) ?? misfit(type.expected, value);
}

function pushFields(
  L: LuaState,
  fields: Readonly<Record<string, Type<unknown>>>,
  value: Record<string, unknown>,
): void {
  api.lua_checkstack(L, 4);
  api.lua_createtable(L, 0, 4);
  for (const [key, type] of Object.entries(fields)) {
    try {
      const member = read(() => value[key]);
      Machine.of(L).pay(FIELD_UNITS);
      if (isNil(member)) continue;
      api.lua_pushstring(L, encodeUtf8(key));
      pushAs(L, type, member);
    } catch (error) {
      throw inside(`.${key}`, error);
    }
    api.lua_rawset(L, -3);
  }
}

function pushList(L: LuaState, of: Type<unknown>, items: unknown): void {
  if (!Array.isArray(items)) misfit('array', items);
  api.lua_checkstack(L, 4);
  api.lua_createtable(L, items.length, 0);
  // A table of nothing but nil is empty as well.
  if (items.every(isNil)) markTop(L, 'list');
  for (let index = 0; index < items.length; index++) {
    try {
      pushAs(L, of, items[index]);
    } catch (error) {
      throw inside(`[${index}]`, error);
    }
    api.lua_rawseti(L, -2, index + 1);
  }
}

/** From a Map where the order counts: an object of JavaScript puts keys that look like whole numbers first. */
function pushMap(L: LuaState, of: Type<unknown>, members: object): void {
  api.lua_checkstack(L, 4);
  const entries = read(() =>
    members instanceof Map ? [...(members as Map<string, unknown>)] : Object.entries(members),
  );
  api.lua_createtable(L, 0, entries.length);
  if (entries.every(([, member]) => isNil(member))) markTop(L, 'map');
  for (const [key, member] of entries) {
    if (isNil(member)) continue;
    try {
      Machine.of(L).pay(FIELD_UNITS + bytesUnits(key.length));
      api.lua_pushstring(L, encodeUtf8(givenText(key)));
      pushAs(L, of, member);
    } catch (error) {
      throw inside(`.${key}`, error);
    }
    api.lua_rawset(L, -3);
  }
}
