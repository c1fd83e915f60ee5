import { invalid } from '@durable-lua/determinism';
import { isLuaName } from '@durable-lua/determinism/host';
import { pushIteration } from '../bindings/modules.js';
import { api, aux, toBytes, type LuaState, type TValue } from '../state/fengari.js';
import { Machine } from '../state/machine.js';
import { callerPosition, isLoadingOn, showPosition, type Position } from '../state/positions.js';
import { pushValue, setField, snapshot, take, textAt } from '../state/stack.js';
import { displayText } from '../state/text.js';
import { raiseObject } from '../values/errors.js';
import { fieldHint, LONGEST_LINE, type FieldHints } from './missing-field.js';

/** Names that libraries probe for to find out on what they run. */
const PROBES = new Set(['setfenv', 'getfenv', 'module', 'bit', 'bit32', 'jit', 'arg']);

/** What is known of a chunk, by the name that positions show. */
export interface Hints extends FieldHints {
  /** What the end of a message says about a global that is not there; empty if nothing. */
  readonly declare: (name: string, chunk: string | undefined) => string;
}

/** What comes into being when it is first read: most programs use little of it, and every open run keeps what it used. */
export interface Lazy {
  /** Pushes the function, library or module of that name, if there is one, and says so. */
  readonly push: (L: LuaState, name: string) => boolean;
  /** Names of the functions and libraries. */
  readonly names: ReadonlySet<string>;
  readonly isModule: (name: string) => boolean;
}

/**
 * The environment of code whose globals history must fix: what is not defined cannot be read, what is defined cannot be
 * changed. A chunk may define a name once, while it loads. Reads cost one table lookup more than plain globals.
 */
export function strictEnvironment(machine: Machine, entry: string, lazy: Lazy, hints: Hints): TValue {
  const L = machine.main;
  api.lua_pushglobaltable(L);
  const globals = take(L);

  api.lua_createtable(L, 0, 0);
  const environment = snapshot(L, -1);
  api.lua_createtable(L, 0, 4);
  setField(L, '__index', () => pushValue(L, globals));
  setField(L, '__newindex', () =>
    api.lua_pushcfunction(L, (caller) =>
      assign(machine, caller, globals, (name) => lazy.names.has(name) || lazy.isModule(name)),
    ),
  );
  setField(L, '__pairs', () =>
    api.lua_pushcfunction(L, (caller) => {
      for (const name of lazy.names) readThrough(caller, environment, name);
      pushIteration(caller, globals);
      return 3;
    }),
  );
  machine.readOnly.add(environment.value as object);
  setField(L, '__metatable', () => api.lua_pushstring(L, toBytes('globals')));
  api.lua_setmetatable(L, -2);
  api.lua_pop(L, 1);

  // Behind the real table: what was not read yet, then the complaint.
  const pushGuarded = rawAccess(environment, globals, lazy);
  pushValue(L, globals);
  api.lua_createtable(L, 0, 1);
  setField(L, '__index', () =>
    api.lua_pushcfunction(L, (caller) => {
      const name = textAt(caller, 2);
      if (name === undefined || PROBES.has(name)) return 0;
      if (pushGuarded(caller, name) || lazy.push(caller, name)) {
        pushValue(caller, globals);
        api.lua_pushvalue(caller, 2);
        api.lua_pushvalue(caller, -3);
        api.lua_rawset(caller, -3);
        api.lua_pop(caller, 1);
        return 1;
      }
      return raiseObject(caller, undeclared(caller, name, entry, hints));
    }),
  );
  api.lua_setmetatable(L, -2);
  setField(L, '_G', () => pushValue(L, environment));
  api.lua_pop(L, 1);
  return environment;
}

/** A message about something that is nil, with what was probably meant or forgotten. */
export function explainNil(machine: Machine, hints: Hints, message: string): string {
  if (!message.includes(' a nil value (')) return message;
  // The source is searched.
  const chunk = /^(.+?):\d+: /.exec(message)?.[1];
  machine.pay(500 + ((chunk !== undefined && hints.sourceOf(chunk)?.length) || 0));
  return message + (fieldHint(message, hints) || globalHint(message, hints));
}

