import { api, aux, toBytes, type Frame, type LuaState } from './fengari.js';
import { displayText } from './text.js';

/** A place in Lua code, as messages show it. */
export interface Position {
  readonly chunk: string;
  readonly line: number;
}

/** Between the Lua code and us may stand functions of the library, such as pcall: but not more than these. */
const MOST_LEVELS = 16;
const SOURCE_AND_LINE = toBytes('Sl');
const NAME = toBytes('n');

/** Where the Lua code stands that called the running function. */
export const callerPosition = (L: LuaState): Position | undefined => positionFrom(L, 1);

/** Where the innermost Lua code of a thread stands, the running function included. */
export const innermostPosition = (L: LuaState): Position | undefined => positionFrom(L, 0);

/** `order.lua:12`. @param unknown what stands for no position. */
export const showPosition = (position: Position | undefined, unknown: string): string =>
  position === undefined ? unknown : `${position.chunk}:${position.line}`;

/** The calls of `thread` from `level` on, as Lua writes them; the text passes through the stack of `L`. */
export function tracebackOf(L: LuaState, thread: LuaState, level: number): string {
  aux.luaL_traceback(L, thread, null, level);
  const text = displayText(api.lua_tostring(L, -1) as Uint8Array);
  api.lua_pop(L, 1);
  return text;
}

/**
 * Whether a chunk is being loaded on a thread: its own function has not returned.
 * @param chunk its name, when a certain one is meant.
 */
export function isLoadingOn(L: LuaState, chunk?: string): boolean {
  const frame = new api.lua_Debug();
  for (let level = 0; api.lua_getstack(L, level, frame); level++) {
    api.lua_getinfo(L, SOURCE_AND_LINE, frame);
    if (displayText(frame.what ?? NOTHING) === 'main' && (chunk === undefined || chunkOf(frame) === chunk)) return true;
  }
  return false;
}

/** Whether Lua code called the running function by `:`. */
export function isMethodCall(L: LuaState): boolean {
  const frame = new api.lua_Debug();
  api.lua_getstack(L, 0, frame);
  api.lua_getinfo(L, NAME, frame);
  return displayText(frame.namewhat) === 'method';
}

const NOTHING = new Uint8Array(0);

const chunkOf = (frame: Frame): string => displayText(frame.short_src).replace(/\0.*$/s, '');

function positionFrom(L: LuaState, first: number): Position | undefined {
  for (let level = first; level < MOST_LEVELS; level++) {
    const position = positionAt(L, level);
    if (position !== undefined) return position;
  }
  return undefined;
}

function positionAt(L: LuaState, level: number): Position | undefined {
  const frame = new api.lua_Debug();
  if (!api.lua_getstack(L, level, frame)) return undefined;
  api.lua_getinfo(L, SOURCE_AND_LINE, frame);
  // A function that was just entered by a tail call has no current line yet.
  const line = frame.currentline > 0 ? frame.currentline : frame.linedefined;
  return line > 0 ? { chunk: chunkOf(frame), line } : undefined;
}
