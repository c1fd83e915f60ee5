import { LuaError, PayloadObject, type Data, type Payload, type Presented, type Type } from '@durable-lua/determinism';
import { api, type LuaState, type TValue } from '../state/fengari.js';
import { bytesUnits, ITEM_UNITS } from '../state/budget.js';
import { Defect, Machine } from '../state/machine.js';
import { pushValue } from '../state/stack.js';
import { copyBytes, encodeUtf8 } from '../state/text.js';
import { markTop, pushData, pushPayload } from './data.js';
import { pushObject } from './userdata.js';

/** Pushes what a body returned, as the declared type. `LuaError` when a payload cannot be decoded. */
export function pushAs(L: LuaState, type: Type<unknown>, value: unknown): void {
  if (value === undefined || value === null) return api.lua_pushnil(L);
  const machine = Machine.of(L);
  machine.pay(ITEM_UNITS);
  switch (type.kind) {
    case 'string':
    case 'bytes':
      machine.pay(bytesUnits((value as string | Uint8Array).length));
      return api.lua_pushstring(L, typeof value === 'string' ? encodeUtf8(value) : copyBytes(value as Uint8Array));
    case 'integer':
    case 'int64':
      return api.lua_pushinteger(L, value as number | bigint);
    case 'number':
      return api.lua_pushnumber(L, value as number);
    case 'boolean':
      return api.lua_pushboolean(L, value as boolean);
    case 'duration':
      return pushObject(machine, L, 'time.Duration', value);
    case 'table':
      return type.fields === undefined
        ? pushValue(L, value as TValue)
        : pushFields(L, type.fields, value as Record<string, unknown>);
    case 'list':
      return pushList(L, type.of as Type<unknown>, value as readonly unknown[]);
    case 'map':
      return pushMap(L, type.of as Type<unknown>, value);
    case 'data':
      return pushData(L, value as Data);
    case 'func':
    case 'thread':
    case 'value':
      return isPresented(value) ? pushAs(L, value.type, value.value) : pushValue(L, value as TValue);
    case 'payload':
      return pushPayload(L, value as Payload);
    case 'channel':
    case 'instance':
      return pushObject(machine, L, type.className ?? 'channel', value);
    case 'oneOf':
      return pushAs(L, choose(type, value), value);
    case 'nothing':
      return api.lua_pushnil(L);
  }
}

const isNil = (value: unknown): boolean => value === undefined || value === null;

const isPresented = (value: unknown): value is Presented => typeof (value as { type: unknown }).type === 'object';

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
  return type.choices?.find(fits) ?? noChoice(type);
}

function pushFields(
  L: LuaState,
  fields: Readonly<Record<string, Type<unknown>>>,
  value: Record<string, unknown>,
): void {
  api.lua_checkstack(L, 4);
  api.lua_createtable(L, 0, 4);
  for (const [key, type] of Object.entries(fields)) {
    if (value[key] === undefined || value[key] === null) continue;
    api.lua_pushstring(L, encodeUtf8(key));
    pushAs(L, type, value[key]);
    api.lua_rawset(L, -3);
  }
}

function pushList(L: LuaState, of: Type<unknown>, items: readonly unknown[]): void {
  api.lua_checkstack(L, 4);
  api.lua_createtable(L, items.length, 0);
  // A table of nothing but nil is empty as well.
  if (items.every(isNil)) markTop(L, 'list');
  items.forEach((item, index) => {
    pushAs(L, of, item);
    api.lua_rawseti(L, -2, index + 1);
  });
}

/** From a Map where the order counts: an object of JavaScript puts keys that look like whole numbers first. */
function pushMap(L: LuaState, of: Type<unknown>, members: object): void {
  api.lua_checkstack(L, 4);
  const entries = members instanceof Map ? [...(members as Map<string, unknown>)] : Object.entries(members);
  api.lua_createtable(L, 0, entries.length);
  if (entries.every(([, member]) => isNil(member))) markTop(L, 'map');
  for (const [key, member] of entries) {
    if (member === undefined || member === null) continue;
    api.lua_pushstring(L, encodeUtf8(key));
    pushAs(L, of, member);
    api.lua_rawset(L, -3);
  }
}

function noChoice(type: Type<unknown>): never {
  throw new Defect(new Error(`a function returned something that is none of: ${type.expected}`));
}
