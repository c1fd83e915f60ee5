import { INT64_MAX } from './int64.js';
import type { JsonSchema } from './json-schema.js';

/**
 * Durations in the grammar that Go made common: `1h30m`, `1.5s`, `250ms`, `-2m3.5s`. Exact, in nanoseconds, within
 * a signed 64-bit integer (about ±292 years).
 */

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const PART = /(\d+\.?\d*|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/gy;

/** The longest duration that an option takes: 100 years of 365 days, in milliseconds. */
export const LONGEST_DURATION = 100 * 365 * 24 * 3_600_000;

/** A duration of an option that is not negative, for editors. */
export const DURATION_SCHEMA: JsonSchema = {
  type: ['string', 'number'],
  minimum: 0,
  maximum: LONGEST_DURATION,
  pattern: `^\\+?(0|(${PART.source})+)$`,
};

/** The same, longer than nothing. */
export const POSITIVE_DURATION_SCHEMA: JsonSchema = {
  ...DURATION_SCHEMA,
  exclusiveMinimum: 0,
  pattern: `^(?=.*[1-9])${String(DURATION_SCHEMA['pattern']).slice(1)}`,
};

export const NANOS_PER_MILLI = 1_000_000n;

/** A longer text is none that anybody means, and takes long to read. */
const LONGEST = 1_000;

/** More digits than any duration has: they stand for a length beyond all limits. */
const MOST_DIGITS = 40;

/** Nanoseconds of a duration text, or `undefined` when the text does not follow the grammar or leaves 64 bit. Pure. */
export function parseDuration(text: string): bigint | undefined {
  const nanos = unlimitedNanos(text);
  return nanos !== undefined && isWithin64(nanos) ? nanos : undefined;
}

const isWithin64 = (nanos: bigint): boolean => nanos <= INT64_MAX && nanos >= -INT64_MAX;

/** What is wrong with a text that {@link parseDuration} refuses, and how to write it. Pure. */
export function durationProblem(text: string, unit: 'ns' | 'ms'): string {
  const invalidText = `invalid duration ${JSON.stringify(text.length > LONGEST ? `${text.slice(0, 100)}…` : text)}`;
  return unlimitedNanos(text) === undefined
    ? `${invalidText}: ${durationForms(unit)}`
    : `${invalidText}: beyond 292 years`;
}

/** How a duration is written, for messages. */
export const durationForms = (unit: 'ns' | 'ms'): string =>
  'expected a number with a unit such as "500ms", "1.5h" or "2h45m" (units ns us ms s m h), or a number of ' +
  (unit === 'ns' ? 'nanoseconds such as 5 * time.SECOND' : 'milliseconds');

/** As {@link parseDuration}, however long. */
function unlimitedNanos(text: string): bigint | undefined {
  const sign = text.startsWith('-') ? -1n : 1n;
  const body = text.startsWith('-') || text.startsWith('+') ? text.slice(1) : text;
  if (body === '0') return 0n;
  if (body === '' || body.length > LONGEST) return undefined;
  const part = new RegExp(PART.source, PART.flags);
  let total = 0n;
  while (part.lastIndex < body.length) {
    const match = part.exec(body);
    if (match === null) return undefined;
    total += scale(match[1] as string, UNITS.get(match[2] as string) as bigint);
  }
  return sign * total;
}

/** `number` (decimal text) times `unit`, digits below a nanosecond dropped. */
function scale(number: string, unit: bigint): bigint {
  const [whole = '', fraction = ''] = number.split('.');
  const digits = fraction.slice(0, 18);
  return (
    BigInt(whole.slice(0, MOST_DIGITS) || '0') * unit + (BigInt(digits || '0') * unit) / 10n ** BigInt(digits.length)
  );
}

/** The canonical text of a length of time in nanoseconds: `0s`, `1.5ms`, `1h30m0s`, `-2m3.5s`. Pure. */
export function formatDuration(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const n = nanos < 0n ? -nanos : nanos;
  if (n < 1_000n) return `${sign}${n}ns`;
  if (n < 1_000_000n) return `${sign}${decimal(n, 1_000n)}\u00b5s`;
  if (n < 1_000_000_000n) return `${sign}${decimal(n, 1_000_000n)}ms`;
  const hours = n / 3_600_000_000_000n;
  const minutes = (n / 60_000_000_000n) % 60n;
  const seconds = `${decimal(n % 60_000_000_000n, 1_000_000_000n)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : sign + seconds;
}

function decimal(n: bigint, unit: bigint): string {
  const fraction = (n % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '');
  return fraction === '' ? `${n / unit}` : `${n / unit}.${fraction}`;
}

/** A length of time in nanoseconds: what Lua's `time` module calls a Duration, and every `duration` parameter accepts. */
export class Duration {
  constructor(readonly nanos: bigint) {}

  /** Whole milliseconds, rounded up: what a timer takes, so that it never fires early. */
  get millisCeil(): number {
    const { nanos } = this;
    const floor = nanos / NANOS_PER_MILLI;
    return Number(nanos > 0n && nanos % NANOS_PER_MILLI !== 0n ? floor + 1n : floor);
  }

  toString(): string {
    return formatDuration(this.nanos);
  }
}

/**
 * Whole milliseconds of a duration text, or of a number of milliseconds; undefined for what is neither. Anything between
 * zero and one millisecond counts as one, and no length is too long: whoever has a limit looks. Pure.
 */
export function durationMillis(value: string | number): number | undefined {
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return undefined;
    if (value < 0) return Math.floor(value);
    return value > 0 && value < 1 ? 1 : Math.round(value);
  }
  const nanos = unlimitedNanos(value);
  return nanos === undefined ? undefined : new Duration(nanos).millisCeil;
}
