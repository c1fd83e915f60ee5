export { checkSyntax, createLua } from './lua.js';
export type { Lua, LuaOptions } from './lua.js';
export type {
  LuaCall,
  LuaCoroutineView,
  LuaObserver,
  LuaPlace,
  LuaVariable,
  ShowOptions,
} from './engine/observation.js';
export { HIDDEN } from './engine/values/shown.js';
export type { EntryPoint } from './engine/mains.js';
export { LuaFunction, LuaTable } from './engine/values/handles.js';
export type { Given, Held } from './engine/values/handles.js';
export type { Limits } from './engine/state/limits.js';
export type { Chunk } from './engine/state/chunk.js';
export { decodeData, encodeArguments, encodeData, errorToData } from './engine/values/codec.js';
export { ReturnedText } from './engine/results.js';
export { Defect } from './engine/state/machine.js';
export { LuaError } from '@durable-lua/determinism';
