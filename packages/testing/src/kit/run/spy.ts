import {
  type CapabilityName,
  type ClassDefinition,
  type Env,
  type FunctionDefinition,
  type ModuleDefinition,
} from '@durable-lua/determinism';
import { isOperation, isThenable } from '@durable-lua/determinism/host';
import { misfit } from '../module/misfit.js';
import { inFunction } from './traps.js';

/** What the bodies of a module did. */
export class Observed {
  readonly used = new Set<string>();
  /** Used without being declared: function, then capability. */
  readonly undeclared = new Set<string>();
  /** Functions whose caller had to wait, by what: a promise, an operation, something inside the VM. */
  readonly waited = new Map<string, 'promise' | 'operation' | 'blocking'>();
  /** Results that are not what is declared. */
  readonly misfits = new Set<string>();
}

/** The same module; what its bodies do is noted. */
export function spyOn(module: ModuleDefinition, observed: Observed): ModuleDefinition {
  const needs = new Set<string>([...module.needs, ...(module.wants ?? [])]);
  const watch = (name: string, env: Env<CapabilityName>): Env<CapabilityName> =>
    new Proxy(env, {
      get: (target, key) => {
        if (typeof key !== 'string' || key === 'lua') return Reflect.get(target, key) as unknown;
        observed.used.add(key);
        if (!needs.has(key)) observed.undeclared.add(`${name} used '${key}', which it does not declare`);
        return target[key as CapabilityName];
      },
    });
  const wrap = (name: string, definition: FunctionDefinition): FunctionDefinition => ({
    ...definition,
    body: (env, args) =>
      note(
        name,
        definition,
        inFunction(name, () => definition.body(watch(name, env), args)),
        observed,
      ),
  });
  const wrapAll = <K extends string>(prefix: string, all: Partial<Readonly<Record<K, FunctionDefinition>>>) =>
    Object.fromEntries(
      Object.entries<FunctionDefinition | undefined>(all).map(([key, fn]) => [
        key,
        wrap(`${prefix}${key}`, fn as FunctionDefinition),
      ]),
    ) as Record<K, FunctionDefinition>;
  const classes = (module.classes ?? []).map((cls): ClassDefinition => ({
    ...cls,
    methods: wrapAll(`${cls.name}:`, cls.methods),
    metamethods: wrapAll(`${cls.name}:__`, cls.metamethods),
  }));
  const { constants } = module;
  return {
    ...module,
    functions: wrapAll('', module.functions),
    classes,
    ...(typeof constants === 'function'
      ? { constants: (env: Env<CapabilityName>) => constants(watch('constants', env)) }
      : {}),
  };
}

function note(name: string, definition: FunctionDefinition, outcome: unknown, observed: Observed): unknown {
  const check = (value: unknown): void => {
    const why = misfit(definition.returns.types, value);
    if (why !== undefined) observed.misfits.add(`${name} gave ${why}`);
  };
  if (isOperation(outcome)) {
    observed.waited.set(name, 'operation');
    outcome.result.then(check, () => undefined);
  } else if (isThenable(outcome)) {
    observed.waited.set(name, 'promise');
    outcome.then(check, () => undefined);
  } else if (isBlocking(outcome)) {
    observed.waited.set(name, 'blocking');
  } else {
    check(outcome);
  }
  return outcome;
}

/** What the services of the VM give to wait for. */
const isBlocking = (value: unknown): boolean =>
  typeof (value as { begin?: unknown } | undefined | null)?.begin === 'function';
