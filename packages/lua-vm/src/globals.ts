import {
  LuaError,
  invalid,
  missingCapability,
  restrictTo,
  type Capabilities,
  type Env,
  type Host,
  type ModuleDefinition,
} from '@durable-lua/determinism';
import { compile, instantiate, type Chunk } from './engine/chunk.js';
import { openCoroutines } from './engine/coroutines.js';
import {
  api,
  aux,
  libraries,
  LUA_TSTRING,
  LUA_TTABLE,
  toBytes,
  type CFunction,
  type LuaState,
  type TValue,
} from './engine/fengari.js';
import { raise, raiseObject } from './engine/invoke.js';
import { pushValue, snapshot, type Machine } from './engine/machine.js';
import { forbidden, forbiddenFunctions } from './engine/forbidden.js';
import { buildModule, protect } from './engine/modules.js';
import { osFunctions } from './engine/os-library.js';
import { strictEnvironment } from './engine/strict.js';
import { displayText } from './engine/text.js';
import { pushText, setField } from './engine/userdata.js';

/** Modules that need no declaration. */
export const AMBIENT_MODULES: ReadonlySet<string> = new Set(['process', 'channel', 'payload', 'errors']);

export interface GlobalsOptions {
  readonly modules: readonly ModuleDefinition[];
  /** Names that the entry declared, or undefined when every composed module is open to it. */
  readonly declared: readonly string[] | undefined;
  readonly libraries: Readonly<Record<string, Chunk>>;
  readonly entry: string;
  readonly host: Host;
  readonly capabilities: Partial<Capabilities>;
  readonly lua: Env['lua'];
  readonly spawn: CFunction;
}

/** Global environment of one state: the standard library, `require`, and modules that come into being when asked for. */
export class Globals {
  private readonly loaded = new Map<string, TValue>();
  private readonly loading: string[] = [];
  private readonly sources = new Map<string, string>();
  private readonly modules: ReadonlyMap<string, ModuleDefinition>;
  private readonly envs = new Map<string, Env>();

  constructor(
    private readonly machine: Machine,
    private readonly options: GlobalsOptions,
  ) {
    this.modules = new Map(options.modules.map((module) => [module.name, module]));
  }

  open(): void {
    const L = this.machine.main;
    for (const [name, open] of Object.entries(libraries)) {
      aux.luaL_requiref(L, toBytes(name), open, 1);
      api.lua_pop(L, 1);
    }
    const { deterministic = false } = this.options.host;
    openCoroutines(L, this.options.spawn);
    api.lua_setglobal(L, toBytes('coroutine'));
    const functions = {
      ...Object.fromEntries(
        Object.entries(osFunctions(this.options.capabilities.clock, deterministic)).map(([name, fn]) => [
          `os.${name}`,
          fn,
        ]),
      ),
      ...Object.fromEntries(
        forbiddenFunctions(deterministic).map(([name, use]) => [name, forbidden(name, use, deterministic)]),
      ),
      'debug.traceback': traceback,
      require: (caller: LuaState) => this.require(caller),
      print: (caller: LuaState) => this.print(caller),
    };
    for (const [path, fn] of Object.entries(functions)) define(L, path, () => api.lua_pushcfunction(L, fn));
    define(L, 'os.platform', () => pushText(L, 'durable-lua'));
    define(L, 'unpack', () => {
      api.lua_getglobal(L, toBytes('table'));
      api.lua_getfield(L, -1, toBytes('unpack'));
      api.lua_remove(L, -2);
    });
    if (deterministic) {
      this.closeGlobals(L);
    } else {
      this.seedRandom(L);
      this.openModuleGlobals(L);
    }
  }

