import type { CustomEntry, Entry } from './entries.js';
import type { Cursor, Reference } from './fields/index.js';

/** An entry that could be read, and the cursor with which to complain about it. */
export interface Listed<E extends Entry = Entry> {
  readonly entry: E;
  readonly at: Cursor;
}

type OfKind<K> = Extract<Entry, { kind: K }>;

/** All that was read from all files: what the rules between entries look at. In order of file and line. */
export class Catalog {
  /** Every ID with its kind as written, also of entries that could not be read. */
  readonly kinds = new Map<string, string | undefined>();
  readonly entries = new Map<string, Listed>();
  readonly custom: CustomEntry[] = [];
  readonly references: Reference[] = [];
  /** Namespaces of files that could not be understood; `all` if even that is unknown. */
  readonly unsoundNamespaces = new Set<string>();
  allUnsound = false;

  /** The entries of these kinds. */
  *ofKind<K extends Entry['kind']>(...kinds: readonly K[]): Generator<Listed<OfKind<K>>> {
    for (const listed of this.entries.values()) {
      if ((kinds as readonly string[]).includes(listed.entry.kind)) yield listed as Listed<OfKind<K>>;
    }
  }

  /** The entries by ID, without the means to complain. */
  plain(): Map<string, Entry> {
    return new Map([...this.entries].map(([id, { entry }]) => [id, entry]));
  }

  /** The entry of this ID, if it is of this kind. */
  get<K extends Entry['kind']>(kind: K, id: string): Listed<OfKind<K>> | undefined {
    const listed = this.entries.get(id);
    return listed?.entry.kind === kind ? (listed as Listed<OfKind<K>>) : undefined;
  }

  /** False if the entry may well stand in a file that could not be understood. */
  isSurelyMissing(id: string): boolean {
    return !this.kinds.has(id) && !this.allUnsound && !this.unsoundNamespaces.has(id.slice(0, id.lastIndexOf(':')));
  }
}
