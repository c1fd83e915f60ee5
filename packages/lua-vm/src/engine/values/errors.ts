import { LuaError } from '@durable-lua/determinism';
import { Abort, ERROR_UNITS } from '../state/budget.js';
import { api, aux, LUA_OK, toBytes, type LuaState } from '../state/fengari.js';
import { Machine } from '../state/machine.js';
import { tracebackOf } from '../state/positions.js';
import { pushValue, snapshot } from '../state/stack.js';
import { displayText } from '../state/text.js';
import { thrownTable } from './thrown-table.js';
import { objectAt, pushObject } from './userdata.js';

/** Raises a string with the position of the calling Lua code. */
export function raise(L: LuaState, message: string): never {
  return aux.luaL_error(L, toBytes('%s'), toBytes(message));
}

/** Raises an error object. */
export function raiseObject(L: LuaState, error: LuaError): never {
  pushError(L, error);
  return api.lua_error(L);
}

/** Pushes an error object, with the place of the calling Lua code unless it has one of its own. */
export function pushError(L: LuaState, error: LuaError): void {
  const machine = Machine.of(L);
  const known = machine.wrapped.get(error);
  if (known !== undefined) return pushValue(L, known);
  machine.pay(ERROR_UNITS);
  if (error.luaStack !== '') return pushObject(machine, L, 'error', error);
  pushObject(machine, L, 'error', error.with({ luaStack: tracebackOf(L, L, 1) }));
  // The same error is the same object in Lua, by whichever way it comes next.
  machine.wrapped.set(error, snapshot(L, -1));
}

/** The error value on top of a dead thread, as an error object with the traceback of that thread. */
export function errorAt(machine: Machine, thread: LuaState): LuaError {
  const { main } = machine;
  const luaStack = machine.aside(() => tracebackOf(main, thread, 0));
  // A dead thread has no room for another push: the value moves to the main one.
  api.lua_xmove(thread, main, 1);
  const holder = objectAt(main, -1);
  const base = api.lua_gettop(main) - 1;
  try {
    if (holder !== undefined && LuaError.is(holder.object)) {
      return holder.object.luaStack === '' ? holder.object.with({ luaStack }) : holder.object;
    }
    const table = thrownTable(main);
    const message = table?.message ?? machine.explain(describe(main));
    return new LuaError({ kind: 'INTERNAL', message, retryable: false, details: table?.details, luaStack });
  } finally {
    api.lua_settop(main, base);
  }
}

/** The text of the error value on top. Its `__tostring` is code of the author, which may fail or never end. */
function describe(main: LuaState): string {
  const type = displayText(api.lua_typename(main, api.lua_type(main, -1)));
  try {
    api.lua_pushcfunction(main, (L) => {
      aux.luaL_tolstring(L, 1);
      return 1;
    });
    api.lua_insert(main, -2);
    if (api.lua_pcall(main, 1, 1, 0) === LUA_OK) return displayText(api.lua_tostring(main, -1) as Uint8Array);
  } catch (error) {
    if (!(error instanceof Abort)) throw error;
  }
  return `(error object is a ${type} value)`;
}
