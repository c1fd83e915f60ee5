/** What the fields of a value said. */
export interface Found {
  year: number;
  month?: number;
  day?: number;
  yearDay?: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  half?: 'AM' | 'PM';
  utc?: true;
  /** Seconds east. */
  offset?: number;
  zoneName?: string;
}

/** Why a value does not fit; `parseTime` adds which value and layout. */
export class Mismatch extends Error {}
