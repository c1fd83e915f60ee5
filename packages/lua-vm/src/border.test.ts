import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  boolean,
  bytes,
  data,
  defineModule,
  duration,
  fn,
  int64,
  integer,
  list,
  LuaError,
  map,
  number,
  payload,
  result,
  returns,
  string,
  table,
  value,
  type Data,
  type Type,
} from '@durable-lua/determinism';
import { createLua, decodeData, encodeArguments, encodeData, errorToData, type LuaFunction } from './index.js';

class Money {
  readonly cents = 5;
}
const cyclic: Record<string, unknown> = { a: { b: [] } };
(cyclic['a'] as { b: unknown[] }).b.push(cyclic);
let deep: unknown = 1;
for (let i = 0; i < 5_000; i++) deep = { x: deep };
let doubled: unknown = [];
for (let i = 0; i < 60; i++) doubled = [doubled, doubled];
const endless = (): object =>
  new Proxy(
    {},
    {
      ownKeys: () => ['a', 'b'],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }),
      get: (_, key) => (key === 'a' || key === 'b' ? endless() : undefined),
    },
  );
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const array = (more: object): unknown => Object.assign([1], more);
// eslint-disable-next-line no-sparse-arrays -- that is what is sent
const sparse = [1, , 3];

/** What JavaScript may hand over although the types say otherwise, and what is said of it. */
const refused: readonly (readonly [string, unknown, string])[] = [
  ['a Date', { at: new Date(0) }, '.at: a Date cannot be sent; use date.toISOString()'],
  [
    'a Date of another realm',
    { at: runInNewContext('new Date(0)') },
    '.at: a Date cannot be sent; use date.toISOString()',
  ],
  ['a Map', [new Map([[1, 2]])], '[0]: a Map cannot be sent; use Object.fromEntries(map)'],
  ['a Set', { a: { tags: new Set(['x']) } }, '.a.tags: a Set cannot be sent; use [...set]'],
  ['a WeakMap', new WeakMap(), 'a WeakMap cannot be sent; use an object of its fields'],
  ['a function', { f: () => 1 }, '.f: a function cannot be sent; give Lua a module that has it: defineModule()'],
  ['a class', Money, 'a function cannot be sent'],
  ['a symbol', { s: Symbol('s') }, '.s: a symbol cannot be sent; use symbol.description'],
  ['a symbol as key', { [Symbol('s')]: 1 }, 'a key that is a symbol cannot be sent; use text'],
  ['2^64', { n: 2n ** 64n }, '.n: an integer beyond 64 bit cannot be sent; use its text, String(n)'],
  ['-2^63 - 1', [-(2n ** 63n) - 1n], '[0]: an integer beyond 64 bit cannot be sent'],
  ['an array with a hole', { list: sparse }, '.list[1]: a hole in an array cannot be sent; use null'],
  ['a very long array with holes', new Array(4e9), '[0]: a hole in an array cannot be sent'],
  [
    'an array with names',
    array({ name: 1 }),
    '.name: a key of an array that is no index cannot be sent; use [...array]',
  ],
  ['what matched', /b/.exec('abc'), '.index: a key of an array'],
  ['a cycle', cyclic, '.a.b[0]: an object that contains itself cannot be sent'],
  ['deep nesting', deep, '.x.x.x.x….x.x.x.x: what is nested deeper than 128 cannot be sent'],
  ['a tree of 2^60 leaves', doubled, 'more than 1000000 values cannot be sent'],
  ['a tree without end', endless(), 'what is nested deeper than 128 cannot be sent'],
  [
    'an instance of a class',
    { price: new Money() },
    '.price: a Money cannot be sent; use an object of its fields, such as { ...object }',
  ],
  [
    'an Error',
    { why: new TypeError('x') },
    '.why: a TypeError cannot be sent; use new LuaError({ message: error.message })',
  ],
  ['a RegExp', /x/, 'a RegExp cannot be sent; use regexp.source'],
  ['a URL', { to: new URL('http://a/') }, '.to: a URL cannot be sent; use url.href'],
  ['a promise', { p: Promise.resolve(1) }, '.p: a Promise cannot be sent; await it first'],
  ['a boxed number', Object(5), 'a Number cannot be sent; use its valueOf()'],
  ['BigInt64s', { all: new BigInt64Array(2) }, '.all: a BigInt64Array cannot be sent; use [...array]'],
  ['a buffer', new ArrayBuffer(2), 'an ArrayBuffer cannot be sent; use new Uint8Array(buffer)'],
  ['a view', new DataView(new ArrayBuffer(2)), 'a DataView cannot be sent'],
  ['Math', { Math }, '.Math: a Math cannot be sent'],
  [
    'a getter that throws',
    {
      get x() {
        throw new Error('not now');
      },
    },
    '.x: it cannot be read: not now',
  ],
  [
    'a getter that throws what cannot be shown',
    {
      get x() {
        throw {
          get [Symbol.toPrimitive]() {
            throw 1;
          },
        };
      },
    },
    '.x: it cannot be read: what it throws cannot be shown',
  ],
  [
    'a proxy that throws',
    {
      p: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no keys');
          },
        },
      ),
    },
    '.p: it cannot be read: no keys',
  ],
  ['a proxy that was revoked', [revoked.proxy], '[0]: it cannot be read: '],
  ['a revoked proxy by itself', revoked.proxy, 'it cannot be read: '],
  [
    'half a letter',
    { name: 'x\ud83d' },
    '.name: text with half a surrogate pair cannot be sent; use text.toWellFormed()',
  ],
  ['half a letter in a key', { 'x\udc00': 1 }, 'text with half a surrogate pair cannot be sent'],
  ['a long key', { ['k'.repeat(1_000_000)]: { 'a b': Symbol.iterator } }, `.${'k'.repeat(40)}…["a b"]: a symbol`],
];

