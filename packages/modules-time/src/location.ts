import { LuaError, invalid } from '@durable-lua/determinism';
import { isZoneName, zoneLetters } from './zone-names.js';

/** What a clock on the wall differs by at some instant. */
export interface Zone {
  /** Seconds east of UTC. */
  readonly offset: number;
  /** `CET`, `UTC`; for a zone without letters its offset (`+09`); "" for a zone that has no name at all. */
  readonly abbreviation: string;
}

/** A place's rules for local time. Immutable. */
export class Location {
  constructor(
    readonly name: string,
    private readonly zoneAt: (unixSeconds: number) => Zone,
  ) {}

  /** The zone in use at an instant. */
  at(unixSeconds: number): Zone {
    return this.zoneAt(unixSeconds);
  }

  toString(): string {
    return this.name;
  }
}

const UTC_ZONE: Zone = { offset: 0, abbreviation: 'UTC' };

export const UTC = new Location('UTC', () => UTC_ZONE);

/** A location that is always `offset` seconds east of UTC. */
export function fixedZone(name: string, offset: number): Location {
  const zone: Zone = { offset, abbreviation: name };
  return new Location(name, () => zone);
}

/**
 * The location of an IANA name, or UTC.
 * @throws LuaError INVALID for "", NOT_FOUND for a name this system does not know.
 */
export function loadLocation(name: string): Location {
  if (name === '') throw invalid('a location name must not be empty: use an IANA name such as "Europe/Berlin"');
  if (name === 'UTC') return UTC;
  const formats = isZoneName(name) ? formatsOf(name) : undefined;
  if (formats === undefined) {
    throw new LuaError({
      kind: 'NOT_FOUND',
      message: `unknown location "${name}": use an IANA name such as "Europe/Berlin"`,
      retryable: false,
    });
  }
  return new Location(name, (seconds) => lookUp(name, formats, seconds));
}

/** The host's own zone. It is called `Local`, except where the host says that local time is UTC. */
export function localLocation(zone: string): Location {
  if (zone === 'UTC') return UTC;
  const place = loadLocation(zone);
  return new Location('Local', (seconds) => place.at(seconds));
}

interface Formats {
  readonly offset: Intl.DateTimeFormat;
  readonly letters: Intl.DateTimeFormat;
}

/** Making a formatter costs a hundred times a look-up. Keyed without case, as Intl reads names, so that it stays finite. */
const cache = new Map<string, Formats>();

function formatsOf(name: string): Formats | undefined {
  const key = name.toLowerCase();
  let formats = cache.get(key);
  if (formats === undefined) {
    try {
      formats = {
        offset: new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' }),
        letters: new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'short' }),
      };
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
    cache.set(key, formats);
  }
  return formats;
}

/** Intl's range in seconds; beyond it the rules of its ends go on. */
const INTL_LIMIT = 8_640_000_000_000;

class ZoneAt implements Zone {
  constructor(
    private readonly name: string,
    readonly offset: number,
    private readonly formats: Formats,
    private readonly millis: number,
  ) {}

  get abbreviation(): string {
    return abbreviationOf(this.name, this.offset, this.formats.letters.format(this.millis));
  }
}

function lookUp(name: string, formats: Formats, unixSeconds: number): Zone {
  const millis = 1000 * Math.min(INTL_LIMIT, Math.max(-INTL_LIMIT, unixSeconds));
  const offset = parseOffset(formats.offset.format(millis));
  return new ZoneAt(name, offset, formats, millis);
}

/** ICU has letters for North America; elsewhere it says `GMT+1`, and for the Aleutians `HAST`, which nobody else does. */
function abbreviationOf(name: string, offset: number, formatted: string): string {
  // Before there were zones every place had the mean time of its own sun.
  if (offset % 60 !== 0) return 'LMT';
  const letters = / ([A-Z]{3,5})$/.exec(formatted)?.[1];
  if (letters !== undefined && !['GMT', 'UTC', 'HAST', 'HADT'].includes(letters)) return letters;
  const known = zoneLetters(name, offset);
  if (known !== undefined) return known ?? numericAbbreviation(offset);
  return letters ?? numericAbbreviation(offset);
}

/** Seconds of `…GMT`, `…GMT-05:00` or `…GMT-04:56:02`. */
function parseOffset(text: string): number {
  const match = /GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(text);
  if (match === null) throw new Error(`unexpected offset of Intl: ${text}`);
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -size : size;
}

/** `+09`, `+0530`: what the tz database writes where people use no letters. */
function numericAbbreviation(offset: number): string {
  const minutes = Math.abs(offset) / 60;
  const parts = [Math.floor(minutes / 60), ...(minutes % 60 === 0 ? [] : [minutes % 60])];
  return (offset < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join('');
}
