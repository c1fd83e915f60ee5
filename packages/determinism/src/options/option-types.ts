import type { Millis } from '../capabilities.js';
import type { Data, SendableTable } from '../data.js';
import { DURATION_SCHEMA, durationMillis, LONGEST_DURATION, POSITIVE_DURATION_SCHEMA } from '../duration.js';
import { readRows, rowsOf, writtenIn } from './option-rows.js';
import type { OptionRow, OptionRows, OptionType } from './option-rows.js';
import type { OptionValue } from './option-table.js';
import type { OptionPlace } from './problems.js';

const INT32_MAX = 2 ** 31 - 1;
const DURATION = 'duration (text such as "30s" or "1h30m", or a number of milliseconds)';
const DURATION_LUA = 'number|string|time.Duration';

type Read<T> = OptionType<T>['read'];

/** Milliseconds of a duration text, a number of them or a Duration. */
const millis: Read<Millis> = (found, at) => {
  const { data } = found;
  if (typeof data !== 'string' && typeof data !== 'number') return at.refuse('type', DURATION, found);
  const ms = durationMillis(data);
  if (ms === undefined) return at.refuse('duration', DURATION, found);
  if (ms < 0 || ms > LONGEST_DURATION) return at.refuse('duration', 'duration from 0 to 100 years', found);
  return ms;
};

/** A time limit: zero means "not set". */
export const timeout: OptionType<Millis> = {
  words: 'duration',
  lua: DURATION_LUA,
  json: DURATION_SCHEMA,
  read: (found, at) => millis(found, at) || undefined,
};

/** A wait before something starts: zero means "at once". */
export const delay: OptionType<Millis> = {
  words: 'duration',
  lua: DURATION_LUA,
  json: DURATION_SCHEMA,
  read: millis,
};

/** A wait that must be longer than nothing. */
export const interval: OptionType<Millis> = {
  words: 'duration above zero',
  lua: DURATION_LUA,
  json: POSITIVE_DURATION_SCHEMA,
  read(found, at) {
    const ms = millis(found, at);
    return ms === 0 ? at.refuse('range', 'duration above zero', found) : ms;
  },
};

export const flag: OptionType<boolean> = {
  words: 'boolean',
  lua: 'boolean',
  json: { type: 'boolean' },
  read: (found, at) => (typeof found.data === 'boolean' ? found.data : at.refuse('type', 'boolean', found)),
};

/** Text that may be empty. */
export const text: OptionType<string> = {
  words: 'string',
  lua: 'string',
  json: { type: 'string' },
  read: (found, at) =>
    typeof found.data === 'string' && found.type === 'string' ? found.data : at.refuse('type', 'string', found),
};

/** Text that may not. */
export const name: OptionType<string> = {
  words: 'non-empty string',
  lua: 'string',
  json: { type: 'string', minLength: 1 },
  read(found, at) {
    if (typeof found.data !== 'string' || found.type !== 'string') return at.refuse('type', 'non-empty string', found);
    return found.data === '' ? at.refuse('empty', 'non-empty string', found) : found.data;
  },
};

/** A name of whoever gives it: those that begin so are the runtime's own. */
const notOurs = (prefix: string): OptionType<string> => ({
  ...name,
  json: { type: 'string', minLength: 1, pattern: `^(?!${prefix})` },
  read(found, at) {
    const given = name.read(found, at);
    if (given?.startsWith(prefix) !== true) return given;
    return at.refuse('choice', `name that does not begin with '${prefix}', which is reserved`, found);
  },
});

export const activityId = notOurs('@');
/** Of the queues that begin so each is polled by one node, for what concerns its processes. */
export const taskQueue = notOurs('@durable-lua/');

/** An integer; a float without a fraction counts. */
export function whole({ min, max = INT32_MAX }: { min: number; max?: number }): OptionType<number> {
  const words = max === INT32_MAX ? `integer of at least ${min}` : `integer from ${min} to ${max}`;
  return {
    words,
    lua: 'integer',
    json: { type: 'integer', minimum: min, maximum: max },
    read(found, at) {
      const { data } = found;
      if (typeof data !== 'number' || (Number.isFinite(data) && !Number.isInteger(data))) {
        return at.refuse(typeof data === 'bigint' ? 'range' : 'type', words, found);
      }
      return data >= min && data <= max ? data : at.refuse('range', words, found);
    },
  };
}

