import { LONE_SURROGATE, LuaError, type Data } from '@durable-lua/determinism';
import { isLuaName } from '@durable-lua/determinism/host';
import {
  api,
  LUA_TBOOLEAN,
  LUA_TNIL,
  LUA_TNUMBER,
  LUA_TSTRING,
  LUA_TTABLE,
  toBytes,
  type LuaState,
} from '../state/fengari.js';
import { textAt } from '../state/stack.js';
import { displayText } from '../state/text.js';
import { toData } from './data.js';
import { typeNameAt } from './userdata.js';

/** A table that was raised as an error. */
interface ThrownTable {
  /** Its `message`, or what it holds, in short. */
  readonly message: string;
  /** What it holds; `unsent` says which of its values cannot be sent. */
  readonly details: Readonly<Record<string, Data>>;
}

/** What the error value on top says if it is a table without a text of its own. */
export function thrownTable(main: LuaState): ThrownTable | undefined {
  if (api.lua_type(main, -1) !== LUA_TTABLE || hasText(main)) return undefined;
  api.lua_pushstring(main, toBytes('message'));
  api.lua_rawget(main, -2);
  const message = textAt(main, -1);
  api.lua_pop(main, 1);
  return { message: message ?? shown(main, api.lua_gettop(main)), details: detailsAt(main) };
}

function hasText(main: LuaState): boolean {
  if (!api.lua_getmetatable(main, -1)) return false;
  api.lua_pushstring(main, toBytes('__tostring'));
  api.lua_rawget(main, -2);
  const has = api.lua_type(main, -1) !== LUA_TNIL;
  api.lua_pop(main, 2);
  return has;
}

function detailsAt(main: LuaState): Readonly<Record<string, Data>> {
  const top = api.lua_gettop(main);
  try {
    const data = toData(main, -1);
    return isPlainObject(data) ? data : { value: data };
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    api.lua_settop(main, top);
    return { ...sendableMembers(main), unsent: error.message };
  }
}

/** The named members of the table on top that can be sent. */
function sendableMembers(main: LuaState): Readonly<Record<string, Data>> {
  const base = api.lua_gettop(main);
  const members: [string, Data][] = [];
  api.lua_checkstack(main, 4);
  api.lua_pushnil(main);
  while (api.lua_next(main, base) !== 0) {
    const key = textAt(main, -2);
    try {
      if (key !== undefined) members.push([key, toData(main, -1)]);
    } catch (error) {
      if (!LuaError.is(error)) throw error;
    }
    api.lua_settop(main, base + 1);
  }
  return Object.fromEntries(members);
}

const isPlainObject = (data: Data): data is Readonly<Record<string, Data>> =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

/** How much of a table a message shows. */
const MAX_SHOWN = 200;
const MAX_LEVELS = 3;
const MAX_TEXT = 60;

/** The table at `index` as Lua would write it, in short: `{code = 5, tried = {1, 2}}`. No code of the author runs. */
function shown(L: LuaState, index: number, level = 1): string {
  const parts: string[] = [];
  let length = 0;
  let next = 1;
  api.lua_checkstack(L, 4);
  api.lua_pushnil(L);
  while (api.lua_next(L, index) !== 0) {
    const at = api.lua_gettop(L);
    const isItem = api.lua_isinteger(L, at - 1) && api.lua_tointeger(L, at - 1) === next;
    if (isItem) next += 1;
    const value = api.lua_type(L, at) === LUA_TTABLE && level < MAX_LEVELS ? shown(L, at, level + 1) : scalarAt(L, at);
    const part = isItem ? value : `${keyAt(L, at - 1)} = ${value}`;
    api.lua_pop(L, 1);
    length += part.length;
    if (length > MAX_SHOWN) {
      api.lua_pop(L, 1);
      return `{${[...parts, '…'].join(', ')}}`;
    }
    parts.push(part);
  }
  return `{${parts.join(', ')}}`;
}

function keyAt(L: LuaState, index: number): string {
  const text = textAt(L, index);
  return text !== undefined && isLuaName(text) ? text : `[${scalarAt(L, index)}]`;
}

function scalarAt(L: LuaState, index: number): string {
  switch (api.lua_type(L, index)) {
    case LUA_TSTRING:
      return quoted(textAt(L, index) as string);
    case LUA_TBOOLEAN:
      return String(api.lua_toboolean(L, index));
    case LUA_TNUMBER: {
      // On a copy: the conversion changes the value in place.
      api.lua_pushvalue(L, index);
      const text = displayText(api.lua_tostring(L, -1) as Uint8Array);
      api.lua_pop(L, 1);
      return text;
    }
    default:
      return `(${typeNameAt(L, index)})`;
  }
}

function quoted(text: string): string {
  // A cut may fall between the halves of a letter.
  return JSON.stringify(text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT).replace(LONE_SURROGATE, '')}…`);
}
