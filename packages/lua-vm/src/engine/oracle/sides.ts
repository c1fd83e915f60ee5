/// <reference path="../state/fengari-modules.d.ts" />
import '../state/own-parts.js';
import lauxlib from 'fengari/src/lauxlib.js';
import lbaselib from 'fengari/src/lbaselib.js';
import lcorolib from 'fengari/src/lcorolib.js';
import lmathlib from 'fengari/src/lmathlib.js';
import lstrlib from 'fengari/src/lstrlib.js';
import ltablib from 'fengari/src/ltablib.js';
import lua from 'fengari/src/lua.js';
import lutf8lib from 'fengari/src/lutf8lib.js';
import { callReference, utf8 } from './node.js';

/** The two sides of the oracle: our engine, and the real thing where it is installed. Output is one character per byte. */

const LIBRARIES: Record<string, unknown> = {
  _G: lbaselib.luaopen_base,
  coroutine: lcorolib.luaopen_coroutine,
  math: lmathlib.luaopen_math,
  string: lstrlib.luaopen_string,
  table: ltablib.luaopen_table,
  utf8: lutf8lib.luaopen_utf8,
};

/** A thread of the engine, with what the limits of `lstate.js` look like from outside. */
export interface State {
  readonly preempted: boolean;
  readonly l_G: {
    budget: number;
    onBudget: ((thread: State) => number) | null;
    maxStringBytes: number;
    maxTableEntries: number;
    maxStackSlots: number;
  };
}

/** A bare Lua state with the plain libraries. */
export function newState(): State {
  const L = lauxlib.luaL_newstate() as State;
  for (const [name, open] of Object.entries(LIBRARIES)) {
    lauxlib.luaL_requiref(L, name, open, 1);
    lua.lua_pop(L, 1);
  }
  return L;
}

/** The sign of not-a-number is the processor's business. */
const plainNan = (output: string): string => output.replaceAll('-nan', 'nan');

/** Runs a chunk whose one argument is the function that takes the output. */
export function runOurs(chunk: string): string {
  const L = newState();
  const parts: string[] = [];
  const source = utf8(chunk);
  if (lauxlib.luaL_loadbuffer(L, source, source.length, '=driver') !== lua.LUA_OK) {
    throw new Error(`the driver does not compile: ${lua.lua_tojsstring(L, -1)}`);
  }
  lua.lua_pushcfunction(L, (state: unknown) => {
    parts.push(lua.lua_totext(state, 1));
    return 0;
  });
  if (lua.lua_pcall(L, 1, 0, 0) !== lua.LUA_OK) throw new Error(`the driver failed: ${lua.lua_tojsstring(L, -1)}`);
  return plainNan(parts.join(''));
}

/** The same on the reference interpreter. */
export function runReference(chunk: string): string {
  const program = `local f, e = load(io.read("a"), "=driver") if not f then error(e) end f(function(s) io.write(s) end)`;
  return plainNan(callReference(program, chunk));
}
