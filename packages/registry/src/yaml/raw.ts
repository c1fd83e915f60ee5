import type { Position } from '../findings.js';
import type { Places } from './places.js';

/** A table as YAML gives it. */
export type Table = Readonly<Record<string, unknown>>;

/** An entry as it was written: nothing checked but its name and kind. */
export interface RawEntry {
  /** Path of the YAML file relative to the root, with `/`. */
  readonly file: string;
  /** Absolute path of the folder that `file://` paths are relative to. */
  readonly dir: string;
  /** Empty if the file has none. */
  readonly namespace: string;
  /** Unknown if missing or malformed. */
  readonly name: string | undefined;
  /** Unknown if the namespace or the name is. */
  readonly id: string | undefined;
  /** Unknown if missing or not a string. */
  readonly kind: string | undefined;
  readonly fields: Table;
  readonly places: Places;
  /** Where the text of the field `source` begins, if its lines are lines of the YAML file. */
  readonly textStart: Position | undefined;
}

/** One YAML file with entries. */
export interface RawFile {
  readonly file: string;
  readonly namespace: string | undefined;
  /** False if part of the file could not be understood, so that entries may be missing. */
  readonly sound: boolean;
  readonly entries: readonly RawEntry[];
}

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of a YAML value, in words for a message. */
export function describeType(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a table';
  return `a ${typeof value}`;
}
