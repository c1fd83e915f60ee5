import {
  LuaError,
  PayloadObject,
  invalid,
  numberText,
  type Data,
  type Payload,
  type Presented,
} from '@durable-lua/determinism';
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
import { bytesUnits, describedUnits, ITEM_UNITS, jsonUnits } from '../state/budget.js';
import { Machine } from '../state/machine.js';
import { withValue } from '../state/stack.js';
import { copyBytes, decodeUtf8, encodeUtf8 } from '../state/text.js';
import { decodeData, decodeOrdered, encodeJson, encodePlain, isMap, MARK, type Ordered } from './codec.js';
import { MAX_DEPTH, MAX_VALUES } from './extent.js';
import { givenFinite, isBytes } from './given.js';
import { Path } from './path.js';
import { objectAt, pushObject, typeNameAt } from './userdata.js';

/** Lua values to and from plain data, the common form of what crosses the border. */

// See text.ts: globals are costly to read in a sandbox.
const { isFinite, isSafeInteger } = Number;
const { entries, fromEntries } = Object;
const { isArray } = Array;

/** The value at `index`, encoded. `LuaError` of kind `INVALID` with the path of what cannot be sent. */
export function encodePayload(L: LuaState, index: number): Payload {
  const type = api.lua_type(L, index);
  if (type === LUA_TNIL || type === LUA_TNONE) return encodePlain(undefined);
  if (type === LUA_TSTRING) return encodePlain(stringAt(L, index));
  if (type === LUA_TUSERDATA) {
    const holder = objectAt(L, index);
    if (holder !== undefined && PayloadObject.is(holder.object)) return encodeObject(L, holder.object);
  }
  const payload = encodeJson(new Sending(L, IN_ORDER).read(api.lua_absindex(L, index)));
  Machine.of(L).pay(jsonUnits(payload.data?.length ?? 0));
  return payload;
}

/** A payload object goes on as it came, whatever its encoding. */
function encodeObject(L: LuaState, object: PayloadObject): Payload {
  if (object.payload !== undefined) return object.payload;
  return object.encodedAs(withValue(L, object.value as TValue, encodePayload));
}

/** Pushes the Lua value of a payload. */
export function pushPayload(L: LuaState, payload: Payload): void {
  Machine.of(L).pay(jsonUnits(payload.data?.length ?? 0));
  pushData(L, decodeOrdered(payload));
}

/** What to make of a table with string keys, and of a payload inside. */
interface Form {
  object(members: readonly (readonly [string, Ordered])[]): Ordered;
  payload(payload: Payload): Ordered;
}

const IN_ORDER: Form = { object: (members) => new Map(members), payload: decodeOrdered };
/** As own properties, whatever they are called: `__proto__` is a key like any other. */
const AS_OBJECTS: Form = { object: (members) => fromEntries(members) as Data, payload: decodeData };

/** The value at `index` as plain data. @throws LuaError `INVALID` with the path of what cannot be sent. */
export function toData(L: LuaState, index: number): Data {
  // No Map is in what is read as objects.
  return new Sending(L, AS_OBJECTS).read(api.lua_absindex(L, index)) as Data;
}

/** Lua values on their way out. */
class Sending {
  private readonly path = new Path();
  private readonly open = new Set<unknown>();
  private count = 0;

  constructor(
    private readonly L: LuaState,
    private readonly form: Form,
  ) {}

  read(index: number): Ordered {
    const { L } = this;
    const machine = Machine.of(L);
    machine.pay(ITEM_UNITS);
    machine.taken += 64;
    if ((this.count += 1) > MAX_VALUES) throw this.invalid(`more than ${MAX_VALUES} values cannot be sent`);
    const type = api.lua_type(L, index);
    switch (type) {
      case LUA_TNIL:
      case LUA_TNONE:
        return undefined;
      case LUA_TBOOLEAN:
        return api.lua_toboolean(L, index);
      case LUA_TNUMBER:
        return this.number(index);
      case LUA_TSTRING:
        return stringAt(L, index);
      case LUA_TTABLE:
        return this.table(index);
      case LUA_TUSERDATA: {
        const presented = presentedAt(L, index);
        if (presented?.type.kind === 'value') {
          return withValue(L, presented.value as TValue, (_, top) => this.read(top));
        }
        if (presented !== undefined) return this.presented(presented);
      }
    }
    throw this.invalid(`${typeNameAt(L, index)} cannot be sent`);
  }

  private invalid(message: string): LuaError {
    return invalid(this.path.toString() + message);
  }

  private presented({ type, value }: Presented): Ordered {
    if (type.kind === 'payload') return this.form.payload(value as Payload);
    if (type.kind === 'duration') return String(value);
    try {
      return givenFinite(value);
    } catch (error) {
      throw LuaError.is(error) ? this.invalid(error.message) : error;
    }
  }

  private number(index: number): number | bigint {
    const { L } = this;
    if (api.lua_isinteger(L, index)) return api.lua_tointeger(L, index);
    const number = api.lua_tonumber(L, index);
    if (isFinite(number)) return number;
    throw this.invalid(`the number ${numberText(number)} cannot be sent`);
  }

