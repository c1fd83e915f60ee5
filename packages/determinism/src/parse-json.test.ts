import { expect, it } from 'vitest';
import { parseJson } from './parse-json.js';

it.each([
  ['{"":1,"\\\\":2}', '{"":1,"\\n":2}'],
  ['{"a":1,"x\\\\":2}', '{"a":1,"x\\n":2}'],
  ['{"a":1,"y\\u0001" :2}', '{"a":1,"y\\t" :2}'],
  ['{"z\\"":[{"z\\"":1}]}', '{"z\\\\":[{"z\\\\":1}]}'],
])('keys are what they are, whatever was read before: %s, then %s', (first, second) => {
  for (const text of [`[${first}]`, `[${second}]`]) {
    expect(JSON.stringify(parseJson(text))).toBe(text.replaceAll(' ', ''));
  }
});

it('gives what JSON.parse gives', () => {
  const text = '{"b\\n":9007199254740993,"2":[1.5,null,true,"x\\u00e4"],"1":0,"__proto__":{"a":1},"b\\n":7}';
  const given = parseJson(text) as object;
  expect(given).toEqual(JSON.parse(text));
  expect(Object.keys(given)).toEqual(['1', '2', 'b\n', '__proto__']);
  expect(() => parseJson('{"a\\n":}')).toThrow(SyntaxError);
});
