import { invalid, type Clock } from '@durable-lua/determinism';
import { openCoroutines } from './coroutines.js';
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
import { Machine, type StartCoroutine } from '../state/machine.js';
import { pushText, pushValue, setField, snapshot } from '../state/stack.js';
import { osFunctions } from './os-library.js';
import { displayText } from '../state/text.js';
import { raiseObject } from '../values/errors.js';

export interface StandardLibraryOptions {
  readonly deterministic: boolean;
  readonly clock: Clock | undefined;
  readonly start: StartCoroutine;
}

/** The libraries that are tables. */
export const LIBRARY_NAMES: readonly string[] = ['string', 'table', 'math', 'utf8', 'coroutine', 'os', 'io', 'debug'];

/**
 * What the base library consists of, by name. Its functions keep nothing, so that all states share them: a state that
 * registered them all would take a quarter more memory.
 */
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
export function pushBase(L: LuaState, name: string, { deterministic }: StandardLibraryOptions): boolean {
  const refusal = forbiddenIn('', deterministic).find(([refused]) => refused === name);
  const member = BASE.get(name);
  if (refusal !== undefined) api.lua_pushcfunction(L, refusal[1]);
  else if (name === 'rawset') pushRawset(L, member as TValue);
  else if (member !== undefined) pushValue(L, member);
  return refusal !== undefined || member !== undefined;
}

/** `rawset`, which gets past every `__newindex`, but not into what may only be read. */
function pushRawset(L: LuaState, member: TValue): void {
  const rawset: CFunction = (caller) => {
    const table = api.lua_topointer(caller, 1);
    if (typeof table === 'object' && table !== null && Machine.of(caller).readOnly.has(table)) {
      return raiseObject(caller, invalid('rawset is not allowed here: this table is read-only'));
    }
    return (member.value as CFunction)(caller);
  };
  aux.luaL_namefuncs('', { rawset });
  api.lua_pushcfunction(L, rawset);
}

/** Opens them all, and `_G`. */
export function openBase(L: LuaState, options: StandardLibraryOptions): void {
  api.lua_pushglobaltable(L);
  setField(L, '_G', () => api.lua_pushvalue(L, -1));
  for (const name of baseNames(options.deterministic)) setField(L, name, () => pushBase(L, name, options));
  api.lua_pop(L, 1);
}

/** Pushes a fresh library table. */
export function pushLibrary(L: LuaState, name: string, { deterministic, clock, start }: StandardLibraryOptions): void {
  const upstream = libraries[name as keyof typeof libraries] as CFunction | undefined;
  if (name === 'coroutine') openCoroutines(L, start);
  else if (upstream === undefined) api.lua_createtable(L, 0, 16);
  else upstream(L);
  for (const [field, fn] of forbiddenIn(name, deterministic)) setField(L, field, () => api.lua_pushcfunction(L, fn));
  if (name === 'debug') setField(L, 'traceback', () => api.lua_pushcfunction(L, traceback));
  if (name !== 'os') return;
  const functions = osFunctions(clock, deterministic);
  aux.luaL_namefuncs('os.', functions);
  for (const [field, fn] of Object.entries(functions)) {
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
