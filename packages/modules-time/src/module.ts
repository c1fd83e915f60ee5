import {
  channel,
  defineModule,
  duration,
  fn,
  int64,
  integer,
  invalid,
  nothing,
  number,
  numberText,
  oneOf,
  optional,
  present,
  result,
  string,
  type Constant,
} from '@durable-lua/determinism';
import { NANOS_PER_SECOND } from './calendar.js';
import { CONSTANTS } from './constants.js';
import { durationClass, durationOf, durationType, scaled } from './duration-class.js';
import { local, now } from './local.js';
import { locationClass, locationType } from './location-class.js';
import { UTC, fixedZone, loadLocation } from './location.js';
import { parseTime } from './parse.js';
import { Ticker, tickerClass, tickerType } from './ticker.js';
import { timeClass, timeType } from './time-class.js';
import { Time } from './time-value.js';
import { Timer, positive, timerClass, timerType } from './timer.js';

/** A length of time; a plain number is nanoseconds. */
const length = duration({ unit: 'ns' });
const zero = optional(integer(), 0);

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: NANOS_PER_SECOND,
  m: 60n * NANOS_PER_SECOND,
  h: 3600n * NANOS_PER_SECOND,
};

function unitOf(unit: bigint | string): bigint {
  const nanos = typeof unit === 'bigint' ? unit : Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (nanos !== undefined) return nanos;
  throw invalid(`unknown unit "${unit}": expected ${Object.keys(UNITS).join(', ')}, or a constant such as time.SECOND`);
}

/** Unix seconds, with a fraction or not, and nanoseconds, as nanoseconds. */
function unixNanos(seconds: bigint | number, nanoseconds: bigint | number): bigint {
  return scale(seconds, NANOS_PER_SECOND) + scale(nanoseconds, 1n);
}

function scale(value: bigint | number, unit: bigint): bigint {
  if (typeof value === 'bigint') return value * unit;
  if (!Number.isFinite(value)) throw invalid(`unix: ${numberText(value)} is no time`);
  const whole = Math.floor(value);
  return BigInt(whole) * unit + BigInt(Math.round((value - whole) * Number(unit)));
}

/** The Lua module `time`: the run's clock, durable waiting, instants, durations, calendars and zones. */
export const time = defineModule(
  {
    name: 'time',
    summary: 'Clock, durable sleep and timers, durations, calendar, layouts and time zones.',
    needs: ['clock'],
  },
  {
    functions: {
      now: fn({ doc: 'The time now. In a workflow that of the current workflow task.', returns: timeType }, now),
      sleep: fn(
        {
          doc: 'Waits for d; at most lets others go first when d is not above zero.',
          params: { d: length },
          returns: nothing,
        },
        ({ clock, lua }, { d }) => (d.nanos > 0n ? clock.timer(d.millisCeil) : lua.pause()),
      ),
      after: fn(
        {
          doc: 'A channel that yields the time once, after d, and then closes; at once when d is not above zero.',
          params: { d: length },
          returns: channel,
        },
        (env, { d }) => new Timer(env, d).channel,
      ),
      timer: fn(
        {
          doc: 'A Timer that fires once, after d; at once when d is not above zero.',
          params: { d: length },
          returns: timerType,
        },
        (env, { d }) => new Timer(env, d),
      ),
      ticker: fn(
        {
          doc: 'A Ticker that fires every d, which must be above zero.',
          params: { d: length },
          returns: tickerType,
        },
        (env, { d }) => new Ticker(env, positive('ticker', d)),
      ),
      date: fn(
        {
          doc: 'The time of a date and a clock in a location, local by default. Numbers out of range carry over.',
          params: {
            year: integer(),
            month: integer(),
            day: integer(),
            hour: zero,
            minute: zero,
            second: zero,
            nanosecond: zero,
            loc: optional(locationType),
          },
          returns: timeType,
        },
        (env, { loc, ...wall }) => Time.fromWall(wall, loc ?? local(env)),
      ),
      unix: fn(
        {
          doc: 'The time of Unix seconds and nanoseconds.',
          params: { sec: oneOf(int64, number), nsec: optional(oneOf(int64, number), 0n) },
          returns: timeType,
        },
        (env, { sec, nsec }) => new Time(unixNanos(sec, nsec), local(env)),
      ),
      parse: fn(
        {
          doc: 'The time that a text writes in the form of a layout; without a zone in it, in a location, local by default.',
          params: { layout: string, value: string, loc: optional(locationType) },
          returns: result(timeType),
        },
        (env, { layout, value, loc }) => {
          env.lua.pay(8 * (layout.length + value.length));
          return parseTime(layout, value, loc ?? local(env));
        },
      ),
      parse_duration: fn(
        {
          doc: 'The Duration of a text such as "1h30m", or of nanoseconds.',
          params: { v: length },
          returns: result(durationType),
          badArguments: 'return',
        },
        (_, { v }) => v,
      ),
      duration: fn(
        {
          doc: 'n times a unit: "ns", "us", "ms", "s", "m", "h", or a constant such as time.SECOND.',
          params: { n: oneOf(int64, number), unit: optional(oneOf(int64, string), 1n) },
          returns: result(durationType),
        },
        (_, { n, unit }) => durationOf(scaled(unitOf(unit), n)),
      ),
      load_location: fn(
        { doc: 'The Location of an IANA name.', params: { name: string }, returns: result(locationType) },
        (env, { name }) => (name === 'Local' ? local(env) : loadLocation(name)),
      ),
      fixed_zone: fn(
        {
          doc: 'A Location that is always so many seconds east of UTC.',
          params: { name: string, offset: integer() },
          returns: locationType,
        },
        (_, { name, offset }) => fixedZone(name, offset),
      ),
    },
    constants: (env): Record<string, Constant> => ({
      ...CONSTANTS,
      utc: present(locationType, UTC),
      localtz: present(locationType, local(env)),
    }),
    classes: [durationClass, timeClass, locationClass, timerClass, tickerClass] as const,
  },
);
