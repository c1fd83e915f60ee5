import { invalid } from '@durable-lua/determinism';
import { coroutineFunctions } from './coroutines.js';
import {
  api,
  aux,
  libraries,
  LUA_TSTRING,
  newState,
  type CFunction,
  type LuaState,
  type TValue,
} from '../state/fengari.js';
import { forbiddenIn } from './forbidden.js';
import { Machine } from '../state/machine.js';
import { Members } from '../state/members.js';
import { pushText, pushValue, setField, snapshot } from '../state/stack.js';
import { osFunctions } from './os-library.js';
import { displayText } from '../state/text.js';
import { raiseObject } from '../values/errors.js';

/** The libraries that are tables. */
export const LIBRARY_NAMES: readonly string[] = ['string', 'table', 'math', 'utf8', 'coroutine', 'os', 'io', 'debug'];

/** What the base library consists of, by name. */
const BASE: ReadonlyMap<string, TValue> = baseLibrary();

function baseLibrary(): Map<string, TValue> {
  const L = newState();
  libraries._G(L);
  const members = new Map<string, TValue>();
  api.lua_pushnil(L);
  while (api.lua_next(L, -2) !== 0) {
    const name = displayText(api.lua_tostring(L, -2) as Uint8Array);
    if (name !== '_G') members.set(name, snapshot(L, -1));
    api.lua_pop(L, 1);
  }
  return members;
}

/** Names of the globals that are no libraries, those that only raise included. */
export const baseNames = (deterministic: boolean): readonly string[] => [
  ...new Set([...BASE.keys(), ...forbiddenIn('', deterministic).map(([name]) => name)]),
];

/** Pushes a global that is no library, if there is one of that name; one that no host has, or not this one, only raises. */
export function pushBase(L: LuaState, name: string, deterministic: boolean): boolean {
  const refusal = forbiddenIn('', deterministic).find(([refused]) => refused === name);
  const member = BASE.get(name);
  if (refusal !== undefined) api.lua_pushcfunction(L, refusal[1]);
  else if (name === 'rawset') api.lua_pushcfunction(L, rawset);
  else if (member !== undefined) pushValue(L, member);
  return refusal !== undefined || member !== undefined;
}

/** Gets past every `__newindex`, but not into what may only be read. */
const rawset: CFunction = (L) => {
  const table = api.lua_topointer(L, 1);
  if (typeof table === 'object' && table !== null && Machine.of(L).readOnly.has(table)) {
    return raiseObject(L, invalid('rawset is not allowed here: this table is read-only'));
  }
  return ((BASE.get('rawset') as TValue).value as CFunction)(L);
};
aux.luaL_namefuncs('', { rawset });

/** Globals of a state that changes them as it likes. */
const PLAIN_BASE = new Members((L) => {
  api.lua_createtable(L, 0, 0);
  for (const name of baseNames(false)) setField(L, name, () => pushBase(L, name, false));
});

/** Opens them all, and `_G`. */
export function openBase(L: LuaState): void {
  api.lua_pushglobaltable(L);
  PLAIN_BASE.fill(L);
  setField(L, '_G', () => api.lua_pushvalue(L, -1));
  api.lua_pop(L, 1);
}

/** The members of each library, whose functions keep nothing: all states share them. */
const LIBRARIES: Readonly<Record<'true' | 'false', ReadonlyMap<string, Members>>> = {
  true: membersOf(true),
  false: membersOf(false),
};

function membersOf(deterministic: boolean): ReadonlyMap<string, Members> {
  return new Map(LIBRARY_NAMES.map((name) => [name, new Members((L) => build(L, name, deterministic))]));
}

function build(L: LuaState, name: string, deterministic: boolean): void {
  const upstream = libraries[name as keyof typeof libraries] as CFunction | undefined;
  if (upstream === undefined) api.lua_createtable(L, 0, 0);
  else upstream(L);
  const setAll = (functions: Readonly<Record<string, CFunction>>): void => {
    for (const [field, fn] of Object.entries(functions)) setField(L, field, () => api.lua_pushcfunction(L, fn));
  };
  if (name === 'coroutine') setAll(coroutineFunctions);
  setAll(Object.fromEntries(forbiddenIn(name, deterministic)));
  if (name === 'debug') setAll({ traceback });
  if (name !== 'os') return;
  setAll(osFunctions(deterministic));
  setField(L, 'platform', () => pushText(L, 'durable-lua'));
}

/** The names in a library; undefined if there is none of that name. */
export function libraryFields(name: string, deterministic: boolean): readonly string[] | undefined {
  if (!LIBRARY_NAMES.includes(name)) return undefined;
  const L = newState();
  build(L, name, deterministic);
  const names: string[] = [];
  api.lua_pushnil(L);
  while (api.lua_next(L, -2) !== 0) {
    names.push(displayText(api.lua_tostring(L, -2) as Uint8Array));
    api.lua_pop(L, 1);
  }
  return names;
}

/** Pushes a fresh library table. Strings have the methods of the latest `string`. */
export function pushLibrary(L: LuaState, name: string, deterministic: boolean): void {
  LIBRARIES[`${deterministic}`].get(name)?.push(L);
  if (name !== 'string') return;
  api.lua_pushstring(L, '');
  api.lua_createtable(L, 0, 1);
  setField(L, '__index', () => api.lua_pushvalue(L, -3));
  api.lua_setmetatable(L, -2);
  api.lua_pop(L, 1);
}

/** `debug.traceback([thread,] [message [, level]])` */
const traceback: CFunction = (L) => {
  const thread = api.lua_tothread(L, 1);
  const first = thread === null ? 1 : 2;
  const type = api.lua_type(L, first);
  if (type !== LUA_TSTRING && type > 0) {
    // A message that is no string is given back untouched, as Lua does.
    api.lua_pushvalue(L, first);
    return 1;
  }
  const level = api.lua_tointegerx(L, first + 1);
  const message = type === LUA_TSTRING ? api.lua_tostring(L, first) : null;
  aux.luaL_traceback(L, thread ?? L, message, level === false ? (thread === null ? 1 : 0) : Number(level));
  return 1;
};