  /** Every state begins with another sequence of `math.random`, if its host has a source of chance. */
  private seedRandom(L: LuaState): void {
    const seed = this.options.capabilities.random?.derived('math.random', 6);
    if (seed === undefined) return;
    api.lua_getglobal(L, toBytes('math'));
    api.lua_getfield(L, -1, toBytes('randomseed'));
    api.lua_pushinteger(
      L,
      seed.reduce((sum, byte) => sum * 256 + byte, 0),
    );
    api.lua_call(L, 1, 0);
    api.lua_pop(L, 1);
  }

  /** Remembers the text of a chunk, for hints in messages. */
  know(chunk: Chunk): void {
    this.sources.set(chunk.name, '\n'.repeat((chunk.firstLine ?? 1) - 1) + chunk.source);
  }

  /** Nothing undeclared is read, nothing declared is changed, library tables included. */
  private closeGlobals(L: LuaState): void {
    for (const name of LIBRARY_TABLES) {
      api.lua_getglobal(L, toBytes(name));
      protect(L, name);
      api.lua_setglobal(L, toBytes(name));
    }
    this.machine.environment = strictEnvironment(
      this.machine,
      this.options.entry,
      (caller, name) => this.pushOpenModule(caller, name),
      (chunk) => this.sources.get(chunk),
    );
  }

  /** Environment of the module that owns a class; of a class of the VM itself, only its services. */
  envOfClass(className: string): Env {
    const owner = this.options.modules.find((module) => module.classes?.some((one) => one.name === className));
    return owner === undefined ? ({ lua: this.options.lua } as Env) : this.envOf(owner);
  }

  /** A module that may be required is a global of its name; it is built when first read. */
  private openModuleGlobals(L: LuaState): void {
    api.lua_pushglobaltable(L);
    api.lua_createtable(L, 0, 1);
    setField(L, '__index', () =>
      api.lua_pushcfunction(L, (caller) => {
        if (api.lua_type(caller, 2) !== LUA_TSTRING) return 0;
        const name = displayText(api.lua_tostring(caller, 2) as Uint8Array);
        return this.pushOpenModule(caller, name) ? 1 : 0;
      }),
    );
    api.lua_setmetatable(L, -2);
    api.lua_pop(L, 1);
  }

  private pushOpenModule(L: LuaState, name: string): boolean {
    const module = this.modules.get(name);
    if (module === undefined || !this.isOpen(name)) return false;
    pushValue(L, this.module(L, module));
    return true;
  }

  private isOpen(name: string): boolean {
    const { declared } = this.options;
    return declared === undefined || declared.includes(name) || AMBIENT_MODULES.has(name);
  }

  private require(L: LuaState): number {
    if (api.lua_type(L, 1) !== LUA_TSTRING) {
      return raise(
        L,
        `bad argument #1 to 'require' (string expected, got ${displayText(api.lua_typename(L, api.lua_type(L, 1)))})`,
      );
    }
    const name = displayText(api.lua_tostring(L, 1) as Uint8Array);
    const loaded = this.loaded.get(name);
    if (loaded !== undefined) {
      pushValue(L, loaded);
      return 1;
    }
    if (Object.hasOwn(this.options.libraries, name)) return this.requireLibrary(L, name);
    const module = this.modules.get(name);
    if (module !== undefined && this.isOpen(name)) {
      pushValue(L, this.module(L, module));
      return 1;
    }
    if (LIBRARY_TABLES.includes(name)) {
      api.lua_getglobal(L, toBytes(name));
      return 1;
    }
    const { entry } = this.options;
    return raiseObject(
      L,
      this.isOpen(name)
        ? invalid(
            `module '${name}' is not part of this runtime (declared by ${entry}): add its package to the composition`,
          )
        : invalid(`module '${name}' is not declared in modules or imports of ${entry}`),
    );
  }

