import { offsetForm, type FieldToken } from './layout.js';
import { Mismatch, type Found } from './parsed-fields.js';

/** Takes a zone offset such as `Z`, `+02:00` from the front of `text`. */
export function readOffset(found: Found, text: string, token: FieldToken): string | undefined {
  const form = offsetForm(token);
  if (form.zulu && text.startsWith('Z')) {
    found.utc = true;
    return text.slice(1);
  }
  const colon = form.colon ? ':' : '';
  const pattern = `^([+-])(\\d\\d)${form.minutes ? `${colon}(\\d\\d)` : ''}${form.seconds ? `${colon}(\\d\\d)` : ''}`;
  const match = new RegExp(pattern).exec(text);
  if (match === null) return undefined;
  const [all, sign, hours, minutes = '0', seconds = '0'] = match;
  // 24 and 60 are in use for the end of a day and of an hour.
  if (Number(hours) > 24) throw outOfRange('hours');
  if (Number(minutes) > 60) throw outOfRange('minutes');
  if (Number(seconds) > 60) throw outOfRange('seconds');
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  found.offset = sign === '-' ? 0 - offset : offset;
  return text.slice(all.length);
}

const outOfRange = (part: string) => new Mismatch(`${part} of the zone offset out of range`);

/** Takes a zone abbreviation such as `CET`, `WITA`, `GMT-3`, `+09` from the front of `text`. */
export function readZoneName(found: Found, text: string): string | undefined {
  if (text.startsWith('UTC')) {
    found.utc = true;
    return text.slice(3);
  }
  const name = zoneNameOf(text);
  if (name === undefined) return undefined;
  found.zoneName = name;
  return text.slice(name.length);
}

/** Seconds east of an abbreviation that is a number: `+09`, `-0330`, `GMT+3`. */
export function numericOffset(name: string): number | undefined {
  const match = /^(?:GMT)?([+-])(\d{1,2})(\d\d)?$/.exec(name);
  if (match === null || Number(match[2]) > 23 || Number(match[3] ?? 0) > 59) return undefined;
  const size = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60;
  return match[1] === '-' ? 0 - size : size;
}

function zoneNameOf(text: string): string | undefined {
  const numeric = /^(?:GMT)?[+-]\d+/.exec(text)?.[0];
  if (numeric !== undefined && numericOffset(numeric) !== undefined) return numeric;
  const mixed = /^(?:ChST|MeST)/.exec(text);
  if (mixed !== null) return mixed[0];
  // Letters beyond three end in T (AEST), Sulawesi's WITA excepted.
  const letters = /^[A-Z]+/.exec(text)?.[0] ?? '';
  if (letters.length === 3) return letters;
  if (letters.length === 4) return letters.endsWith('T') || letters === 'WITA' ? letters : undefined;
  return letters.length === 5 && letters.endsWith('T') ? letters : undefined;
}