const borrowed = Object.assign(Object.create(null) as object, { a: 1 });
/** What looks odd and has a form in Lua all the same. */
const taken: readonly (readonly [string, unknown, Data])[] = [
  [
    'an object of another realm',
    runInNewContext('({ a: [1, { b: new Uint8Array([255]) }] })'),
    { a: [1, { b: Uint8Array.of(255) }] },
  ],
  ['an object without prototype', borrowed, { a: 1 }],
  ['a buffer of Node', Buffer.from([1, 255]), Uint8Array.of(1, 255)],
  ['-0', [-0, { n: -0 }], [0, { n: 0 }]],
  ['the edges of 64 bit', [2n ** 63n - 1n, -(2n ** 63n)], [2n ** 63n - 1n, -(2n ** 63n)]],
  ['a bigint that a double holds', 5n, 5],
  ['one object twice', [borrowed, borrowed], [{ a: 1 }, { a: 1 }]],
  ['members that are undefined', { a: undefined, b: 1 }, { b: 1 }],
  ['a proxy', new Proxy({ a: [1] }, {}), { a: [1] }],
  ['a letter beyond the first 65536', '🌙', '🌙'],
];

const lua = createLua();
const given = async (): Promise<LuaFunction> => await lua.load<LuaFunction>('return function(v) return v end');

describe('what Lua is given', () => {
  it.each(refused)(
    '%s is refused as argument of a call, with its path and what to send instead',
    async (_, sent, says) => {
      const echo = await given();
      await expect(lua.call(echo, 1, sent as Data)).rejects.toMatchObject({
        kind: 'INVALID',
        retryable: false,
        message: expect.stringContaining(says) as string,
        luaStack: expect.stringMatching(/chunk:1/) as string,
      });
      await expect(lua.call(echo, sent as Data)).rejects.toThrow(/^argument 1: /);
      expect(await lua.call(echo, 'and the state lives on')).toBe('and the state lives on');
    },
  );

  it.each(refused)('%s is refused as payload', (_, sent, says) => {
    expect(() => encodeData(sent as Data)).toThrow(says);
    expect(() => encodeArguments([1, sent as Data])).toThrow(/^argument 2: /);
  });

  it.each(taken)('%s is taken', async (_, sent, comes) => {
    expect(await lua.call(await given(), sent as Data)).toEqual(comes);
    expect(decodeData(encodeData(sent as Data))).toEqual(comes);
  });

  it('are numbers of any kind, where they are not sent on', async () => {
    const is = await lua.load<LuaFunction>(
      'return function(v, w) return v ~= v and w == 1/0 and math.type(0) == "integer" end',
    );
    expect(await lua.call(is, NaN, Infinity)).toBe(true);
    expect(() => encodeData([NaN])).toThrow('[0]: NaN cannot be sent');
    expect(() => encodeData({ far: -Infinity })).toThrow('.far: an infinite number cannot be sent');
    const one = await lua.load<LuaFunction>('return function(v) return math.type(v) .. 1 / v end');
    expect(await lua.call(one, -0)).toBe('integerinf');
  });
});

