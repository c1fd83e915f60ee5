import type { Capabilities, CapabilityName } from '@durable-lua/determinism';
import { CAPABILITY_NAMES, isOperation, isThenable, lazyCapabilities } from '@durable-lua/determinism/host';
import { CannotWait } from '../state/cannot-wait.js';
import type { Machine } from '../state/machine.js';

/** What a capability has that only tells something. Every other method of it is an effect. */
const TELLING: { readonly [C in CapabilityName]?: readonly (keyof Capabilities[C])[] } = {
  clock: ['now'],
  workflow: ['info', 'lastResult'],
  context: ['values'],
  log: ['write'],
};

/**
 * The capabilities with every effect refused, before it is begun, while a call must answer at once. Every state has them: they
 * are objects of classes that states share, and that are made once for each form of a capability.
 */
export const withoutEffectsAtOnce = (capabilities: Partial<Capabilities>, machine: Effects): Partial<Capabilities> =>
  guarded({ capabilities, machine });

/** What a machine knows of effects. */
type Effects = Pick<Machine, 'isAtOnce' | 'effects'>;

interface Parts {
  readonly capabilities: Partial<Capabilities>;
  readonly machine: Effects;
}

const guarded = lazyCapabilities<Parts>(
  Object.fromEntries(
    CAPABILITY_NAMES.map((name) => [
      name,
      ({ capabilities, machine }: Parts): object | undefined => {
        const capability: object | undefined = capabilities[name];
        if (capability === undefined) return undefined;
        const members = membersOf(capability);
        if (members.size > 0) return new (guardFor(name, members))(capability, machine);
        // A proxy that names none answers for all of them itself, and nobody counts its effects: NaN is never the same.
        machine.effects = NaN;
        return capability;
      },
    ]),
  ),
);

type Members = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
type Guard = new (capability: object, machine: Effects) => object;

/** No names that a capability can have. */
const CAPABILITY = Symbol('capability');
const MACHINE = Symbol('machine');

/** By the name of a capability and its members: a pure cache. */
const guards = new Map<string, Guard>();

function guardFor(name: CapabilityName, members: ReadonlyMap<string, boolean>): Guard {
  const form = [name, ...[...members].map(([member, isMethod]) => (isMethod ? `${member}()` : member))].join();
  let guard = guards.get(form);
  if (guard === undefined) guards.set(form, (guard = makeGuard(TELLING[name] ?? [], members)));
  return guard;
}

function makeGuard(telling: readonly string[], members: ReadonlyMap<string, boolean>): Guard {
  class Guarded {
    readonly [CAPABILITY]: Members;
    readonly [MACHINE]: Effects;

    constructor(capability: Members, machine: Effects) {
      this[CAPABILITY] = capability;
      this[MACHINE] = machine;
    }
  }
  for (const [member, isMethod] of members) {
    const isTelling = telling.includes(member);
    const call = function (this: Guarded, ...args: readonly unknown[]): unknown {
      if (this[MACHINE].isAtOnce && !isTelling) throw new CannotWait();
      const outcome = this[CAPABILITY][member]?.(...args);
      if (!isTelling && (isOperation(outcome) || isThenable(outcome))) this[MACHINE].effects += 1;
      return outcome;
    };
    const get = function (this: Guarded): unknown {
      return this[CAPABILITY][member];
    };
    Object.defineProperty(Guarded.prototype, member, isMethod ? { value: call } : { get });
  }
  return Guarded as Guard;
}

/** The names that an object and its classes have, and whether each is a method. */
function membersOf(object: object): ReadonlyMap<string, boolean> {
  const members = new Map<string, boolean>();
  for (let at = object; at !== Object.prototype && at !== null; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name === 'constructor' || members.has(name)) continue;
      members.set(name, typeof Object.getOwnPropertyDescriptor(at, name)?.value === 'function');
    }
  }
  return members;
}
