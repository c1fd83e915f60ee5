import { invalid, type Data, type Sendable } from '@durable-lua/determinism';
import {
  api,
  LUA_TFUNCTION,
  LUA_TNUMBER,
  LUA_TSTRING,
  LUA_TTABLE,
  type LuaState,
  type TValue,
} from '../state/fengari.js';
import type { Machine } from '../state/machine.js';
import { pushValue, snapshot, withValue } from '../state/stack.js';
import { decodeUtf8 } from '../state/text.js';
import { pushData, toData } from './data.js';
import { given, read } from './given.js';

/** A Lua value that TypeScript holds on to, by reference. Only the state that gave it knows it. */
abstract class Handle {
  constructor(
    /** @internal */ readonly machine: Machine,
    /** @internal */ readonly value: TValue,
  ) {}
}

/** A Lua function: `lua.call(fn, …)` calls it, and it can be an argument of such a call. */
export class LuaFunction extends Handle {
  /** Told apart from a table by the types alone. */
  declare private readonly isFunction: true;
}

/** A Lua table, read without metamethods. */
export class LuaTable extends Handle {
  /** The value of a key; undefined when there is none. Nobody checks that it is a `T`. */
  get<T extends Held = Held>(key: string | number | bigint): T {
    // What stands there is what the caller says: only Lua could know.
    return at<T>(this, (L, index) => {
      pushData(L, given(key));
      api.lua_rawget(L, index);
      return hold(this.machine, L, -1) as T;
    });
  }

  /** The keys that are text or numbers, in the order of `pairs`. */
  keys(): readonly (string | number | bigint)[] {
    return at(this, (L, index) => {
      const keys: (string | number | bigint)[] = [];
      api.lua_pushnil(L);
      while (api.lua_next(L, index) !== 0) {
        const key = keyAt(L, -2);
        if (key !== undefined) keys.push(key);
        api.lua_pop(L, 1);
      }
      return keys;
    });
  }

  /** A copy as plain data. @throws LuaError `INVALID` with the path of what has no place in it, such as a function. */
  toData(): Data {
    return at(this, toData);
  }
}

/** What Lua gives to TypeScript: plain data, or a handle of what is none. */
export type Held = Data | LuaFunction | LuaTable;

/** What a call takes: what may be sent, and handles. */
export type Given = Sendable | LuaFunction | LuaTable;

function keyAt(L: LuaState, index: number): string | number | bigint | undefined {
  if (api.lua_type(L, index) === LUA_TSTRING) return decodeUtf8(api.lua_tostring(L, index) as Uint8Array);
  if (api.lua_isinteger(L, index)) return api.lua_tointeger(L, index);
  return api.lua_type(L, index) === LUA_TNUMBER ? api.lua_tonumber(L, index) : undefined;
}

const at = <R>({ machine, value }: Handle, read: (L: LuaState, index: number) => R): R =>
  withValue(machine.main, value, read);

/** The value at `index`: a function or a table as a handle, anything else as data. */
export function hold(machine: Machine, L: LuaState, index: number): Held {
  const type = api.lua_type(L, index);
  if (type === LUA_TFUNCTION) return new LuaFunction(machine, snapshot(L, index));
  return type === LUA_TTABLE ? new LuaTable(machine, snapshot(L, index)) : toData(L, index);
}

/** Pushes what `hold` gave, or data. */
export function pushGiven(machine: Machine, L: LuaState, held: Given): void {
  // A proxy, which `instanceof` asks, may throw.
  const handle = read(() => (held instanceof Handle ? held : undefined));
  if (handle === undefined) return pushData(L, given(held));
  if (handle.machine !== machine)
    throw invalid('a function or table belongs to the Lua state that gave it, and this is another');
  pushValue(L, handle.value);
}
