import { AsyncLocalStorage } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';

/** Ways around the host, by the object that has them. `Date` itself is handled apart. */
const TRAPPED: readonly (readonly [object: object, prefix: string, names: readonly string[]])[] = [
  [Math, 'Math.', ['random']],
  [globalThis, '', ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch']],
  [performance, 'performance.', ['now']],
  [process, 'process.', ['hrtime', 'uptime', 'cwd', 'memoryUsage']],
];

/**
 * Runs `work` and gives the names of everything it used that no host gave it: clocks, randomness, timers, the process. Only
 * what `work` itself does counts, not what goes on besides.
 */
export async function trapped(work: () => Promise<unknown>): Promise<readonly string[]> {
  const inside = new AsyncLocalStorage<true>();
  const used = new Set<string>();
  const note = (name: string): void => void (inside.getStore() && used.add(name));
  const undo = [...TRAPPED, cryptoTraps()].flatMap(([object, prefix, names]) =>
    names.filter((name) => name in object).map((name) => trap(object, name, () => note(prefix + name))),
  );
  undo.push(trapDate(note));
  try {
    await inside.run(true, work);
  } finally {
    for (const restore of undo.reverse()) restore();
  }
  return [...used];
}

const cryptoTraps = () =>
  [globalThis.crypto, 'crypto.', ['getRandomValues', 'randomUUID']] as const satisfies (typeof TRAPPED)[number];

function trap(object: object, name: string, note: () => void): () => void {
  const own = Object.getOwnPropertyDescriptor(object, name);
  const original = (object as Record<string, (...args: unknown[]) => unknown>)[name];
  if (typeof original !== 'function') return () => undefined;
  const trapping = function (this: unknown, ...args: unknown[]): unknown {
    note();
    return original.apply(this === undefined ? object : this, args);
  };
  Object.defineProperty(object, name, { value: Object.assign(trapping, original), configurable: true, writable: true });
  return () => {
    if (own === undefined) delete (object as Record<string, unknown>)[name];
    else Object.defineProperty(object, name, own);
  };
}

/** A moment given is no clock read: only `Date()`, `new Date()` and `Date.now()` are. */
function trapDate(note: (name: string) => void): () => void {
  const original = globalThis.Date;
  globalThis.Date = new Proxy(original, {
    construct: (target, args, newTarget) => {
      if (args.length === 0) note('new Date()');
      return Reflect.construct(target, args, newTarget === globalThis.Date ? target : newTarget) as object;
    },
    apply: (target, self, args) => {
      note('Date()');
      return Reflect.apply(target, self, args) as unknown;
    },
    get: (target, key, receiver) => {
      if (key === 'now') note('Date.now');
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  return () => void (globalThis.Date = original);
}
