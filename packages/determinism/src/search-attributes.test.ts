import { expect, it } from 'vitest';
import type { SearchAttribute } from './options/start-types.js';
import { unregistered, unregisteredError, type RegisteredAttributes } from './search-attributes.js';

const REGISTERED: RegisteredAttributes = {
  Text: 'Text',
  Keyword: 'Keyword',
  Int: 'Int',
  Double: 'Double',
  Bool: 'Bool',
  Datetime: 'Datetime',
  List: 'KeywordList',
};
const text = (value: string): SearchAttribute => ({ type: 'keyword', value });
const list = (...value: string[]): SearchAttribute => ({ type: 'keyword_list', value });
const GIVEN: Readonly<Record<string, SearchAttribute>> = {
  text: text('x'),
  moment: text('2024-02-29T10:00:00.5+02:00'),
  noMoment: text('2023-02-29T10:00:00Z'),
  one: list('x'),
  two: list('x', 'y'),
  bool: { type: 'bool', value: true },
  int: { type: 'int', value: 7 },
  double: { type: 'double', value: 2.5 },
  time: { type: 'datetime', value: 0 },
};

it.each([
  ['Text', ['text', 'moment', 'noMoment', 'one', 'time']],
  ['Keyword', ['text', 'moment', 'noMoment', 'one', 'time']],
  ['Int', ['int']],
  ['Double', ['int', 'double']],
  ['Bool', ['bool']],
  ['Datetime', ['moment', 'time']],
  ['List', ['one', 'two']],
  ['toString', []],
])('what is registered as %s takes %j, as a server does', (name, taken) => {
  const takes = Object.keys(GIVEN).filter((given) => unregistered({ [name]: GIVEN[given] }, REGISTERED) === undefined);
  expect(takes).toEqual(taken);
});

it('the error names the attribute, what was expected and what was given', () => {
  const attributes = { Bool: GIVEN['bool'], Int: GIVEN['text'], None: GIVEN['text'], Gone: undefined };
  expect(unregistered(attributes, REGISTERED)).toEqual({ index: 1, type: 'Int' });
  expect(unregisteredError(attributes, { index: 1, type: 'Int' })).toMatchObject({
    kind: 'INVALID',
    message: "search attribute 'Int' is registered as Int: an integer expected, got a string",
  });
  expect(unregisteredError(attributes, { index: 2, type: undefined }).message).toMatch(/'None'.*register it/);
});
