import type { Chunk, EntryPoint } from '@durable-lua/lua-vm';

/** Lua code that can be run: a function or process of a project. */
export interface LuaCode {
  readonly id: string;
  readonly point: EntryPoint;
  /** Modules it declared. */
  readonly modules: readonly string[];
  /** Libraries it imports, by local name. */
  readonly libraries: Readonly<Record<string, Chunk>>;
}
