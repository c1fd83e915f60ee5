import { invalid, type LuaError } from '@durable-lua/determinism';

export const unusable = (why: string): LuaError => invalid(`the schema cannot be used: ${why}`);
