import {
  boolean,
  defineClass,
  duration,
  fn,
  instance,
  int64,
  integer,
  invalid,
  method,
  oneOf,
  present,
  results,
  string,
  value,
  type Duration,
  type LuaValue,
} from '@durable-lua/determinism';
import { RFC3339, RFC3339_NANO, SHOWN } from './constants.js';
import { durationType, sameNanos } from './duration-class.js';
import { formatTime } from './format.js';
import { local } from './local.js';
import { locationType } from './location-class.js';
import { UTC } from './location.js';
import { Time, type Wall } from './time-value.js';

const INT64_MAX = 2n ** 63n - 1n;

export const timeType = instance<Time>('time.Time');
const anything = oneOf(timeType, value);
const pair = { a: timeType, b: timeType };

const compare = (doc: string, holds: (self: Time, other: Time) => boolean) =>
  method({ doc, params: { other: timeType }, returns: boolean }, (self: Time, { other }) => holds(self, other));

const shown = (doc: string, read: (wall: Wall) => number) =>
  method({ doc, returns: integer() }, (self: Time) => read(self.wall));

function unixNano({ nanos }: Time): bigint {
  if (nanos <= INT64_MAX && nanos >= -INT64_MAX) return nanos;
  throw invalid('unix_nano: nanoseconds of a time before 1678 or after 2261 leave 64 bit: use unix()');
}

/** Time minus Time is a Duration, Time minus Duration a Time. */
const subtract = (a: Time, b: Time | Duration) =>
  b instanceof Time ? present(durationType, a.sub(b)) : present(timeType, a.add(-b.nanos));

export const timeClass = defineClass<Time>({
  name: 'time.Time',
  doc: 'An instant, exact in nanoseconds, with the location in which it is shown. Immutable.',
  methods: {
    add: method(
      { doc: 'This time later by d.', params: { d: duration({ unit: 'ns' }) }, returns: timeType },
      (self: Time, { d }) => self.add(d.nanos),
    ),
    sub: method(
      { doc: 'The Duration from other to this.', params: { other: timeType }, returns: durationType },
      (self: Time, { other }) => self.sub(other),
    ),
    add_date: method(
      {
        doc: 'Years, months and days later by the calendar; January 31 and one month is early March.',
        params: { years: integer(), months: integer(), days: integer() },
        returns: timeType,
      },
      (self: Time, { years, months, days }) => self.addDate(years, months, days),
    ),
    before: compare('Whether this is earlier.', (self, other) => self.nanos < other.nanos),
    after: compare('Whether this is later.', (self, other) => self.nanos > other.nanos),
    equal: compare(
      'Whether both are the same instant, in whatever zones.',
      (self, other) => self.nanos === other.nanos,
    ),
    format: method(
      { doc: 'The text in a layout.', params: { layout: string }, returns: string },
      (self: Time, { layout }) => formatTime(self.wall, layout),
    ),
    format_rfc3339: method({ doc: 'The text in layout RFC3339.', returns: string }, (self: Time) =>
      formatTime(self.wall, RFC3339),
    ),
    unix: method(
      { doc: 'Whole seconds since 1970, rounded down.', returns: integer() },
      (self: Time) => self.unixSeconds,
    ),
    unix_nano: method({ doc: 'Nanoseconds since 1970.', returns: int64 }, unixNano),
    date: method(
      { doc: 'Year, month, day.', returns: results(integer(), integer(), integer()) },
      ({ wall: { year, month, day } }: Time) => [year, month, day] as const,
    ),
    clock: method(
      { doc: 'Hour, minute, second.', returns: results(integer(), integer(), integer()) },
      ({ wall: { hour, minute, second } }: Time) => [hour, minute, second] as const,
    ),
    year: shown('The year.', (wall) => wall.year),
    month: shown('The month, 1 to 12.', (wall) => wall.month),
    day: shown('The day of the month.', (wall) => wall.day),
    hour: shown('The hour, 0 to 23.', (wall) => wall.hour),
    minute: shown('The minute.', (wall) => wall.minute),
    second: shown('The second.', (wall) => wall.second),
    nanosecond: shown('The nanoseconds within the second.', (wall) => wall.nanosecond),
    weekday: shown('The day of the week, from 0 for Sunday.', (wall) => wall.weekday),
    year_day: shown('The day of the year, from 1.', (wall) => wall.yearDay),
    is_zero: method({ doc: 'Whether this is 0001-01-01T00:00:00Z.', returns: boolean }, (self: Time) => self.isZero),
    utc: method({ doc: 'The same instant in UTC.', returns: timeType }, (self: Time) => self.in(UTC)),
    in_local: method({ doc: 'The same instant in local time.', returns: timeType }, (self: Time, _, env) =>
      self.in(local(env)),
    ),
    in_location: method(
      { doc: 'The same instant in a location.', params: { loc: locationType }, returns: timeType },
      (self: Time, { loc }) => self.in(loc),
    ),
    location: method({ doc: 'The location.', returns: locationType }, (self: Time) => self.location),
    round: method(
      { doc: 'To the nearest multiple of d since the zero time.', params: { d: durationType }, returns: timeType },
      (self: Time, { d }) => self.round(d.nanos),
    ),
    truncate: method(
      { doc: 'Down to a multiple of d since the zero time.', params: { d: durationType }, returns: timeType },
      (self: Time, { d }) => self.truncate(d.nanos),
    ),
  },
  metamethods: {
    eq: fn({ params: { a: anything, b: anything }, returns: boolean }, (_, { a, b }) => sameNanos(a, b)),
    lt: fn({ params: pair, returns: boolean }, (_, { a, b }) => a.nanos < b.nanos),
    le: fn({ params: pair, returns: boolean }, (_, { a, b }) => a.nanos <= b.nanos),
    add: fn({ params: { a: timeType, b: durationType }, returns: timeType }, (_, { a, b }) => a.add(b.nanos)),
    sub: fn(
      { params: { a: timeType, b: oneOf(timeType, durationType) }, returns: value },
      // `value` gives out what is presented.
      (_, { a, b }) => subtract(a, b) as unknown as LuaValue,
    ),
  },
  tostring: (self) => formatTime(self.wall, SHOWN),
  toPayload: (self) => present(string, formatTime(self.wall, RFC3339_NANO)),
});