/** Where globals can be read undeclared, using one that is a local further down, or a module, is the mistake that shows. */
function globalHint(message: string, hints: Hints): string {
  const [, chunk, line, name] =
    /^(.+):(\d+): attempt to (?:call|index) a nil value \(global '(\w+)'\)$/.exec(message) ?? [];
  if (chunk === undefined || name === undefined) return '';
  return hintOf(name, { chunk, line: Number(line) }, hints);
}

function hintOf(name: string, position: Position | undefined, { sourceOf, declare }: Hints): string {
  const declared = position && lineOfLocal(sourceOf(position.chunk) ?? '', name);
  if (declared !== undefined && position !== undefined && declared > position.line) {
    return `; it is declared as a local at line ${declared}: move it above its first use`;
  }
  return declare(name, position?.chunk);
}

function undeclared(L: LuaState, name: string, entry: string, hints: Hints) {
  const position = callerPosition(L);
  // The source is searched for what may have been meant.
  Machine.of(L).pay(500 + ((position && hints.sourceOf(position.chunk)?.length) ?? 0));
  const hint = hintOf(name, position, hints);
  return invalid(`undeclared global '${name}' (entry ${entry} line ${position?.line ?? '?'})${hint}`, {
    global: name,
    line: showPosition(position, ':?'),
  });
}

/** The line at which a chunk declares a local at its top level: code there is hardly ever indented. */
function lineOfLocal(source: string, name: string): number | undefined {
  if (!isLuaName(name)) return undefined;
  const declaration = new RegExp(`^local\\s+(?:function\\s+)?(?:[\\w\\s,]*,\\s*)?${name}\\b`);
  const index = source.split('\n').findIndex((line) => line.length <= LONGEST_LINE && declaration.test(line));
  return index < 0 ? undefined : index + 1;
}

function assign(machine: Machine, L: LuaState, globals: TValue, exists: (name: string) => boolean): number {
  const name = textAt(L, 2) ?? displayText(aux.luaL_tolstring(L, 2));
  pushValue(L, globals);
  api.lua_pushvalue(L, 2);
  const defined = api.lua_rawget(L, -2) > 0 || exists(name);
  api.lua_pop(L, 1);
  // It looks at every call on the stack, which may be deep.
  machine.pay(100);
  if (defined || !machine.chain.some((thread) => isLoadingOn(thread))) {
    return raiseObject(
      L,
      invalid(`assignment to global '${name}' is not allowed in a workflow: use a local`, { global: name }),
    );
  }
  api.lua_pushvalue(L, 2);
  api.lua_pushvalue(L, 3);
  api.lua_rawset(L, -3);
  return 0;
}

/**
 * Pushes one of the functions that could get past the guard, if it is one: `rawget(_G, name)` is the way to probe; writing
 * is not.
 */
function rawAccess(environment: TValue, globals: TValue, lazy: Lazy): (L: LuaState, name: string) => boolean {
  const isEnvironment = (caller: LuaState): boolean => {
    pushValue(caller, environment);
    const same = api.lua_rawequal(caller, 1, -1);
    api.lua_pop(caller, 1);
    return same;
  };
  const probe = (caller: LuaState): void => {
    const name = textAt(caller, 2);
    if (name !== undefined && lazy.names.has(name)) readThrough(caller, environment, name);
    pushValue(caller, globals);
    api.lua_replace(caller, 1);
  };
  return (L, name) => {
    if (!RAW_ACCESS.has(name)) return false;
    const onEnvironment = name === 'rawget' ? probe : (caller: LuaState) => refuseRaw(caller, name);
    lazy.push(L, name);
    const inner = take(L);
    api.lua_pushcfunction(L, (caller) => {
      if (api.lua_gettop(caller) > 0 && isEnvironment(caller)) onEnvironment(caller);
      pushValue(caller, inner);
      api.lua_insert(caller, 1);
      api.lua_call(caller, api.lua_gettop(caller) - 1, -1);
      return api.lua_gettop(caller);
    });
    return true;
  };
}

const RAW_ACCESS = new Set(['rawget', 'rawset', 'setmetatable']);

const refuseRaw = (L: LuaState, name: string): never =>
  raiseObject(L, invalid(`${name}(_G, …) is not allowed in a workflow: use a local`));

/** Reads a global, so that it exists from now on. */
function readThrough(L: LuaState, environment: TValue, name: string): void {
  pushValue(L, environment);
  api.lua_getfield(L, -1, toBytes(name));
  api.lua_pop(L, 2);
}
