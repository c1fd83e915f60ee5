import type { FindingCode, Position } from '../findings.js';
import type { Report } from '../report.js';
import { didYouMean } from '../suggest.js';
import { quoted } from '../visible.js';
import { parseYaml, type YamlDocument } from './document.js';
import { describeType, isTable, type RawEntry, type RawFile, type Table } from './raw.js';

/** Of the format. */
export const VERSION = '1.0';
const FILE_FIELDS = ['version', 'namespace', 'meta', 'entries'];
export const NAMESPACE = /^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*$/;

/** What the name of an entry looks like; all of it shows. */
export const NAME = /^[^:/\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u;

/** A YAML file on disk. */
export interface YamlFile {
  /** Path relative to the root, with `/`. */
  file: string;
  /** Absolute path of its folder. */
  dir: string;
  text: string;
  /** Named `_index.yaml`: certainly ours, whatever it holds. */
  isIndex: boolean;
}

/** Reads the entries of one YAML file; nothing if it is somebody else's file. */
export function readEntries(source: YamlFile, report: Report): RawFile | undefined {
  const doc = parseYaml(source.text);
  if (!source.isIndex && !holdsEntries(doc.value)) return undefined;
  return new EntryReader(source, doc, report).read();
}

function holdsEntries(value: unknown): boolean {
  return isTable(value) && 'namespace' in value && ('entries' in value || ('name' in value && 'kind' in value));
}

class EntryReader {
  constructor(
    private readonly source: YamlFile,
    private readonly doc: YamlDocument,
    private readonly report: Report,
  ) {}

  read(): RawFile {
    const { value, problems } = this.doc;
    const sound = problems.length === 0;
    const file = isTable(value) ? value : undefined;
    if (sound) this.checkFile(file);
    const namespace = typeof file?.['namespace'] === 'string' ? file['namespace'] : undefined;
    const entries = file ? this.readAll(file, namespace, sound) : [];
    for (const { message, entryIndex, line, column } of problems) {
      const entry = entries.find(({ index }) => index === entryIndex)?.raw.id;
      this.report.add({ code: 'E-YAML', file: this.source.file, line, column, entry, message });
    }
    this.reportDuplicates(entries);
    return { file: this.source.file, namespace, sound, entries: entries.map(({ raw }) => raw) };
  }

  private checkFile(file: Table | undefined): void {
    if (!file) {
      const message = `expected a table with "namespace" and "entries", found ${describeType(this.doc.value)}`;
      this.add('E-ENTRIES', '', this.doc.places.value(''), message);
      return;
    }
    const { version, namespace } = file;
    if (version !== undefined && version !== VERSION) {
      const found =
        typeof version === 'string' ? JSON.stringify(version) : `${String(version)} (${describeType(version)})`;
      this.add(
        'E-VERSION',
        'version',
        this.doc.places.value('version'),
        `found ${found}, supported is the string "${VERSION}"`,
      );
    }
    if (typeof namespace !== 'string' || !NAMESPACE.test(namespace)) {
      const found = typeof namespace === 'string' ? JSON.stringify(namespace) : describeType(namespace);
      const message = `expected names of letters, digits, "_" and "-", joined by dots, such as "shop.orders"; found ${found}`;
      this.add('E-NS', 'namespace', this.doc.places.value('namespace'), message);
    }
    this.checkEntries(file);
  }

  private checkEntries(file: Table): void {
    const { entries } = file;
    if (entries === undefined && 'name' in file && 'kind' in file) return;
    for (const key of Object.keys(file).filter((key) => !FILE_FIELDS.includes(key))) {
      const hint = didYouMean(key, FILE_FIELDS, 'fields of a file');
      this.add('E-FIELD-UNKNOWN', key, this.doc.places.key(key), `unknown field "${key}"; ${hint}`);
    }
    if (!Array.isArray(entries)) {
      const message = `expected a list of entries (or "name" and "kind" of a single one), found ${describeType(entries)}`;
      this.add('E-ENTRIES', 'entries', this.doc.places.value('entries'), message);
    }
  }

  private readAll(file: Table, namespace: string | undefined, sound: boolean): { index: number; raw: RawEntry }[] {
    const { entries } = file;
    if (entries === undefined && 'name' in file && 'kind' in file) {
      const { version: _version, namespace: _namespace, ...fields } = file;
      return [{ index: -1, raw: this.readEntry(fields, '', [], namespace, sound) }];
    }
    if (!Array.isArray(entries)) return [];
    const all: { index: number; raw: RawEntry }[] = [];
    entries.forEach((fields: unknown, index) => {
      const path = `entries[${index}]`;
      if (isTable(fields)) {
        all.push({ index, raw: this.readEntry(fields, path, ['entries', index], namespace, sound) });
      } else if (sound) {
        const message = `expected a table with "name" and "kind", found ${describeType(fields)}`;
        this.add('E-ENTRIES', path, this.doc.places.value(path), message);
      }
    });
    return all;
  }

  private readEntry(
    fields: Table,
    base: string,
    path: (string | number)[],
    namespace: string | undefined,
    sound: boolean,
  ): RawEntry {
    const places = this.doc.places.within(base);
    const { name, kind } = fields;
    const good = typeof name === 'string' && NAME.test(name);
    if (!good && sound) {
      const found = typeof name === 'string' ? quoted(name) : describeType(name);
      const message = `expected a name without ":", "/", spaces, control and bidirectional characters, found ${found}`;
      this.add('E-NAME', 'name', places.value('name'), message);
    }
    return {
      file: this.source.file,
      dir: this.source.dir,
      namespace: namespace ?? '',
      name: good ? name : undefined,
      id: good && namespace !== undefined ? `${namespace}:${name}` : undefined,
      kind: typeof kind === 'string' ? kind : undefined,
      fields,
      places,
      textStart: this.doc.textStart([...path, 'source']),
    };
  }

  private reportDuplicates(entries: readonly { index: number; raw: RawEntry }[]): void {
    for (const { path, key, first, second } of this.doc.places.duplicates) {
      const [base, index] = /^entries\[(\d+)\]\./.exec(path) ?? [];
      const entry = entries.find((candidate) => candidate.index === (index === undefined ? -1 : Number(index)))?.raw.id;
      const field = entry !== undefined && base !== undefined ? path.slice(base.length) : path;
      const message = `map keys must be unique: "${key}" is already given at line ${first.line}; remove one of the two`;
      this.report.add({ code: 'E-YAML', file: this.source.file, ...second, entry, field, message });
    }
  }

  private add(code: FindingCode, field: string, position: Position, message: string): void {
    this.report.add({ code, file: this.source.file, ...position, field, message });
  }
}
