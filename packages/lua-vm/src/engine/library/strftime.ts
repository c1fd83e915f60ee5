import { offsetText, utcMillis } from './zone.js';

/** A moment as a calendar and a clock show it. */
export interface DateFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly min: number;
  readonly sec: number;
  readonly offsetMinutes: number;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const pad = (value: number, width = 2, fill = '0'): string => String(value).padStart(width, fill);

const DAY = 86_400_000;
const midnight = (year: number, month: number, day: number): number => utcMillis(year, month, day, 0, 0, 0);

/** 0 is Sunday. */
export const weekday = ({ year, month, day }: DateFields): number => new Date(midnight(year, month, day)).getUTCDay();
/** 1 is January 1. */
export const yearDay = ({ year, month, day }: DateFields): number =>
  Math.round((midnight(year, month, day) - midnight(year, 1, 1)) / DAY) + 1;
/** Weeks of the year that have begun, each on this weekday; the days before the first are week 0. */
const weekFrom = (first: number, fields: DateFields): number =>
  Math.floor((yearDay(fields) + 6 - ((weekday(fields) + 7 - first) % 7)) / 7);

/** Year and number of the ISO 8601 week: the week of a day is that of its Thursday. */
function isoWeek(fields: DateFields): { readonly year: number; readonly week: number } {
  const thursday = midnight(fields.year, fields.month, fields.day + 4 - (weekday(fields) || 7));
  const year = new Date(thursday).getUTCFullYear();
  return { year, week: Math.floor((thursday - midnight(year, 1, 1)) / (7 * DAY)) + 1 };
}

const inCentury = (year: number): string => pad(((year % 100) + 100) % 100);

const hour12 = ({ hour }: DateFields): number => hour % 12 || 12;

/** The conversion specifiers of C99 in the C locale. */
const SPECIFIERS: Readonly<Record<string, string | ((fields: DateFields) => string | number)>> = {
  a: (f) => (DAYS[weekday(f)] as string).slice(0, 3),
  A: (f) => DAYS[weekday(f)] as string,
  b: (f) => (MONTHS[f.month - 1] as string).slice(0, 3),
  B: (f) => MONTHS[f.month - 1] as string,
  c: '%a %b %e %H:%M:%S %Y',
  C: (f) => Math.floor(f.year / 100),
  d: (f) => pad(f.day),
  D: '%m/%d/%y',
  e: (f) => pad(f.day, 2, ' '),
  F: '%Y-%m-%d',
  g: (f) => inCentury(isoWeek(f).year),
  G: (f) => isoWeek(f).year,
  h: '%b',
  H: (f) => pad(f.hour),
  I: (f) => pad(hour12(f)),
  j: (f) => pad(yearDay(f), 3),
  m: (f) => pad(f.month),
  M: (f) => pad(f.min),
  n: () => '\n',
  p: (f) => (f.hour < 12 ? 'AM' : 'PM'),
  r: '%I:%M:%S %p',
  R: '%H:%M',
  S: (f) => pad(f.sec),
  t: () => '\t',
  T: '%H:%M:%S',
  u: (f) => weekday(f) || 7,
  U: (f) => pad(weekFrom(0, f)),
  V: (f) => pad(isoWeek(f).week),
  w: (f) => weekday(f),
  W: (f) => pad(weekFrom(1, f)),
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  y: (f) => inCentury(f.year),
  Y: (f) => f.year,
  z: (f) => offsetText(f.offsetMinutes),
  '%': () => '%',
};

/** The specifiers that C99 allows after `E` and `O`; the C locale has no other forms of them. */
const MODIFIED: Readonly<Record<string, string>> = { E: 'cCxXyY', O: 'deHImMSuUVwWy' };

/**
 * A moment by a format of C's strftime, or what stands in it from the first specifier on that is none. Pure.
 * @param zoneName for `%Z`.
 */
export function formatDate(
  format: string,
  fields: DateFields,
  zoneName: () => string,
): { readonly text: string } | { readonly invalid: string } {
  const written = (letter: string): string | undefined => {
    if (letter === 'Z') return zoneName();
    const specifier = Object.hasOwn(SPECIFIERS, letter) ? SPECIFIERS[letter] : undefined;
    if (typeof specifier !== 'string') return specifier && String(specifier(fields));
    return specifier.replace(/%(.)/g, (_, one: string) => written(one) ?? '');
  };
  let text = '';
  for (let i = 0; i < format.length; i++) {
    const char = format[i] as string;
    if (char !== '%') {
      text += char;
      continue;
    }
    const from = i + 1;
    const letters = Object.hasOwn(MODIFIED, format[from] ?? '') ? MODIFIED[format[from] as string] : undefined;
    i = letters?.includes(format[from + 1] ?? '-') ? from + 1 : from;
    const part = written(format[i] ?? '');
    if (part === undefined) return { invalid: format.slice(from) };
    text += part;
  }
  return { text };
}
