import {
  LuaError,
  invalid,
  type Capabilities,
  type CapabilityName,
  type Env,
  type ModuleDefinition,
} from '@durable-lua/determinism';
import {
  AMBIENT_MODULES,
  LANGUAGE_MODULES,
  missingCapability,
  restrictTo,
  type Host,
} from '@durable-lua/determinism/host';
import type { Composed } from '../bindings/composed.js';
import { compile, instantiate, type Chunk } from '../state/chunk.js';
import { api, aux, LUA_TSTRING, toBytes, type CFunction, type LuaState, type TValue } from '../state/fengari.js';
import { raise, raiseObject } from '../bindings/invoke.js';
import { pushValue, snapshot, type Machine } from '../state/machine.js';
import { buildModule, protect } from '../bindings/modules.js';
import {
  baseNames,
  LIBRARY_NAMES,
  openBase,
  pushBase,
  pushLibrary,
  type StandardLibraryOptions,
} from './standard-library.js';
import { explainNilCall, strictEnvironment } from './strict.js';
import { displayText } from '../state/text.js';
import { pushText, setField } from '../values/userdata.js';

export interface GlobalsOptions {
  readonly composed: Composed;
  /** Names that the entry declared, or undefined when every composed module is open to it. */
  readonly declared: readonly string[] | undefined;
  readonly libraries: Readonly<Record<string, Chunk>>;
  readonly entry: string;
  readonly host: Host;
  readonly capabilities: Partial<Capabilities>;
  readonly lua: Env['lua'];
  /** What the scheduler adds to the library `coroutine`. */
  readonly scheduling: Readonly<Record<string, CFunction>>;
}

