/// <reference path="./fengari-modules.d.ts" />
/**
 * The one way into fengari: its C-like API, typed as far as this package uses it.
 */
import type { LuaValue } from '@durable-lua/determinism';
// First of all: the others read it when they are loaded.
import './own-parts.js';
import defs from 'fengari/src/defs.js';
import lauxlib from 'fengari/src/lauxlib.js';
import ldo from 'fengari/src/ldo.js';
import lbaselib from 'fengari/src/lbaselib.js';
import lgc from 'fengari/src/lgc.js';
import lfunc from 'fengari/src/lfunc.js';
import lapi from 'fengari/src/lapi.js';
import lmathlib from 'fengari/src/lmathlib.js';
import lobject from 'fengari/src/lobject.js';
import lstate from 'fengari/src/lstate.js';
import lstrlib from 'fengari/src/lstrlib.js';
import ltable from 'fengari/src/ltable.js';
import ltablib from 'fengari/src/ltablib.js';
import lua from 'fengari/src/lua.js';
import lutf8lib from 'fengari/src/lutf8lib.js';

/** A Lua thread. Opaque: only fengari looks inside. */
export interface LuaState {
  readonly l_G: object;
  /** Suspended because its slice was used up: it goes on without values. */
  preempted?: boolean;
  stack: TValue[];
  top: number;
  readonly ci: CallInfo;
  /** What is told of its instructions. */
  hookmask: number;
}

/** A call on the stack of a thread. It stays as it was when the call has ended, until another call takes its place. */
export interface CallInfo {
  readonly next: CallInfo | null;
  readonly previous: CallInfo | null;
  readonly callstatus: number;
  /** The slot of the function that is called; another value stands there when the call has ended. */
  readonly func: TValue;
  readonly funcOff: number;
  /** Of a library function that waits, what it goes on with. */
  readonly c_ctx: unknown;
  /** Of a Lua function, the first slot of its variables. */
  readonly l_base: number;
  /** The instructions of a Lua function, and how many of them have been begun. */
  readonly l_code: readonly Instruction[] | null;
  readonly l_savedpc: number;
}

/** A tagged value: a `LuaValue` seen from inside. Stack slots are overwritten in place, so one that is kept must be a copy. */
export interface TValue extends LuaValue {
  readonly type: number;
  readonly value: unknown;
}

export type CFunction = (L: LuaState) => number;
export type Continuation = (L: LuaState, status: number, context: unknown) => number;

/** What the engine tells of a call on the stack. */
export interface Frame {
  readonly currentline: number;
  readonly linedefined: number;
  /** `main` for the function of a whole chunk. */
  readonly what: Uint8Array | null;
  readonly short_src: Uint8Array;
  /** `method` for a function that was called by `:`. */
  readonly namewhat: Uint8Array;
}

export interface Proto {
  cache: unknown;
  p: Proto[];
  readonly code: readonly Instruction[];
  /** Constants. */
  readonly k: readonly TValue[];
  /** The line of each instruction. */
  readonly lineinfo: readonly number[];
  readonly linedefined: number;
  readonly numparams: number;
  readonly is_vararg: boolean;
  /** Local variables in the order of their declarations, each with the instructions between which it is known. */
  readonly locvars: readonly { readonly varname: EngineString; readonly startpc: number; readonly endpc: number }[];
  readonly upvalues: readonly { readonly name: EngineString | null }[];
}

export interface Instruction {
  readonly opcode: number;
  readonly A: number;
  readonly B: number;
  readonly C: number;
  readonly Bx: number;
}

/** Bytes, or a text with one character for each. */
export interface EngineString {
  readonly hash: string | null;
  readonly realstring: Uint8Array | null;
}

export interface Closure {
  readonly p: Proto;
  readonly upvals: readonly (TValue | undefined)[];
}

