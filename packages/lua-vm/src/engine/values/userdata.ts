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
  const { held, made } = LuaError.is(object) ? textsOf(object) : inherited(machine, definition);
  const bytes = machine.taken + held;
  machine.pay(OBJECT_UNITS + bytesUnits(machine.taken + made));
  const data = api.lua_newuserdata(L, bytes) as { holder?: Holder };
  data.holder = { definition, object, bytes };
  machine.pushMetatable(L, definition);
  api.lua_setmetatable(L, -2);
  machine.wrapped.set(object, snapshot(L, -1));
}

/** Bytes besides those of the arguments: all that an object keeps, and what of it is no other's. */
interface Kept {
  readonly held: number;
  readonly made: number;
}

/** The texts of an error may be longer than the arguments that it is made of. What wraps another one shares its texts with that. */
function textsOf({ message, luaStack, outermost }: LuaError): Kept {
  const held = message.length + luaStack.length;
  return { held, made: outermost?.length ?? held };
}

/** An object that is made of another one of its class has all that this has, and something more. */
function inherited({ receiver }: Machine, definition: ClassDefinition): Kept {
  const bytes = receiver?.definition.name === definition.name ? receiver.bytes : 0;
  return { held: bytes, made: bytes };
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
