import { invalid } from '@durable-lua/determinism';
import { daysInMonth, isLeapYear } from './calendar.js';
import { MONTHS, WEEKDAYS, tokenize, type FieldToken, type Token } from './layout.js';
import { UTC, fixedZone, type Location } from './location.js';
import { Mismatch, type Found } from './parsed-fields.js';
import { numericOffset, readOffset, readZoneName } from './parse-zone.js';
import { Time } from './time-value.js';

/**
 * The time that `value` writes in the form of `layout`. What the layout leaves out is year 0, January, day 1, midnight.
 * @throws LuaError INVALID when the value does not fit or names a day or hour that does not exist
 */
export function parseTime(layout: string, value: string, location: Location): Time {
  try {
    return toTime(readAll(layout, value), location);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw invalid(`time ${JSON.stringify(value)} does not fit layout ${JSON.stringify(layout)}: ${error.message}`);
  }
}

function readAll(layout: string, value: string): Found {
  const found: Found = { year: 0, hour: 0, minute: 0, second: 0, nanosecond: 0 };
  const tokens = tokenize(layout);
  let rest = value;
  tokens.forEach((token, index) => {
    const next =
      typeof token === 'string' ? readLiteral(rest, token) : readField(found, rest, token, tokens[index + 1]);
    if (next === undefined) {
      const expected = typeof token === 'string' ? token : token.text;
      throw new Mismatch(`cannot read ${JSON.stringify(rest)} as ${JSON.stringify(expected)}`);
    }
    rest = next;
  });
  if (rest !== '') throw new Mismatch(`unexpected ${JSON.stringify(rest)} at the end`);
  return found;
}

/** What follows the literal; a run of spaces stands for any run of spaces. */
function readLiteral(text: string, literal: string): string | undefined {
  let rest = text;
  for (const part of literal.split(/( +)/)) {
    if (part.startsWith(' ')) {
      if (rest !== '' && !rest.startsWith(' ')) return undefined;
      rest = rest.replace(/^ +/, '');
    } else if (rest.startsWith(part)) {
      rest = rest.slice(part.length);
    } else {
      return undefined;
    }
  }
  return rest;
}

/** Takes one field from the front of `text` into `found`; gives what follows, `undefined` when the text has another form. */
function readField(found: Found, text: string, token: FieldToken, following: Token | undefined): string | undefined {
  /** One or two digits, or exactly as many as given. */
  const digits = (count?: number): { value: number; rest: string } | undefined => {
    const match = (count === undefined ? /^\d{1,2}/ : new RegExp(`^\\d{${count}}`)).exec(text);
    return match === null ? undefined : { value: Number(match[0]), rest: text.slice(match[0].length) };
  };
  const number = (
    key: 'month' | 'day' | 'hour' | 'minute' | 'second',
    count: 2 | undefined,
    min: number,
    max: number,
  ) => {
    const read = digits(count);
    if (read === undefined) return undefined;
    if (read.value < min || read.value > max) throw new Mismatch(`${key} out of range`);
    found[key] = read.value;
    return read.rest;
  };

  switch (token.field) {
    case 'year': {
      const read = digits(4);
      if (read !== undefined) found.year = read.value;
      return read?.rest;
    }
    case 'year2': {
      const read = digits(2);
      if (read !== undefined) found.year = read.value + (read.value >= 69 ? 1900 : 2000);
      return read?.rest;
    }
    case 'monthName':
    case 'monthShort': {
      const names = token.field === 'monthName' ? MONTHS : MONTHS.map(short);
      const index = names.findIndex((name) => startsWith(text, name));
      if (index < 0) return undefined;
      found.month = index + 1;
      return text.slice((names[index] as string).length);
    }
    case 'weekdayName':
    case 'weekdayShort': {
      const names = token.field === 'weekdayName' ? WEEKDAYS : WEEKDAYS.map(short);
      const name = names.find((candidate) => startsWith(text, candidate));
      return name && text.slice(name.length);
    }
    case 'month2':
      return number('month', 2, 1, 12);
    case 'month':
      return number('month', undefined, 1, 12);
    // Days are checked once month and year are known.
    case 'day2':
      return number('day', 2, 0, 99);
    case 'day':
      return number('day', undefined, 0, 99);
    case 'dayPadded':
      text = text.replace(/^ /, '');
      return number('day', undefined, 0, 99);
    case 'yearDay3':
    case 'yearDayPadded': {
      const match = (token.field === 'yearDay3' ? /^\d{3}/ : /^ {0,2}\d{1,3}/).exec(text);
      if (match === null) return undefined;
      found.yearDay = Number(match[0]);
      return text.slice(match[0].length);
    }
    case 'hour24':
      return number('hour', undefined, 0, 23);
    case 'hour12Zero':
      return number('hour', 2, 0, 12);
    case 'hour12':
      return number('hour', undefined, 0, 12);
    case 'AMPM':
    case 'ampm': {
      const match = (token.field === 'AMPM' ? /^[AP]M/ : /^[ap]m/).exec(text);
      if (match === null) return undefined;
      found.half = match[0].toUpperCase() as 'AM' | 'PM';
      return text.slice(2);
    }
    case 'minute2':
      return number('minute', 2, 0, 59);
    case 'minute':
      return number('minute', undefined, 0, 59);
    case 'second2':
    case 'second': {
      const rest = number('second', token.field === 'second2' ? 2 : undefined, 0, 59);
      // A value may be more exact than its layout.
      const written = typeof following === 'object' && following.field.startsWith('fraction');
      return rest === undefined || written ? rest : readFraction(found, rest, '[.,]\\d+');
    }
    case 'fraction': {
      const pattern = `[.,]\\d{${token.text.length - 1}}`;
      return new RegExp(`^${pattern}`).test(text) ? readFraction(found, text, pattern) : undefined;
    }
    case 'fractionTrimmed':
      return readFraction(found, text, '[.,]\\d+');
    case 'zoneName':
      return readZoneName(found, text);
    case 'offset':
      return readOffset(found, text, token);
  }
}

