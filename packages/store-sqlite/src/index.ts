import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  LuaError,
  operation,
  otherVersion,
  taken,
  type ListOptions,
  type Operation,
  type Payload,
  type PutOptions,
  type Store,
  type StoreEntry,
  type StoreInfo,
} from '@durable-lua/determinism';
import { checkNames, parseJson, type NamesOf } from '@durable-lua/determinism/host';
import type * as Sqlite from '@photostructure/sqlite';

export interface SqliteStoreOptions {
  readonly id: string;
  /** Made with its folder when it is first used. */
  readonly file: string;
  /** Unix milliseconds; the system's clock by default. */
  readonly now?: () => number;
}

/** How long a write waits for one of another process, which holds up everything in this one. Milliseconds. */
const BUSY_MS = 2_000;
/** How often entries whose time is over are looked for. Milliseconds. */
const SWEEP_MS = 60_000;

const SCHEMA = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  create table if not exists entries (
    version integer primary key autoincrement,
    key blob not null unique,
    metadata text not null,
    data blob,
    until integer
  );
  create index if not exists entries_until on entries (until) where until is not null;
`;

const lives = (now: string): string => `(until is null or until > ${now})`;
const WRITE = 'insert or replace into entries (key, metadata, data, until)';
const NOW_THERE = `exists (select 1 from entries where key = ?1 and ${lives('?5')}`;

/** One statement for each operation, which is what makes it atomic for all processes. */
const STATEMENTS = {
  get: `select * from entries where key = ?1 and ${lives('?2')}`,
  put: `${WRITE} values (?1, ?2, ?3, ?4) returning version`,
  putIfAbsent: `${WRITE} select ?1, ?2, ?3, ?4 where not ${NOW_THERE}) returning version`,
  putIfVersion: `${WRITE} select ?1, ?2, ?3, ?4 where ${NOW_THERE} and version = ?6) returning version`,
  delete: `delete from entries where key = ?1 returning ${lives('?2')} as lived`,
  list: `select * from entries where key >= ?1 and key > ?2 and (?3 is null or key < ?3) and ${lives('?4')} order by key limit ?5`,
  sweep: 'delete from entries where until <= ?1',
} as const;

interface Row {
  readonly version: number;
  readonly key: Uint8Array;
  readonly metadata: string;
  readonly data: Uint8Array | null;
}

/** As the library throws it, with the result code of SQLite. */
interface SqliteError extends Error {
  readonly errcode?: number;
}

const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;

interface Open {
  readonly database: Sqlite.DatabaseSyncInstance;
  readonly statements: Readonly<Record<keyof typeof STATEMENTS, Sqlite.StatementSyncInstance>>;
}

const NAMES: NamesOf<SqliteStoreOptions> = { id: true, file: true, now: true };

/** A store in a SQLite file, whose values outlive the process. Processes of one machine may use the same file. */
export class SqliteStore implements Store {
  readonly info: StoreInfo;
  private readonly now: () => number;
  private opened: Promise<Open> | undefined;
  private swept = -Infinity;

  /** @throws LuaError `INVALID` for an option that nobody knows */
  constructor(private readonly options: SqliteStoreOptions) {
    checkNames('SqliteStore', options, NAMES);
    this.info = { id: options.id, backend: 'sqlite', consistency: 'strong', durable: true };
    this.now = options.now ?? Date.now;
  }

  get(key: string): Operation<StoreEntry | undefined> {
    return this.run(({ statements }) => entryOf(statements.get.get(bytesOf(key), this.now()) as Row | undefined));
  }

  put(key: string, value: Payload, { ttl, onlyIfAbsent, ifVersion }: PutOptions): Operation<StoreEntry> {
    return this.run(({ statements }) => {
      const now = this.now();
      this.sweep(statements.sweep, now);
      const until = ttl === undefined ? null : now + ttl;
      const row = [bytesOf(key), metadataText(value), value.data ?? null, until];
      const written = (
        ifVersion !== undefined
          ? statements.putIfVersion.get(...row, now, numberOf(ifVersion))
          : onlyIfAbsent === true
            ? statements.putIfAbsent.get(...row, now)
            : statements.put.get(...row)
      ) as Pick<Row, 'version'> | undefined;
      if (written !== undefined) return { key, value, version: String(written.version) };
      if (ifVersion === undefined) throw taken(key);
      const found = statements.get.get(bytesOf(key), now) as Row | undefined;
      throw otherVersion(key, ifVersion, found && String(found.version));
    });
  }

  delete(key: string): Operation<boolean> {
    return this.run(({ statements }) => {
      const gone = statements.delete.get(bytesOf(key), this.now()) as { lived: number } | undefined;
      return gone?.lived === 1;
    });
  }

  list({ prefix, after, limit }: ListOptions): Operation<readonly StoreEntry[]> {
    return this.run(({ statements }) => {
      const from = bytesOf(prefix);
      // Behind the empty key, which no entry has: all of them.
      const rows = statements.list.all(from, bytesOf(after ?? ''), nextAfter(from), this.now(), limit) as Row[];
      return rows.flatMap((row) => entryOf(row) ?? []);
    });
  }

  /** Closes the file, and leaves it alone until the store is used again. */
  async close(): Promise<void> {
    const opened = this.opened;
    this.opened = undefined;
    const { database } = (await opened?.catch(() => undefined)) ?? {};
    if (database === undefined) return;
    // Everything is in the one file then, also where the connection ends later because statements are still in memory.
    database.exec('pragma wal_checkpoint(truncate)');
    database.close();
  }

  private run<T>(work: (open: Open) => T): Operation<T> {
    return operation(this.perform(work), () => undefined);
  }

  private async perform<T>(work: (open: Open) => T): Promise<T> {
    try {
      return work(await this.open());
    } catch (error) {
      throw LuaError.is(error) ? error : this.failure(error as SqliteError);
    }
  }

  private open(): Promise<Open> {
    if (this.opened !== undefined) return this.opened;
    const opening = openFile(this.options.file);
    this.opened = opening;
    // The next use tries it again.
    opening.catch(() => this.opened === opening && (this.opened = undefined));
    return opening;
  }

  private sweep(sweep: Sqlite.StatementSyncInstance, now: number): void {
    if (now - this.swept < SWEEP_MS) return;
    this.swept = now;
    sweep.run(now);
  }

  private failure({ errcode, message }: SqliteError): LuaError {
    const { id, file } = this.options;
    const busy = errcode === SQLITE_BUSY || errcode === SQLITE_LOCKED;
    const text = busy ? `another process has kept it locked for ${BUSY_MS / 1000} seconds` : message;
    return new LuaError({ kind: 'UNAVAILABLE', message: `the store '${id}': ${file}: ${text}`, retryable: true });
  }
}

/** SQLite as Node has it from 22.13 on, or by a library of the same interface. @throws LuaError `UNAVAILABLE` without either */
async function library(): Promise<Pick<typeof Sqlite, 'DatabaseSync'>> {
  const name = 'node:sqlite';
  try {
    return (await import(name)) as typeof Sqlite;
  } catch {
    return await import('@photostructure/sqlite').catch(() => {
      const message = `Node ${process.version} has no SQLite: use Node 22.13 or newer, or npm install @photostructure/sqlite@1`;
      throw new LuaError({ kind: 'UNAVAILABLE', message, retryable: false });
    });
  }
}

async function openFile(file: string): Promise<Open> {
  const { DatabaseSync } = await library();
  mkdirSync(path.dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  database.exec(SCHEMA);
  const statements = Object.entries(STATEMENTS).map(([name, sql]) => [name, database.prepare(sql)]);
  return { database, statements: Object.fromEntries(statements) as Open['statements'] };
}

const bytesOf = (text: string): Buffer => Buffer.from(text);

/** The first bytes behind all that begin with these; null when there are none. */
function nextAfter(prefix: Buffer): Buffer | null {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last === -1) return null;
  const next = Buffer.from(prefix.subarray(0, last + 1));
  next[last]! += 1;
  return next;
}

/** What no version is for texts that are none of ours. */
const numberOf = (version: string): number => (/^[1-9]\d{0,14}$/.test(version) ? Number(version) : 0);

const metadataText = ({ metadata }: Payload): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(metadata).map(([name, bytes]) => [name, Buffer.from(bytes).toString('latin1')])),
  );

function entryOf(row: Row | undefined): StoreEntry | undefined {
  if (row === undefined) return undefined;
  const texts = Object.entries(parseJson(row.metadata) as Record<string, string>);
  const metadata = Object.fromEntries(
    texts.map(([name, text]) => [name, Uint8Array.from(Buffer.from(text, 'latin1'))]),
  );
  const value: Payload = { metadata, ...(row.data !== null && { data: Uint8Array.from(row.data) }) };
  return { key: Buffer.from(row.key).toString(), value, version: String(row.version) };
}
