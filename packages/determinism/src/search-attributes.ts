import { invalid, type LuaError } from './errors.js';
import type { SearchAttribute } from './options/start-types.js';

/** The types that a server knows, in the order of its numbers for them, from 1. */
export const SEARCH_ATTRIBUTE_TYPES = ['Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'] as const;
export type SearchAttributeType = (typeof SEARCH_ATTRIBUTE_TYPES)[number];

/** What workflows of a namespace can be found by, by name. */
export type RegisteredAttributes = Readonly<Record<string, SearchAttributeType>>;

/** What a server takes for each type, found by trying on server 1.29, and how that is called. */
const TAKEN: Readonly<Record<SearchAttributeType, readonly [(given: SearchAttribute) => boolean, string]>> = {
  Text: [isText, 'a string'],
  Keyword: [isText, 'a string'],
  Int: [({ type }) => type === 'int', 'an integer'],
  Double: [({ type }) => type === 'double' || type === 'int', 'a number'],
  Bool: [({ type }) => type === 'bool', 'a boolean'],
  Datetime: [(given) => given.type === 'datetime' || (given.type === 'keyword' && isMoment(given.value)), 'a Time'],
  KeywordList: [({ type }) => type === 'keyword_list', 'a list of strings'],
};

function isText(given: SearchAttribute): boolean {
  return given.type === 'keyword_list'
    ? given.value.length === 1
    : given.type === 'keyword' || given.type === 'datetime';
}

const GIVEN: Readonly<Record<SearchAttribute['type'], string>> = {
  keyword: 'a string',
  keyword_list: 'a list of strings',
  bool: 'a boolean',
  int: 'an integer',
  double: 'a float',
  datetime: 'a Time',
};

/** As RFC 3339 says, with a day that there is. */
function isMoment(text: string): boolean {
  const [, moment] = MOMENT.exec(text) ?? [];
  const at = moment === undefined ? NaN : Date.parse(`${moment}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(moment as string);
}
const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** The first attribute that the namespace does not have, or has with another type. */
export interface Unregistered {
  /** Its place among those that are given. */
  readonly index: number;
  /** With which it is registered, if it is. */
  readonly type: SearchAttributeType | undefined;
}

type Given = Readonly<Record<string, SearchAttribute | undefined>>;

export function unregistered(attributes: Given, registered: RegisteredAttributes): Unregistered | undefined {
  for (const [index, [name, given]] of Object.entries(attributes).entries()) {
    // What goes is not looked up.
    if (given === undefined) continue;
    const type = Object.hasOwn(registered, name) ? registered[name] : undefined;
    if (type === undefined || !TAKEN[type][0](given)) return { index, type };
  }
  return undefined;
}

/** Says it with nothing but what is given, so that a replay has the same words. */
export function unregisteredError(attributes: Given, { index, type }: Unregistered): LuaError {
  const [name, given] = Object.entries(attributes)[index] as [string, SearchAttribute];
  if (type !== undefined) {
    const expected = `${TAKEN[type][1]} expected, got ${GIVEN[given.type]}`;
    return invalid(`search attribute '${name}' is registered as ${type}: ${expected}`);
  }
  return invalid(
    `search attribute '${name}' is none that the namespace has and that can be set: register it ` +
      '(temporal operator search-attribute create), and start the worker again, which looks when it starts',
  );
}