export function decimal({ min, above = false }: { min: number; above?: boolean }): OptionType<number> {
  const words = `number ${above ? 'above' : 'of at least'} ${min}`;
  return {
    words,
    lua: 'number',
    json: { type: 'number', [above ? 'exclusiveMinimum' : 'minimum']: min },
    read(found, at) {
      const data = typeof found.data === 'bigint' ? Number(found.data) : found.data;
      if (typeof data !== 'number') return at.refuse('type', words, found);
      const fits = Number.isFinite(data) && (above ? data > min : data >= min);
      return fits ? data : at.refuse('range', words, found);
    },
  };
}

/** What is longer spells no word: it may be a text of megabytes. */
const LONGEST_SPELLING = 200;

const squeeze = (word: string): string =>
  word.length > LONGEST_SPELLING ? word : word.replace(/[^A-Za-z0-9]/g, '').toLowerCase();

/** One of some words, in any case, with `-` or `_` or neither, with or without the long prefix that Temporal puts first. */
export function choice<const T extends string>(choices: readonly T[], longPrefix = ''): OptionType<T> {
  const prefix = squeeze(longPrefix);
  const quoted = choices.map((each) => `"${each}"`);
  const words = quoted.join(', ').replace(/, ([^,]*)$/, ' or $1');
  return {
    words,
    lua: quoted.join('|'),
    // Spellings are many.
    json: { type: 'string', examples: choices },
    read(found, at) {
      if (typeof found.data !== 'string') return at.refuse('type', words, found);
      const given = squeeze(found.data);
      const word = choices.find((each) => given === squeeze(each) || given === prefix + squeeze(each));
      return word ?? at.refuse('choice', words, found);
    },
  };
}

/** Strings with the keys 1..n. */
export const texts: OptionType<readonly string[]> = {
  words: 'list of strings',
  lua: 'string[]',
  json: { type: 'array', items: { type: 'string' } },
  read(found, at) {
    const { data, type } = found;
    const isEmptyTable = type === 'table' && typeof data === 'object' && Object.keys(data ?? {}).length === 0;
    const items = Array.isArray(data) ? (data as readonly Data[]) : isEmptyTable ? [] : undefined;
    if (items === undefined) return at.refuse('type', 'list of strings', found);
    const wrong = items.findIndex((item) => typeof item !== 'string');
    if (wrong < 0) return items as readonly string[];
    return at.refuse('type', 'list of strings', `a list with another type at [${wrong + 1}]`, wrong);
  },
};

/** A table with string keys, whatever is in it. */
export const record: OptionType<SendableTable> = {
  words: 'table with string keys',
  lua: 'table<string, any>',
  json: { type: 'object' },
  read(found, at) {
    const { data, type } = found;
    const isList = Array.isArray(data) && data.length > 0;
    if (type !== 'table' || found.problem !== undefined || isList) {
      return at.refuse('type', 'table with string keys', found);
    }
    return Array.isArray(data) ? {} : (data as Readonly<Record<string, Data>>);
  },
};

/**
 * A table whose fields are options of their own.
 * @param together notes what the fields cannot say together; `written` is the name under which one was given.
 */
export function fields<T extends object>(
  rows: OptionRows<T>,
  together?: (read: Partial<T>, written: (field: keyof T) => string, at: OptionPlace) => void,
): OptionType<Partial<T>> {
  const all = rowsOf(rows).map(([, row]) => row);
  const known = all.map((row) => row.name);
  const isKnown = (key: string): boolean => all.some(({ names }) => names.includes(key));
  const expected = `table with the fields ${known.join(', ')}`;
  return {
    words: 'table',
    lua: 'table',
    json: { type: 'object', additionalProperties: false },
    fields: rows,
    read(found: OptionValue, at) {
      if (found.fields === undefined || (Array.isArray(found.data) && found.data.length > 0)) {
        return at.refuse('type', expected, found);
      }
      for (const key of Object.keys(found.fields)) if (!isKnown(key)) at.unknown(key, known);
      const read = readRows(found.fields, rows, at);
      together?.(read, writtenIn(found.fields, rows), at);
      return read;
    },
  };
}

/** What is said of a field beside its name and type. */
type FieldNotes = Pick<OptionRow<never>, 'default' | 'otherwise' | 'doc'>;

/** A field under its Lua name and, also accepted, in camel case. */
export function field<T>(snake: string, type: OptionType<T>, notes: FieldNotes): OptionRow<T> {
  const camel = snake.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { name: snake, names: camel === snake ? [snake] : [snake, camel], type, ...notes };
}
