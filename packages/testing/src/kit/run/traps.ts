import { AsyncLocalStorage } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';

/** Ways around the host, by the object that has them. `Date` itself is handled apart. */
const TRAPPED: readonly (readonly [object: object, prefix: string, names: readonly string[]])[] = [
  [Math, 'Math.', ['random']],
  [globalThis, '', ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch']],
  [performance, 'performance.', ['now']],
  [process, 'process.', ['hrtime', 'uptime', 'cwd', 'memoryUsage']],
];

type Args = readonly unknown[];
const isUndefined = (value: unknown): boolean => value === undefined;
const always = (): boolean => true;
/** Without a locale the worker's own counts. */
const noLocale = (at: number) => (args: Args) => isUndefined(args[at]);
/** Nor without a zone the worker's own. */
const noLocaleOrZone = (args: Args): boolean =>
  isUndefined(args[0]) || isUndefined((args[1] as { timeZone?: unknown } | undefined)?.timeZone);

/** What differs from worker to worker: by zone or locale. Each with the arguments that make it so. */
const LOCAL: readonly (readonly [
  object: object,
  prefix: string,
  names: readonly string[],
  when: (args: Args) => boolean,
])[] = [
  [
    Date.prototype,
    'Date.',
    [
      ...['Date', 'Day', 'FullYear', 'Hours', 'Minutes', 'Month', 'Year', 'TimezoneOffset'].map((what) => `get${what}`),
      ...['Date', 'FullYear', 'Hours', 'Minutes', 'Month', 'Year'].map((what) => `set${what}`),
      ...['toString', 'toDateString', 'toTimeString'],
    ],
    always,
  ],
  [Date.prototype, 'Date.', ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'], noLocaleOrZone],
  [String.prototype, 'String.', ['localeCompare'], noLocale(1)],
  [String.prototype, 'String.', ['toLocaleLowerCase', 'toLocaleUpperCase'], noLocale(0)],
  [Number.prototype, 'Number.', ['toLocaleString'], noLocale(0)],
  [BigInt.prototype, 'BigInt.', ['toLocaleString'], noLocale(0)],
  [Intl, 'Intl.', ['DateTimeFormat'], noLocaleOrZone],
  [
    Intl,
    'Intl.',
    [
      'Collator',
      'DisplayNames',
      'DurationFormat',
      'ListFormat',
      'NumberFormat',
      'PluralRules',
      'RelativeTimeFormat',
      'Segmenter',
    ],
    noLocale(0),
  ],
];

/** What was used without the host, and by which functions, as far as that is known. */
export type Uses = ReadonlyMap<string, ReadonlySet<string>>;

const inside = new AsyncLocalStorage<{ readonly uses: Map<string, Set<string>>; readonly by?: string }>();

/** Runs the body of a function under its name: what it uses is laid to its charge. */
export function inFunction<R>(by: string, body: () => R): R {
  const around = inside.getStore();
  return around === undefined ? body() : inside.run({ ...around, by }, body);
}

function note(name: string): void {
  const around = inside.getStore();
  if (around === undefined) return;
  const users = around.uses.get(name) ?? new Set();
  if (around.by !== undefined) users.add(around.by);
  around.uses.set(name, users);
}

/** What to do instead of using that. */
export function insteadOf(name: string): string {
  if (name === 'Math.random' || name.startsWith('crypto.')) return "ask the capability 'random'";
  if (['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].includes(name))
    return "ask the capability 'clock'";
  if (['new Date()', 'Date()', 'Date.now', 'performance.now'].includes(name)) return "ask the capability 'clock'";
  if (name.startsWith('process.env')) return "ask the capability 'environment'";
  if (name === 'fetch') return "ask the capability 'httpClient'";
  if (/^Date\.[gs]et|^new Date/.test(name)) return 'use UTC, as in getUTCDate';
  if (/^Date\.to(Date|Time)?String$/.test(name)) return 'use toISOString';
  if (/^Date\.toLocale|DateTimeFormat$/.test(name))
    return "name locale and zone, such as 'en-US' and { timeZone: 'UTC' }";
  if (/ocale|^Intl\./.test(name)) return "name the locale, such as 'en-US'";
  return 'ask the host';
}

/**
 * Runs `work` and gives everything it used that no host gave it: clocks, randomness, timers, the process, and
 * the zone, the locale and the environment of the worker. Only what `work` itself does counts, not what goes on besides.
 */
export async function trapped(work: () => Promise<unknown>): Promise<Uses> {
  const uses = new Map<string, Set<string>>();
  const undo = [...TRAPPED, cryptoTraps()].flatMap(([object, prefix, names]) =>
    names.filter((name) => name in object).map((name) => trap(object, name, () => note(prefix + name))),
  );
  for (const [object, prefix, names, when] of LOCAL) {
    for (const name of names) undo.push(trap(object, name, (args) => when(args) && note(prefix + name)));
  }
  undo.push(trapDate(), trapEnvironment());
  try {
    await inside.run({ uses }, work);
  } finally {
    for (const restore of undo.reverse()) restore();
  }
  return uses;
}

const cryptoTraps = () =>
  [globalThis.crypto, 'crypto.', ['getRandomValues', 'randomUUID']] as const satisfies (typeof TRAPPED)[number];

function trap(object: object, name: string, used: (args: Args) => unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(object, name);
  const original = (object as Record<string, (...args: unknown[]) => unknown>)[name];
  if (typeof original !== 'function') return () => undefined;
  const value: typeof original = new Proxy(original, {
    apply: (target, self, args: unknown[]) => {
      used(args);
      return Reflect.apply<unknown, unknown[], unknown>(target, self === undefined ? object : self, args);
    },
    construct: (target, args: unknown[], newTarget) => {
      used(args);
      return Reflect.construct(target, args, newTarget === value ? target : newTarget) as object;
    },
  });
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
  return () => {
    if (own === undefined) delete (object as Record<string, unknown>)[name];
    else Object.defineProperty(object, name, own);
  };
}

/** The environment of the process, however it is read. */
function trapEnvironment(): () => void {
  const { env } = process;
  const reads = (key: string | symbol): void => void (typeof key === 'string' && note(`process.env.${key}`));
  process.env = new Proxy(env, {
    get: (target, key) => (reads(key), Reflect.get<object, PropertyKey>(target, key) as string | undefined),
    has: (target, key) => (reads(key), Reflect.has(target, key)),
    ownKeys: (target) => (note('process.env'), Reflect.ownKeys(target)),
  });
  return () => void (process.env = env);
}

/** Text that `Date` reads as a time of the worker's zone: a time of day without `Z` or an offset. */
const isLocalTime = (text: unknown): boolean =>
  typeof text === 'string' &&
  !/^\s*[+-]?\d{4,6}(-\d\d){0,2}\s*$/.test(text) &&
  !/(Z|GMT|UTC|[+-]\d\d:?\d\d)\s*(\(.*\))?\s*$/i.test(text);

/** A moment given is no clock read: only `Date()`, `new Date()` and `Date.now()` are. */
function trapDate(): () => void {
  const original = globalThis.Date;
  globalThis.Date = new Proxy(original, {
    construct: (target, args, newTarget) => {
      if (args.length === 0) note('new Date()');
      if (args.length > 1 || isLocalTime(args[0])) note('new Date() of a local time');
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
