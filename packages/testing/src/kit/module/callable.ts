import type { FunctionDefinition, ModuleDefinition, Params, Type } from '@durable-lua/determinism';
import type { KitOptions } from '../options.js';
import { samplesOf } from './samples.js';

/** A function or method of a module and how Lua calls it. `m` is the module, `self` the object. */
export interface Callable {
  /** `sleep`, `random.bytes`, `time.Timer:reset`. */
  readonly name: string;
  /** The name that Lua's argument errors show. */
  readonly shown: string;
  readonly definition: FunctionDefinition;
  /** Lua source of the function value. */
  readonly fn: string;
  /** Lua source that makes the object; undefined for a function. */
  readonly self?: string;
  /** Arguments that make sense; undefined when the kit knows none. */
  readonly samples?: readonly string[];
}

/** Everything that can be called, functions first. */
export function callablesOf(definition: ModuleDefinition, options: KitOptions): Callable[] {
  const makers = makersOf(definition, options);
  const make = (className: string): string | undefined => makers.get(className);
  const given = options.samples ?? {};
  const samples = (name: string, params: Params) => given[name] ?? samplesOf(params, make);
  const functions = Object.entries(definition.functions).map(([path, fn]): Callable =>
    withSamples({ name: path, shown: path, definition: fn, fn: `m.${path}` }, samples(path, fn.params)),
  );
  const methods = (definition.classes ?? []).flatMap(({ name, methods }) =>
    Object.entries(methods).map(([key, fn]): Callable => {
      const self = make(name);
      const callable = { name: `${name}:${key}`, shown: key, definition: fn, fn: `self.${key}` };
      const known = self === undefined ? undefined : samples(`${name}:${key}`, fn.params);
      return withSamples(self === undefined ? callable : { ...callable, self }, known);
    }),
  );
  return [...functions, ...methods];
}

const withSamples = (callable: Callable, samples: readonly string[] | undefined): Callable =>
  samples === undefined ? callable : { ...callable, samples };

/** The call with some arguments, as a Lua expression. */
export function callOf({ fn, self }: Callable, args: readonly string[]): string {
  return self === undefined
    ? `${fn}(${args.join(', ')})`
    : `(function() local self = ${self} return ${fn}(${['self', ...args].join(', ')}) end)()`;
}

/** For each class how an object of it is made: as told, or by the first function or method that gives one. */
export function makersOf(definition: ModuleDefinition, options: KitOptions): ReadonlyMap<string, string> {
  const makers = new Map(Object.entries({ ...BUILT_IN, ...options.instances }));
  const make = (className: string): string | undefined => makers.get(className);
  const classes = (definition.classes ?? []) as readonly {
    readonly name: string;
    readonly methods: Readonly<Record<string, FunctionDefinition>>;
  }[];
  for (let found = true; found;) {
    found = false;
    const learn = (type: Type<unknown> | undefined, source: () => string | undefined): void => {
      const className = type?.kind === 'duration' ? 'time.Duration' : type?.className;
      if (className === undefined || makers.has(className)) return;
      const made = source();
      if (made === undefined) return;
      makers.set(className, made);
      found = true;
    };
    for (const [path, fn] of Object.entries(definition.functions)) {
      learn(fn.returns.types[0], () => {
        const args = options.samples?.[path] ?? samplesOf(fn.params, make);
        return args === undefined ? undefined : `(m.${path}(${args.join(', ')}))`;
      });
    }
    for (const { name, methods } of classes) {
      for (const [key, fn] of Object.entries(methods)) {
        learn(fn.returns.types[0], () => {
          const self = make(name);
          const args = options.samples?.[`${name}:${key}`] ?? samplesOf(fn.params, make);
          return self === undefined || args === undefined ? undefined : `(${self}:${key}(${args.join(', ')}))`;
        });
      }
    }
  }
  return makers;
}

const BUILT_IN: Readonly<Record<string, string>> = {
  channel: 'kit.channel()',
  error: 'kit.error()',
  Payload: 'kit.payload({ 1 })',
};