/** Takes a fraction if there is one. Digits below a nanosecond are dropped. */
function readFraction(found: Found, text: string, pattern: string): string {
  const match = new RegExp(`^${pattern}`).exec(text);
  if (match === null) return text;
  found.nanosecond = Number(match[0].slice(1, 10).padEnd(9, '0'));
  return text.slice(match[0].length);
}

const short = (name: string) => name.slice(0, 3);

const startsWith = (text: string, name: string) => text.slice(0, name.length).toLowerCase() === name.toLowerCase();

function toTime(found: Found, location: Location): Time {
  const { month, day } = dayOf(found);
  const { year, minute, second, nanosecond, half } = found;
  const hour = half === 'PM' && found.hour < 12 ? found.hour + 12 : half === 'AM' && found.hour === 12 ? 0 : found.hour;
  const wall = { year, month, day, hour, minute, second, nanosecond };
  if (found.utc) return Time.fromWall(wall, UTC);
  const asUtc = Time.fromWall(wall, UTC);
  if (found.offset !== undefined) return atOffset(asUtc, found.offset, found.zoneName, location);
  if (found.zoneName !== undefined) return atZoneName(asUtc, found.zoneName, location);
  return Time.fromWall(wall, location);
}

/** Month and day, whether given as such or as a day of the year. */
function dayOf({ year, month, day, yearDay }: Found): { month: number; day: number } {
  if (yearDay !== undefined) {
    if (yearDay < 1 || yearDay > (isLeapYear(year) ? 366 : 365)) throw new Mismatch('day of the year out of range');
    let [ofMonth, rest] = [1, yearDay];
    while (rest > daysInMonth(year, ofMonth)) rest -= daysInMonth(year, ofMonth++);
    if ((month ?? ofMonth) !== ofMonth || (day ?? rest) !== rest) {
      throw new Mismatch('day of the year differs from month and day');
    }
    return { month: ofMonth, day: rest };
  }
  if (day !== undefined && (day < 1 || day > daysInMonth(year, month ?? 1))) throw new Mismatch('day out of range');
  return { month: month ?? 1, day: day ?? 1 };
}

const shifted = (time: Time, offset: number) => time.add(BigInt(-offset) * 1_000_000_000n);

function atOffset(asUtc: Time, offset: number, name: string | undefined, location: Location): Time {
  const time = shifted(asUtc, offset);
  const fits = [location, UTC].find((candidate) => {
    const zone = candidate.at(time.unixSeconds);
    return zone.offset === offset && (name === undefined || zone.abbreviation === name);
  });
  return time.in(fits ?? fixedZone(name ?? '', offset));
}

/** An abbreviation means what it means in `location`, at that time if possible; a stranger has offset 0. */
function atZoneName(asUtc: Time, name: string, location: Location): Time {
  const day = 86_400;
  const samples = [-1, 1, ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((month) => month * 31)];
  const zones = samples.map((days) => location.at(asUtc.unixSeconds + days * day));
  const matches = zones.filter((zone) => zone.abbreviation === name);
  const current = matches.find((zone) => {
    const there = location.at(asUtc.unixSeconds - zone.offset);
    return there.offset === zone.offset && there.abbreviation === name;
  });
  const zone = current ?? matches[0];
  if (zone !== undefined) return shifted(asUtc, zone.offset).in(location);
  const offset = numericOffset(name) ?? 0;
  return shifted(asUtc, offset).in(fixedZone(name, offset));
}
