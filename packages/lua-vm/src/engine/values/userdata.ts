import type { ClassDefinition } from '@durable-lua/determinism';
import { api, type LuaState } from '../state/fengari.js';
import type { Machine } from '../state/machine.js';
import { pushValue, snapshot } from '../state/stack.js';
import { displayText } from '../state/text.js';

interface Holder {
  readonly definition: ClassDefinition;
  readonly object: object;
}

/**
 * Pushes the userdata of an object: always the same one for the same object. What is no object becomes one by its class, so
 * that a module can give one of a class that another module defines.
 */
export function pushObject(machine: Machine, L: LuaState, className: string, given: unknown): void {
  const known = isObject(given) ? machine.wrapped.get(given) : undefined;
  if (known !== undefined) return pushValue(L, known);
  const definition = machine.classes.get(className);
  if (definition === undefined) {
    machine.fail(
      new Error(`no composed module defines the class '${className}': add the module that owns it to the composition`),
    );
  }
  const object = isObject(given) ? given : definition.from?.(given);
  if (!isObject(object)) machine.fail(new Error(`'${className}' makes no objects of a ${typeof given}`));
  const data = api.lua_newuserdata(L, 0) as { holder?: Holder };
  data.holder = { definition, object };
  machine.pushMetatable(L, definition);
  api.lua_setmetatable(L, -2);
  machine.wrapped.set(object, snapshot(L, -1));
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The object behind a userdata of ours. */
export function objectAt(L: LuaState, index: number): Holder | undefined {
  const data = api.lua_touserdata(L, index) as { holder?: Holder } | null;
  return data?.holder;
}

/** What Lua calls the type of a value in an error: that of an object by its class. */
export function typeNameAt(L: LuaState, index: number): string {
  return objectAt(L, index)?.definition.name ?? displayText(api.lua_typename(L, api.lua_type(L, index)));
}
