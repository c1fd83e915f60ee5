import { LuaError, invalid, type Data, type ModuleDefinition, type Payload } from '@durable-lua/determinism';
import { compose, type Host, type Interceptor } from '@durable-lua/determinism/host';
import { Budget, slice } from './engine/state/budget.js';
import { pushMetatable } from './engine/bindings/classes.js';
import { compile, instantiate, type Chunk } from './engine/state/chunk.js';
import { encodePayload, pushPayload, toData } from './engine/values/codec.js';
import { COROUTINE_COST, LuaCoroutine } from './engine/library/coroutines.js';
import {
  api,
  LUA_MULTRET,
  LUA_TFUNCTION,
  LUA_TSTRING,
  LUA_TTABLE,
  newTValue,
  toBytes,
  TAG_LCF,
  type LuaState,
  type TValue,
} from './engine/state/fengari.js';
import { functionOf, raise, raiseObject } from './engine/bindings/invoke.js';
import { Machine, pushValue, snapshot } from './engine/state/machine.js';
import { displayText } from './engine/state/text.js';
import { objectAt } from './engine/values/userdata.js';
import { composed } from './engine/bindings/composed.js';
import { Globals } from './engine/library/globals.js';
import type { Limits } from './engine/state/limits.js';
import { group, type MemberEnd } from './engine/bindings/groups.js';
import { hold, pushHeld, type Held, type LuaFunction } from './engine/values/handles.js';
import { Scheduler, Task, type Ended } from './scheduling/scheduler.js';
import { Services } from './engine/bindings/services.js';

export interface LuaOptions {
  /** Modules that `require` knows. */
  readonly modules?: readonly ModuleDefinition[];
  /** Where effects go. Without a host, modules that need one are refused. */
  readonly host?: Host;
  /** Wrapped around the host's capabilities, the first outermost. */
  readonly interceptors?: readonly Interceptor[];
  /** Names of the modules this code may use; all of `modules` by default. `process`, `channel`, `errors`, `payload` always. */
  readonly declared?: readonly string[];
  /** Lua libraries by the name under which they are required. */
  readonly libraries?: Readonly<Record<string, Chunk>>;
  /** ID of the code, for error messages. */
  readonly entry?: string;
  /** What the code may use. */
  readonly limits?: Limits;
  /** Runs a function soon. Microtasks by default; a host may keep turns apart from each other. */
  readonly defer?: (turn: () => void) => void;
}

/** A chunk that defines an entry: it returns a table with the method, or the method itself. */
export interface EntryPoint extends Chunk {
  readonly method: string;
}

/** One Lua state with its scheduler. It runs one main coroutine at a time. */
export interface Lua {
  /**
   * Runs a chunk as the main coroutine; its first result as plain data.
   * @throws LuaError when Lua raises an error, or returns an error object or a string as second result.
   */
  run(source: string | Chunk): Promise<Data>;
  /**
   * Loads a chunk and calls its method with decoded payloads; its first result, encoded.
   * @throws LuaError as {@link Lua.run}; anything else thrown is a defect, not a failure of the Lua code.
   */
  runEntry(entry: EntryPoint, args: readonly Payload[]): Promise<Payload>;
  /**
   * Runs a chunk as the main coroutine; its first result to be held: a table of functions, a function, or plain data.
   * @throws LuaError as {@link Lua.run}.
   */
  load(source: string | Chunk): Promise<Held>;
  /**
   * Calls a function of this state as the main coroutine; its first result as plain data.
   * @throws LuaError as {@link Lua.run}; of kind `INVALID` for a function of another state.
   */
  call(fn: LuaFunction, ...args: readonly Held[]): Promise<Data>;
  /** Hands in an event from outside: carried out in order, when no coroutine can run. */
  post(event: () => void): void;
  /** Interrupts every waiting coroutine once with an error of kind `CANCELED`. */
  interrupt(): void;
  /** Cancels the effects that are still under way. */
  close(): void;
}

const NO_MODULES: readonly ModuleDefinition[] = [];
const NO_HOST: Host = { name: 'a Lua state without a host', capabilities: {} };

