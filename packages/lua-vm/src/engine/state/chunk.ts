import { LuaError } from '@durable-lua/determinism';
import {
  api,
  aux,
  initUpvalues,
  LClosure,
  LUA_OK,
  newState,
  newTValue,
  TAG_LUA_CLOSURE,
  toBytes,
  type CallInfo,
  type Proto,
  type LuaState,
  type TValue,
} from './fengari.js';
import type { Machine } from './machine.js';
import type { Position } from './positions.js';
import { snapshot, take } from './stack.js';
import { displayText, encodeUtf8 } from './text.js';

/** Lua source and the name that its error messages and tracebacks show. */
export interface Chunk {
  readonly source: string;
  /** `app/order.lua`. */
  readonly name: string;
  /** Line of the file on which the source starts, when it is part of a larger file. 1 by default. */
  readonly firstLine?: number;
  /** ID of the entry that it is, `app:order`, for log lines. */
  readonly id?: string;
}

/**
 * Compiled chunks by name and source: compiled once per process (in a workflow: per V8 context), shared by all states.
 * A pure cache: what it holds is a function of its key and is never changed, so no run can see whether it was warm.
 */
const compiled = new Map<string, Proto>();
const MOST_COMPILED = 2_000;

/** Compiles without running. Throws a `LuaError` of kind `INVALID` with Lua's message, `name:line: …`. */
export function compile(chunk: Chunk): Proto {
  const key = `${chunk.name}\0${chunk.firstLine ?? 1}\0${chunk.source}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  // A state of its own: compiling takes object ids, which must not depend on what was compiled before.
  const L = newState();
  const source = encodeUtf8('\n'.repeat((chunk.firstLine ?? 1) - 1) + chunk.source);
  if (source[0] === 27) {
    throw refused(chunk, `${chunk.name}: precompiled chunks are refused`);
  }
  const status = aux.luaL_loadbuffer(L, source, source.length, toBytes(`@${chunk.name}`));
  if (status !== LUA_OK) {
    throw refused(chunk, displayText(api.lua_tostring(L, -1) as Uint8Array));
  }
  const proto = (snapshot(L, -1).value as { p: Proto }).p;
  if (compiled.size >= MOST_COMPILED) compiled.delete(compiled.keys().next().value as string);
  compiled.set(key, proto);
  learn(proto, chunk.name, undefined);
  return proto;
}

/** Its place stands in the message, `name:line: …`: it has that as a traceback too, and not the frames of the compiler. */
function refused({ name }: Chunk, message: string): LuaError {
  const line = message.startsWith(`${name}:`) ? (/^:\d+/.exec(message.slice(name.length))?.[0] ?? '') : '';
  const luaStack = `stack traceback:\n\t${name}${line}: in main chunk`;
  return new LuaError({ kind: 'INVALID', message, retryable: false, luaStack });
}

/** Of which function instructions are; a cache of the same kind. */
const functions = new WeakMap<object, KnownFunction>();

/** A function that was compiled, and the function around it. */
export interface KnownFunction {
  readonly chunk: string;
  readonly proto: Proto;
  readonly outer: Proto | undefined;
}

function learn(proto: Proto, chunk: string, outer: Proto | undefined): void {
  functions.set(proto.code, { chunk, proto, outer });
  for (const inner of proto.p) learn(inner, chunk, proto);
}

/** The function that a call is one of, also when it has ended. */
export const functionOfCall = ({ l_code: code }: CallInfo): KnownFunction | undefined =>
  code === null ? undefined : functions.get(code);

/** The function that a closure is one of. */
export const functionOfProto = ({ code }: Proto): KnownFunction | undefined => functions.get(code);

/** Where the function stood when it returned that the running function has called last. */
export function returnPosition(L: LuaState): Position | undefined {
  const call = L.ci.next ?? undefined;
  const known = call && functionOfCall(call);
  const line = call && known?.proto.lineinfo[call.l_savedpc - 1];
  return known === undefined || line === undefined ? undefined : { chunk: known.chunk, line };
}

/** The function of a compiled chunk in one state. Code and constants are shared; what a run changes is its own. */
export function instantiate(machine: Machine, proto: Proto): TValue {
  const L = machine.main;
  const own = shell(proto);
  const closure = new LClosure(L, own.upvalues.length);
  closure.p = own;
  initUpvalues(L, closure);
  const globals = machine.environment ?? plainGlobals(L);
  if (closure.upvals.length > 0) closure.upvals[0] = newTValue(globals.type, globals.value);
  return newTValue(TAG_LUA_CLOSURE, closure);
}

function plainGlobals(L: LuaState): TValue {
  api.lua_pushglobaltable(L);
  return take(L);
}

/** A prototype keeps its last closure in `cache`: each state needs its own, all else is shared. */
function shell(proto: Proto): Proto {
  const own = Object.assign(Object.create(Object.getPrototypeOf(proto) as object), proto) as Proto;
  own.cache = null;
  own.p = proto.p.map(shell);
  return own;
}
