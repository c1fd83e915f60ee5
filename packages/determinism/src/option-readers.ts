import type { Millis, Priority, RetryPolicy } from './capabilities.js';
import type { Data } from './data.js';
import { parseDuration, Duration } from './duration.js';
import { canonicalKind } from './errors.js';
import { contradiction, readOptions, refuse, unknownOption } from './options.js';
import type { OptionReader, OptionRow, OptionRows } from './options.js';

const HUNDRED_YEARS: Millis = 100 * 365.25 * 24 * 3_600_000;
const INT32_MAX = 2 ** 31 - 1;
const DURATION = 'duration (text such as "30s" or "1h30m", or a number of milliseconds)';

/**
 * Milliseconds of a duration: a number of them (rounded to whole ones), a duration text or a Duration. Anything between
 * zero and one millisecond counts as one.
 */
const millis: OptionReader<Millis> = (found, option) => {
  const { data } = found;
  const nanos = typeof data === 'string' ? parseDuration(data) : undefined;
  const exact = nanos === undefined ? data : new Duration(nanos).millisCeil;
  if (typeof exact !== 'number' || Number.isNaN(exact)) throw refuse(option, DURATION, found);
  if (exact < 0 || exact > HUNDRED_YEARS) throw refuse(option, 'duration from 0 to 100 years', found);
  return exact > 0 && exact < 1 ? 1 : Math.round(exact);
};

/** A time limit: zero means "not set". */
export const timeout: OptionReader<Millis> = (found, option) => millis(found, option) || undefined;

/** A wait before something starts: zero means "at once". */
export const delay: OptionReader<Millis> = millis;

/** A wait that must be longer than nothing. */
export const interval: OptionReader<Millis> = (found, option) => {
  const ms = millis(found, option);
  if (ms === 0) throw refuse(option, 'duration above zero', found);
  return ms;
};

export const flag: OptionReader<boolean> = (found, option) => {
  if (typeof found.data === 'boolean') return found.data;
  throw refuse(option, 'boolean', found);
};

/** Text that may be empty. */
export const text: OptionReader<string> = (found, option) => {
  if (typeof found.data === 'string' && found.type === 'string') return found.data;
  throw refuse(option, 'string', found);
};

/** Text that may not. */
export const name: OptionReader<string> = (found, option) => {
  if (typeof found.data === 'string' && found.type === 'string' && found.data !== '') return found.data;
  throw refuse(option, 'string that is not empty', found);
};

/** A whole number; a float without a fraction counts. */
export const whole =
  ({ min, max = INT32_MAX }: { min: number; max?: number }): OptionReader<number> =>
  (found, option) => {
    const { data } = found;
    if (typeof data === 'number' && Number.isInteger(data) && data >= min && data <= max) return data;
    throw refuse(
      option,
      max === INT32_MAX ? `whole number of at least ${min}` : `whole number from ${min} to ${max}`,
      found,
    );
  };

export const decimal =
  ({ min, above = false }: { min: number; above?: boolean }): OptionReader<number> =>
  (found, option) => {
    const data = typeof found.data === 'bigint' ? Number(found.data) : found.data;
    if (typeof data === 'number' && Number.isFinite(data) && (above ? data > min : data >= min)) return data;
    throw refuse(option, `number ${above ? 'above' : 'of at least'} ${min}`, found);
  };

const squeeze = (word: string): string => word.replace(/[^A-Za-z0-9]/g, '').toLowerCase();

/** One of some words, in any case, with `-` or `_` or neither, with or without the long prefix that Temporal puts first. */
export const choice =
  <T extends string>(words: readonly T[], longPrefix = ''): OptionReader<T> =>
  (found, option) => {
    const prefix = squeeze(longPrefix);
    const given = typeof found.data === 'string' ? squeeze(found.data) : undefined;
    const word = words.find((each) => given === squeeze(each) || given === prefix + squeeze(each));
    if (word !== undefined) return word;
    throw refuse(
      option,
      words
        .map((each) => `"${each}"`)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1'),
      found,
    );
  };

