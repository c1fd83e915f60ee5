import {
  present,
  type CapabilityName,
  type Constant,
  type Env,
  type ModuleDefinition,
  type Presented,
} from '@durable-lua/determinism';
import { bytesUnits } from '../state/budget.js';
import { api, aux, charge, toBytes, type LuaState, type TValue } from '../state/fengari.js';
import { functionOf } from './invoke.js';
import { Machine } from '../state/machine.js';
import { pushValue, setField, take, textAt } from '../state/stack.js';
import { pushAs } from '../values/push.js';

/**
 * Builds the Lua table of a module: nested by the dots of its names, and read-only. A field comes into being when it is
 * first read: a module has many, a program uses few, and every open workflow keeps its own table.
 */
export function buildModule(L: LuaState, definition: ModuleDefinition, env: Env<CapabilityName>): TValue {
  pushFields(L, new Fields(definition, env), '', definition.name);
  return take(L);
}

class Fields {
  private made: Readonly<Record<string, Constant>> | undefined;

  constructor(
    readonly definition: ModuleDefinition,
    private readonly env: Env<CapabilityName>,
  ) {}

  get constants(): Readonly<Record<string, Constant>> {
    const { constants = {} } = this.definition;
    return (this.made ??= typeof constants === 'function' ? constants(this.env) : constants);
  }
}

/** Pushes the read-only table of the names under `prefix`. */
function pushFields(L: LuaState, fields: Fields, prefix: string, name: string): void {
  api.lua_createtable(L, 0, 0);
  api.lua_createtable(L, 0, 1);
  setField(L, '__index', () =>
    api.lua_pushcfunction(L, (caller) => {
      const key = textAt(caller, 2);
      if (key !== undefined) charge(caller, bytesUnits(key.length));
      if (key === undefined || !pushField(caller, fields, prefix, key)) return 0;
      api.lua_pushvalue(caller, 2);
      api.lua_pushvalue(caller, -2);
      api.lua_rawset(caller, 1);
      return 1;
    }),
  );
  api.lua_setmetatable(L, -2);
  protect(L, name, () => keysUnder(fields, prefix));
  const self = { table: api.lua_topointer(L, -1), asMethods: fields.definition.callableAsMethods === true };
  Machine.of(L).selves.set(name, self);
}

/** Pushes one field, if there is such a name: a function, a constant, another name of one, or a table of its own. */
function pushField(L: LuaState, fields: Fields, prefix: string, key: string): boolean {
  const { definition, constants } = fields;
  const given = prefix + key;
  const path = definition.aliases?.[given] ?? given;
  const fn = Object.hasOwn(definition.functions, path) ? definition.functions[path] : undefined;
  if (fn !== undefined) {
    api.lua_pushcfunction(L, functionOf(fn, path, definition.name));
  } else if (Object.hasOwn(constants, path)) {
    const { type, value } = presentConstant(constants[path] as Constant);
    pushAs(L, type, value);
  } else if (pathsOf(fields).some((one) => one.startsWith(`${given}.`))) {
    pushFields(L, fields, `${given}.`, `${definition.name}.${given}`);
  } else {
    return false;
  }
  return true;
}

const pathsOf = ({ definition, constants }: Fields): readonly string[] => [
  ...Object.keys(definition.functions),
  ...Object.keys(constants),
  ...Object.keys(definition.aliases ?? {}),
];

/** The names of one table, in the order of the definition. */
function keysUnder(fields: Fields, prefix: string): readonly string[] {
  const keys = pathsOf(fields)
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length).split('.')[0] as string);
  return [...new Set(keys)];
}

/**
 * Replaces the table on top by a read-only view of it.
 * @param keys all keys, where the table does not hold all of its fields yet.
 */
export function protect(L: LuaState, name: string, keys?: () => readonly string[]): void {
  const content = take(L);
  api.lua_createtable(L, 0, 0);
  api.lua_createtable(L, 0, 4);
  setField(L, '__index', () => pushValue(L, content));
  setField(L, '__newindex', () =>
    api.lua_pushcfunction(L, (caller) =>
      aux.luaL_error(caller, toBytes('%s'), toBytes(`attempt to modify read-only module '${name}'`)),
    ),
  );
  setField(L, '__pairs', () =>
    api.lua_pushcfunction(L, (caller) => {
      pushIteration(caller, keys === undefined ? content : copyOf(caller, content, keys()));
      return 3;
    }),
  );
  setField(L, '__metatable', () => api.lua_pushstring(L, toBytes('module')));
  api.lua_setmetatable(L, -2);
  Machine.protect(L, api.lua_topointer(L, -1) as object);
}

/** Pushes what `__pairs` gives, an iterator and nothing else: the table that it goes through is not for code to have. */
export function pushIteration(L: LuaState, content: TValue): void {
  api.lua_pushcfunction(L, (caller) => {
    api.lua_settop(caller, 2);
    pushValue(caller, content);
    api.lua_replace(caller, 1);
    if (api.lua_next(caller, 1) !== 0) return 2;
    api.lua_pushnil(caller);
    return 1;
  });
  api.lua_pushnil(L);
  api.lua_pushnil(L);
}

/** A table with these fields of another one, in this order. */
function copyOf(L: LuaState, content: TValue, keys: readonly string[]): TValue {
  api.lua_createtable(L, 0, keys.length);
  pushValue(L, content);
  for (const key of keys) {
    api.lua_getfield(L, -1, toBytes(key));
    api.lua_setfield(L, -3, toBytes(key));
  }
  api.lua_pop(L, 1);
  return take(L);
}

function presentConstant(constant: Constant): Presented {
  switch (typeof constant) {
    case 'object':
      return constant;
    case 'string':
      return present({ kind: 'string', expected: 'string' }, constant);
    case 'boolean':
      return present({ kind: 'boolean', expected: 'boolean' }, constant);
    case 'bigint':
      return present({ kind: 'int64', expected: 'integer' }, constant);
    default:
      return Number.isSafeInteger(constant)
        ? present({ kind: 'integer', expected: 'integer' }, constant)
        : present({ kind: 'number', expected: 'number' }, constant);
  }
}