it('a message cannot grow by what is sent: long keys, thousands of levels', () => {
  const key = '\u0000\u202e"'.repeat(1_000);
  let sent: unknown = Symbol('s');
  for (let i = 0; i < 60; i++) sent = { [key]: [sent] };
  let message = '';
  try {
    encodeData(sent as Data);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).not.toContain('\u202e');
  expect(message).toContain('a symbol cannot be sent');
  expect(message.length).toBeLessThan(2_000);
});

it('a path out of Lua is cut as well, and a tree of 2^60 leaves is no work', async () => {
  const chunk = (body: string): string => `local t = ${body} return t`;
  await expect(
    lua.run('local t = print for i = 1, 100 do t = { [("k"):rep(1e5)] = t } end return t'),
  ).rejects.toMatchObject({
    kind: 'INVALID',
    message: expect.stringMatching(/^result: (\.k{40}…){4}…(\.k{40}…){4}: function cannot be sent$/) as string,
  });
  await expect(lua.run('local t = {} for i = 1, 60 do t = { t, t } end return t')).rejects.toThrow(
    /more than 1000000 values/,
  );
  expect(await lua.run(chunk('{ 1 }'))).toEqual([1]);
});

const results: readonly (readonly [string, Type<unknown>, unknown, string])[] = [
  ['string', string, 5, 'string expected, got the number 5'],
  ['string', string, '\udc00', 'text with half a surrogate pair cannot be sent'],
  ['bytes', bytes, new Uint16Array(1), 'text or a Uint8Array expected, got a Uint16Array'],
  ['integer', integer(), 1.5, 'integer of 64 bit expected, got the number 1.5'],
  ['integer', integer(), 2n ** 64n, 'integer of 64 bit expected, got the number 18446744073709551616'],
  ['int64', int64, NaN, 'integer of 64 bit expected, got the number NaN'],
  ['number', number, '1', 'number expected, got a string'],
  ['boolean', boolean, 'yes', 'boolean expected, got a string'],
  ['duration', duration({ unit: 'ms' }), 5, 'Duration expected, got the number 5'],
  ['list', list(string), new Set(['a']), 'array expected, got a Set'],
  ['list', list(string), ['a', 1], '[1]: string expected, got the number 1'],
  ['map', map(integer()), { a: 1, b: 'x' }, '.b: integer of 64 bit expected, got a string'],
  ['map', map(string), new Set(['a']), 'object or Map expected, got a Set'],
  ['map', map(string), new Date(0), 'object or Map expected, got a Date'],
  ['map', map(string), new Error('no'), 'object or Map expected, got an Error'],
  [
    'table',
    table({ items: list(table({ n: number })) }),
    { items: [{ n: 1 }, { n: '2' }] },
    '.items[1].n: number expected, got a string',
  ],
  [
    'table',
    table({ n: number }),
    {
      get n() {
        throw new Error('not now');
      },
    },
    '.n: it cannot be read: not now',
  ],
  ['value', value, 'text', 'a value of Lua, or one made with present(), expected, got a string'],
  ['payload', payload, 'text', 'payload expected, got a string'],
  ['data', data, { at: new Date(0) }, '.at: a Date cannot be sent; use date.toISOString()'],
];

it.each(results)(
  'a binding that declares a %s and gives something else: an INVALID error with the place, and the state lives on',
  async (_, type, gives, says) => {
    const broken = defineModule(
      { name: 'broken', summary: 'Declares what it does not give.' },
      {
        functions: {
          raised: fn({ returns: returns(type) }, () => gives),
          returned: fn({ returns: result(type) }, async () => gives),
        },
      },
    );
    const state = createLua({ modules: [broken], host: { name: 'a test', capabilities: {} } });
    const source = `
    local broken = require("broken")
    local ok, err = pcall(broken.raised)
    local none, same = broken.returned()
    return { ok, none == nil, err:kind(), err:message(), same:message(), err:stack():find("b.lua:3") ~= nil, same:stack():find("b.lua:4") ~= nil }`;
    const told = await state.run<unknown[]>({ source, name: 'b.lua' });
    expect(told).toEqual([false, true, 'INVALID', expect.stringContaining(says), told[3], true, true]);
    expect(await state.run('return 1')).toBe(1);
  },
);

it('the details of an error that cannot be sent say so, and the error is sent', () => {
  const error = new LuaError({ kind: 'CONFLICT', message: 'taken', details: { at: new Date(0) as never } });
  expect(errorToData(error)).toMatchObject({
    kind: 'CONFLICT',
    details: { unsent: '.at: a Date cannot be sent; use date.toISOString()' },
  });
  expect(decodeData(encodeData([error]))).toMatchObject([{ kind: 'CONFLICT', message: 'taken' }]);
});
