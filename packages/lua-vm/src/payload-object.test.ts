import { expect, it } from 'vitest';
import { defineModule, fn, payload, payloadClass, PayloadObject, returns } from '@durable-lua/determinism';
import { createLua, decodeData } from './index.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const given = (encoding: string, data: string) =>
  defineModule(
    {
      name: 'given',
      summary: 'A payload from outside.',
    },
    {
      functions: {
        payload: fn(
          { returns: payloadClass.type },
          () => new PayloadObject({ metadata: { encoding: bytes(encoding) }, data: bytes(data) }),
        ),
      },
    },
  );

const run = (encoding: string, data: string, source: string) =>
  createLua({ modules: [given(encoding, data)], host: { name: 'a test', capabilities: {} } }).run(source);

it.each([
  ['binary/sealed', '?', "a payload with encoding 'binary/sealed' cannot be decoded"],
  ['json/plain', '{', "a payload with encoding 'json/plain' is not JSON: "],
])('a Payload object that cannot be decoded says so when asked: %s', async (encoding, data, message) => {
  const source = `
    local p, told = require("given").payload(), {}
    for i, method in ipairs { "data", "unmarshal" } do
      local value, err = p[method](p)
      told[i] = { value == nil, err:kind(), err:retryable(), (err:message():sub(1, ${message.length})) }
    end
    told[3] = p:get_format()
    return told`;
  const told = [true, 'INTERNAL', false, message];
  expect(await run(encoding, data, source)).toEqual([told, told, encoding]);
});

it('of a key that stands twice the last counts, however long the numbers are', async () => {
  const source = 'return require("given").payload():data().n';
  expect(await run('json/plain', '{"n":1,"n":2}', source)).toBe(2);
  expect(await run('json/plain', '{"n":9007199254740993,"n":9007199254740995}', source)).toBe(9007199254740995n);
});

it.each([
  [128, ''],
  [129, 'INTERNAL'],
  [2_500, 'INTERNAL'],
  [60_000, 'INTERNAL'],
])('data nested %i deep is decoded as far as it could be sent, and never exhausts the stack', async (depth, kind) => {
  const source = 'local v, err = require("given").payload():data() return { type(v), err and err:kind() or "" }';
  for (const [open, leaf, close] of [
    ['[', '', ']'],
    ['{"a":', '9007199254740993', '}'],
  ] as const) {
    const text = open.repeat(depth) + leaf + close.repeat(depth);
    expect(await run('json/plain', text, source)).toEqual([kind === '' ? 'table' : 'nil', kind]);
  }
});

it('keys keep their order across a call whatever they look like, and are exact on every platform', async () => {
  const echo = defineModule(
    { name: 'echo', summary: 'Sends a value out and in.' },
    { functions: { send: fn({ params: { v: payload }, returns: returns(payload) }, (_, { v }) => v) } },
  );
  const source = (keys: string) => `
    local sent = {}
    for i, key in ipairs { ${keys} } do sent[key] = { [key] = i } end
    local keys = {}
    for key, inner in pairs(require("echo").send(sent)) do
      assert(next(inner) == key)
      keys[#keys + 1] = key
    end
    return keys`;
  const run = (keys: string) =>
    createLua({ modules: [echo], host: { name: 'a test', capabilities: {} } }).run(source(keys));
  expect(await run('"a", "10", "2", "__proto__", "", "\\\\"')).toEqual(['a', '10', '2', '__proto__', '', '\\']);
  expect(await run('"", "\\n", "1"')).toEqual(['', '\n', '1']);
});

it('an error that came over a border has plain details, at every depth', async () => {
  const text =
    '{"$lua":"error","kind":"X","message":"m","details":{"b":{"2":[{"c":1}],"1":{"$lua":"bytes","data":"/w=="}}}}';
  const source = 'local d = require("given").payload():data():details() return { d.b["2"][1].c, d.b["1"] == "\\xff" }';
  expect(await run('json/plain', text, source)).toEqual([1, true]);
});

it('an encoding as long as a whole payload is a name like any other', async () => {
  const source = 'local p = require("given").payload() local _, err = p:data() return { #p:get_format(), err:kind() }';
  expect(await run('e'.repeat(1_000_000), '1', source)).toEqual([1_000, 'INTERNAL']);
});

it('an encoding without bytes, which a server makes an empty list, is none', () => {
  const received = { metadata: { encoding: [] as unknown as Uint8Array }, data: [] as unknown as Uint8Array };
  expect(() => decodeData(received)).toThrow("a payload with encoding '(none)' cannot be decoded");
});
