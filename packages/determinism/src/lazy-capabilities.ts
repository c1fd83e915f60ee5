import type { Capabilities, CapabilityName } from './capabilities.js';

/** No names that a capability can have. */
const PARTS = Symbol('parts');
const MADE = Symbol('made');

type Maker<P> = (parts: P) => object | undefined;

interface Lazy<P> extends Partial<Capabilities> {
  readonly [PARTS]: P;
  readonly [MADE]: Partial<Record<CapabilityName, object | undefined>>;
}

/**
 * Capabilities each of which comes into being when it is first asked for: a program uses few of them, and a state that waits for
 * long keeps what it has.
 * @param makers how each is made, of what they all stand on; undefined is one that is not there
 */
export function lazyCapabilities<P>(
  makers: Readonly<Partial<Record<CapabilityName, Maker<P>>>>,
): (parts: P) => Partial<Capabilities> {
  // Objects of one class: V8 keeps what `Object.create` and `Object.assign` make here until its next full collection.
  class Capable {
    readonly [PARTS]: P;
    readonly [MADE]: Lazy<P>[typeof MADE] = {};

    constructor(parts: P) {
      this[PARTS] = parts;
    }
  }
  for (const [name, make] of Object.entries(makers) as [CapabilityName, Maker<P>][]) {
    const get = function (this: Lazy<P>): object | undefined {
      return (this[MADE][name] ??= make(this[PARTS]));
    };
    Object.defineProperty(Capable.prototype, name, { get, enumerable: true });
  }
  return (parts) => new Capable(parts) as Partial<Capabilities>;
}