  private table(index: number): Ordered {
    const { L, open } = this;
    const identity = api.lua_topointer(L, index);
    // Its fields are not in it: it would be taken for empty.
    if (Machine.of(L).readOnly.has(identity as object)) throw this.invalid('a module cannot be sent');
    if (open.has(identity)) throw this.invalid('a table that contains itself cannot be sent');
    if (open.size >= MAX_DEPTH) throw this.invalid(`tables nested deeper than ${MAX_DEPTH} cannot be sent`);
    open.add(identity);
    api.lua_checkstack(L, 4);
    const { items, last, members } = this.fields(index);
    open.delete(identity);
    if (items.size > 0) {
      if (last !== items.size) throw this.mixedKeys();
      return Array.from({ length: last }, (_, i) => items.get(i + 1));
    }
    if (members.length === 0 && Machine.of(L).shapes.get(identity as object) === 'list') return [];
    return this.form.object(members);
  }

  private fields(index: number) {
    const { L, path } = this;
    // Kept by key until it is known that they form a sequence: a single key 1e9 must not make a giant array.
    const items = new Map<number, Ordered>();
    let last = 0;
    const members: [string, Ordered][] = [];
    api.lua_pushnil(L);
    while (api.lua_next(L, index) !== 0) {
      const valueIndex = api.lua_gettop(L);
      if (api.lua_isinteger(L, valueIndex - 1)) {
        const key = api.lua_tointeger(L, valueIndex - 1);
        if (typeof key !== 'number' || key < 1 || members.length > 0) throw this.mixedKeys();
        last = Math.max(last, key);
        path.enter(key);
        items.set(key, this.read(valueIndex));
      } else if (api.lua_type(L, valueIndex - 1) === LUA_TSTRING) {
        const key = decodeUtf8(api.lua_tostring(L, valueIndex - 1) as Uint8Array);
        if (key === undefined) throw this.invalid('a key that is not UTF-8 text cannot be sent');
        if (key === MARK) throw this.invalid(`the key '${MARK}' is reserved`);
        if (items.size > 0) throw this.mixedKeys();
        path.enter(key);
        members.push([key, this.read(valueIndex)]);
      } else {
        throw this.invalid(`a key of type ${typeNameAt(L, valueIndex - 1)} cannot be sent`);
      }
      path.leave();
      api.lua_pop(L, 1);
    }
    return { items, last, members };
  }

  private mixedKeys(): LuaError {
    return this.invalid('a table with mixed or non-sequence integer keys cannot be sent');
  }
}

function stringAt(L: LuaState, index: number): string | Uint8Array {
  const bytes = api.lua_tostring(L, index) as Uint8Array;
  const machine = Machine.of(L);
  machine.pay(bytesUnits(bytes.length));
  machine.taken += bytes.length;
  return decodeUtf8(bytes) ?? copyBytes(bytes);
}

function presentedAt(L: LuaState, index: number): Presented | undefined {
  const holder = objectAt(L, index);
  if (holder === undefined) return undefined;
  if (LuaError.is(holder.object)) return { type: { kind: 'data', expected: 'error' }, value: holder.object };
  const presented = holder.definition.toPayload?.(holder.object);
  const text = presented?.value;
  Machine.of(L).pay(describedUnits(typeof text === 'string' ? text.length : 0));
  return presented;
}

const isNil = (data: unknown): data is null | undefined => data === null || data === undefined;

/** Remembers as what the empty table on top was made. */
export function markTop(L: LuaState, shape: 'list' | 'map'): void {
  Machine.of(L).shapes.set(api.lua_topointer(L, -1) as object, shape);
}

/** Pushes plain data as a Lua value: what was decoded, or checked as `given`. */
export function pushData(L: LuaState, data: Ordered): void {
  const machine = Machine.of(L);
  machine.pay(ITEM_UNITS);
  switch (typeof data) {
    case 'undefined':
      return api.lua_pushnil(L);
    case 'boolean':
      return api.lua_pushboolean(L, data);
    case 'bigint':
      return api.lua_pushinteger(L, data);
    case 'number':
      // Lua has no integer -0.
      return isSafeInteger(data) ? api.lua_pushinteger(L, data + 0) : api.lua_pushnumber(L, data);
    case 'string':
      machine.pay(bytesUnits(data.length));
      return api.lua_pushstring(L, encodeUtf8(data));
    default:
      break;
  }
  if (data === null) return api.lua_pushnil(L);
  if (isBytes(data)) {
    machine.pay(bytesUnits(data.length));
    return api.lua_pushstring(L, copyBytes(data));
  }
  if (LuaError.is(data)) return pushObject(machine, L, 'error', data);
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
  const members = isMap(data) ? [...data] : entries(data as Readonly<Record<string, Data>>);
  api.lua_createtable(L, 0, members.length);
  if (members.every(([, member]) => isNil(member))) markTop(L, 'map');
  for (const [key, member] of members) {
    if (isNil(member)) continue;
    api.lua_pushstring(L, encodeUtf8(key));
    pushData(L, member);
    api.lua_rawset(L, -3);
  }
}
