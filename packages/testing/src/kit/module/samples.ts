import type { Params, Type } from '@durable-lua/determinism';

type Make = (className: string) => string | undefined;

/** Arguments of the declared types as Lua source; undefined when one of them cannot be made. Optional ones are left out. */
export function samplesOf(params: Params, make: Make): readonly string[] | undefined {
  const samples: string[] = [];
  for (const type of Object.values(params)) {
    if (type.rest || type.optional) break;
    const sample = sampleOf(type, make);
    if (sample === undefined) return undefined;
    samples.push(sample);
  }
  return samples;
}

/** A value of a type as Lua source. */
export function sampleOf(type: Type<unknown>, make: Make): string | undefined {
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return '"text"';
    case 'integer':
    case 'int64':
    case 'number':
      return String(Math.min(Math.max(1, type.min ?? 1), type.max ?? 1));
    case 'boolean':
      return 'true';
    case 'duration':
      return '"1ms"';
    case 'list':
    case 'map':
    case 'data':
      return '{}';
    case 'table':
      return fieldsOf(type.fields ?? {}, make);
    case 'func':
      return 'function(...) return ... end';
    case 'thread':
      return 'coroutine.spawn(function() end)';
    case 'value':
    case 'payload':
      return '1';
    case 'channel':
      return make('channel');
    case 'instance':
      return make(type.className ?? '');
    case 'oneOf':
      return type.choices?.map((choice) => sampleOf(choice, make)).find((sample) => sample !== undefined);
    case 'nothing':
      return 'nil';
  }
}

function fieldsOf(fields: Readonly<Record<string, Type<unknown>>>, make: Make): string | undefined {
  const needed = Object.entries(fields).filter(([, field]) => !field.optional);
  const samples = needed.map(([key, field]) => [key, sampleOf(field, make)] as const);
  if (samples.some(([, sample]) => sample === undefined)) return undefined;
  return `{ ${samples.map(([key, sample]) => `["${key}"] = ${sample}`).join(', ')} }`;
}

/** Values of Lua types that a declared type never takes; `nil` too unless it may be left out. */
export function wrongFor(type: Type<unknown>, canBeAbsent = false): readonly string[] {
  const wrong = WRONG[type.kind] ?? [];
  return wrong.length === 0 || canBeAbsent || type.optional ? wrong : [...wrong, 'nil'];
}

const WRONG: Partial<Readonly<Record<Type<unknown>['kind'], readonly string[]>>> = {
  string: ['true', '{}', 'print'],
  bytes: ['true', '{}', 'print'],
  integer: ['true', '{}', 'print'],
  int64: ['true', '{}', 'print'],
  number: ['true', '{}', 'print'],
  boolean: ['1', '"text"', '{}'],
  duration: ['true', '{}', 'print'],
  table: ['true', '1', '"text"', 'print'],
  list: ['true', '1', '"text"', 'print'],
  map: ['true', '1', '"text"', 'print'],
  func: ['true', '1', '{}'],
  thread: ['true', '1', '{}', 'print'],
  channel: ['true', '1', '{}', 'kit.error()'],
  instance: ['true', '1', '"text"', '{}'],
};

/** A value of each Lua type: whatever takes any value must bear them all. */
export const OF_EACH_TYPE: readonly string[] = [
  'nil',
  'true',
  '1',
  '"text"',
  '{}',
  'print',
  'coroutine.create(print)',
  'kit.error()',
  'kit.channel()',
];

const LONG = 'string.rep("x", 70000)';
const NUMBERS: readonly string[] = [
  '0',
  '-1',
  '9007199254740991',
  '9007199254740992',
  'math.maxinteger',
  'math.mininteger',
];
const FLOATS: readonly string[] = ['-0.0', '0.5', '1e308', '1/0', '0/0'];
const TEXTS: readonly string[] = ['""', '"\\0"', '"\\255\\254"', '"h\\u{e9}\\u{1F600}"', LONG];
const CYCLE = '(function() local t = {} t.self = t return t end)()';
const TABLES: readonly string[] = [
  '{}',
  '{ 1, nil, 3 }',
  '{ a = { { } } }',
  CYCLE,
  'setmetatable({}, { __index = error })',
];

/** Values of the declared type at its edges. */
export function edgesOf(type: Type<unknown>): readonly string[] {
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return TEXTS;
    case 'integer':
    case 'int64':
      return [...NUMBERS, ...FLOATS].filter((edge) => !isDeclaredEdge(type, edge)).concat(edgesOfRange(type));
    case 'number':
      return [...NUMBERS, ...FLOATS];
    case 'boolean':
      return ['false'];
    case 'duration':
      return ['""', '"soon"', '"-1h"', '0', '-1', 'math.maxinteger', 'math.mininteger', '"2540400h10m10s"'];
    case 'list':
    case 'map':
    case 'table':
    case 'data':
      return TABLES;
    case 'value':
    case 'payload':
      return ['false', ...NUMBERS, ...FLOATS, ...TEXTS, ...TABLES];
    case 'oneOf':
      return (type.choices ?? []).flatMap(edgesOf);
    default:
      return [];
  }
}

const edgesOfRange = ({ min, max }: Type<unknown>): string[] =>
  [min, min === undefined ? undefined : min - 1, max === undefined ? undefined : max + 1]
    .filter((edge) => edge !== undefined)
    .map(String);

/** What lies inside a declared range but is huge may take its time rightly. */
const isDeclaredEdge = ({ max }: Type<unknown>, edge: string): boolean => max !== undefined && Number(edge) === max;