/** Makes a Lua state. Nothing is shared between two of them but compiled code. */
export function createLua(options: LuaOptions = {}): Lua {
  const { modules = NO_MODULES, host = NO_HOST, entry = 'this code' } = options;
  const { classes } = composed(modules);
  const machine: Machine = new Machine(classes, (owner) => globals.env(owner), pushMetatable);
  const defer = options.defer ?? ((turn: () => void) => void Promise.resolve().then(turn));
  machine.budget = new Budget(machine, options.limits ?? {}, host.deterministic === true, () => scheduler.epoch);
  machine.pauseTurn = () => slice(defer);
  const scheduler: Scheduler<TValue> = new Scheduler<TValue>(
    defer,
    () => services.pending > 0 || services.channels.openSources,
  );
  let coroutines = 0;
  const start = (fn: TValue, args: readonly TValue[], ended?: (end: MemberEnd) => void): TValue => {
    const coroutine = new LuaCoroutine(machine, fn, args);
    const tell = ended && ((step: Ended<TValue>) => ended(memberEnd(machine, step)));
    scheduler.spawn(new Task(coroutine, `coroutine ${++coroutines}`, tell));
    return coroutine.value;
  };
  const services: Services = new Services(
    machine,
    entry,
    (event) => scheduler.post(event),
    (chunk) => globals.entryOf(chunk),
    start,
  );
  const capabilities = compose(host.capabilities, options.interceptors ?? []);
  machine.warn = (message) => capabilities.log?.write('warn', message, { location: services.location() });
  const globals = new Globals(machine, {
    composed: composed(modules),
    declared: options.declared,
    libraries: options.libraries ?? {},
    entry,
    host,
    capabilities,
    lua: services,
    scheduling: { spawn: (L) => spawn(L, start), group: functionOf(group, 'group', 'coroutine') },
  });
  globals.open();
  host.attach?.({
    post: (event) => scheduler.post(event),
    interrupt: () => scheduler.interrupt(),
    stop: (error) => scheduler.stop(error),
    where: () => services.where(),
    waiting: () => scheduler.places(),
  });

  // One promise for a run, whatever it does: they are dear in the workflow sandbox.
  const runMain = <R>(
    chunk: Chunk | undefined,
    main: () => TValue,
    give: (value: TValue | undefined) => R,
  ): Promise<R> =>
    new Promise((resolve, reject) => {
      machine.loading = chunk !== undefined;
      if (chunk !== undefined) globals.know(chunk);
      const coroutine = new LuaCoroutine(machine, main(), []);
      machine.mainThread = coroutine.thread;
      scheduler.run(
        new Task(coroutine, 'main'),
        (values) => {
          try {
            const error = failureOf(machine, values[1]);
            if (error === undefined) resolve(give(values[0]));
            else reject(error);
          } catch (error) {
            reject(error);
          }
        },
        reject,
      );
    });

  return {
    run(source) {
      const chunk = chunkOf(source);
      return runMain(
        chunk,
        () => instantiate(machine, compile(chunk)),
        (value) => read(machine, value, toData),
      );
    },
    load(source) {
      const chunk = chunkOf(source);
      return runMain(
        chunk,
        () => instantiate(machine, compile(chunk)),
        (value) => read(machine, value, (L, index) => hold(machine, L, index)),
      );
    },
    call(fn, ...args) {
      return runMain(
        undefined,
        () => callOf(machine, fn, args),
        (value) => read(machine, value, toData),
      );
    },
    runEntry(point, args) {
      return runMain(
        point,
        () => entryFunction(machine, point, args),
        (value) => read(machine, value, encodePayload),
      );
    },
    post: (event) => scheduler.post(event),
    interrupt: () => scheduler.interrupt(),
    close: () => {
      for (const operation of [...machine.operations]) operation.cancel();
      machine.operations.clear();
    },
  };
}

const chunkOf = (source: string | Chunk): Chunk => (typeof source === 'string' ? { source, name: 'chunk' } : source);

/** Compiles without running: a `LuaError` of kind `INVALID` with Lua's own message, `name:line: …`. */
export function checkSyntax(chunk: Chunk): void {
  compile(chunk);
}

