import { expect, it } from 'vitest';
import { api, newState, toBytes, type LuaState } from './fengari.js';
import { Members } from './members.js';
import { setField } from './stack.js';
import { displayText } from './text.js';

const members = new Members((L) => {
  api.lua_createtable(L, 0, 2);
  setField(L, 'a', () => api.lua_pushinteger(L, 1));
  setField(L, 'b', () => api.lua_pushinteger(L, 2));
});

function fieldsOf(L: LuaState): Record<string, number> {
  const fields: Record<string, number> = {};
  api.lua_pushnil(L);
  while (api.lua_next(L, -2) !== 0) {
    fields[displayText(api.lua_tostring(L, -2) as Uint8Array)] = Number(api.lua_tointeger(L, -1));
    api.lua_pop(L, 1);
  }
  return fields;
}

const set = (L: LuaState, name: string, value: number | undefined): void => {
  if (value === undefined) api.lua_pushnil(L);
  else api.lua_pushinteger(L, value);
  api.lua_setfield(L, -2, toBytes(name));
};

it('each table is its own: what one state changes, removes or adds, no other sees, nor a second table of the same state', () => {
  const [one, other] = [newState(), newState()];
  members.push(other);
  members.push(one);
  members.push(one);
  set(one, 'b', 20);
  set(one, 'c', 30);
  set(one, 'a', undefined);
  expect(fieldsOf(one)).toEqual({ b: 20, c: 30 });
  api.lua_pop(one, 1);
  expect(fieldsOf(one)).toEqual({ a: 1, b: 2 });
  expect(fieldsOf(other)).toEqual({ a: 1, b: 2 });
  set(other, 'a', undefined);
  set(other, 'a', 10);
  expect(fieldsOf(other)).toEqual({ b: 2, a: 10 });
});

it('a traversal that changes the table goes on', () => {
  const L = newState();
  members.push(L);
  const seen: string[] = [];
  api.lua_pushnil(L);
  while (api.lua_next(L, -2) !== 0) {
    api.lua_pop(L, 1);
    const name = displayText(api.lua_tostring(L, -1) as Uint8Array);
    seen.push(name);
    api.lua_pushnil(L);
    api.lua_setfield(L, -3, toBytes(name));
  }
  expect(seen).toEqual(['a', 'b']);
  expect(fieldsOf(L)).toEqual({});
});

it('a state counts the members of each of its tables', () => {
  const L = newState();
  const { memused } = L.l_G as { memused: number };
  api.lua_createtable(L, 0, 0);
  const empty = (L.l_G as { memused: number }).memused - memused;
  members.push(L);
  expect((L.l_G as { memused: number }).memused - memused).toBeGreaterThan(2 * empty);
});
