export { checkSyntax, createLua } from './lua.js';
export type { EntryPoint, Lua, LuaOptions } from './lua.js';
export type { Limits } from './limits.js';
export type { Chunk } from './engine/chunk.js';
export { dataToError, decodeData, encodeData, errorToData } from './engine/codec.js';
export { Defect } from './engine/machine.js';
export { AMBIENT_MODULES } from './globals.js';
export { LuaError } from '@durable-lua/determinism';
