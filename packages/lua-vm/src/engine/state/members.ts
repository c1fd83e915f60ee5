import { api, lend, newState, type LuaState } from './fengari.js';

/**
 * What tables of all states hold alike: made once, in a state of its own, of values that know no state. A table has it on loan
 * until its state changes it.
 */
export class Members {
  private template: unknown;

  /** @param build pushes a table with them */
  constructor(private readonly build: (L: LuaState) => void) {}

  /** Gives them to the table on top, which is empty. */
  fill(L: LuaState): void {
    lend(L, api.lua_topointer(L, -1), (this.template ??= this.make()));
  }

  /** Pushes a table with them. */
  push(L: LuaState): void {
    api.lua_createtable(L, 0, 0);
    this.fill(L);
  }

  private make(): unknown {
    const L = newState();
    this.build(L);
    return api.lua_topointer(L, -1);
  }
}
