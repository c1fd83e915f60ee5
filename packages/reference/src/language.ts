import {
  boolean,
  defineClass,
  defineModule,
  fn,
  func,
  instance,
  integer,
  list,
  number,
  oneOf,
  optional,
  record,
  rest,
  result,
  string,
  table,
  thread,
  value,
  type ClassDefinition,
  type FunctionDefinition,
  type ModuleDefinition,
} from '@durable-lua/determinism';
import { builtinClasses } from '@durable-lua/determinism/host';

/**
 * What durable-lua adds to the language itself and takes from it. The engine implements it and no `ModuleDefinition` tells of
 * it, so it is told here; the tests compare it with the engine.
 */

const described = (): never => {
  throw new TypeError('a description cannot be called');
};

const groupClass = defineClass(
  { type: instance<never>('coroutine.Group'), doc: 'Coroutines that belong together.' },
  {
    methods: {
      spawn: fn(
        {
          doc: 'Starts fn(...) as a member; waits for a place when the group has a limit. Its place among the results.',
          params: { fn: func, args: rest(value) },
          returns: integer(),
        },
        described,
      ),
      wait: fn(
        {
          doc: 'Waits for all members: their first results in order; or, once all have ended, the first failure.',
          returns: result(list(value)),
        },
        described,
      ),
    },
  },
);

const date = table({
  year: integer(),
  month: integer(),
  day: integer(),
  hour: optional(integer()),
  min: optional(integer()),
  sec: optional(integer()),
  isdst: optional(boolean),
});

/** Additions to libraries, each under the name of its library. */
export const libraries: readonly ModuleDefinition[] = [
  defineModule(
    {
      name: 'coroutine',
      summary: 'Coroutines that the scheduler runs, besides those of Lua.',
    },
    {
      functions: {
        spawn: fn(
          {
            doc: 'Starts fn(...) as a coroutine of its own; it first runs when its turn comes. An error in it fails the run.',
            params: { fn: func, args: rest(value) },
            returns: thread,
          },
          described,
        ),
        group: fn(
          {
            doc: 'A group of coroutines, of which at most `limit` run at once.',
            params: { limit: optional(integer({ min: 1 })) },
            returns: groupClass.type,
          },
          described,
        ),
      },
      classes: [groupClass],
    },
  ),
  defineModule(
    {
      name: 'os',
      summary: 'Of this library only what is about time.',
    },
    {
      functions: {
        time: fn(
          {
            doc: 'Unix seconds of a date, in a workflow in UTC; the hour is 12 unless given, fields beyond their range carry over, and the table gets them as they are then. Without a date the time now, outside of workflows.',
            params: { date: optional(date) },
            returns: integer(),
          },
          described,
        ),
        date: fn(
          {
            doc: 'A time as text by the rules of strftime in the C locale, or with "*t" as a table, in a workflow in UTC; without a time the time now, outside of workflows. %Z gives the letters that the platform knows, otherwise the offset.',
            params: { format: optional(string), time: optional(integer()) },
            returns: oneOf(string, record),
          },
          described,
        ),
        difftime: fn(
          { doc: 'Seconds from t1 to t2.', params: { t2: integer(), t1: integer() }, returns: number },
          described,
        ),
        clock: fn({ doc: 'Seconds since this Lua state began. Not in workflows.', returns: number }, described),
      },
      constants: { platform: 'durable-lua' },
    },
  ),
  defineModule(
    {
      name: 'debug',
      summary: 'Of this library only the traceback.',
    },
    {
      functions: {
        traceback: fn(
          {
            doc: 'The message and the calls that were running, as text. A thread may stand before the message.',
            params: { message: value, level: optional(integer()) },
            returns: string,
          },
          described,
        ),
      },
    },
  ),
];

/** Functions that Lua 5.3 calls deprecated, and that stay. */
export const kept: Readonly<Record<string, FunctionDefinition>> = {
  'math.pow': numeric('x to the power of y.', 'x', 'y'),
  'math.log10': numeric('The logarithm to base 10.', 'x'),
  'math.atan2': numeric('The angle of the point x, y, in radians.', 'y', 'x'),
  'math.sinh': numeric('The hyperbolic sine.', 'x'),
  'math.cosh': numeric('The hyperbolic cosine.', 'x'),
  'math.tanh': numeric('The hyperbolic tangent.', 'x'),
};

function numeric(doc: string, ...params: readonly string[]): FunctionDefinition {
  return fn({ doc, params: Object.fromEntries(params.map((name) => [name, number])), returns: number }, described);
}

export interface LanguageOptions {
  /** Names of classes of the engine that a module among those described defines anew, with more in them. */
  readonly except?: readonly string[];
}

/** What the engine itself does for an error object: join it with text, and carry it over borders whole. */
const ofErrors: Partial<ClassDefinition> = {
  metamethods: { concat: fn({ params: { a: value, b: value }, returns: string }, described) },
  toPayload: described,
};

/** The classes of objects that come from the engine itself. */
export const classes: readonly ClassDefinition[] = builtinClasses.map((one: ClassDefinition) =>
  one.name === 'error' ? { ...one, ...ofErrors } : one,
);

export interface Refusal {
  readonly names: readonly string[];
  /** What to use in their place. */
  readonly use: string;
}

const within = (library: string, names: string): readonly string[] =>
  names.split(' ').map((name) => `${library}.${name}`);

/** What no host has: it can be read, and raises an error when it is called. */
export const refusedEverywhere: readonly Refusal[] = [
  {
    names: ['load', 'loadstring', 'loadfile', 'dofile'],
    use: 'move the code to a library entry and require it',
  },
  { names: ['collectgarbage'], use: 'nothing: memory is managed by the host' },
  { names: ['string.dump'], use: 'nothing: precompiled code is refused' },
  {
    names: within(
      'debug',
      'debug gethook getinfo getlocal getmetatable getregistry getupvalue getuservalue sethook setlocal setmetatable setupvalue setuservalue upvalueid upvaluejoin',
    ),
    use: 'debug.traceback, or an error with details',
  },
  { names: within('os', 'execute exit remove rename tmpname setlocale'), use: 'a function outside Lua' },
  { names: ['os.getenv'], use: 'env.get, in a workflow the input or ctx' },
  {
    names: within('io', 'open close read write lines popen tmpfile input output type'),
    use: 'do I/O in a function, and from a workflow call it with funcs.call',
  },
];

/** What history alone may decide, so that workflows have no such function. */
export const refusedInWorkflows: readonly Refusal[] = [
  { names: ['math.random', 'math.randomseed'], use: 'crypto.random_bytes, crypto.random.* or uuid.v4' },
  { names: ['os.clock'], use: 'time.now():sub(start)' },
  { names: ['os.time without a date'], use: 'time.now():unix()' },
  { names: ['os.date without a time'], use: 'time.now():format(layout)' },
];
