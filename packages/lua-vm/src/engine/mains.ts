import { LuaError, invalid, type Payload } from '@durable-lua/determinism';
import { compile, instantiate, returnPosition, type Chunk } from './state/chunk.js';
import {
  api,
  LUA_MULTRET,
  LUA_TFUNCTION,
  LUA_TSTRING,
  LUA_TTABLE,
  newTValue,
  TAG_LCF,
  toBytes,
  type LuaState,
  type TValue,
} from './state/fengari.js';
import { Machine } from './state/machine.js';
import { pushValue } from './state/stack.js';
import { displayText } from './state/text.js';
import { pushPayload } from './values/data.js';
import { raiseObject } from './values/errors.js';
import { pushGiven, type Given, type LuaFunction } from './values/handles.js';

/** A chunk that defines an entry: it returns a table with the method, or the method itself. */
export interface EntryPoint extends Chunk {
  readonly method: string;
}

/** What a run begins with. */
export interface Main {
  /** The chunk that loads first, and may define globals meanwhile. */
  readonly chunk?: Chunk;
  /** The function of the main coroutine, called without arguments. */
  readonly make: (machine: Machine) => TValue;
}

/** Runs a chunk. */
export function chunkMain(source: string | Chunk): Main {
  const chunk = typeof source === 'string' ? { source, name: 'chunk' } : source;
  return { chunk, make: (machine) => instantiate(machine, compile(chunk)) };
}

/** Calls a function that this state gave. */
export function callMain(fn: LuaFunction, args: readonly Given[]): Main {
  return {
    make: (machine) =>
      newTValue(TAG_LCF, (L: LuaState) => {
        api.lua_checkstack(L, args.length + 4);
        pushing(L, () => {
          pushGiven(machine, L, fn);
          machine.entered = placeOf(L, -1);
          for (const [index, held] of args.entries()) asArgument(index + 1, () => pushGiven(machine, L, held));
        });
        api.lua_callk(L, args.length, LUA_MULTRET, null, allResults);
        return allResults(L);
      }),
  };
}

/** Runs the chunk of an entry, finds its method, decodes the arguments and calls it. */
export function entryMain(point: EntryPoint, args: readonly Payload[]): Main {
  const make = (machine: Machine): TValue => {
    const chunk = instantiate(machine, compile(point));
    const call = (L: LuaState): number => {
      pushMethod(L, point);
      machine.entered = placeOf(L, -1);
      pushing(L, () => {
        api.lua_checkstack(L, args.length + 4);
        for (const [index, arg] of args.entries()) asArgument(index + 1, () => pushPayload(L, arg));
      });
      api.lua_callk(L, args.length, LUA_MULTRET, null, results);
      return results(L);
    };
    const results = (L: LuaState): number => {
      machine.stopped?.(L);
      if (mayBeAnError(api.lua_type(L, 2))) machine.returnedText = returnPosition(L);
      return allResults(L);
    };
    return newTValue(TAG_LCF, (L: LuaState) => {
      pushValue(L, chunk);
      api.lua_callk(L, 0, 1, null, call);
      return call(L);
    });
  };
  return { chunk: point, make };
}

/** Where the function at `index` is defined, as a traceback says it: what goes wrong before its first line and after its last. */
function placeOf(L: LuaState, index: number): string {
  if (api.lua_type(L, index) !== LUA_TFUNCTION) return '';
  const frame = new api.lua_Debug();
  api.lua_pushvalue(L, index);
  api.lua_getinfo(L, SOURCE, frame);
  const at = `${displayText(frame.short_src).replace(/\0.*$/s, '')}:${frame.linedefined}`;
  return `stack traceback:\n\t${at}: in function <${at}>`;
}

const SOURCE = toBytes('>S');

/** Whether a second result of this type may say that the run failed, without a place of its own. */
const mayBeAnError = (type: number): boolean => type === LUA_TSTRING || type === LUA_TTABLE;

const allResults = (L: LuaState): number => api.lua_gettop(L);

/** An expected failure on the way in is raised in Lua, where the run fails by it. */
function pushing(L: LuaState, push: () => void): void {
  try {
    push();
  } catch (error) {
    if (LuaError.is(error)) raiseObject(L, error.with({ luaStack: Machine.of(L).entered }));
    throw error;
  }
}

function asArgument(position: number, push: () => void): void {
  try {
    push();
  } catch (error) {
    throw LuaError.is(error) ? error.at(`argument ${position}`) : error;
  }
}

/** Replaces the chunk's result on top by the method it defines. */
function pushMethod(L: LuaState, { method, name }: EntryPoint): void {
  const refuse = (what: string): never =>
    raiseObject(
      L,
      invalid(`${name} ${what}: end the file with return { ${method} = ${method} }`).with({
        luaStack: `stack traceback:\n\t${name}: in main chunk`,
      }),
    );
  if (api.lua_type(L, -1) === LUA_TTABLE) {
    api.lua_getfield(L, -1, toBytes(method));
    api.lua_remove(L, -2);
    if (api.lua_type(L, -1) === LUA_TFUNCTION) return;
    refuse(`returns no function '${method}'`);
  }
  if (api.lua_type(L, -1) !== LUA_TFUNCTION) {
    refuse('returns nothing to call');
  }
}