function spawn(L: LuaState, start: (fn: TValue, args: readonly TValue[]) => TValue): number {
  if (api.lua_type(L, 1) !== LUA_TFUNCTION) {
    const got = displayText(api.lua_typename(L, api.lua_type(L, 1)));
    return raise(L, `bad argument #1 to 'spawn' (function expected, got ${got})`);
  }
  Machine.of(L).budget.charge(COROUTINE_COST);
  const args = Array.from({ length: api.lua_gettop(L) - 1 }, (_, i) => snapshot(L, i + 2));
  pushValue(L, start(snapshot(L, 1), args));
  return 1;
}

/** Reads a kept value through the stack of the main thread. */
function read<R>(machine: Machine, value: TValue | undefined, reader: (L: LuaState, index: number) => R): R {
  const L = machine.main;
  const base = api.lua_gettop(L);
  try {
    pushValue(L, value ?? machine.nil);
    return reader(L, base + 1);
  } catch (error) {
    throw LuaError.is(error) ? error.with({ message: `result: ${error.message}` }) : error;
  } finally {
    api.lua_settop(L, base);
  }
}

/** As for a run: an error object or a string as second result is a failure. */
function memberEnd(machine: Machine, step: Ended<TValue>): MemberEnd {
  if (step.kind === 'failed') return { error: step.error };
  const error = failureOf(machine, step.values[1]);
  return error === undefined ? { value: step.values[0] ?? machine.nil } : { error };
}

/** The main function of a call from TypeScript. */
function callOf(machine: Machine, fn: LuaFunction, args: readonly Held[]): TValue {
  const finish = (L: LuaState): number => api.lua_gettop(L);
  return newTValue(TAG_LCF, (L: LuaState) => {
    api.lua_checkstack(L, args.length + 4);
    try {
      for (const held of [fn, ...args]) pushHeld(machine, L, held);
    } catch (error) {
      if (LuaError.is(error)) return raiseObject(L, error);
      throw error;
    }
    api.lua_callk(L, args.length, LUA_MULTRET, null, finish);
    return finish(L);
  });
}

/** A second result that is an error object or a string says that the run failed. */
function failureOf(machine: Machine, second: TValue | undefined): LuaError | undefined {
  if (second === undefined) return undefined;
  return read(machine, second, (L, index) => {
    const holder = objectAt(L, index);
    if (holder !== undefined && LuaError.is(holder.object)) return holder.object;
    if (api.lua_type(L, index) !== LUA_TSTRING) return undefined;
    return new LuaError({ kind: 'INTERNAL', message: displayText(api.lua_tostring(L, index) as Uint8Array) });
  });
}

/** The main function of an entry: runs the chunk, finds the method, decodes the arguments and calls it. */
function entryFunction(machine: Machine, point: EntryPoint, args: readonly Payload[]): TValue {
  const chunk = instantiate(machine, compile(point));
  const call = (L: LuaState): number => {
    machine.loading = false;
    pushMethod(L, point);
    try {
      for (const [index, arg] of args.entries()) pushArgument(L, arg, index + 1);
    } catch (error) {
      if (LuaError.is(error)) return raiseObject(L, error);
      throw error;
    }
    api.lua_callk(L, args.length, LUA_MULTRET, null, finish);
    return finish(L);
  };
  const finish = (L: LuaState): number => api.lua_gettop(L);
  return newTValue(TAG_LCF, (L: LuaState) => {
    pushValue(L, chunk);
    api.lua_callk(L, 0, 1, null, call);
    return call(L);
  });
}

function pushArgument(L: LuaState, payload: Payload, position: number): void {
  api.lua_checkstack(L, 4);
  try {
    pushPayload(L, payload);
  } catch (error) {
    throw LuaError.is(error) ? error.with({ message: `argument ${position}: ${error.message}` }) : error;
  }
}

/** Replaces the chunk's result on top by the method it defines. */
function pushMethod(L: LuaState, { method, name }: EntryPoint): void {
  if (api.lua_type(L, -1) === LUA_TTABLE) {
    api.lua_getfield(L, -1, toBytes(method));
    api.lua_remove(L, -2);
    if (api.lua_type(L, -1) === LUA_TFUNCTION) return;
    raiseObject(
      L,
      invalid(`${name} returns no function '${method}': end the file with return { ${method} = ${method} }`),
    );
  }
  if (api.lua_type(L, -1) !== LUA_TFUNCTION) {
    raiseObject(L, invalid(`${name} returns nothing to call: end the file with return { ${method} = ${method} }`));
  }
}
