import type { Capabilities, LuaServices } from '@durable-lua/determinism';
import { protect } from '../bindings/modules.js';
import { api, aux, toBytes, type CFunction, type LuaState, type TValue } from '../state/fengari.js';
import { bytesUnits } from '../state/budget.js';
import { Machine } from '../state/machine.js';
import { countersOf, Shared } from '../state/shared.js';
import { pushValue, setField, snapshot, textAt } from '../state/stack.js';
import { displayText } from '../state/text.js';
import { raise } from '../values/errors.js';
import { meant, type Loader } from './loader.js';
import { baseNames, LIBRARY_NAMES, libraryFields, openBase, pushBase, pushLibrary } from './standard-library.js';
import { explainNil, strictEnvironment, type Hints } from './strict.js';

export interface GlobalsOptions {
  readonly entry: string;
  readonly host: string;
  readonly deterministic: boolean;
  readonly capabilities: Partial<Capabilities>;
  readonly lua: LuaServices;
}

/** Global environment of one state: the standard library, `require`, and each module under its name. */
export class Globals {
  private readonly hints: Hints = {
    sourceOf: (chunk) => this.loader.sourceOf(chunk),
    declare: (name, chunk) => this.loader.howToDeclare(name, chunk),
    fieldsOf: (name) => this.loader.fieldsOf(name) ?? libraryFields(name, this.options.deterministic),
    meant,
  };

  /** Whether the metatable of strings is no longer that of all states. */
  private hasOwnStrings = false;

  constructor(
    private readonly machine: Machine,
    private readonly loader: Loader,
    private readonly options: GlobalsOptions,
  ) {}

