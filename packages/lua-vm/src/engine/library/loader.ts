import { LuaError, invalid, type ModuleDefinition } from '@durable-lua/determinism';
import { AMBIENT_MODULES, LANGUAGE_MODULES, didYouMean } from '@durable-lua/determinism/host';
import type { ModuleIndex } from '../bindings/module-index.js';
import type { Environments } from '../bindings/environments.js';
import { buildModule } from '../bindings/modules.js';
import { compile, instantiate, type Chunk } from '../state/chunk.js';
import { api, LUA_TSTRING, toBytes, type LuaState, type TValue } from '../state/fengari.js';
import type { Machine } from '../state/machine.js';
import { isLoadingOn } from '../state/positions.js';
import { pushText, pushValue, snapshot } from '../state/stack.js';
import { displayText } from '../state/text.js';
import { raise, raiseObject } from '../values/errors.js';
import { baseNames } from './standard-library.js';

export interface LoaderOptions {
  readonly index: ModuleIndex;
  /** Names that the entry declared, or undefined when every composed module is open to it. */
  readonly declared: readonly string[] | undefined;
  readonly libraries: Readonly<Record<string, Chunk>>;
  /** ID of the entry that runs. */
  readonly entry: string;
  /** Name of the host, for messages. */
  readonly host: string;
}

/** A short name is near to everything. */
const SHORTEST = 3;

/** The end of a message about a name: the one that was meant, or nothing. */
export const meant = (name: string, known: readonly string[]): string =>
  name.length < SHORTEST ? '' : didYouMean(name, known);

/** `require` of one state: modules and libraries come into being when they are first asked for. */
export class Loader {
  private readonly loaded = new Map<string, TValue>();
  /** Libraries whose chunks have not returned, and the threads on which they run. */
  private loading: { readonly name: string; readonly chunk: string; readonly thread: LuaState }[] = [];
  /** By the name that positions show. */
  private readonly chunks: Chunk[] = [];
  /** Entries of the libraries, by the names of their chunks. */
  private readonly owners = new Map<string, string>();

  constructor(
    private readonly machine: Machine,
    private readonly environments: Environments,
    private readonly options: LoaderOptions,
  ) {
    machine.holders.push((visit) => {
      for (const value of this.loaded.values()) visit(value);
      return 0;
    });
  }

  /** Remembers the text of a chunk, for hints in messages. */
  know(chunk: Chunk): void {
    this.chunks.push(chunk);
  }

  /** The text of a chunk by the name that positions show. */
  sourceOf(chunk: string): string | undefined {
    const found = this.chunks.findLast(({ name }) => name === chunk);
    return found && '\n'.repeat((found.firstLine ?? 1) - 1) + found.source;
  }

  /** The entry that a chunk belongs to: the running one, but for libraries. */
  entryOf(chunk: string): string {
    return this.owners.get(chunk) ?? this.options.entry;
  }

  /** What `require` gave for a name, if it was asked. */
  loadedAs(name: string): TValue | undefined {
    return this.loaded.get(name);
  }

  hasModule(name: string): boolean {
    return this.options.index.modules.has(name) && this.isOpen(name);
  }

  /** Pushes a module that may be required, if there is one of that name. */
  pushModule(L: LuaState, name: string): boolean {
    if (!this.hasModule(name)) return false;
    pushValue(L, this.module(L, this.options.index.modules.get(name) as ModuleDefinition));
    return true;
  }

  /** What to do about a global that is not there: a module that the entry of a chunk has not declared, or a name misspelt; empty if nothing. */
  howToDeclare(name: string, chunk: string | undefined): string {
    if (!this.options.index.modules.has(name)) return meant(name, [...baseNames(true), ...this.openNames()]);
    if (this.isOpen(name)) return '';
    return `; it is a module: add it to modules of ${chunk === undefined ? this.options.entry : this.entryOf(chunk)}`;
  }

  /** What can be read from a module that is open to the code; undefined if there is none of that name. */
  fieldsOf(name: string): readonly string[] | undefined {
    const module = this.isOpen(name) ? this.options.index.modules.get(name) : undefined;
    if (module === undefined) return undefined;
    const { functions, constants = {}, aliases = {} } = module;
    const paths = [functions, typeof constants === 'function' ? {} : constants, aliases].flatMap(Object.keys);
    return [...new Set(paths.flatMap((path) => path.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.'))))];
  }

  private isOpen(name: string): boolean {
    const { declared } = this.options;
    return declared === undefined || declared.includes(name) || AMBIENT_MODULES.includes(name);
  }

  require(L: LuaState): number {
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
    if (this.pushModule(L, name)) return 1;
    if (LANGUAGE_MODULES.includes(name)) {
      if (this.machine.environment === undefined) api.lua_pushglobaltable(L);
      else pushValue(L, this.machine.environment);
      api.lua_getfield(L, -1, toBytes(name));
      return 1;
    }
    const { entry } = this.options;
    return raiseObject(
      L,
      this.options.declared?.includes(name) === true || AMBIENT_MODULES.includes(name)
        ? invalid(
            `module '${name}' is not part of this runtime (declared by ${entry}): add its package to the composition`,
          )
        : this.options.declared === undefined
          ? invalid(`module '${name}' is not part of this runtime${this.remedy(name) || ': pass it in modules'}`)
          : invalid(`module '${name}' is not declared in modules or imports of ${entry}${this.remedy(name)}`),
    );
  }

  private remedy(name: string): string {
    const { index, libraries } = this.options;
    if (index.modules.has(name)) return ': add it to modules';
    return meant(name, [...this.openNames(), ...Object.keys(libraries), ...index.modules.keys()]);
  }

  /** Names that the running entry may use without declaring more. */
  private openNames(): readonly string[] {
    return [...(this.options.declared ?? this.options.index.modules.keys()), ...AMBIENT_MODULES, ...LANGUAGE_MODULES];
  }

  private requireLibrary(L: LuaState, name: string): number {
    // One that failed is loaded again.
    this.loading = this.loading.filter((one) => isLoadingOn(one.thread, one.chunk));
    const names = this.loading.map((one) => one.name);
    if (names.includes(name)) {
      return raise(L, `libraries require each other in a circle: ${[...names, name].join(' -> ')}`);
    }
    let chunk: TValue;
    const library = this.options.libraries[name] as Chunk;
    try {
      this.know(library);
      this.owners.set(library.name, library.id ?? library.name);
      chunk = instantiate(this.machine, compile(library));
    } catch (error) {
      if (LuaError.is(error)) return raiseObject(L, error);
      throw error;
    }
    this.loading.push({ name, chunk: library.name, thread: L });
    pushValue(L, chunk);
    pushText(L, name);
    const finish = (caller: LuaState): number => {
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
    const missing = this.environments.missing(module);
    if (missing !== undefined) {
      const instead = missing.instead === undefined ? '' : `; ${missing.instead}`;
      return raiseObject(
        L,
        invalid(
          `module '${module.name}' is not available in ${this.options.host}: it needs '${missing.capability}'${instead}`,
        ),
      );
    }
    const built = buildModule(L, module, this.environments.ofModule(module));
    this.loaded.set(module.name, built);
    return built;
  }
}
