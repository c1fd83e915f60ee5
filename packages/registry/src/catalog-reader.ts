import { Catalog } from './catalog.js';
import { Cursor, type EntryScope, type ProjectFiles } from './fields/index.js';
import { entryBase, KINDS } from './kinds/index.js';
import type { Report } from './report.js';
import { didYouMean } from './suggest.js';
import { readEntries } from './yaml/entries.js';
import { describeType, type RawEntry, type RawFile } from './yaml/raw.js';

/** Turns YAML files into a catalog of entries; each entry is looked at by itself, the rules between them come later. */
export class CatalogReader {
  private readonly catalog = new Catalog();
  private readonly firstOf = new Map<string, RawEntry>();

  constructor(
    private readonly files: ProjectFiles,
    private readonly env: EntryScope['env'],
    /** Prefixes of kinds that the application handles itself. */
    private readonly customKinds: readonly string[],
    private readonly report: Report,
  ) {}

  async read(): Promise<Catalog> {
    const yaml = await this.files.yaml(this.report);
    const files = yaml.flatMap((file) => readEntries(file, this.report) ?? []);
    if (files.length === 0 && !this.report.hasErrors) {
      const message = `no _index.yaml with "namespace" and "entries" was found below ${this.files.root}: name the folder that has one, or begin one with "durable-lua init"`;
      this.report.add({ code: 'E-ENTRIES', file: '_index.yaml', line: 1, column: 1, message });
    }
    for (const file of files) {
      if (!file.sound || file.namespace === undefined) this.noteUnsound(file);
      for (const raw of file.entries) await this.readEntry(raw, file.sound);
    }
    return this.catalog;
  }

  isKnownKind(kind: string): boolean {
    return KINDS.has(kind) || this.isCustom(kind);
  }

  private isCustom(kind: string): boolean {
    return this.customKinds.some((prefix) => kind.startsWith(prefix));
  }

  private noteUnsound({ namespace }: RawFile): void {
    if (namespace === undefined) this.catalog.allUnsound = true;
    else this.catalog.unsoundNamespaces.add(namespace);
  }

  private async readEntry(raw: RawEntry, sound: boolean): Promise<void> {
    const { files, env, report, catalog } = this;
    const at = Cursor.root({ raw, files, env, report, references: catalog.references });
    const isFirst = this.noteId(raw, at);
    // Of a file that could not be understood only the names are of use: complaints about fields would be guesses.
    if (!sound) return;
    const kind = raw.kind === undefined ? undefined : KINDS.get(raw.kind);
    if (kind) {
      const entry = await kind.read(at);
      if (entry && isFirst) catalog.entries.set(entry.id, { entry, at });
    } else if (raw.kind !== undefined && this.isCustom(raw.kind)) {
      const base = entryBase(at);
      if (base && isFirst) catalog.custom.push({ ...base, kind: raw.kind });
    } else {
      this.reportKind(raw, at.key('kind'));
    }
  }

  /** Enters the ID and tells whether it is new. */
  private noteId(raw: RawEntry, at: Cursor): boolean {
    if (raw.id === undefined) return false;
    const first = this.firstOf.get(raw.id);
    if (first) {
      const { line, column } = first.places.value('name');
      at.key('name').report(
        'E-DUP',
        `"${raw.id}" is already defined at ${first.file}:${line}:${column}; rename one of them`,
      );
      return false;
    }
    this.firstOf.set(raw.id, raw);
    this.catalog.kinds.set(raw.id, raw.kind);
    return true;
  }

  private reportKind({ kind }: RawEntry, at: Cursor): void {
    if (kind === undefined) {
      at.report('E-KIND', `expected one of ${[...KINDS.keys()].join(', ')}; found ${describeType(at.given)}`);
    } else {
      at.report('E-KIND', `unknown kind "${kind}"; ${didYouMean(kind, [...KINDS.keys()], 'kinds')}`);
    }
  }
}