export const {
  LUA_OK,
  LUA_YIELD,
  LUA_MULTRET,
  LUA_REGISTRYINDEX,
  LUA_TNIL,
  LUA_TBOOLEAN,
  LUA_TNUMBER,
  LUA_TSTRING,
  LUA_TTABLE,
  LUA_TFUNCTION,
  LUA_TUSERDATA,
  LUA_TTHREAD,
  LUA_TNONE,
  LUA_RIDX_GLOBALS,
} = lua as {
  LUA_OK: number;
  LUA_YIELD: number;
  LUA_MULTRET: number;
  LUA_REGISTRYINDEX: number;
  LUA_TNIL: number;
  LUA_TBOOLEAN: number;
  LUA_TNUMBER: number;
  LUA_TSTRING: number;
  LUA_TTABLE: number;
  LUA_TFUNCTION: number;
  LUA_TUSERDATA: number;
  LUA_TTHREAD: number;
  LUA_TNONE: number;
  LUA_RIDX_GLOBALS: number;
};

/** Texts for Lua may be given as they are: an ASCII one then takes no bytes before something asks for them. */
type Text = Uint8Array | string;

interface Api {
  lua_atnativeerror(L: LuaState, handler: CFunction): unknown;
  lua_absindex(L: LuaState, index: number): number;
  lua_callk(L: LuaState, args: number, results: number, context: unknown, k: Continuation | null): void;
  lua_call(L: LuaState, args: number, results: number): void;
  lua_checkstack(L: LuaState, slots: number): boolean;
  lua_error(L: LuaState): never;
  lua_getglobal(L: LuaState, name: Text): number;
  lua_getfield(L: LuaState, index: number, name: Text): number;
  lua_getmetatable(L: LuaState, index: number): number;
  lua_gettable(L: LuaState, index: number): number;
  lua_gettop(L: LuaState): number;
  lua_insert(L: LuaState, index: number): void;
  lua_iscfunction(L: LuaState, index: number): boolean;
  lua_isinteger(L: LuaState, index: number): boolean;
  lua_isyieldable(L: LuaState): boolean;
  lua_ispreemptable(L: LuaState): boolean;
  lua_preempt(L: LuaState, context: unknown, k: Continuation): number;
  lua_load(L: LuaState, reader: unknown, data: unknown, name: Uint8Array, mode: Uint8Array | null): number;
  lua_concat(L: LuaState, count: number): void;
  lua_createtable(L: LuaState, array: number, hash: number): void;
  lua_newstate?(): LuaState;
  lua_newthread(L: LuaState): LuaState;
  lua_newuserdata(L: LuaState, size: number): Record<string, unknown>;
  lua_next(L: LuaState, index: number): number;
  lua_pcall(L: LuaState, args: number, results: number, handler: number): number;
  lua_pop(L: LuaState, count: number): void;
  lua_pushboolean(L: LuaState, value: boolean): void;
  lua_pushcclosure(L: LuaState, fn: CFunction, upvalues: number): void;
  lua_pushcfunction(L: LuaState, fn: CFunction): void;
  lua_pushglobaltable(L: LuaState): void;
  lua_pushinteger(L: LuaState, value: number | bigint): void;
  lua_pushnil(L: LuaState): void;
  lua_pushnumber(L: LuaState, value: number): void;
  lua_pushstring(L: LuaState, text: Text): void;
  lua_pushthread(L: LuaState): boolean;
  lua_pushvalue(L: LuaState, index: number): void;
  lua_rawget(L: LuaState, index: number): number;
  lua_rawgeti(L: LuaState, index: number, key: number): number;
  lua_rawequal(L: LuaState, a: number, b: number): boolean;
  lua_rawlen(L: LuaState, index: number): number;
  lua_rawset(L: LuaState, index: number): void;
  lua_rawseti(L: LuaState, index: number, key: number): void;
  lua_remove(L: LuaState, index: number): void;
  lua_replace(L: LuaState, index: number): void;
  lua_resume(L: LuaState, from: LuaState | null, args: number): number;
  lua_setfield(L: LuaState, index: number, name: Text): void;
  lua_setglobal(L: LuaState, name: Text): void;
  lua_setmetatable(L: LuaState, index: number): void;
  lua_settop(L: LuaState, index: number): void;
  lua_status(L: LuaState): number;
  lua_toboolean(L: LuaState, index: number): boolean;
  lua_tointeger(L: LuaState, index: number): number | bigint;
  lua_tointegerx(L: LuaState, index: number): number | bigint | false;
  lua_tonumber(L: LuaState, index: number): number;
  lua_tonumberx(L: LuaState, index: number): number | false;
  lua_tothread(L: LuaState, index: number): LuaState | null;
  lua_touserdata(L: LuaState, index: number): Record<string, unknown> | null;
  lua_tostring(L: LuaState, index: number): Uint8Array | null;
  lua_topointer(L: LuaState, index: number): unknown;
  lua_type(L: LuaState, index: number): number;
  lua_typename(L: LuaState, type: number): Uint8Array;
  lua_upvalueindex(index: number): number;
  lua_xmove(from: LuaState, to: LuaState, count: number): void;
  lua_yieldk(L: LuaState, results: number, context: unknown, k: Continuation): number;
  lua_yield(L: LuaState, results: number): number;
  lua_getinfo(L: LuaState, what: Uint8Array, frame: Frame): number;
  lua_getstack(L: LuaState, level: number, frame: Frame): number;
}

