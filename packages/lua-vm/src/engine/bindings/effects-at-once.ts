import type { Capabilities, CapabilityName } from '@durable-lua/determinism';
import { CannotWait } from '../state/cannot-wait.js';
import type { Machine } from '../state/machine.js';

/** What a capability has that only tells something. Every other method of it is an effect. */
const TELLING: { readonly [C in CapabilityName]?: readonly (keyof Capabilities[C])[] } = {
  clock: ['now'],
  workflow: ['info', 'lastResult'],
  context: ['values'],
  log: ['write'],
};

/** The capabilities with every effect refused, before it is begun, while a call must answer at once. */
export function withoutEffectsAtOnce(
  capabilities: Partial<Capabilities>,
  machine: Pick<Machine, 'isAtOnce'>,
): Partial<Capabilities> {
  const guarded: Partial<Record<CapabilityName, object>> = {};
  for (const [name, capability] of Object.entries(capabilities) as [CapabilityName, object | undefined][]) {
    if (capability === undefined) continue;
    const guard = Object.create(capability) as Record<string, unknown>;
    const own = capability as Readonly<Record<string, (...args: unknown[]) => unknown>>;
    const telling: readonly string[] = TELLING[name] ?? [];
    for (const method of methodsOf(capability)) {
      const isTelling = telling.includes(method);
      const call = (...args: unknown[]): unknown => {
        if (machine.isAtOnce && !isTelling) throw new CannotWait();
        return own[method]?.(...args);
      };
      // Defined, not assigned: what a host gives may be frozen.
      Object.defineProperty(guard, method, { value: call });
    }
    guarded[name] = guard;
  }
  return guarded as Partial<Capabilities>;
}

function methodsOf(object: object): string[] {
  const methods = new Set<string>();
  for (let at = object; at !== Object.prototype && at !== null; at = Object.getPrototypeOf(at) as object) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === 'function' && name !== 'constructor') methods.add(name);
    }
  }
  return [...methods];
}
