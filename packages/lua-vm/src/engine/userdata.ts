import { LuaError, type ClassDefinition, type FunctionDefinition } from '@durable-lua/determinism';
import { api, aux, toBytes, type CFunction, type LuaState } from './fengari.js';
import { pushAs } from './convert.js';
import { functionOf } from './invoke.js';
import { pushValue, snapshot, type Machine } from './machine.js';
import { displayText } from './text.js';

interface Holder {
  readonly definition: ClassDefinition<never>;
  readonly object: object;
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
  const data = api.lua_newuserdata(L, 0) as unknown as { holder?: Holder };
  data.holder = { definition, object };
  pushMetatable(machine, L, definition);
  api.lua_setmetatable(L, -2);
  machine.wrapped.set(object, snapshot(L, -1));
}

/** The object behind a userdata of ours. */
export function objectAt(L: LuaState, index: number): Holder | undefined {
  const data = api.lua_touserdata(L, index) as { holder?: Holder } | null;
  return data?.holder;
}

function pushMetatable(machine: Machine, L: LuaState, definition: ClassDefinition<never>): void {
  const known = machine.metatables.get(definition.name);
  if (known !== undefined) return pushValue(L, known);
  api.lua_createtable(L, 0, 8);
  setField(L, '__name', () => pushText(L, definition.name));
  setField(L, '__metatable', () => pushText(L, definition.name));
  setField(L, '__index', () => pushIndex(machine, L, definition));
  setField(L, '__newindex', () => api.lua_pushcfunction(L, refuseWrite));
  setField(L, '__tostring', () => api.lua_pushcfunction(L, describe));
  for (const [event, operator] of Object.entries(definition.metamethods ?? {}) as [string, FunctionDefinition][]) {
    setField(L, `__${event}`, () =>
      api.lua_pushcfunction(
        L,
        functionOf(operator, event, () => machine.classEnv(definition.name)),
      ),
    );
  }
  if (definition.name === 'error') setField(L, '__concat', () => api.lua_pushcfunction(L, concatenate));
  machine.metatables.set(definition.name, snapshot(L, -1));
}

/** Methods by name; for a class with items, also what a whole number finds. */
function pushIndex(machine: Machine, L: LuaState, definition: ClassDefinition<never>): void {
  api.lua_createtable(L, 0, 8);
  for (const [name, method] of Object.entries(definition.methods)) {
    const env = () => machine.classEnv(definition.name);
    setField(L, name, () => api.lua_pushcfunction(L, functionOf(method, name, env, definition.name)));
  }
  if (definition.item === undefined) return;
  const methods = snapshot(L, -1);
  api.lua_pop(L, 1);
  api.lua_pushcfunction(L, (caller) => {
    const holder = objectAt(caller, 1);
    if (holder !== undefined && api.lua_isinteger(caller, 2)) {
      const found = definition.item?.(holder.object as never, Number(api.lua_tointeger(caller, 2)));
      if (found === undefined) return 0;
      pushAs(caller, found.type, found.value);
      return 1;
    }
    pushValue(caller, methods);
    api.lua_pushvalue(caller, 2);
    api.lua_rawget(caller, -2);
    return 1;
  });
}

const refuseWrite: CFunction = (L) => {
  const holder = objectAt(L, 1);
  return aux.luaL_error(L, toBytes(`attempt to modify read-only ${holder?.definition.name ?? 'object'}`));
};

const describe: CFunction = (L) => {
  const holder = objectAt(L, 1);
  if (holder === undefined) return 0;
  const { tostring, name } = holder.definition as ClassDefinition<unknown>;
  pushText(L, tostring === undefined ? name : tostring(holder.object));
  return 1;
};

/** Error objects join with strings, numbers and each other by their text. */
const concatenate: CFunction = (L) => {
  const part = (index: number): string => {
    const holder = objectAt(L, index);
    if (holder !== undefined && LuaError.is(holder.object)) return holder.object.toString();
    const text = displayText(aux.luaL_tolstring(L, index));
    api.lua_pop(L, 1);
    return text;
  };
  pushText(L, part(1) + part(2));
  return 1;
};

export function pushText(L: LuaState, text: string): void {
  api.lua_pushstring(L, toBytes(text));
}

/** Sets a field of the table on top to what `push` pushes. */
export function setField(L: LuaState, name: string, push: () => void): void {
  push();
  api.lua_setfield(L, -2, toBytes(name));
}