interface Aux {
  luaL_error(L: LuaState, format: Uint8Array, ...values: unknown[]): never;
  luaL_loadbuffer(L: LuaState, source: Uint8Array, size: number, name: Uint8Array): number;
  luaL_requiref(L: LuaState, name: Uint8Array, open: CFunction, global: number): void;
  luaL_traceback(L: LuaState, of: LuaState, message: Uint8Array | null, level: number): void;
  luaL_where(L: LuaState, level: number): void;
  luaL_tolstring(L: LuaState, index: number): Uint8Array;
  luaL_newstate(): LuaState;
  luaL_argerror(L: LuaState, index: number, message: Uint8Array): never;
  luaL_checkinteger(L: LuaState, index: number): number | bigint;
  /** One character for each byte. */
  luaL_checktext(L: LuaState, index: number): string;
  /** Tells messages the names of library functions, where the call itself does not say one. */
  luaL_namefuncs(prefix: string, functions: Readonly<Record<string, CFunction>>): void;
  luaL_checktype(L: LuaState, index: number, type: number): void;
}

const { lua_ispreemptable, lua_preempt } = ldo;
export const api = { ...lua, ...lapi, lua_newthread: lstate.lua_newthread, lua_ispreemptable, lua_preempt } as Api & {
  lua_Debug: new () => Frame;
};
export const aux = lauxlib as Aux;
/** Copies text into a new byte string that Lua may keep. */
export const toBytes = defs.to_luastring as (text: string, cache?: boolean) => Uint8Array;
export const newState = lstate.lua_newstate as () => LuaState;
export const newTValue = (type: number, value: unknown): TValue => new lobject.TValue(type, value) as TValue;
export const isTValue = (value: unknown): value is TValue => value instanceof (lobject.TValue as new () => TValue);
export const LClosure = lobject.LClosure as new (
  L: LuaState,
  upvalues: number,
) => { p: Proto; readonly upvals: TValue[] };
export const initUpvalues = lfunc.luaF_initupvals as (L: LuaState, closure: unknown) => void;
/** Measures the bytes that a state holds. */
export const heldBytes = lgc.luaC_held as (L: LuaState) => number;
/** Gives an empty table the hash part of another one, on loan until it is changed; the other never is again. */
export const lend = ltable.luaH_lend as (L: LuaState, table: unknown, template: unknown) => void;
/** Takes units of the budget for work in a library function. */
export const charge = ldo.luaD_charge as (L: LuaState, units: number) => void;
/** Tag of a Lua function with its prototype, and of nil. */
export const TAG_LUA_CLOSURE: number = defs.constant_types.LUA_TLCL;
export const TAG_NIL: number = defs.constant_types.LUA_TNIL;
export const TAG_USERDATA: number = defs.constant_types.LUA_TUSERDATA;
export const TAG_INTEGER: number = defs.constant_types.LUA_TNUMINT;
export const TAG_FLOAT: number = defs.constant_types.LUA_TNUMFLT;
export const TAG_LCF: number = defs.constant_types.LUA_TLCF;
export const TAG_THREAD: number = defs.constant_types.LUA_TTHREAD;

export const libraries = {
  _G: lbaselib.luaopen_base as CFunction,
  string: lstrlib.luaopen_string as CFunction,
  table: ltablib.luaopen_table as CFunction,
  math: lmathlib.luaopen_math as CFunction,
  utf8: lutf8lib.luaopen_utf8 as CFunction,
};
