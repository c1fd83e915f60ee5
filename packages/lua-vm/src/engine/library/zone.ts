import type { Zone } from '../state/machine.js';
import type { DateFields } from './strftime.js';

const MINUTE = 60_000;
const QUARTER = 91.25 * 24 * 60 * MINUTE;

/** Unix milliseconds of the first and the last moment that has a wall clock everywhere: a little less than `Date` knows. */
const LIMIT = 8.64e15 - 2 * 24 * 60 * MINUTE;
export const isMoment = (ms: number): boolean => Math.abs(ms) <= LIMIT;

export const UTC: Zone = { offsetAt: () => 0, nameAt: () => 'UTC' };

/** @param name of a zone that the platform knows. */
export function zoneOf(name: string): Zone {
  if (name === 'UTC') return UTC;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    era: 'short',
  });
  return {
    offsetAt(ms) {
      const within = Math.max(-LIMIT, Math.min(LIMIT, ms));
      const parts = Object.fromEntries(format.formatToParts(within).map(({ type, value }) => [type, value]));
      const field = (type: string): number => Number(parts[type]);
      const year = parts['era'] === 'BC' ? 1 - field('year') : field('year');
      const wall = utcMillis(year, field('month'), field('day'), field('hour'), field('minute'), field('second'));
      return Math.round((wall - Math.floor(within / 1000) * 1000) / MINUTE);
    },
    nameAt(ms) {
      const named = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'short' }).formatToParts(ms);
      const short = named.find(({ type }) => type === 'timeZoneName')?.value ?? '';
      return /^[A-Z]{2,5}$/.test(short) ? short : offsetText(this.offsetAt(ms));
    },
  };
}

/** Minutes east of UTC as `+0530`. */
export function offsetText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours * 100 + rest).padStart(4, '0')}`;
}

/** As `Date.UTC`, for every year. */
export function utcMillis(year: number, month: number, day: number, hour: number, min: number, sec: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, min, sec);
  return date.getTime();
}

export function fieldsAt(zone: Zone, ms: number): DateFields {
  const offsetMinutes = zone.offsetAt(ms);
  const date = new Date(ms + offsetMinutes * MINUTE);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    min: date.getUTCMinutes(),
    sec: date.getUTCSeconds(),
    offsetMinutes,
  };
}

/**
 * The moment at which the clocks of a zone show this time. One that they skip takes the offset before the gap; of one that
 * they show twice the first counts.
 * @param isSummer whether it is meant by summer time, or by the other time of the zone, whichever holds at that moment.
 */
export function momentOf(zone: Zone, wall: number, isSummer?: boolean): number {
  const ms = plainMomentOf(zone, wall);
  if (isSummer === undefined || isSummerTime(zone, ms) === isSummer) return ms;
  const offset = zone.offsetAt(ms);
  const other = offsetsAround(zone, ms).find((one) => one !== offset);
  // A zone without summer time has it an hour ahead, as in C.
  return wall - (other ?? offset + 60) * MINUTE;
}

function plainMomentOf(zone: Zone, wall: number): number {
  const before = zone.offsetAt(wall - 24 * 60 * MINUTE);
  const after = zone.offsetAt(wall + 24 * 60 * MINUTE);
  const guess = wall - before * MINUTE;
  if (zone.offsetAt(guess) === before) return guess;
  const later = wall - after * MINUTE;
  return zone.offsetAt(later) === after ? later : guess;
}

/** Within a year, so often that no season is left out. */
const offsetsAround = (zone: Zone, ms: number): readonly number[] =>
  [-2, -1, 1, 2].map((quarters) => zone.offsetAt(ms + quarters * QUARTER));

/** Whether the clocks are ahead of what they are at other times of the year. */
export const isSummerTime = (zone: Zone, ms: number): boolean =>
  zone !== UTC && zone.offsetAt(ms) > Math.min(...offsetsAround(zone, ms));
