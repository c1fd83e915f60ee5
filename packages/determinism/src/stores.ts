import type { Millis } from './capabilities.js';
import { LuaError } from './errors.js';
import type { Operation } from './operation.js';
import type { Payload } from './payload.js';

/** What a store keeps under a key. */
export interface StoreEntry {
  readonly key: string;
  readonly value: Payload;
  /** Another one after each change of the key, also of one that was deleted in between. */
  readonly version: string;
}

/** Conditions and life of what is written. */
export interface PutOptions {
  /** How long the entry lives; absent: until it is deleted. */
  readonly ttl?: Millis;
  /** Rejects with `ALREADY_EXISTS` when there is an entry. */
  readonly onlyIfAbsent?: boolean;
  /** Rejects with `CONFLICT`, which is retryable, unless the entry has this version. */
  readonly ifVersion?: string;
}

/** Which entries to list. */
export interface ListOptions {
  readonly prefix: string;
  /** Only keys behind this one. */
  readonly after?: string;
  readonly limit: number;
}

/** What a store promises. */
export interface StoreInfo {
  readonly id: string;
  readonly backend: string;
  readonly consistency: string;
  /** Whether it outlives the process. */
  readonly durable: boolean;
}

/** Values by key. Entries whose time is over are not there. Each operation is atomic. */
export interface Store {
  readonly info: StoreInfo;
  /** Undefined without an entry. */
  get(key: string): Operation<StoreEntry | undefined>;
  put(key: string, value: Payload, options: PutOptions): Operation<StoreEntry>;
  /** Whether there was an entry. */
  delete(key: string): Operation<boolean>;
  /** In the order of the bytes of their keys, at most `limit`. */
  list(options: ListOptions): Operation<readonly StoreEntry[]>;
}

/** The stores of the application. */
export interface Stores {
  /**
   * The store of an entry.
   * @throws LuaError `NOT_FOUND` without such an entry
   */
  open(id: string): Store;
}

/** What `onlyIfAbsent` rejects with. */
export const taken = (key: string): LuaError =>
  new LuaError({ kind: 'ALREADY_EXISTS', message: `put: there is a '${key}' already`, retryable: false });

/** What `ifVersion` rejects with. */
export const otherVersion = (key: string, wanted: string, found: string | undefined): LuaError =>
  new LuaError({
    kind: 'CONFLICT',
    message: `put: '${key}' has ${found === undefined ? 'no entry' : `version ${found}`}, not version ${wanted}: read it again`,
    retryable: true,
  });
