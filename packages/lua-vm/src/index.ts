export { checkSyntax, createLua } from './lua.js';
export type { EntryPoint, Lua, LuaOptions } from './lua.js';
export { LuaFunction, LuaTable } from './engine/values/handles.js';
export type { Held } from './engine/values/handles.js';
export type { Limits } from './engine/state/limits.js';
export type { Chunk } from './engine/state/chunk.js';
export { dataToError, decodeData, encodeData, errorToData } from './engine/values/codec.js';
export { Defect } from './engine/state/machine.js';
export { LuaError } from '@durable-lua/determinism';
