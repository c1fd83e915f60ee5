import vm from 'node:vm';
import type { WorkflowCreateOptions } from '@temporalio/worker/lib/workflow/interface.js';
import type { WorkflowModule } from '@temporalio/worker/lib/workflow/vm-shared.js';
import type { Activator } from '@temporalio/workflow/lib/internals.js';
import type { SdkParts } from './sdk.js';
import type { Watchdog } from './watchdog.js';

/** The SDK's entry points inside the sandbox. */
type Api = WorkflowModule;
type Call = (name: keyof Api, args: readonly unknown[]) => unknown;

/** What {@link seal} leaves writable: the run whose turn it is, as the SDK's code in the sandbox looks it up. */
const CURRENT = '__TEMPORAL_ACTIVATOR__';

/** The module `json` gives its validator of schemas another one, for the time of one call. */
const SWAPPED = 'RegExp';

interface SandboxGlobal {
  __TEMPORAL__: { api: Api; preloadModules?: () => void };
  [CURRENT]: Activator | undefined;
  readonly Promise: PromiseConstructor;
}

export interface SandboxOptions {
  /** Runs before the code. */
  readonly program: string;
  readonly code: string;
  /** What was compiled of the code in another process. */
  readonly compiled: Buffer | undefined;
  /** As it stands in stack traces. */
  readonly filename: string;
  /** Names of the activities of the worker. */
  readonly activities: Set<string>;
  readonly watchdog: Watchdog;
}

/** One evaluation for each call, as the microtasks of a context run when an evaluation ends. */
const callScript = new vm.Script('__durableLuaCall.run()', { filename: 'durable-lua-call.js' });

/**
 * A V8 context for all runs of one worker, in this thread. What a bundle loads is frozen, and so is the global object: no run
 * can leave something there for another, so nothing is swapped between them but who the current run is. It has no limit of time:
 * Lua has its budget.
 */
export class Sandbox {
  private readonly global: vm.Context & SandboxGlobal;
  private readonly call = {
    name: 'destroy' as keyof Api,
    args: [] as readonly unknown[],
    result: undefined as unknown,
    run: () => undefined as unknown,
  };

  /** The code. */
  readonly script: vm.Script;
  private readonly activities: Set<string>;
  private readonly watchdog: Watchdog;

  constructor(
    sdk: Pick<SdkParts, 'injectGlobals'>,
    { program, code, compiled, filename, activities, watchdog }: SandboxOptions,
  ) {
    this.activities = activities;
    this.watchdog = watchdog;
    // Without the proxy that `createContext` puts between a context and its global object otherwise: each look-up of a global
    // would pay for it.
    const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { microtaskMode: 'afterEvaluate' });
    this.global = context as vm.Context & SandboxGlobal;
    const cache: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    define(context, '__webpack_module_cache__', cache);
    define(context, '__durableLuaCall', this.call);
    sdk.injectGlobals(context);
    new vm.Script(program).runInContext(context);
    this.script = new vm.Script(code, { filename, ...(compiled !== undefined && { cachedData: compiled }) });
    this.script.runInContext(context);
    const { api, preloadModules } = this.global.__TEMPORAL__;
    this.call.run = () =>
      (this.call.result = (api[this.call.name] as (...args: unknown[]) => unknown)(...this.call.args));
    preloadModules?.();
    seal(context);
    freeze(Object.values(cache), context);
  }

  /** The run whose turn it is, or was last. */
  get current(): Activator | undefined {
    return this.global[CURRENT];
  }

  /** Whether a promise was made in here. */
  owns(promise: Promise<unknown>): boolean {
    return promise instanceof this.global.Promise;
  }

  /** A new run. @throws Error when no workflow has its type */
  create(options: WorkflowCreateOptions): { readonly activator: Activator; readonly api: Api } {
    this.global[CURRENT] = undefined;
    this.enter('initRuntime', [
      {
        ...options,
        // Only for JavaScript's stacks in `__stack_trace`; we answer it with Lua's.
        sourceMap: { version: 3, sources: [], names: [], mappings: '' },
        stackTracesEnabled: false,
        getTimeOfDay: () => BigInt(Date.now()) * 1_000_000n,
        registeredActivityNames: this.activities,
      },
    ]);
    const activator = this.current;
    if (activator === undefined) throw new Error('the SDK in the sandbox has begun no run');
    const call: Call = (name, args) => {
      this.global[CURRENT] = activator;
      return this.enter(name, args);
    };
    const api = new Proxy({} as Api, {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          call(name as keyof Api, args),
    });
    return { activator, api };
  }

  destroy(): void {
    this.global[CURRENT] = undefined;
    this.enter('destroy', []);
  }

  private enter(name: keyof Api, args: readonly unknown[]): unknown {
    const { call, watchdog } = this;
    call.name = name;
    call.args = args;
    watchdog.begin();
    try {
      callScript.runInContext(this.global);
      return call.result;
    } finally {
      watchdog.end();
      call.args = [];
      call.result = undefined;
    }
  }
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, enumerable: false, configurable: false });
}

/** Nothing can be added to the global object, and nothing of it changed but the current run. */
function seal(context: object): void {
  Object.defineProperty(context, CURRENT, { value: undefined, writable: true, enumerable: false, configurable: false });
  const names = Reflect.ownKeys(context).filter((name) => name !== CURRENT && name !== '__durableLuaCall');
  for (const name of names) {
    const { configurable, value } = Object.getOwnPropertyDescriptor(context, name) as PropertyDescriptor;
    if (name !== '__webpack_module_cache__' && name !== '__temporal_globalSandboxDestructors') freeze([value], context);
    if (configurable === true && value !== undefined)
      Object.defineProperty(context, name, { writable: name === SWAPPED, configurable: false });
  }
  Object.preventExtensions(context);
}

/**
 * Freezes objects and all that their properties lead to, the global object excepted. Of functions only what they are: with
 * frozen prototypes nothing could be given a property of a name that they have (`this.name = …` in a class of errors).
 */
function freeze(roots: readonly unknown[], context: object): void {
  const waiting = [...roots];
  const seen = new Set<unknown>([context]);
  while (waiting.length > 0) {
    const one = waiting.pop();
    if ((typeof one !== 'object' && typeof one !== 'function') || one === null || seen.has(one)) continue;
    seen.add(one);
    // Typed arrays with elements cannot be frozen.
    if (!ArrayBuffer.isView(one)) Object.freeze(one);
    if (typeof one === 'function') continue;
    for (const name of Reflect.ownKeys(one)) waiting.push(Object.getOwnPropertyDescriptor(one, name)?.value);
  }
}
