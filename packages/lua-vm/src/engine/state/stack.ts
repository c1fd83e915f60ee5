import { api, LUA_TSTRING, newTValue, type LuaState, type TValue } from './fengari.js';
import { displayText } from './text.js';

/** A copy of a stack value that TypeScript may keep. */
export function snapshot(L: LuaState, index: number): TValue {
  api.lua_pushvalue(L, index);
  const { type, value } = L.stack[L.top - 1] as TValue;
  api.lua_pop(L, 1);
  return newTValue(type, value);
}

/** Takes the value on top off the stack, to keep it. */
export function take(L: LuaState): TValue {
  const value = snapshot(L, -1);
  api.lua_pop(L, 1);
  return value;
}

/** Pushes a kept value. */
export function pushValue(L: LuaState, value: TValue): void {
  api.lua_pushnil(L);
  L.stack[L.top - 1] = newTValue(value.type, value.value);
}

/** Reads a kept value through the stack, which is afterwards as it was. */
export function withValue<R>(L: LuaState, value: TValue, read: (L: LuaState, index: number) => R): R {
  const base = api.lua_gettop(L);
  api.lua_checkstack(L, 2);
  try {
    pushValue(L, value);
    return read(L, base + 1);
  } finally {
    api.lua_settop(L, base);
  }
}

export function pushText(L: LuaState, text: string): void {
  api.lua_pushstring(L, text);
}

/** The text at `index`; undefined when no string is there. */
export function textAt(L: LuaState, index: number): string | undefined {
  return api.lua_type(L, index) === LUA_TSTRING ? displayText(api.lua_tostring(L, index) as Uint8Array) : undefined;
}

/** Sets a field of the table on top to what `push` pushes. */
export function setField(L: LuaState, name: string, push: () => void): void {
  push();
  api.lua_setfield(L, -2, name);
}
