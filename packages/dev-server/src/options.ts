/** The types a search attribute of Temporal can have. */
export type SearchAttributeType = 'Text' | 'Keyword' | 'KeywordList' | 'Int' | 'Double' | 'Bool' | 'Datetime';

/** What is needed to find or make the Temporal CLI. */
export interface TemporalCliOptions {
  /** Called with one line for each long step and every ten seconds while it lasts. */
  onProgress?: ((line: string) => void) | undefined;
  /** Folder for the downloaded or built CLI. Default: DURABLE_LUA_CACHE_DIR, else the cache folder of the system. */
  cacheDir?: string | undefined;
  /** Aborting gives up (the promise rejects with the signal's reason) and, later, stops the server. */
  signal?: AbortSignal | undefined;
  /** Environment variables to read and to pass on. Default: `process.env`. */
  env?: NodeJS.ProcessEnv | undefined;
}

export interface DevServerOptions extends TemporalCliOptions {
  /** SQLite file that keeps all workflows over a restart. Default: in memory. */
  persistTo?: string | undefined;
  /** Port of the gRPC service on 127.0.0.1. Default: a free one. */
  port?: number | undefined;
  /** Port of the Web UI on 127.0.0.1. Default: a free one. */
  uiPort?: number | undefined;
  /** Whether to serve the Web UI. Default: true. */
  ui?: boolean | undefined;
  /** Namespace, made when the server starts. Default: TEMPORAL_NAMESPACE, else `default`. */
  namespace?: string | undefined;
  /** Search attributes to register: name to type. */
  searchAttributes?: Record<string, SearchAttributeType> | undefined;
  /** Dynamic configuration of the server: key to JSON value. */
  dynamicConfig?: Record<string, unknown> | undefined;
  /** What the server writes to its log; the last lines are part of the error when it fails. Default: `warn`. */
  logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'never' | undefined;
}

export interface DevServer {
  /** `host:port` of the gRPC service. */
  readonly address: string;
  /** The namespace that was asked for; it exists. */
  readonly namespace: string;
  /** Web UI, where one was started. */
  readonly uiUrl: string | undefined;
  /** The Temporal CLI that runs as the server; undefined for the server of TEMPORAL_ADDRESS. */
  readonly executable: string | undefined;
  /** False for the server of TEMPORAL_ADDRESS, which `stop` leaves alone. */
  readonly startedByUs: boolean;
  /** Ends the server, resolves when it is gone. May be called again. */
  stop(): Promise<void>;
  /**
   * Ends the server as a power failure would, resolves when it is gone. One that is started again with the same `persistTo` and
   * `port` goes on from what it had written. Leaves the server of TEMPORAL_ADDRESS alone.
   */
  kill(): Promise<void>;
}