  open(): void {
    const L = this.machine.main;
    const { deterministic, capabilities } = this.options;
    this.machine.explain = explainNil.bind(undefined, this.machine, this.hints);
    if (!deterministic) {
      this.machine.time = { clock: capabilities.clock, startedAt: capabilities.clock?.now() };
      openBase(L);
    }
    for (const [name, fn] of [
      ['require', (caller: LuaState) => this.loader.require(caller)],
      ['print', (caller: LuaState) => this.print(caller)],
    ] as const) {
      api.lua_pushcfunction(L, fn);
      api.lua_setglobal(L, toBytes(name));
    }
    if (deterministic) {
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
    this.openModuleGlobals(L);
  }

  /**
   * Nothing undeclared is read, nothing declared is changed, library tables included. A library comes into being when it is
   * first read: most workflows use few of them, and every open run keeps a state.
   */
  private openStrict(L: LuaState): void {
    const push = (caller: LuaState, name: string): boolean => {
      if (name === 'getmetatable') this.ownStrings(caller);
      if (pushBase(caller, name, true)) return true;
      if (!LAZY_NAMES.includes(name)) return this.loader.pushModule(caller, name);
      this.pushStandard(caller, name);
      if (name === 'string') this.guardStrings(caller);
      if (name !== 'unpack') protect(caller, name);
      return true;
    };
    this.machine.environment = strictEnvironment(
      this.machine,
      this.options.entry,
      { push, names: STRICT_NAMES, isModule: (name) => this.loader.hasModule(name) },
      this.hints,
    );
    this.openStringMethods(L);
  }

  /** `("x"):rep(3)` works before anybody has read `string`. */
  private openStringMethods(L: LuaState): void {
    setStringMetatable(L, () => STRING_METATABLE.push(L));
  }

  /** Opening the library has put its own metatable in place, which would hand out the table on top itself. */
  private guardStrings(L: LuaState): void {
    this.hasOwnStrings = true;
    const content = snapshot(L, -1);
    setStringMetatable(L, () => pushStringMetatable(L, () => pushValue(L, content)));
  }

  /** Code is about to be able to ask for the metatable of strings, of which it sees `string`: it must not be everybody's. */
  private ownStrings(L: LuaState): void {
    if (this.hasOwnStrings) return;
    this.hasOwnStrings = true;
    // That of all states was paid for as if it were this one.
    const counters = countersOf(L);
    const { memused, budget } = counters;
    setStringMetatable(L, () => pushStringMetatable(L, () => api.lua_pushcfunction(L, stringMethod)));
    Object.assign(counters, { memused, budget });
  }

  /** `package.loaded` tells what has been required; nothing can be put in or taken out. */
  private pushPackage(L: LuaState): void {
    api.lua_createtable(L, 0, 1);
    setField(L, 'loaded', () => {
      api.lua_createtable(L, 0, 0);
      api.lua_createtable(L, 0, 1);
      setField(L, '__index', () =>
        api.lua_pushcfunction(L, (caller) => {
          const name = textAt(caller, 2);
          const loaded = name === undefined ? undefined : this.loader.loadedAs(name);
          if (loaded === undefined) return 0;
          pushValue(caller, loaded);
          return 1;
        }),
      );
      api.lua_setmetatable(L, -2);
      protect(L, 'package.loaded');
    });
    if (!this.options.deterministic) protect(L, 'package');
  }

  private pushStandard(L: LuaState, name: string): void {
    if (name === 'package') return this.pushPackage(L);
    if (name !== 'unpack') return pushLibrary(L, name, this.options.deterministic);
    pushLibrary(L, 'table', this.options.deterministic);
    api.lua_getfield(L, -1, toBytes('unpack'));
    api.lua_remove(L, -2);
  }

  /** Every state begins with another sequence of `math.random`, if its host has a source of randomness. */
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

  /** A module that may be required is a global of its name; it is built when first read. */
  private openModuleGlobals(L: LuaState): void {
    api.lua_pushglobaltable(L);
    api.lua_createtable(L, 0, 1);
    setField(L, '__index', () =>
      api.lua_pushcfunction(L, (caller) => {
        const name = textAt(caller, 2);
        return name !== undefined && this.loader.pushModule(caller, name) ? 1 : 0;
      }),
    );
    api.lua_setmetatable(L, -2);
    api.lua_pop(L, 1);
  }

  private print(L: LuaState): number {
    const { log } = this.options.capabilities;
    if (log === undefined) return raise(L, `print is not available in ${this.options.host}: it has no log`);
    this.machine.caller = L;
    const words: string[] = [];
    for (let index = 1, top = api.lua_gettop(L); index <= top; index++) {
      words.push(displayText(aux.luaL_tolstring(L, index)));
      api.lua_pop(L, 1);
    }
    const text = words.join(' ');
    this.machine.pay(LOG_UNITS + WORD_UNITS * words.length + bytesUnits(text.length));
    log.write('info', text, { location: this.options.lua.location() });
    return 0;
  }
}

/** What a line of the log costs beside its bytes, in units: it is kept until somebody has written it. */
const LOG_UNITS = 200;
/** What each value that is printed costs on top: its text is made. */
const WORD_UNITS = 3;

/** Libraries, `package`, and `unpack`, which lies in one of them. */
const LAZY_NAMES: readonly string[] = [...LIBRARY_NAMES, 'package', 'unpack'];

/** Every global of a workflow but the modules. */
const STRICT_NAMES: ReadonlySet<string> = new Set([...baseNames(true), ...LAZY_NAMES]);

/** Finds a method by reading the library from the globals. */
const stringMethod: CFunction = (L) => {
  pushValue(L, Machine.of(L).environment as TValue);
  api.lua_getfield(L, -1, toBytes('string'));
  api.lua_pushvalue(L, 2);
  api.lua_gettable(L, -2);
  return 1;
};

/** What strings have as long as code has no way to it. */
const STRING_METATABLE = new Shared((L) => pushStringMetatable(L, () => api.lua_pushcfunction(L, stringMethod)));

/** @param pushIndex pushes what finds the methods; code that asks for the metatable sees `string` there. */
function pushStringMetatable(L: LuaState, pushIndex: () => void): void {
  api.lua_createtable(L, 0, 2);
  setField(L, '__index', pushIndex);
  setField(L, '__metatable', () => pushStringView(L));
}

/** @param push pushes the metatable of all strings */
function setStringMetatable(L: LuaState, push: () => void): void {
  api.lua_pushstring(L, '');
  push();
  api.lua_setmetatable(L, -2);
  api.lua_pop(L, 1);
}

/** Pushes what stands for the metatable of strings. */
function pushStringView(L: LuaState): void {
  api.lua_createtable(L, 0, 0);
  api.lua_createtable(L, 0, 1);
  setField(L, '__index', () =>
    api.lua_pushcfunction(L, (caller) => {
      if (textAt(caller, 2) !== '__index') return 0;
      pushValue(caller, Machine.of(caller).environment as TValue);
      api.lua_getfield(caller, -1, toBytes('string'));
      return 1;
    }),
  );
  api.lua_setmetatable(L, -2);
  protect(L, 'metatable of strings');
}