  private requireLibrary(L: LuaState, name: string): number {
    if (this.loading.includes(name)) {
      return raise(L, `libraries require each other in a circle: ${[...this.loading, name].join(' -> ')}`);
    }
    let chunk: TValue;
    try {
      const library = this.options.libraries[name] as Chunk;
      this.know(library);
      chunk = instantiate(this.machine, compile(library));
    } catch (error) {
      if (LuaError.is(error)) return raiseObject(L, error);
      throw error;
    }
    this.loading.push(name);
    const { machine } = this;
    const wasLoading = machine.loading;
    machine.loading = true;
    pushValue(L, chunk);
    pushText(L, name);
    const finish = (caller: LuaState): number => {
      this.loading.pop();
      machine.loading = wasLoading;
      if (api.lua_type(caller, -1) <= 0) {
        api.lua_pop(caller, 1);
        api.lua_pushboolean(caller, true);
      }
      this.loaded.set(name, snapshot(caller, -1));
      return 1;
    };
    api.lua_callk(L, 1, 1, null, finish);
    return finish(L);
  }

  private module(L: LuaState, module: ModuleDefinition): TValue {
    const loaded = this.loaded.get(module.name);
    if (loaded !== undefined) return loaded;
    const missing = missingCapability(module.needs, { ...this.options.host, capabilities: this.options.capabilities });
    if (missing !== undefined) {
      const instead = missing.instead === undefined ? '' : `; ${missing.instead}`;
      return raiseObject(
        L,
        invalid(
          `module '${module.name}' is not available in ${this.options.host.name}: it needs '${missing.capability}'${instead}`,
        ),
      );
    }
    const built = buildModule(L, module, () => this.envOf(module));
    this.loaded.set(module.name, built);
    return built;
  }

  private envOf(module: ModuleDefinition): Env {
    let env = this.envs.get(module.name);
    if (env === undefined) {
      const { capabilities, lua } = this.options;
      env = restrictTo(module.name, [...module.needs, 'lua' as never], {
        ...capabilities,
        lua,
      } as Partial<Capabilities>) as Env;
      this.envs.set(module.name, env);
    }
    return env;
  }

  private print(L: LuaState): number {
    const { log } = this.options.capabilities;
    if (log === undefined) return raise(L, `print is not available in ${this.options.host.name}: it has no log`);
    this.machine.caller = L;
    const words: string[] = [];
    for (let index = 1, top = api.lua_gettop(L); index <= top; index++) {
      words.push(displayText(aux.luaL_tolstring(L, index)));
      api.lua_pop(L, 1);
    }
    log.write('info', words.join(' '));
    return 0;
  }
}

const LIBRARY_TABLES: readonly string[] = ['string', 'table', 'math', 'utf8', 'coroutine', 'os', 'io', 'debug'];

/** Sets a global by its dotted path; tables on the way come into being. */
function define(L: LuaState, path: string, push: () => void): void {
  const parts = path.split('.');
  const last = parts.pop() as string;
  api.lua_pushglobaltable(L);
  for (const part of parts) {
    api.lua_pushstring(L, toBytes(part));
    if (api.lua_rawget(L, -2) !== LUA_TTABLE) {
      api.lua_pop(L, 1);
      api.lua_createtable(L, 0, 8);
      api.lua_pushvalue(L, -1);
      api.lua_setfield(L, -3, toBytes(part));
    }
    api.lua_remove(L, -2);
  }
  push();
  api.lua_setfield(L, -2, toBytes(last));
  api.lua_pop(L, 1);
}

/** `debug.traceback([thread,] [message [, level]])` */
const traceback: CFunction = (L) => {
  const thread = api.lua_tothread(L, 1);
  const first = thread === null ? 1 : 2;
  const type = api.lua_type(L, first);
  if (type !== LUA_TSTRING && type > 0) {
    // A message that is no string is given back untouched, as Lua does.
    api.lua_pushvalue(L, first);
    return 1;
  }
  const level = api.lua_tointegerx(L, first + 1);
  const message = type === LUA_TSTRING ? api.lua_tostring(L, first) : null;
  aux.luaL_traceback(L, thread ?? L, message, level === false ? (thread === null ? 1 : 0) : Number(level));
  return 1;
};
