import { expect, it } from 'vitest';
import { INT64_MAX, INT64_MIN, jsonMaker, readJson, type Json } from './index.js';

type Tree = Json<ReadonlyMap<string, Tree>>;
const maker = jsonMaker<ReadonlyMap<string, Tree>>((members) => new Map(members));
const read = (text: string): Tree => readJson(text, maker);
/** What is refused, and how. */
const refused = (text: string): string => {
  try {
    return `read as ${String(read(text))}`;
  } catch (error) {
    return (error as SyntaxError).message;
  }
};

it('the answer does not depend on what was read before: V8 takes an escaped key for one that it met', () => {
  for (const [text, key] of [
    ['[{"":1,"\\\\":2}]', '\\'],
    ['[{"":1,"\\n":2}]', '\n'],
    ['[{"":1,"\\u0041":2}]', 'A'],
    ['[{"":1,"\\\\":2}]', '\\'],
  ] as const) {
    expect(read(text)).toEqual([
      new Map([
        ['', 1],
        [key, 2],
      ]),
    ]);
  }
});

it('an integer is one that is written as one and fits into 64 bit, exact', () => {
  const kinds = {
    ...maker,
    integer: (whole: number | bigint) => `integer ${whole}`,
    float: (one: number) => `float ${one}`,
  };
  const kind = (text: string) => readJson<Tree>(text, kinds);
  expect(['7', '-0', '9007199254740993', '123456789012345', '-1234567890123456'].map(kind)).toEqual([
    'integer 7',
    'integer 0',
    'integer 9007199254740993',
    'integer 123456789012345',
    'integer -1234567890123456',
  ]);
  expect([String(INT64_MAX), String(INT64_MIN), '9223372036854775808'].map(kind)).toEqual([
    `integer ${INT64_MAX}`,
    `integer ${INT64_MIN}`,
    'float 9223372036854776000',
  ]);
  expect(['1.0', '1e3', '-0.0', '9'.repeat(400)].map(kind)).toEqual([
    'float 1',
    'float 1000',
    'float 0',
    'float Infinity',
  ]);
  expect(Object.is(read('-0.0'), -0)).toBe(true);
});

it('keys keep their order whatever they look like; the maker sees those that stand there twice', () => {
  const keys: string[] = [];
  const noted = jsonMaker((members: (readonly [string, unknown])[]) => void keys.push(...members.map(([key]) => key)));
  readJson(' { "a" : 1 , "10":2,"2":3,"__proto__":4,"a":5} ', noted as typeof maker);
  expect(keys).toEqual(['a', '10', '2', '__proto__', 'a']);
});

it('what is no JSON is refused with its place, in words that no platform changes', () => {
  expect(
    ['', '[1,]', '{"a" 1}', "{'a':1}", '[1\n  x]', '"a', '"\\x"', '"\\u12"', '01', '-', '1 2', 'nul', '"\t"'].map(
      refused,
    ),
  ).toEqual([
    'unexpected end at line 1, column 1',
    'unexpected "]" at line 1, column 4',
    'unexpected "1" at line 1, column 6',
    'unexpected "\'" at line 1, column 2',
    'unexpected "x" at line 2, column 3',
    'unexpected end at line 1, column 3',
    'invalid escape sequence at line 1, column 2',
    'invalid escape sequence at line 1, column 2',
    'unexpected "1" at line 1, column 2',
    'unexpected end at line 1, column 2',
    'unexpected "2" at line 1, column 3',
    'unexpected "n" at line 1, column 1',
    'unexpected "\\t" at line 1, column 2',
  ]);
});

it('a text of more than 128 levels is too deep, whatever stands in its strings', () => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  expect(refused(nested(128))).toMatch(/^read as/);
  expect(refused(nested(129))).toBe('nested deeper than 128 levels at line 1, column 129');
  expect(refused('{"a":'.repeat(100_000))).toContain('nested deeper than 128 levels');
  expect(read(`["${'['.repeat(500)}\\"["]`)).toEqual([`${'['.repeat(500)}"[`]);
});

it.each([
  ['\ufeff1', 'unexpected U+FEFF, a byte order mark: take it off at line 1, column 1'],
  ['[1,\u00a02]', 'unexpected U+00A0 at line 1, column 4'],
  ['[1,\u200b2]', 'unexpected U+200B at line 1, column 4'],
  ['é', 'unexpected "é" at line 1, column 1'],
])('what nobody sees is named: %j', (text, message) => {
  expect(refused(text)).toBe(message);
});
