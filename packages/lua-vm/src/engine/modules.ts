import { present, type Constant, type Env, type ModuleDefinition, type Presented } from '@durable-lua/determinism';
import { pushAs } from './convert.js';
import { api, aux, toBytes, type LuaState, type TValue } from './fengari.js';
import { functionOf } from './invoke.js';
import { pushValue, snapshot } from './machine.js';
import { setField } from './userdata.js';

/** Builds the Lua table of a module: nested by the dots of its names, and read-only. */
export function buildModule(L: LuaState, definition: ModuleDefinition, env: Env): TValue {
  const values = new Map<string, TValue>();
  for (const [path, fn] of Object.entries(definition.functions)) {
    api.lua_pushcfunction(L, functionOf(fn, path, definition.name));
    values.set(path, keep(L));
  }
  const { constants } = definition;
  for (const [path, constant] of Object.entries(typeof constants === 'function' ? constants(env) : (constants ?? {}))) {
    const { type, value } = presentConstant(constant);
    pushAs(L, type, value);
    values.set(path, keep(L));
  }
  for (const [alias, target] of Object.entries(definition.aliases ?? {})) {
    values.set(alias, values.get(target) as TValue);
  }
  pushTree(L, nest(values), definition.name);
  return keep(L);
}

type Tree = Map<string, Tree | TValue>;

function nest(values: ReadonlyMap<string, TValue>): Tree {
  const root: Tree = new Map();
  for (const [path, value] of values) {
    const parts = path.split('.');
    const last = parts.pop() as string;
    let node = root;
    for (const part of parts) {
      const inner = node.get(part);
      if (inner instanceof Map) node = inner;
      else node.set(part, (node = new Map()));
    }
    node.set(last, value);
  }
  return root;
}

function pushTree(L: LuaState, tree: Tree, name: string): void {
  api.lua_createtable(L, 0, tree.size);
  for (const [key, value] of tree) {
    setField(L, key, () => (value instanceof Map ? pushTree(L, value, `${name}.${key}`) : pushValue(L, value)));
  }
  protect(L, name);
}

/** Replaces the table on top by a read-only view of it. */
export function protect(L: LuaState, name: string): void {
  const content = keep(L);
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
      api.lua_getglobal(caller, toBytes('next'));
      pushValue(caller, content);
      api.lua_pushnil(caller);
      return 3;
    }),
  );
  setField(L, '__metatable', () => api.lua_pushstring(L, toBytes('module')));
  api.lua_setmetatable(L, -2);
}

function keep(L: LuaState): TValue {
  const value = snapshot(L, -1);
  api.lua_pop(L, 1);
  return value;
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
    case 'number':
      return Number.isSafeInteger(constant)
        ? present({ kind: 'integer', expected: 'integer' }, constant)
        : present({ kind: 'number', expected: 'number' }, constant);
  }
}
