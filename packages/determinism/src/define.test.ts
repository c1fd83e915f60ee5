import { describe, expect, it } from 'vitest';
import { defineClass, defineModule, fn, instance, integer, number, result, string, type Env } from './index.js';

interface Place {
  readonly lat: number;
}
const place = instance<Place>('geo.Place');

/** Uses the clock, and says so. */
const clockClass = defineClass(
  { type: place, needs: ['clock'] },
  { methods: { age: fn({ returns: integer() }, ({ clock }, { self }) => clock.now() - self.lat) } },
);

describe('what a body may use is known to its types', () => {
  it('a declared capability, and one that is wanted', () => {
    const module = defineModule(
      { name: 'geo', summary: 'Places.', needs: ['clock'], wants: ['random'] },
      {
        functions: {
          now: fn({ returns: integer() }, ({ clock, random, lua }, args) => {
            expect([random, lua, args]).toBeDefined();
            return clock.now();
          }),
        },
        classes: [clockClass],
      },
    );
    expect(module).toMatchObject({ needs: ['clock'], wants: ['random'] });
  });

  it('none that the module does not declare, itself or through its classes', () => {
    defineModule(
      { name: 'geo', summary: 'Places.', needs: [] },
      {
        functions: {
          // @ts-expect-error clock is not declared
          now: fn({ returns: integer() }, ({ clock }) => clock.now()),
        },
        // @ts-expect-error the class needs clock
        classes: [clockClass],
      },
    );
    defineModule(
      { name: 'geo', summary: 'Places.' },
      {
        functions: {
          // @ts-expect-error nor is it without the word needs
          now: fn({ returns: integer() }, ({ clock }) => clock.now()),
          // @ts-expect-error nor with a body that was written elsewhere
          later: fn({ returns: integer() }, ({ clock }: Env<'clock'>) => clock.now()),
        },
      },
    );
    defineClass(
      { type: place },
      // @ts-expect-error a method of a class without needs
      { methods: { age: fn({ returns: integer() }, ({ clock }) => clock.now()) } },
    );
  });

  it('its arguments as declared, and as a method its object', () => {
    defineClass(
      { type: place },
      {
        methods: {
          north_of: fn({ params: { other: place, by: number }, returns: string }, (_, { self, other, by }) => {
            const lats: readonly number[] = [self.lat, other.lat, by];
            return lats.join();
          }),
          // @ts-expect-error no such argument
          south_of: fn({ params: { other: place }, returns: string }, (_, { others }) => others),
        },
      },
    );
    defineModule(
      { name: 'geo', summary: 'Places.' },
      {
        functions: {
          // @ts-expect-error a function has no object
          here: fn({ returns: string }, (_, { self }) => self),
          // @ts-expect-error a result of another type
          there: fn({ returns: string }, () => 1),
        },
      },
    );
  });
});

describe('what a wrong Lua type does', () => {
  const fallible = () => fn({ params: { n: number }, returns: result(number) }, (_, { n }) => n);
  const raising = () => fn({ params: { n: number }, returns: number }, (_, { n }) => n);
  const own = () => fn({ params: { n: number }, returns: result(number), badArguments: 'return' }, (_, { n }) => n);
  const functions = { fallible: fallible(), raising: raising(), own: own() };
  const rules = (from: Readonly<Record<string, { readonly badArguments: unknown }>>) =>
    Object.fromEntries(Object.entries(from).map(([name, { badArguments }]) => [name, badArguments]));

  it('is what the function says, else the module for functions that give errors as results', () => {
    const module = defineModule({ name: 'm', summary: 'M.', badArguments: 'return' }, { functions });
    expect(rules(module.functions)).toEqual({ fallible: 'return', raising: 'raise', own: 'return' });
  });

  it('is a raised error if nobody says anything', () => {
    const module = defineModule({ name: 'm', summary: 'M.' }, { functions });
    expect(rules(module.functions)).toEqual({ fallible: 'raise', raising: 'raise', own: 'return' });
  });

  it('is what the class says for its methods', () => {
    const cls = defineClass({ type: place, badArguments: 'return' }, { methods: functions });
    expect(rules(cls.methods)).toEqual({ fallible: 'return', raising: 'raise', own: 'return' });
  });

  it('one function under two names stays one', () => {
    const one = fallible();
    const { functions: both } = defineModule(
      { name: 'm', summary: 'M.', badArguments: 'return' },
      { functions: { a: one, b: one } },
    );
    expect(both['a']).toBe(both['b']);
  });
});

describe('what the compiler refuses of a module is refused from JavaScript too', () => {
  const one = fn({ returns: string }, () => 'x');
  const make = (header: object, body: object) =>
    defineModule({ name: 'geo', summary: 'Places.', ...header }, { functions: { one }, ...body });

  it.each<[string, () => unknown]>([
    ["fn: unknown 'param'; did you mean 'params'?", () => fn({ param: {} } as object, () => undefined)],
    [
      'fn: params.a: a type expected, got "string", such as string or integer()',
      () => fn({ params: { a: 'string' as never } }, () => undefined),
    ],
    [
      'fn: params.a: a type expected, got a function: call it',
      () => fn({ params: { a: integer as never } }, () => undefined as never),
    ],
    [
      'fn: returns: a type expected, got a function: call it',
      () => fn({ returns: result as never }, () => undefined as never),
    ],
    ['fn: a function as the second argument expected, got undefined', () => fn({}, undefined as never)],
    ["module 'geo': unknown 'sumary'; did you mean 'summary'?", () => make({ sumary: 'x' }, {})],
    ["module 'geo': unknown 'function'; did you mean 'functions'?", () => make({}, { function: {} })],
    ["module 'geo': summary: a sentence about it expected", () => make({ summary: undefined }, {})],
    ['module \'geo\': needs: a list of capabilities expected, got "clock"', () => make({ needs: 'clock' }, {})],
    [
      "module 'geo': 'one': fn({ … }, body) expected, got a function",
      () => make({}, { functions: { one: () => undefined } }),
    ],
    [
      "defineClass: unknown 'method'; did you mean 'methods'?",
      () => defineClass({ type: place }, { method: {} } as object),
    ],
  ])('%s', (message, run) => {
    expect(run).toThrow(new TypeError(message));
  });
});
