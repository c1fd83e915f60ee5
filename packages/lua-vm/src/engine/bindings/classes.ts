import { LuaError, type ClassDefinition, type FunctionDefinition } from '@durable-lua/determinism';
import { api, aux, toBytes, type CFunction, type LuaState } from '../state/fengari.js';
import { bytesUnits, CALL_UNITS, describedUnits } from '../state/budget.js';
import { Machine } from '../state/machine.js';
import { Shared } from '../state/shared.js';
import { functionOf } from './invoke.js';
import { pushText, pushValue, setField, take } from '../state/stack.js';
import { displayText } from '../state/text.js';
import { pushAs } from '../values/push.js';
import { objectAt } from '../values/userdata.js';

/** Code sees no metatable of a class, and nothing of one is a state's: so all states share them. */
const metatables = new WeakMap<ClassDefinition, Shared>();

/** Pushes the metatable of a class: methods, operators, and everything else refused. */
export function pushMetatable(L: LuaState, definition: ClassDefinition): void {
  let shared = metatables.get(definition);
  if (shared === undefined) metatables.set(definition, (shared = new Shared((maker) => build(maker, definition))));
  shared.push(L);
}

function build(L: LuaState, definition: ClassDefinition): void {
  api.lua_createtable(L, 0, 8);
  setField(L, '__name', () => pushText(L, definition.name));
  setField(L, '__metatable', () => pushText(L, definition.name));
  setField(L, '__index', () => pushIndex(L, definition));
  setField(L, '__newindex', () => api.lua_pushcfunction(L, refuseWrite));
  setField(L, '__tostring', () => api.lua_pushcfunction(L, describe));
  for (const [event, operator] of Object.entries<FunctionDefinition>(definition.metamethods ?? {})) {
    setField(L, `__${event}`, () => api.lua_pushcfunction(L, functionOf(operator, event, definition.name)));
  }
  if (definition.name === 'error') setField(L, '__concat', () => api.lua_pushcfunction(L, concatenate));
}

/** Methods by name; for a class with items, also what a whole number finds. */
function pushIndex(L: LuaState, definition: ClassDefinition): void {
  api.lua_createtable(L, 0, 8);
  for (const [name, method] of Object.entries(definition.methods)) {
    setField(L, name, () => api.lua_pushcfunction(L, functionOf(method, name, definition.name, definition.name)));
  }
  if (definition.item === undefined) return;
  const methods = take(L);
  api.lua_pushcfunction(L, (caller) => {
    const holder = objectAt(caller, 1);
    if (holder !== undefined && api.lua_isinteger(caller, 2)) {
      const found = definition.item?.(holder.object, Number(api.lua_tointeger(caller, 2)));
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
  const { tostring, name } = holder.definition;
  const text = tostring === undefined ? name : tostring(holder.object);
  Machine.of(L).pay(describedUnits(text.length));
  pushText(L, text);
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
  const text = part(1) + part(2);
  Machine.of(L).pay(CALL_UNITS + bytesUnits(text.length));
  pushText(L, text);
  return 1;
};