/** Strings with the keys 1..n. */
export const texts: OptionReader<readonly string[]> = (found, option) => {
  const { data, type } = found;
  const isEmptyTable = type === 'table' && typeof data === 'object' && Object.keys(data ?? {}).length === 0;
  const items = Array.isArray(data) ? (data as readonly Data[]) : isEmptyTable ? [] : undefined;
  if (items === undefined) throw refuse(option, 'list of strings', found);
  const wrong = items.findIndex((item) => typeof item !== 'string');
  if (wrong < 0) return items as readonly string[];
  throw refuse(option, 'list of strings', `a list with another type at [${wrong + 1}]`);
};

/** A table whose fields are options of their own. */
export const fields =
  <T extends object>(
    rows: OptionRows<T>,
    check?: (read: Partial<T>, option: string) => void,
  ): OptionReader<Partial<T>> =>
  (found, option) => {
    const all = Object.values<OptionRow<unknown>>(rows).map(({ names }) => names);
    const known = all.flatMap((names) => names.slice(0, 1));
    if (found.fields === undefined || (Array.isArray(found.data) && found.data.length > 0)) {
      throw refuse(option, `table with the fields ${known.join(', ')}`, found);
    }
    const unknown = Object.keys(found.fields).find((key) => !all.flat().includes(key));
    if (unknown !== undefined) {
      throw unknownOption(
        `${option}.${unknown}`,
        known.map((key) => `${option}.${key}`),
        'field',
      );
    }
    const read = readOptions<T>(found.fields, inside(rows, option));
    check?.(read, option);
    return read;
  };

/** Rows that name their option by its whole path in errors. */
function inside<T extends object>(rows: OptionRows<T>, option: string): OptionRows<T> {
  const entries = Object.entries<OptionRow<unknown>>(rows);
  const under = ({ names, read }: OptionRow<unknown>): OptionRow<unknown> => ({
    names,
    read: (found, key) => read(found, `${option}.${key}`),
  });
  return Object.fromEntries(entries.map(([key, row]) => [key, under(row)])) as unknown as OptionRows<T>;
}

/** A field under its Lua name and, also accepted, in camel case. */
export const field = <T>(snake: string, read: OptionReader<T>): OptionRow<T> => {
  const camel = snake.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { names: camel === snake ? [snake] : [snake, camel], read };
};

/** Kinds as given, and each also as the kind it spells: failures of other programs may use either. */
const kinds: OptionReader<readonly string[]> = (found, option) => {
  const given = texts(found, option) ?? [];
  return [...new Set(given.flatMap((kind) => [kind, canonicalKind(kind)]))];
};

/** Initial interval of the server when a policy does not give one. */
const DEFAULT_INITIAL_INTERVAL: Millis = 1000;

export const retryPolicy: OptionReader<RetryPolicy> = fields<RetryPolicy>(
  {
    initialInterval: field('initial_interval', interval),
    backoffCoefficient: field('backoff_coefficient', decimal({ min: 1 })),
    maximumInterval: field('maximum_interval', interval),
    maximumAttempts: field('maximum_attempts', (found, option) => whole({ min: 0 })(found, option) || undefined),
    nonRetryableErrorKinds: field('non_retryable_error_types', kinds),
  },
  ({ initialInterval = DEFAULT_INITIAL_INTERVAL, maximumInterval }, option) => {
    if (maximumInterval === undefined || maximumInterval >= initialInterval) return;
    const why = `the maximum, ${maximumInterval}ms, is below the initial interval, ${initialInterval}ms`;
    throw contradiction(`${option}.initial_interval`, `${option}.maximum_interval`, why);
  },
);

export const priority: OptionReader<Priority> = fields<Priority>({
  priorityKey: field('priority_key', whole({ min: 1 })),
  fairnessKey: field('fairness_key', text),
  fairnessWeight: field('fairness_weight', decimal({ min: 0, above: true })),
});
