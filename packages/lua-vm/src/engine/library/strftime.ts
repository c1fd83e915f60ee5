/** A moment as a calendar and a clock show it. */
export interface DateFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly min: number;
  readonly sec: number;
  readonly offsetMinutes: number;
  readonly unix: number;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const pad = (value: number, width = 2, fill = '0'): string => String(value).padStart(width, fill);

/** 0 is Sunday. */
export const weekday = ({ year, month, day }: DateFields): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay();
/** 1 is January 1. */
export const yearDay = ({ year, month, day }: DateFields): number =>
  Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;

/** Year and number of the ISO 8601 week: the week of a day is that of its Thursday. */
function isoWeek(fields: DateFields): { readonly year: number; readonly week: number } {
  const thursday = new Date(Date.UTC(fields.year, fields.month - 1, fields.day + 4 - (weekday(fields) || 7)));
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 604_800_000) + 1 };
}

const hour12 = ({ hour }: DateFields): number => hour % 12 || 12;

/** The conversion specifiers of C99 in the C locale. `%U` and `%W` give the ISO week. */
const SPECIFIERS: Readonly<Record<string, string | ((fields: DateFields) => string | number)>> = {
  a: (f) => (DAYS[weekday(f)] as string).slice(0, 3),
  A: (f) => DAYS[weekday(f)] as string,
  b: (f) => (MONTHS[f.month - 1] as string).slice(0, 3),
  B: (f) => MONTHS[f.month - 1] as string,
  c: '%a %b %e %H:%M:%S %Y',
  C: (f) => pad(Math.floor(f.year / 100)),
  d: (f) => pad(f.day),
  D: '%m/%d/%y',
  e: (f) => pad(f.day, 2, ' '),
  F: '%Y-%m-%d',
  g: (f) => pad(isoWeek(f).year % 100),
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
  s: (f) => f.unix,
  S: (f) => pad(f.sec),
  t: () => '\t',
  T: '%H:%M:%S',
  u: (f) => weekday(f) || 7,
  U: (f) => pad(isoWeek(f).week),
  V: (f) => pad(isoWeek(f).week),
  w: (f) => weekday(f),
  W: (f) => pad(isoWeek(f).week),
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  y: (f) => pad(f.year % 100),
  Y: (f) => f.year,
  z: (f) => {
    const minutes = Math.abs(f.offsetMinutes);
    return `${f.offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`;
  },
  Z: (f) => (f.offsetMinutes === 0 ? 'UTC' : formatOrEmpty('%z', f)),
  '%': () => '%',
};

const formatOrEmpty = (format: string, fields: DateFields): string => {
  const result = formatDate(format, fields);
  return 'text' in result ? result.text : '';
};

/** A moment by a format of C's strftime, or the specifier that is none. Pure. */
export function formatDate(
  format: string,
  fields: DateFields,
): { readonly text: string } | { readonly invalid: string } {
  let text = '';
  for (let i = 0; i < format.length; i++) {
    const char = format[i] as string;
    if (char !== '%') {
      text += char;
      continue;
    }
    const letter = format[++i] ?? '';
    const specifier = Object.hasOwn(SPECIFIERS, letter) ? SPECIFIERS[letter] : undefined;
    if (specifier === undefined) return { invalid: letter };
    text += typeof specifier === 'string' ? formatOrEmpty(specifier, fields) : String(specifier(fields));
  }
  return { text };
}
