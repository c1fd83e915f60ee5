import {
  boolean,
  bytes,
  channel,
  data,
  defineClass,
  defineModule,
  duration,
  fn,
  func,
  instance,
  int64,
  integer,
  list,
  map,
  nothing,
  number,
  oneOf,
  optional,
  payload,
  present,
  record,
  rest,
  result,
  resultOrFalse,
  results,
  string,
  table,
  thread,
  value,
  type CapabilityName,
  type ModuleHeader,
  type Params,
  type Returns,
  type Type,
} from '@durable-lua/determinism';
import { describe, expect, it } from 'vitest';
import { luaDefinitions } from './index.js';

const never = (): never => {
  throw new Error('a description cannot be called');
};

const plan = (
  params: Params,
  returns: Returns<unknown> | Type<unknown> = nothing,
  header: Partial<ModuleHeader> = {},
  body: Partial<Parameters<typeof defineModule<CapabilityName>>[1]> = {},
) =>
  defineModule(
    { name: 'm', summary: 'Module.', ...header },
    { functions: { f: fn({ params, returns }, never) }, ...body },
  );

/** The annotations of `m.f`. */
function annotations(params: Params, returns?: Returns<unknown> | Type<unknown>): string[] {
  const [, text = ''] = /^m = \{\}\n\n([^]*?)function m\.f/m.exec(luaDefinitions(plan(params, returns))) ?? [];
  return text.split('\n').filter((line) => line !== '');
}
const annotated = (type: Type<unknown>): string | undefined =>
  annotations({ p: type }).at(-1)?.replace('---@param p', 'p');
const returned = (type: Returns<unknown> | Type<unknown>): string[] =>
  annotations({}, type).map((line) => line.replace('---@return ', ''));

describe('a parameter', () => {
  const point = defineClass({ type: instance<object>('geo.Point') }, { methods: {} });
  it.each<[string, Type<unknown>]>([
    ['p string', string],
    ['p string', bytes],
    ['p integer', integer({ min: 1 })],
    ['p integer', int64],
    ['p number', number],
    ['p boolean', boolean],
    ['p number|string|time.Duration a plain number counts nanoseconds', duration({ unit: 'ns' })],
    ['p number|string|time.Duration a plain number counts milliseconds', duration({ unit: 'ms' })],
    ['p { name: string, age?: integer }', table({ name: string, age: optional(integer()) })],
    ['p { ["content-type"]?: string }', table({ 'content-type': optional(string) })],
    ['p table', table({})],
    ['p integer[]', list(integer())],
    ['p (integer|string)[]', list(oneOf(integer(), string))],
    ['p (string|nil)[]', list(optional(string))],
    ['p table<string, number>', map(number)],
    ['p table<string, any>', record],
    ['p any', data],
    ['p function', func],
    ['p thread', thread],
    ['p any', value],
    ['p any', payload],
    ['p channel', channel],
    ['p geo.Point', point.type],
    ['p select_case', instance('select case')],
    ['p string|boolean', oneOf(string, boolean)],
    ['p number', oneOf(int64, number)],
    ['p any', oneOf(point.type as Type<unknown>, value)],
    ['p? string', optional(string)],
  ])('is annotated as %s', (text, type) => expect(annotated(type)).toBe(text));

  it('takes nil but cannot be left out when something must follow it', () =>
    expect(annotations({ a: optional(string), b: string })).toEqual(['---@param a string|nil', '---@param b string']));

  it('of the rest is the three dots, and may be missing like those before it', () => {
    const text = luaDefinitions(plan({ a: optional(string), more: rest(payload) }));
    expect(text).toContain('---@param a? string\n---@param ... any\nfunction m.f(a, ...) end\n');
  });

  it('that is called by a word of Lua gets another name', () =>
    expect(luaDefinitions(plan({ end: string }))).toContain('---@param end_ string\nfunction m.f(end_) end\n'));

  it('that is a large table becomes a class, once for all places where it stands', () => {
    const options = table({
      ...{ first_name: string, second_name: optional(string), timeout: duration({ unit: 'ms' }) },
      inner: table({ one_long_name: string, another_long_name: string, a_third_long_name: string }),
    });
    const text = luaDefinitions(plan({ options, again: optional(options) }));
    expect(text).toContain(`
---@class m.f.options
---@field first_name string
---@field second_name? string
---@field timeout number|string|time.Duration
---@field inner m.f.options.inner
`);
    expect(text).toContain('---@class m.f.options.inner\n---@field one_long_name string\n');
    expect(text).toContain('---@param options m.f.options\n---@param again? m.f.options\n');
  });
});

