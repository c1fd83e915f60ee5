import { LuaError, type ClassDefinition } from '@durable-lua/determinism';
import { bytesUnits, OBJECT_UNITS } from '../state/budget.js';
import { api, type LuaState } from '../state/fengari.js';
import type { Machine } from '../state/machine.js';
import { pushValue, snapshot } from '../state/stack.js';
import { displayText } from '../state/text.js';

interface Holder {
  readonly definition: ClassDefinition;
  readonly object: object;
  /** What was counted for it. */
  readonly bytes: number;
}

/** Pushes the userdata of an object: always the same one for the same object. */
export function pushObject(machine: Machine, L: LuaState, className: string, object: object): void {
  const known = machine.wrapped.get(object);
  if (known !== undefined) return pushValue(L, known);
  const definition = machine.classes.get(className);
  if (definition === undefined) {
    machine.fail(
      new Error(`no composed module defines the class '${className}': add the module that owns it to the composition`),
    );
  }
  // The texts of an error may be longer than the arguments that it is made of.
  const texts = LuaError.is(object) ? object.message.length + object.luaStack.length : 0;
  const bytes = machine.taken + texts;
  machine.pay(OBJECT_UNITS + bytesUnits(bytes));
  const data = api.lua_newuserdata(L, bytes) as { holder?: Holder };
  data.holder = { definition, object, bytes };
  machine.pushMetatable(L, definition);
  api.lua_setmetatable(L, -2);
  machine.wrapped.set(object, snapshot(L, -1));
}

/** The object behind a userdata of ours. */
export function objectAt(L: LuaState, index: number): Holder | undefined {
  const data = api.lua_touserdata(L, index) as { holder?: Holder } | null;
  return data?.holder;
}

/** What Lua calls the type of a value in an error: that of an object by its class. */
export function typeNameAt(L: LuaState, index: number): string {
  return objectAt(L, index)?.definition.name ?? displayText(api.lua_typename(L, api.lua_type(L, index)));
}
