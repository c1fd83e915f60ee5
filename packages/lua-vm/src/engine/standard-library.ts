import type { Clock } from '@durable-lua/determinism';
import { openCoroutines } from './coroutines.js';
import { api, aux, libraries, LUA_TSTRING, toBytes, type CFunction, type LuaState } from './fengari.js';
import { forbiddenIn } from './forbidden.js';
import { osFunctions } from './os-library.js';
import { pushText, setField } from './userdata.js';

export interface StandardLibraryOptions {
  readonly deterministic: boolean;
  readonly clock: Clock | undefined;
  readonly scheduling: Readonly<Record<string, CFunction>>;
}

/** The libraries that are tables. */
export const LIBRARY_NAMES: readonly string[] = ['string', 'table', 'math', 'utf8', 'coroutine', 'os', 'io', 'debug'];

/** Opens the functions that are globals of their own; those that no host has, or not this one, only raise. */
export function openBase(L: LuaState, { deterministic }: StandardLibraryOptions): void {
  aux.luaL_requiref(L, toBytes('_G'), libraries._G, 1);
  for (const [name, fn] of forbiddenIn('', deterministic)) setField(L, name, () => api.lua_pushcfunction(L, fn));
  api.lua_pop(L, 1);
}

/** Pushes a fresh library table. */
export function pushLibrary(
  L: LuaState,
  name: string,
  { deterministic, clock, scheduling }: StandardLibraryOptions,
): void {
  const upstream = libraries[name as keyof typeof libraries] as CFunction | undefined;
  if (name === 'coroutine') openCoroutines(L, scheduling);
  else if (upstream === undefined) api.lua_createtable(L, 0, 16);
  else upstream(L);
  for (const [field, fn] of forbiddenIn(name, deterministic)) setField(L, field, () => api.lua_pushcfunction(L, fn));
  if (name === 'debug') setField(L, 'traceback', () => api.lua_pushcfunction(L, traceback));
  if (name !== 'os') return;
  for (const [field, fn] of Object.entries(osFunctions(clock, deterministic))) {
    setField(L, field, () => api.lua_pushcfunction(L, fn));
  }
  setField(L, 'platform', () => pushText(L, 'durable-lua'));
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
