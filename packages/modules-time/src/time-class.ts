import {
  boolean,
  defineClass,
  duration,
  fn,
  instance,
  int64,
  integer,
  invalid,
  oneOf,
  present,
  results,
  string,
  value,
  type Duration,
  type Millis,
  type Self,
  type Fn,
  type Env,
  INT64_MAX,
} from '@durable-lua/determinism';
import { RFC3339, RFC3339_NANO, SHOWN } from './constants.js';
import { durationType, sameNanos } from './duration-class.js';
import { formatTime } from './format.js';
import { local } from './local.js';
import { locationType } from './location-class.js';
import { UTC } from './location.js';
import { Time, type Wall } from './time-value.js';

export const timeType = instance<Time>('time.Time');
const anything = oneOf(timeType, value);
const pair = { a: timeType, b: timeType };

const compare = (doc: string, holds: (self: Time, other: Time) => boolean): Fn<Env, Self<Time>> =>
  fn({ doc, params: { other: timeType }, returns: boolean }, (_, { self, other }) => holds(self, other));

const shown = (doc: string, read: (wall: Wall) => number) =>
  fn({ doc, returns: integer() }, (_, { self }: Self<Time>) => read(self.wall));

function unixNano(_: Env, { self: { nanos } }: Self<Time>): bigint {
  if (nanos <= INT64_MAX && nanos >= -INT64_MAX) return nanos;
  throw invalid('unix_nano: nanoseconds of a time before 1678 or after 2261 leave 64 bit: use unix()');
}

/** Time minus Time is a Duration, Time minus Duration a Time. */
const subtract = (a: Time, b: Time | Duration) =>
  b instanceof Time ? present(durationType, a.sub(b)) : present(timeType, a.add(-b.nanos));

export const timeClass = defineClass(
  {
    type: timeType,
    doc: 'An instant, exact in nanoseconds, with the location in which it is shown. Immutable.',
    needs: ['clock'],
  },
  {
    methods: {
      add: fn(
        { doc: 'This time later by d.', params: { d: duration({ unit: 'ns' }) }, returns: timeType },
        (_, { self, d }) => self.add(d.nanos),
      ),
      sub: fn(
        { doc: 'The Duration from other to this.', params: { other: timeType }, returns: durationType },
        (_, { self, other }) => self.sub(other),
      ),
      add_date: fn(
        {
          doc: 'Years, months and days later by the calendar; January 31 and one month is early March.',
          params: { years: integer(), months: integer(), days: integer() },
          returns: timeType,
        },
        (_, { self, years, months, days }) => self.addDate(years, months, days),
      ),
      before: compare('Whether this is earlier.', (self, other) => self.nanos < other.nanos),
      after: compare('Whether this is later.', (self, other) => self.nanos > other.nanos),
      equal: compare(
        'Whether both are the same instant, in whatever zones.',
        (self, other) => self.nanos === other.nanos,
      ),
      format: fn(
        { doc: 'The text in a layout.', params: { layout: string }, returns: string },
        ({ lua }, { self, layout }) => {
          lua.pay(4 * layout.length);
          return formatTime(self.wall, layout);
        },
      ),
      format_rfc3339: fn({ doc: 'The text in layout RFC3339.', returns: string }, (_, { self }) =>
        formatTime(self.wall, RFC3339),
      ),
      unix: fn(
        { doc: 'Whole seconds since 1970, rounded down.', returns: integer() },
        (_, { self }) => self.unixSeconds,
      ),
      unix_nano: fn({ doc: 'Nanoseconds since 1970.', returns: int64 }, unixNano),
      date: fn(
        { doc: 'Year, month, day.', returns: results(integer(), integer(), integer()) },
        (
          _,
          {
            self: {
              wall: { year, month, day },
            },
          },
        ) => [year, month, day] as const,
      ),
      clock: fn(
        { doc: 'Hour, minute, second.', returns: results(integer(), integer(), integer()) },
        (
          _,
          {
            self: {
              wall: { hour, minute, second },
            },
          },
        ) => [hour, minute, second] as const,
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
      is_zero: fn({ doc: 'Whether this is 0001-01-01T00:00:00Z.', returns: boolean }, (_, { self }) => self.isZero),
      utc: fn({ doc: 'The same instant in UTC.', returns: timeType }, (_, { self }) => self.in(UTC)),
      in_local: fn({ doc: 'The same instant in local time.', returns: timeType }, (env, { self }) =>
        self.in(local(env)),
      ),
      in_location: fn(
        { doc: 'The same instant in a location.', params: { loc: locationType }, returns: timeType },
        (_, { self, loc }) => self.in(loc),
      ),
      location: fn({ doc: 'The location.', returns: locationType }, (_, { self }) => self.location),
      round: fn(
        { doc: 'To the nearest multiple of d since the zero time.', params: { d: durationType }, returns: timeType },
        (_, { self, d }) => self.round(d.nanos),
      ),
      truncate: fn(
        { doc: 'Down to a multiple of d since the zero time.', params: { d: durationType }, returns: timeType },
        (_, { self, d }) => self.truncate(d.nanos),
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
        (_, { a, b }) => subtract(a, b),
      ),
    },
    tostring: (self) => formatTime(self.wall, SHOWN),
    toPayload: (self) => present(string, formatTime(self.wall, RFC3339_NANO)),
    from: (millis) => Time.fromMillis(millis as Millis, UTC),
  },
);