/** Global environment of one state: the standard library, `require`, and modules that come into being when asked for. */
export class Globals {
  private readonly loaded = new Map<string, TValue>();
  private readonly loading: string[] = [];
  private readonly sources = new Map<string, string>();
  /** Entries of the libraries, by the names of their chunks. */
  private readonly owners = new Map<string, string>();
  private readonly library: StandardLibraryOptions;
  private readonly envs = new Map<string, Env<CapabilityName>>();
  /** What the modules choose from. */
  private offered: Partial<Capabilities> | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly options: GlobalsOptions,
  ) {
    const { deterministic = false } = options.host;
    this.library = { deterministic, clock: options.capabilities.clock, scheduling: options.scheduling };
  }

  private get modules(): ReadonlyMap<string, ModuleDefinition> {
    return this.options.composed.modules;
  }

  open(): void {
    const L = this.machine.main;
    const { library } = this;
    if (!library.deterministic) openBase(L, library);
    for (const [name, fn] of [
      ['require', (caller: LuaState) => this.require(caller)],
      ['print', (caller: LuaState) => this.print(caller)],
    ] as const) {
      api.lua_pushcfunction(L, fn);
      api.lua_setglobal(L, toBytes(name));
    }
    if (library.deterministic) {
      this.openStrict(L);
    } else {
      this.openPlain(L);
    }
  }

  /** Every library at once, and plain globals. */
  private openPlain(L: LuaState): void {
    for (const name of LAZY_NAMES) {
      this.pushStandard(L, name);
      api.lua_setglobal(L, toBytes(name));
    }
    this.seedRandom(L);
    this.machine.explain = (message) => explainNilCall(message, (chunk) => this.sources.get(chunk));
    this.openModuleGlobals(L);
  }

  /**
   * Nothing undeclared is read, nothing declared is changed, library tables included. A library comes into being when it is
   * first read: most workflows use few of them, and every open run keeps a state.
   */
  private openStrict(L: LuaState): void {
    const push = (caller: LuaState, name: string): boolean => {
      if (pushBase(caller, name, this.library)) return true;
      if (!LAZY_NAMES.includes(name)) return this.pushOpenModule(caller, name);
      this.pushStandard(caller, name);
      if (name !== 'unpack') protect(caller, name);
      return true;
    };
    this.machine.environment = strictEnvironment(
      this.machine,
      this.options.entry,
      { push, names: STRICT_NAMES, isModule: (name) => this.hasModule(name) },
      (chunk) => this.sources.get(chunk),
    );
    this.openStringMethods(L);
  }

  /** `("x"):rep(3)` works before anybody has read `string`: opening it puts its own metatable in place. */
  private openStringMethods(L: LuaState): void {
    api.lua_pushstring(L, toBytes(''));
    api.lua_createtable(L, 0, 1);
    setField(L, '__index', () =>
      api.lua_pushcfunction(L, (caller) => {
        pushValue(caller, this.machine.environment as TValue);
        api.lua_getfield(caller, -1, toBytes('string'));
        api.lua_pushvalue(caller, 2);
        api.lua_gettable(caller, -2);
        return 1;
      }),
    );
    api.lua_setmetatable(L, -2);
    api.lua_pop(L, 1);
  }

  /** `package.loaded` tells what has been required; nothing can be put in or taken out. */
  private pushPackage(L: LuaState): void {
    api.lua_createtable(L, 0, 1);
    setField(L, 'loaded', () => {
      api.lua_createtable(L, 0, 0);
      api.lua_createtable(L, 0, 1);
      setField(L, '__index', () =>
        api.lua_pushcfunction(L, (caller) => {
          const name = api.lua_type(caller, 2) === LUA_TSTRING ? api.lua_tostring(caller, 2) : null;
          const loaded = name === null ? undefined : this.loaded.get(displayText(name));
          if (loaded === undefined) return 0;
          pushValue(caller, loaded);
          return 1;
        }),
      );
      api.lua_setmetatable(L, -2);
      protect(L, 'package.loaded');
    });
    if (!this.library.deterministic) protect(L, 'package');
  }

  private pushStandard(L: LuaState, name: string): void {
    if (name === 'package') return this.pushPackage(L);
    if (name !== 'unpack') return pushLibrary(L, name, this.library);
    pushLibrary(L, 'table', this.library);
    api.lua_getfield(L, -1, toBytes('unpack'));
    api.lua_remove(L, -2);
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

  /** The entry that a chunk belongs to: the running one, but for libraries. */
  entryOf(chunk: string): string {
    return this.owners.get(chunk) ?? this.options.entry;
  }

  /** Environment of a module by its name, or of the module that owns a class; for a class of the VM itself, its services. */
  env(owner: string): Env<CapabilityName> {
    const known = this.envs.get(owner);
    if (known !== undefined) return known;
    const module = this.modules.get(owner) ?? this.options.composed.owners.get(owner);
    const env = module === undefined ? ({ lua: this.options.lua } as Env<CapabilityName>) : this.envOf(module);
    this.envs.set(owner, env);
    return env;
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
    if (!this.hasModule(name)) return false;
    pushValue(L, this.module(L, this.modules.get(name) as ModuleDefinition));
    return true;
  }

  private hasModule(name: string): boolean {
    return this.modules.has(name) && this.isOpen(name);
  }

  private isOpen(name: string): boolean {
    const { declared } = this.options;
    return declared === undefined || declared.includes(name) || AMBIENT_MODULES.includes(name);
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
    if (LANGUAGE_MODULES.includes(name)) {
      if (this.machine.environment === undefined) api.lua_pushglobaltable(L);
      else pushValue(L, this.machine.environment);
      api.lua_getfield(L, -1, toBytes(name));
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
      this.owners.set(library.name, library.id ?? library.name);
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
    const built = buildModule(L, module, this.envOf(module));
    this.loaded.set(module.name, built);
    return built;
  }

  private envOf(module: ModuleDefinition): Env<CapabilityName> {
    let env = this.envs.get(module.name);
    if (env === undefined) {
      const { capabilities, host, lua } = this.options;
      const { needs, wants = [] } = module;
      this.offered ??= { ...capabilities, lua } as Partial<Capabilities>;
      env = restrictTo(
        module.name,
        [...needs, ...wants, 'lua' as never],
        this.offered,
        host.name,
      ) as Env<CapabilityName>;
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
    log.write('info', words.join(' '), { location: this.options.lua.location() });
    return 0;
  }
}

/** Libraries, `package`, and `unpack`, which lies in one of them. */
const LAZY_NAMES: readonly string[] = [...LIBRARY_NAMES, 'package', 'unpack'];

/** Every global of a workflow but the modules. */
const STRICT_NAMES: ReadonlySet<string> = new Set([...baseNames(true), ...LAZY_NAMES]);
