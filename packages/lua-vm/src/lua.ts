import type { Data, ModuleDefinition, Payload } from '@durable-lua/determinism';
import { checkNames, compose, type Host, type Interceptor, type NamesOf } from '@durable-lua/determinism/host';
import { callMain, chunkMain, entryMain, type EntryPoint } from './engine/mains.js';
import { compile, type Chunk } from './engine/state/chunk.js';
import type { LuaCoroutineView, LuaObserver, LuaPlace, ShowOptions } from './engine/observation.js';
import { LIMIT_NAMES, type Limits } from './engine/state/limits.js';
import type { Given, Held, LuaFunction } from './engine/values/handles.js';
import { Vm } from './engine/vm.js';

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
  /** Looks at the state from outside, which does not notice. */
  readonly observer?: LuaObserver;
}

const NAMES: NamesOf<LuaOptions> = {
  modules: true,
  host: true,
  interceptors: true,
  declared: true,
  libraries: true,
  entry: true,
  limits: true,
  defer: true,
  observer: true,
};

/** One Lua state with its scheduler. It runs one main coroutine at a time. */
export interface Lua {
  /**
   * Runs a chunk as the main coroutine; its first result as plain data, of which nobody checks that it is a `T`.
   * @throws LuaError when Lua raises an error, or returns an error object or a string as second result.
   */
  run<T = Data>(source: string | Chunk): Promise<T>;
  /**
   * Loads a chunk and calls its method with decoded payloads; its first result, encoded.
   * @throws LuaError as {@link Lua.run}; anything else thrown is a defect, not a failure of the Lua code.
   */
  runEntry(entry: EntryPoint, args: readonly Payload[]): Promise<Payload>;
  /**
   * Runs a chunk as the main coroutine; its first result to be held: a table of functions, a function, or plain data.
   * @throws LuaError as {@link Lua.run}.
   */
  load<T extends Held = Held>(source: string | Chunk): Promise<T>;
  /**
   * Calls a function of this state as the main coroutine; its first result as plain data.
   * @throws LuaError as {@link Lua.run}; of kind `INVALID` for a function of another state.
   */
  call<T = Data>(fn: LuaFunction, ...args: readonly Given[]): Promise<T>;
  /** Hands in an event from outside: carried out in order, when no coroutine can run. */
  post(event: () => void): void;
  /**
   * Interrupts every waiting coroutine once with an error of kind `CANCELED`. Where a wait ends with its result nevertheless,
   * the next one is interrupted; so is that of a coroutine whose turn is still to come.
   */
  interrupt(): void;
  /**
   * What this state has used: units of work since it was made, and bytes that it holds now. The same wherever the same code meets
   * the same events, on replay, on every machine.
   */
  usage(): { readonly units: number; readonly bytes: number };
  /**
   * For whoever has given an `observer`: where the code stands that runs `now`, if any does; where the main coroutine stood
   * when it ran `last`, and where it has ended.
   */
  place(which: 'now' | 'last'): LuaPlace | undefined;
  /**
   * For whoever has given an `observer`: the coroutines that wait, and one whose failure has ended the run, each with the calls on
   * its stack, their variables as short texts. Nothing runs for it, and the state neither pays nor makes anything.
   */
  look(options?: ShowOptions): readonly LuaCoroutineView[];
  /** Cancels the effects that are still under way. */
  close(): void;
}

const NO_MODULES: readonly ModuleDefinition[] = [];
const NO_HOST: Host = { name: 'a Lua state without a host', capabilities: {} };

/**
 * Makes a Lua state. Nothing is shared between two of them but compiled code.
 * @throws LuaError `INVALID` for an option that nobody knows.
 */
export function createLua(options: LuaOptions = {}): Lua {
  checkNames('createLua', options, NAMES);
  const { modules = NO_MODULES, host = NO_HOST, interceptors = [], libraries = {}, limits = {} } = options;
  const { declared, entry = 'this code', defer = soon, observer } = options;
  const capabilities = compose(host.capabilities, interceptors);
  checkNames('limits', limits, LIMIT_NAMES);
  const vm = new Vm({ modules, host, capabilities, declared, libraries, entry, limits, defer, observer });
  const { scheduler } = vm;
  host.attach?.({
    post: (event) => scheduler.post(event),
    interrupt: (holds) => scheduler.interrupt(holds),
    stop: (error) => scheduler.stop(error),
    pay: (units) => vm.services.pay(units),
    where: () => vm.services.where(),
    within: (origin, work) => scheduler.within(origin, work),
    origin: () => scheduler.current?.origin,
    waiting: () => scheduler.places(),
    coroutines: () => scheduler.coroutines(),
  });
  // What a result is, is what the caller says: only Lua could know.
  return {
    run: async <T>(source: string | Chunk) => (await vm.run(chunkMain(source))) as T,
    load: async <T extends Held>(source: string | Chunk) => (await vm.runHeld(chunkMain(source))) as T,
    call: async <T>(fn: LuaFunction, ...args: readonly Given[]) => (await vm.run(callMain(fn, args))) as T,
    runEntry: (point, args) => vm.runEncoded(entryMain(point, args)),
    post: (event) => scheduler.post(event),
    interrupt: () => scheduler.interrupt(),
    usage: () => vm.usage(),
    look: (options = {}) => vm.look(options),
    place: (which) => vm.place(which),
    close: () => vm.close(),
  };
}

const soon = (turn: () => void): void => void Promise.resolve().then(turn);

/** Compiles without running: a `LuaError` of kind `INVALID` with Lua's own message, `name:line: …`. */
export function checkSyntax(chunk: Chunk): void {
  compile(chunk);
}
