import { invalid } from './errors.js';
import type { LuaServices } from './lua.js';
import { CAPABILITY_NAMES, type Capabilities, type CapabilityName, type Host } from './capabilities.js';

/**
 * Wraps capabilities, one concern each, for any host: tracing, a frozen clock, a journal, limits.
 *
 * Rules: a wrapper gets the next capability and returns one of the same shape; it forwards what it does not change
 * (`{ ...next, now: … }`, which holds for every method, and for properties as they change); what it does inside a workflow is replayed like everything else there, so it must ask `next`
 * for effects and keep no state outside the run. `host` has all capabilities of the host as they are without interceptors: an audit
 * of calls writes to its `log`.
 */
export type Interceptor = {
  readonly [K in CapabilityName]?: (next: Capabilities[K], host: Partial<Capabilities>) => Capabilities[K];
};

/** Whether a value is one: an object of functions, each under the name of a capability. */
export function isInterceptor(value: unknown): value is Interceptor {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const wrappers = Object.entries(value);
  return wrappers.length > 0 && wrappers.every(([name, wrap]) => NAMES.includes(name) && typeof wrap === 'function');
}

const NAMES: readonly string[] = CAPABILITY_NAMES;

/** The members of an object and of its classes. */
function membersOf(capability: object): Map<string, PropertyDescriptor> {
  const members = new Map<string, PropertyDescriptor>();
  for (let one = capability; one !== Object.prototype && one !== null; one = Object.getPrototypeOf(one) as object) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(one))) {
      if (name !== 'constructor' && !members.has(name)) members.set(name, descriptor);
    }
  }
  return members;
}

/**
 * A capability as an interceptor may spread it, though it be an object of a class: its methods are properties of the copy;
 * what else it has may change, and is left to {@link complete}.
 */
function spreadable(capability: object): object {
  const view = {};
  for (const [name, { value }] of membersOf(capability)) {
    const method = typeof value === 'function' ? (value as () => unknown) : undefined;
    Object.defineProperty(
      view,
      name,
      method === undefined
        ? { get: () => Reflect.get(capability, name) as unknown, enumerable: false }
        : { value: method.bind(capability), enumerable: true },
    );
  }
  return view;
}

/** What an interceptor has made, with what it has not mentioned. */
function complete(wrapped: object, next: object): object {
  const missing = [...membersOf(next)].filter(([name]) => !(name in wrapped));
  return missing.length === 0 ? wrapped : (Object.create(wrapped, Object.fromEntries(missing)) as object);
}

/** The capabilities with all interceptors around them; the first interceptor is the outermost. */
export function compose(
  capabilities: Partial<Capabilities>,
  interceptors: readonly Interceptor[],
): Partial<Capabilities> {
  if (interceptors.length === 0) return capabilities;
  const wrapped: Partial<Record<CapabilityName, object>> = {};
  for (const name of CAPABILITY_NAMES) if (capabilities[name] !== undefined) wrapped[name] = capabilities[name];
  for (const interceptor of [...interceptors].reverse()) {
    for (const name of Object.keys(interceptor) as CapabilityName[]) {
      const wrap = interceptor[name] as ((next: object, host: Partial<Capabilities>) => object) | undefined;
      const capability = wrapped[name];
      if (wrap === undefined || capability === undefined) continue;
      const next = spreadable(capability);
      wrapped[name] = complete(wrap(next, capabilities), next);
    }
  }
  return wrapped as Partial<Capabilities>;
}

/** Why a module cannot run on a host, or undefined when it can. */
export function missingCapability(
  needs: readonly CapabilityName[],
  host: Host,
): { readonly capability: CapabilityName; readonly instead: string | undefined } | undefined {
  const capability = needs.find((name) => host.capabilities[name] === undefined);
  return capability === undefined ? undefined : { capability, instead: host.instead?.[capability] };
}

/**
 * The declared capabilities, and for every other name one that refuses: an effect without a host is an error, never a
 * silent default.
 * @param host says so, and what to use instead, where a module wants what it has not.
 * @param lua what every module may use.
 */
export function restrictTo(
  module: string,
  allowed: readonly CapabilityName[],
  capabilities: Partial<Capabilities>,
  host: Pick<Host, 'name' | 'instead'>,
  lua?: LuaServices,
): Capabilities {
  const names = new Set<PropertyKey>(allowed);
  return new Proxy(capabilities, {
    get(target, name) {
      if (name === 'lua' && lua !== undefined) return lua;
      if (!names.has(name)) {
        throw invalid(`module '${module}' used '${String(name)}' without declaring it in its needs or wants`);
      }
      const capability = target[name as CapabilityName];
      if (capability !== undefined) return capability;
      const instead = host.instead?.[name as CapabilityName];
      throw invalid(
        `this part of '${module}' is not available in ${host.name}: it needs '${String(name)}'${instead === undefined ? '' : `; ${instead}`}`,
      );
    },
  }) as Capabilities;
}
