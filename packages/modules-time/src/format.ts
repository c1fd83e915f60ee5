import { MONTHS, WEEKDAYS, offsetForm, tokenize, type FieldToken } from './layout.js';
import type { Wall } from './time-value.js';

/** The text of a time in a layout. Pure. */
export function formatTime(wall: Wall, layout: string): string {
  return tokenize(layout)
    .map((token) => (typeof token === 'string' ? token : formatField(wall, token)))
    .join('');
}

function formatField(wall: Wall, token: FieldToken): string {
  const { year, month, day, yearDay, hour, minute, second } = wall;
  const hour12 = hour % 12 || 12;
  switch (token.field) {
    case 'year':
      return padded(year, 4);
    case 'year2':
      return padded(Math.abs(year) % 100, 2);
    case 'monthName':
      return MONTHS[month - 1] as string;
    case 'monthShort':
      return (MONTHS[month - 1] as string).slice(0, 3);
    case 'month2':
      return padded(month, 2);
    case 'month':
      return String(month);
    case 'weekdayName':
      return WEEKDAYS[wall.weekday] as string;
    case 'weekdayShort':
      return (WEEKDAYS[wall.weekday] as string).slice(0, 3);
    case 'day2':
      return padded(day, 2);
    case 'dayPadded':
      return String(day).padStart(2, ' ');
    case 'day':
      return String(day);
    case 'yearDay3':
      return padded(yearDay, 3);
    case 'yearDayPadded':
      return String(yearDay).padStart(3, ' ');
    case 'hour24':
      return padded(hour, 2);
    case 'hour12Zero':
      return padded(hour12, 2);
    case 'hour12':
      return String(hour12);
    case 'AMPM':
      return hour < 12 ? 'AM' : 'PM';
    case 'ampm':
      return hour < 12 ? 'am' : 'pm';
    case 'minute2':
      return padded(minute, 2);
    case 'minute':
      return String(minute);
    case 'second2':
      return padded(second, 2);
    case 'second':
      return String(second);
    case 'fraction':
    case 'fractionTrimmed':
      return formatFraction(wall.nanosecond, token);
    case 'zoneName':
      return wall.zone.abbreviation || formatOffset(wall.zone.offset, { field: 'offset', text: '-0700' });
    case 'offset':
      return formatOffset(wall.zone.offset, token);
  }
}

/** With a sign in front of the zeros. */
function padded(value: number, width: number): string {
  return (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, '0');
}

function formatFraction(nanosecond: number, { field, text }: FieldToken): string {
  const digits = padded(nanosecond, 9).slice(0, text.length - 1);
  if (field === 'fraction') return text[0] + digits;
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? '' : text[0] + trimmed;
}

function formatOffset(offset: number, token: FieldToken): string {
  const form = offsetForm(token);
  if (form.zulu && offset === 0) return 'Z';
  const size = Math.abs(offset);
  const parts = [Math.floor(size / 3600)];
  if (form.minutes) parts.push(Math.floor(size / 60) % 60);
  if (form.seconds) parts.push(size % 60);
  return (offset < 0 ? '-' : '+') + parts.map((part) => padded(part, 2)).join(form.colon ? ':' : '');
}
