import { describe, expect, it } from 'vitest';
import { LuaError, formatDuration, parseDuration } from '@durable-lua/determinism';
import table from '../oracle/cases.json' with { type: 'json' };
import { formatTime } from './format.js';
import { fixedZone, loadLocation, type Location } from './location.js';
import { parseTime } from './parse.js';
import { Time } from './time-value.js';

/**
 * Our answers against those of Go's time package, whose layouts and duration texts ours are: see oracle/main.go. Each test
 * compares a whole list, so that a failure shows every case that differs.
 */

/** `UTC`, an IANA name, or `fixed NAME SECONDS`. */
function locationOf(zone: string): Location {
  const fixed = /^fixed (.*) (-?\d+)$/.exec(zone);
  return fixed === null ? loadLocation(zone) : fixedZone(fixed[1] as string, Number(fixed[2]));
}

const timeOf = (nanos: string, zone: string) => new Time(BigInt(nanos), locationOf(zone));

const abbreviationOf = (time: Time) => time.wall.zone.abbreviation;

/** The value of `attempt`, or `undefined` when it throws an error of this kind. */
function unless<T>(kind: string, attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (LuaError.is(error) && error.kind === kind) return undefined;
    throw error;
  }
}

describe('the oracle table', () => {
  it('is large enough to mean something', () => {
    expect(Object.values(table).flat().length).toBeGreaterThan(900);
  });

  it('agrees on what a layout writes', () => {
    const ours = table.format.map((one) => ({
      ...one,
      text: formatTime(timeOf(one.nanos, one.zone).wall, one.layout),
    }));
    expect(ours).toEqual(table.format);
  });

  it('agrees on what a layout reads and refuses', () => {
    const ours = table.parse.map(({ layout, value, zone }) => {
      const time = unless('INVALID', () => parseTime(layout, value, locationOf(zone)));
      if (time === undefined) return { layout, value, zone, offset: 0, abbreviation: '', failed: true };
      return {
        layout,
        value,
        zone,
        nanos: String(time.nanos),
        offset: time.wall.zone.offset,
        abbreviation: abbreviationOf(time),
      };
    });
    expect(ours).toEqual(table.parse);
  });

  it('agrees on the instant of a time on the wall, skipped and repeated ones included', () => {
    const ours = table.wall.map(({ wall, zone }) => {
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, nanosecond = 0] = wall;
      const time = Time.fromWall({ year, month, day, hour, minute, second, nanosecond }, locationOf(zone));
      return { wall, zone, nanos: String(time.nanos) };
    });
    expect(ours).toEqual(table.wall);
  });

  it('agrees on sums by the calendar', () => {
    const ours = table.add.map((one) => {
      const [years = 0, months = 0, days = 0] = one.add;
      return { ...one, sum: String(timeOf(one.nanos, one.zone).addDate(years, months, days).nanos) };
    });
    expect(ours).toEqual(table.add);
  });

  it('agrees on calendar, clock, offset and letters in a zone', () => {
    const ours = table.fields.map(({ nanos, zone }) => {
      const time = timeOf(nanos, zone);
      const { year, month, day, hour, minute, second, nanosecond, weekday, yearDay } = time.wall;
      return {
        nanos,
        zone,
        fields: [year, month, day, hour, minute, second, nanosecond, weekday, yearDay],
        offset: time.wall.zone.offset,
        abbreviation: abbreviationOf(time),
      };
    });
    expect(ours).toEqual(table.fields);
  });

  it('agrees on multiples of a duration', () => {
    const ours = table.round.map(({ nanos, step }) => {
      const time = timeOf(nanos, 'UTC');
      return {
        nanos,
        step,
        rounded: String(time.round(BigInt(step)).nanos),
        truncated: String(time.truncate(BigInt(step)).nanos),
      };
    });
    expect(ours).toEqual(table.round);
  });

  it('agrees on duration texts', () => {
    const ours = table.durations.map(({ text }) => {
      const nanos = parseDuration(text);
      return nanos === undefined
        ? { text, failed: true }
        : { text, nanos: String(nanos), shown: formatDuration(nanos) };
    });
    expect(ours).toEqual(table.durations);
  });

  it('agrees on the names of locations', () => {
    const ours = table.zones.map(({ name }) => ({
      name,
      known: unless('NOT_FOUND', () => loadLocation(name)) !== undefined,
    }));
    expect(ours).toEqual(table.zones);
  });
});
