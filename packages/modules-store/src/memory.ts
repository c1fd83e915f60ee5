import {
  checkNames,
  compareBytes,
  LuaError,
  operation,
  otherVersion,
  taken,
  type ListOptions,
  type Millis,
  type NamesOf,
  type Operation,
  type Payload,
  type PutOptions,
  type Store,
  type StoreEntry,
  type StoreInfo,
} from '@durable-lua/determinism';

export interface MemoryStoreOptions {
  readonly id: string;
  /** How many entries there may be. */
  readonly maxEntries: number;
  /** Unix milliseconds. */
  readonly now: () => Millis;
}

const NAMES: NamesOf<MemoryStoreOptions> = { id: true, maxEntries: true, now: true };

interface Kept extends StoreEntry {
  readonly until: Millis;
}

/** Values in the memory of the process. */
export class MemoryStore implements Store {
  readonly info: StoreInfo;
  private readonly entries = new Map<string, Kept>();
  private version = 0;

  /** @throws LuaError `INVALID` for an option that nobody knows. */
  constructor(private readonly options: MemoryStoreOptions) {
    checkNames('MemoryStore', options, NAMES);
    this.info = { id: options.id, backend: 'memory', consistency: 'strong', durable: false };
  }

  get(key: string): Operation<StoreEntry | undefined> {
    return done(() => this.find(key));
  }

  put(key: string, value: Payload, { ttl, onlyIfAbsent, ifVersion }: PutOptions): Operation<StoreEntry> {
    return done(() => {
      const before = this.find(key);
      if (onlyIfAbsent === true && before !== undefined) throw taken(key);
      if (ifVersion !== undefined && before?.version !== ifVersion) throw otherVersion(key, ifVersion, before?.version);
      if (before === undefined) this.makeRoom();
      this.version += 1;
      const until = ttl === undefined ? Infinity : this.options.now() + ttl;
      const entry = { key, value, version: String(this.version), until };
      this.entries.set(key, entry);
      return entry;
    });
  }

  delete(key: string): Operation<boolean> {
    return done(() => {
      const wasThere = this.find(key) !== undefined;
      return this.entries.delete(key) && wasThere;
    });
  }

  list({ prefix, after, limit }: ListOptions): Operation<readonly StoreEntry[]> {
    return done(() =>
      [...this.entries.keys()]
        .filter((key) => key.startsWith(prefix) && (after === undefined || compareBytes(key, after) > 0))
        .sort(compareBytes)
        .flatMap((key) => this.find(key) ?? [])
        .slice(0, limit),
    );
  }

  private find(key: string): Kept | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.until > this.options.now()) return entry;
    this.entries.delete(key);
    return undefined;
  }

  /** @throws LuaError `UNAVAILABLE` when there is none, even without the entries whose time is over */
  private makeRoom(): void {
    const { maxEntries, id } = this.options;
    if (this.entries.size < maxEntries) return;
    for (const key of [...this.entries.keys()]) this.find(key);
    if (this.entries.size < maxEntries) return;
    const message = `the store '${id}' is full: it has ${maxEntries} entries; delete some, or raise max_entries`;
    throw new LuaError({ kind: 'UNAVAILABLE', message, retryable: true });
  }
}

/** What a memory does is done at once. */
function done<T>(work: () => T): Operation<T> {
  return operation((async () => work())(), () => undefined);
}
