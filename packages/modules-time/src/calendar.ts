/** The proleptic Gregorian calendar as arithmetic on whole days. Pure; no `Date`, whose range and local zone we do not want. */

export const NANOS_PER_SECOND = 1_000_000_000n;
export const SECONDS_PER_DAY = 86_400;

/** Days from 0001-01-01 to 1970-01-01. */
const EPOCH_DAYS = 719_162;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const;
const DAYS_IN_400_YEARS = 146_097;
const DAYS_IN_100_YEARS = 36_524;
const DAYS_IN_4_YEARS = 1_461;

/** A calendar day. `weekday` counts from Sunday = 0, `yearDay` from 1. */
export interface CivilDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly yearDay: number;
}

/** Quotient rounded towards minus infinity. */
export function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** Remainder with the sign of `b`. */
export function floorMod(a: bigint, b: bigint): bigint {
  return a - floorDiv(a, b) * b;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days of a month 1-12. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : daysBeforeMonth(month + 1) - daysBeforeMonth(month);
}

function daysBeforeMonth(month: number): number {
  return DAYS_BEFORE_MONTH[month - 1] as number;
}

/** Days from 1970-01-01. Any month and day is taken: month 13 is January of the next year, day 0 the day before day 1. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const carriedYear = year + Math.floor((month - 1) / 12);
  const carriedMonth = month - 12 * Math.floor((month - 1) / 12);
  const before = carriedYear - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const leapDay = carriedMonth > 2 && isLeapYear(carriedYear) ? 1 : 0;
  return 365 * before + leapDays + daysBeforeMonth(carriedMonth) + leapDay + day - 1 - EPOCH_DAYS;
}

/** The calendar day that is `days` after 1970-01-01. */
export function civilFromDays(days: number): CivilDay {
  let rest = days + EPOCH_DAYS;
  const n400 = Math.floor(rest / DAYS_IN_400_YEARS);
  rest -= n400 * DAYS_IN_400_YEARS;
  // The last year of a century, and of a leap cycle, is a day longer than the division expects.
  const n100 = Math.min(3, Math.floor(rest / DAYS_IN_100_YEARS));
  rest -= n100 * DAYS_IN_100_YEARS;
  const n4 = Math.floor(rest / DAYS_IN_4_YEARS);
  rest -= n4 * DAYS_IN_4_YEARS;
  const n1 = Math.min(3, Math.floor(rest / 365));
  rest -= n1 * 365;

  const year = 400 * n400 + 100 * n100 + 4 * n4 + n1 + 1;
  const leap = isLeapYear(year) ? 1 : 0;
  let month = 1;
  while (month < 12 && rest >= daysBeforeMonth(month + 1) + (month >= 2 ? leap : 0)) month += 1;
  const day = rest - daysBeforeMonth(month) - (month > 2 ? leap : 0) + 1;
  const weekday = (((days + 4) % 7) + 7) % 7;
  return { year, month, day, weekday, yearDay: rest + 1 };
}
