import { Duration, invalid, INT64_MAX, INT64_MIN } from '@durable-lua/determinism';
import {
  NANOS_PER_SECOND,
  SECONDS_PER_DAY,
  civilFromDays,
  daysFromCivil,
  floorDiv,
  floorMod,
  type CivilDay,
} from './calendar.js';
import { UTC, type Location, type Zone } from './location.js';

/** A time as a calendar and a clock on the wall show it, in some zone. */
export interface Wall extends CivilDay {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  readonly zone: Zone;
}

/** Numbers as given to `time.date`: any may be out of its range and then carries over. */
export interface WallInput {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly nanosecond?: number;
}

/** 0001-01-01T00:00:00Z, from which `round` and `truncate` count. */
const ZERO_NANOS = BigInt(daysFromCivil(1, 1, 1) * SECONDS_PER_DAY) * NANOS_PER_SECOND;

/** Seconds from 1970 within which every calendar calculation is exact: about 285 million years. */
const SECONDS_LIMIT = BigInt(Number.MAX_SAFE_INTEGER);

/** An instant, to the nanosecond, and the location in which it is shown. Immutable. */
export class Time {
  private shown: Wall | undefined;

  /**
   * @param nanos nanoseconds since 1970-01-01T00:00:00Z
   * @throws LuaError INVALID beyond 285 million years
   */
  constructor(
    readonly nanos: bigint,
    readonly location: Location,
  ) {
    const seconds = nanos / NANOS_PER_SECOND;
    if (seconds > SECONDS_LIMIT || seconds < -SECONDS_LIMIT)
      throw invalid('the time is out of range (285 million years)');
  }

  /** From Unix milliseconds. */
  static fromMillis(millis: number, location: Location): Time {
    return new Time(BigInt(Math.floor(millis)) * 1_000_000n, location);
  }

  /**
   * From a time on the wall of a location. One that a change of the clock skipped is read with the offset before the
   * change; one that occurs twice is the first.
   */
  static fromWall(wall: WallInput, location: Location): Time {
    const local = localSeconds(wall);
    const nanos = BigInt(wall.nanosecond ?? 0);
    const carried = local + floorDiv(nanos, NANOS_PER_SECOND);
    if (carried > SECONDS_LIMIT || carried < -SECONDS_LIMIT)
      throw invalid('the time is out of range (285 million years)');
    const seconds = carried - BigInt(offsetOfWall(Number(carried), location));
    return new Time(seconds * NANOS_PER_SECOND + floorMod(nanos, NANOS_PER_SECOND), location);
  }

  get unixSeconds(): number {
    return Number(floorDiv(this.nanos, NANOS_PER_SECOND));
  }

  get wall(): Wall {
    return (this.shown ??= wallOf(this));
  }

  get isZero(): boolean {
    return this.nanos === ZERO_NANOS;
  }

  in(location: Location): Time {
    return new Time(this.nanos, location);
  }

  add(nanos: bigint): Time {
    return new Time(this.nanos + nanos, this.location);
  }

  /** This minus `other`, held at the ends of what a Duration can be. */
  sub(other: Time): Duration {
    const difference = this.nanos - other.nanos;
    return new Duration(difference > INT64_MAX ? INT64_MAX : difference < INT64_MIN ? INT64_MIN : difference);
  }

  /** The same time of day some years, months and days later; a day that the month has not carries over. */
  addDate(years: number, months: number, days: number): Time {
    const { year, month, day, hour, minute, second, nanosecond } = this.wall;
    return Time.fromWall(
      { year: year + years, month: month + months, day: day + days, hour, minute, second, nanosecond },
      this.location,
    );
  }

  /** Down to a multiple of `step` since the zero time. */
  truncate(step: bigint): Time {
    return step <= 0n ? this : this.add(-floorMod(this.nanos - ZERO_NANOS, step));
  }

  /** To the nearest multiple of `step` since the zero time; halves go up. */
  round(step: bigint): Time {
    if (step <= 0n) return this;
    const above = floorMod(this.nanos - ZERO_NANOS, step);
    return this.add(2n * above < step ? -above : step - above);
  }
}

/** Seconds from 1970 as if the wall were in UTC. */
function localSeconds({ year, month, day, hour = 0, minute = 0, second = 0 }: WallInput): bigint {
  const days = BigInt(daysFromCivil(year, month, day));
  return days * BigInt(SECONDS_PER_DAY) + BigInt(hour) * 3600n + BigInt(minute) * 60n + BigInt(second);
}

/** No zone changes its offset twice within two days. */
function offsetOfWall(local: number, location: Location): number {
  if (location === UTC) return 0;
  const before = location.at(local - SECONDS_PER_DAY).offset;
  const after = location.at(local + SECONDS_PER_DAY).offset;
  const happens = (offset: number) => location.at(local - offset).offset === offset;
  return !happens(before) && happens(after) ? after : before;
}

function wallOf({ nanos, unixSeconds, location }: Time): Wall {
  const zone = location.at(unixSeconds);
  const local = unixSeconds + zone.offset;
  const days = Math.floor(local / SECONDS_PER_DAY);
  const ofDay = local - days * SECONDS_PER_DAY;
  return {
    ...civilFromDays(days),
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor(ofDay / 60) % 60,
    second: ofDay % 60,
    nanosecond: Number(floorMod(nanos, NANOS_PER_SECOND)),
    zone,
  };
}