describe('a result', () => {
  it.each<[string[], Returns<unknown> | Type<unknown>]>([
    [[], nothing],
    [['integer ...'], rest(integer())],
    [['string'], string],
    [['string|nil'], optional(string)],
    [['time.Duration'], duration({ unit: 'ms' })],
    [['any', 'boolean'], results(optional(value), boolean)],
    [['string|nil', 'error|nil err'], result(string)],
    [['nil', 'error|nil err'], result(nothing)],
    [['any', 'error|nil err'], result(payload)],
    [['boolean', 'error|nil err'], resultOrFalse(boolean)],
    [['string|boolean', 'error|nil err'], resultOrFalse(string)],
  ])('is annotated as %j', (lines, type) => expect(returned(type)).toEqual(lines));
});

const place = defineClass(
  { type: instance<object>('geo.Place'), doc: 'Somewhere.' },
  {
    methods: { near: fn({ doc: 'Whether it is near.', params: { d: number }, returns: boolean }, never) },
    metamethods: {
      add: fn({ params: { a: instance('geo.Place'), b: number }, returns: instance('geo.Place') }, never),
      unm: fn({ params: { a: instance('geo.Place') }, returns: instance('geo.Place') }, never),
      eq: fn({ params: { a: value, b: value }, returns: boolean }, never),
      call: fn({ params: { a: instance('geo.Place'), x: integer() }, returns: results(value, boolean) }, never),
    },
    item: () => undefined,
  },
);

const geo = defineModule(
  {
    name: 'geo',
    summary: 'Places.',
    needs: ['clock'],
  },
  {
    functions: { 'deep.down.here': fn({ doc: 'First line.\nSecond line.', params: {} }, never) },
    aliases: { here: 'deep.down.here' },
    constants: ({ clock, lua }) => ({
      'unit.METRE': 1,
      HALF: 0.5,
      NAME: 'a "quoted"\nname',
      LEAST: -(2n ** 63n),
      ZONE: clock.zone,
      HOME: present(
        instance('geo.Place'),
        lua.state(Symbol('home'), () => ({})),
      ),
    }),
    classes: [place],
  },
);

describe('a definition file', () => {
  it('holds the classes with their operators, nested names, constants and other names', () =>
    expect(luaDefinitions(geo)).toBe(`---@meta geo

---Somewhere.
---@class geo.Place
---@field [integer] any
---@operator add(number): geo.Place
---@operator unm: geo.Place
---@overload fun(x: integer): any, boolean
local Place = {}

---Whether it is near.
---@param d number
---@return boolean
function Place:near(d) end

---Places.
---@class geolib
geo = {}

---@class geolib.deep
geo.deep = {}

---@class geolib.deep.down
geo.deep.down = {}

---First line.
---Second line.
function geo.deep.down.here() end

---@class geolib.unit
geo.unit = {}

geo.unit.METRE = 1
geo.HALF = 0.5
geo.NAME = "a \\"quoted\\"\\nname"
geo.LEAST = math.mininteger
---@type string
geo.ZONE = nil
---@type geo.Place
geo.HOME = nil

---The same as \`geo.deep.down.here\`.
geo.here = geo.deep.down.here

return geo
`));

  it('says of everything in a module that is barred in workflows what to use there', () => {
    const barred = plan({}, nothing, { barredInWorkflows: 'call a function instead' }, { classes: [place] });
    expect(luaDefinitions(barred).match(/---Not in workflows: call a function instead/g)).toHaveLength(4);
  });

  it('has both spellings of functions that may be called as methods', () => {
    const params = { d: duration({ unit: 'ms' }), note: optional(string), more: rest(value) };
    const both = plan(params, result(string), { callableAsMethods: true });
    expect(luaDefinitions(both)).toContain(
      '---@overload fun(self: mlib, d: number|string|time.Duration, note?: string, ...: any): string|nil, error|nil\nfunction m.f(d',
    );
    expect(luaDefinitions(plan({ s: string }, nothing, { callableAsMethods: true }))).toContain(
      '---@overload fun(self: mlib, s: string)\nfunction m.f(s) end',
    );
  });

  it('is refused when a constant asks for what no description has', () => {
    const random = plan(
      {},
      nothing,
      { needs: ['random'] },
      {
        constants: ({ random }) => ({ N: random.derived('n', 1).length }),
      },
    );
    expect(() => luaDefinitions(random)).toThrow(
      "module 'm': its constants ask for random; in a description there are lua.state, clock.now and clock.zone",
    );
  });
});
