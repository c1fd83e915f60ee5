import type { LuaSource } from '../entries.js';
import type { FindingCode, Position } from '../findings.js';
import type { Report } from '../report.js';
import type { YamlFile } from '../yaml/entries.js';
import { itemPath, keyPath } from '../yaml/places.js';
import { isTable, type RawEntry } from '../yaml/raw.js';

/** A field that names another entry; whether that exists is known when all files are read. */
export interface Reference {
  readonly from: Cursor;
  /** Full ID of the entry that is meant. */
  readonly id: string;
  /** Kind that the entry must have; any kind if absent. */
  readonly kind: string | undefined;
}

/** Where the files of a project are read from. What cannot be read is reported, and then it is undefined, or empty. */
export interface ProjectFiles {
  /** Absolute path of the folder. */
  readonly root: string;
  /** All YAML files, in the order of their paths. */
  yaml(report: Report): Promise<readonly YamlFile[]>;
  /** The Lua file that a field names, its path relative to that of the YAML file. */
  source(file: string, at: Cursor): Promise<LuaSource>;
  /** The text of a file that a field names, if it names one. */
  text(file: string | undefined, code: 'E-AUTH' | 'E-TLS', at: Cursor): Promise<string | undefined>;
  /** The absolute path of a file that is read later, again and again. */
  readable(file: string, code: 'E-AUTH' | 'E-TLS', at: Cursor): Promise<string | undefined>;
  /** The absolute path of what a field names, whether it is there or not. */
  path(file: string, at: Cursor): string;
  /** The absolute path of a folder below the root. */
  directory(written: string, at: Cursor): Promise<string | undefined>;
}

/** What the reading of one entry shares. */
export interface EntryScope {
  readonly raw: RawEntry;
  readonly files: ProjectFiles;
  readonly report: Report;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly references: Reference[];
}

/** One field of one entry: knows its path, so that a complaint about it finds its place in the file. */
export class Cursor {
  private constructor(
    readonly scope: EntryScope,
    /** Dotted path inside the entry; empty for the entry itself. */
    readonly path: string,
    /** What the field is called in its table: the last part of the path. */
    readonly name: string,
    /** What was written. */
    readonly given: unknown,
    private readonly muted: boolean,
  ) {}

  /** The entry itself. */
  static root(scope: EntryScope): Cursor {
    return new Cursor(scope, '', '', scope.raw.fields, false);
  }

  /** True if something was written that is not nothing. */
  get isFilled(): boolean {
    return this.given !== undefined && this.given !== null && this.given !== '';
  }

  /** Where the value stands; for an absent or empty field, its key or the nearest table around it. */
  get position(): Position {
    return this.scope.raw.places.value(this.path);
  }

  key(name: string): Cursor {
    const { given } = this;
    const value = isTable(given) && Object.hasOwn(given, name) ? given[name] : undefined;
    return new Cursor(this.scope, keyPath(this.path, name), name, value, this.muted);
  }

  item(index: number): Cursor {
    const value: unknown = Array.isArray(this.given) ? this.given[index] : undefined;
    return new Cursor(this.scope, itemPath(this.path, index), `${this.name}[${index}]`, value, this.muted);
  }

  /** The same field with nothing written, and nothing to say: for defaults in the place of what was refused. */
  silent(): Cursor {
    return new Cursor(this.scope, this.path, this.name, undefined, true);
  }

  /** Complains about this field; `on` says whether its key or its value is marked. */
  report(code: FindingCode, message: string, on: 'key' | 'value' = 'value'): void {
    const { places } = this.scope.raw;
    this.reportAt(on === 'key' ? places.key(this.path) : places.value(this.path), code, message);
  }

  /** Complains about this field, at a place inside its value. */
  reportAt(position: Position, code: FindingCode, message: string): void {
    if (this.muted) return;
    const { report, raw } = this.scope;
    report.add({ code, file: raw.file, ...position, entry: raw.id, field: this.path, message });
  }

  /** The full ID of a reference: without a namespace it means this file's. */
  resolveId(reference: string): string {
    return reference.includes(':') ? reference : `${this.scope.raw.namespace}:${reference}`;
  }
}
