/**
 * Layouts describe a form by example: how the reference time `Mon Jan 2 15:04:05 MST 2006` (zone -0700) would be written.
 * This file cuts a layout into fields and literal text.
 */

export type Field =
  | 'year'
  | 'year2'
  | 'monthName'
  | 'monthShort'
  | 'month2'
  | 'month'
  | 'weekdayName'
  | 'weekdayShort'
  | 'day2'
  | 'dayPadded'
  | 'day'
  | 'yearDay3'
  | 'yearDayPadded'
  | 'hour24'
  | 'hour12Zero'
  | 'hour12'
  | 'AMPM'
  | 'ampm'
  | 'minute2'
  | 'minute'
  | 'second2'
  | 'second'
  | 'fraction'
  | 'fractionTrimmed'
  | 'zoneName'
  | 'offset';

export interface FieldToken {
  readonly field: Field;
  /** As it stands in the layout. */
  readonly text: string;
}

/** An `offset` token, spelled out. */
export interface OffsetForm {
  /** `Z…`: UTC is written `Z`. */
  readonly zulu: boolean;
  readonly colon: boolean;
  readonly minutes: boolean;
  readonly seconds: boolean;
}

export type Token = FieldToken | string;

export const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
export const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** In the order of preference: where several fit, the first wins. */
const FIELDS: readonly (readonly [string, Field])[] = [
  ['January', 'monthName'],
  ['Monday', 'weekdayName'],
  ['MST', 'zoneName'],
  ['01', 'month2'],
  ['02', 'day2'],
  ['03', 'hour12Zero'],
  ['04', 'minute2'],
  ['05', 'second2'],
  ['06', 'year2'],
  ['002', 'yearDay3'],
  ['15', 'hour24'],
  ['1', 'month'],
  ['2006', 'year'],
  ['2', 'day'],
  ['__2', 'yearDayPadded'],
  ['_2', 'dayPadded'],
  ['3', 'hour12'],
  ['4', 'minute'],
  ['5', 'second'],
  ['PM', 'AMPM'],
  ['pm', 'ampm'],
  ['-070000', 'offset'],
  ['-07:00:00', 'offset'],
  ['-0700', 'offset'],
  ['-07:00', 'offset'],
  ['-07', 'offset'],
  ['Z070000', 'offset'],
  ['Z07:00:00', 'offset'],
  ['Z0700', 'offset'],
  ['Z07:00', 'offset'],
  ['Z07', 'offset'],
];

/** A field that starts at this very place of the layout. */
function fieldAt(layout: string, at: number): FieldToken | undefined {
  const fraction = /^[.,](0+|9+)(?!\d)/.exec(layout.slice(at));
  if (fraction !== null) {
    return { field: fraction[0][1] === '0' ? 'fraction' : 'fractionTrimmed', text: fraction[0] };
  }
  // Part of a word, as in "Janet" or "Monitor", is text.
  const short = /^(Jan|Mon)(?![a-z])/.exec(layout.slice(at));
  if (short !== null) return { field: short[1] === 'Jan' ? 'monthShort' : 'weekdayShort', text: short[0] };
  // "_2006" is an underscore and a year, not a padded day.
  if (layout.startsWith('_2006', at)) return undefined;
  const found = FIELDS.find(([text]) => layout.startsWith(text, at));
  return found && { text: found[0], field: found[1] };
}

/** The fields of a layout with the literal text between them. Any text is a layout. */
export function tokenize(layout: string): Token[] {
  const tokens: Token[] = [];
  let literal = '';
  for (let at = 0; at < layout.length;) {
    const token = fieldAt(layout, at);
    if (token === undefined) {
      literal += layout[at];
      at += 1;
      continue;
    }
    if (literal !== '') tokens.push(literal);
    literal = '';
    tokens.push(token);
    at += token.text.length;
  }
  if (literal !== '') tokens.push(literal);
  return tokens;
}

export function offsetForm({ text }: FieldToken): OffsetForm {
  const digits = text.replace(/\D/g, '').length;
  return { zulu: text.startsWith('Z'), colon: text.includes(':'), minutes: digits > 2, seconds: digits > 4 };
}
