import type { Position } from './findings.js';

/** What all entries have. */
export interface EntryBase extends Position {
  /** `namespace:name` */
  id: string;
  namespace: string;
  name: string;
  /** Path of the YAML file relative to the project's root, with `/`; `line` and `column` are the entry's first. */
  file: string;
  /** The author's free table, as written. */
  meta: Readonly<Record<string, unknown>>;
  /** Everything but `name`, `kind` and `meta`, as written: variables are not put in. */
  fields: Readonly<Record<string, unknown>>;
}

/** A Lua chunk, as text. */
export interface LuaSource {
  text: string;
  /** For Lua's error messages: path relative to the root (`shop/refund.lua`), or `<YAML file>:<entry name>` if inline. */
  chunkName: string;
  /** Absolute path of the file; absent if inline. */
  path?: string;
  /** Line of the YAML file that is the first of an inline text; absent if its lines are not lines of that file. */
  firstLine?: number;
  /** Column of that line at which the text begins; absent as `firstLine` is. */
  firstColumn?: number;
}

/** Where the fields of a Lua entry stand, for what is found out after the project was read. */
export interface LuaPlaces {
  source: Position;
  /** One for each of `modules`. */
  modules: Position[];
  /** By local name. */
  imports: Record<string, Position>;
}

/** What all Lua entries have. */
export interface LuaEntryBase extends EntryBase {
  source: LuaSource;
  /** Declared modules, as written. */
  modules: string[];
  /** Local name to the ID of a library. */
  imports: Record<string, string>;
  places: LuaPlaces;
}

/** What Lua entries that can be run have. */
export interface CallableEntryBase extends LuaEntryBase {
  /** Name of the function in the table that the chunk returns; `main` if not given. */
  method: string;
  places: LuaPlaces & { method: Position };
}

/** Durable: runs on a Temporal worker. */
export interface WorkflowEntry extends CallableEntryBase {
  kind: 'workflow.lua';
  /** Temporal workflow type; the ID if not given. */
  workflowType: string;
  /** ID of the worker that runs it; absent: it never runs (W-UNBOUND). */
  worker?: string;
}

/** Makes a function or process callable from workflows; the activity type is the entry's ID. */
export interface ActivityBinding {
  /** ID of the worker. */
  worker: string;
  /** True: a local activity for workflows of the same worker. */
  local: boolean;
}

/** How many Lua states of a function may be in use at once. */
export interface PoolOptions {
  type?: 'inline' | 'lazy' | 'static' | 'adaptive';
  workers?: number;
  size?: number;
  buffer?: number;
  /** 16 if not given. */
  maxSize: number;
}

/** Called in process, by HTTP, or as an activity. */
export interface FunctionEntry extends CallableEntryBase {
  kind: 'function.lua';
  activity?: ActivityBinding;
  /** Default call options (`meta.options`), as written, checked. */
  options: Readonly<Record<string, unknown>>;
  pool?: PoolOptions;
}

/** Runs on a process host, or as an activity. */
export interface ProcessEntry extends CallableEntryBase {
  kind: 'process.lua';
  activity?: ActivityBinding;
}

/** Reached through `imports` and `require` only. */
export interface LibraryEntry extends LuaEntryBase {
  kind: 'library.lua';
}

/** When and how something is started with the application. All times in milliseconds. */
export interface Lifecycle {
  autoStart: boolean;
  /** IDs of the entries that must run first (`depends_on` and `requires`). */
  dependsOn: string[];
  startTimeout: number;
  stopTimeout: number;
  /** Running this long resets the restart counter. */
  stableThreshold: number;
  restart: {
    initialDelay: number;
    maxDelay: number;
    backoffFactor: number;
    jitter: number;
    /** 0: endless. */
    maxAttempts: number;
  };
}

/** How a client proves who it is. */
export type ClientAuth =
  | { type: 'none' }
  /** Exactly one of the two is given. The file (absolute path) is to be read again when it changes. */
  | { type: 'api_key'; apiKey?: string; apiKeyFile?: string }
  | {
      type: 'mtls';
      certPem: string;
      keyPem: string;
      /** The files that they come from, as written. */
      certFile?: string;
      keyFile?: string;
    };

/** How a client's connection is encrypted. */
export interface ClientTls {
  enabled: boolean;
  /** Text of the CA certificates to trust instead of the system's. */
  caPem?: string;
  /** The file that they come from, as written. */
  caFile?: string;
  serverName?: string;
}

/** A connection to Temporal. All times in milliseconds. */
export interface TemporalClientEntry extends EntryBase {
  kind: 'temporal.client';
  /** `host:port` */
  address: string;
  /** Namespace on the Temporal server. */
  temporalNamespace: string;
  /** Stands before the task queues of this client's workers; there it has been put in already. */
  taskQueuePrefix: string;
  connectionTimeout: number;
  auth: ClientAuth;
  tls: ClientTls;
  healthCheck: { enabled: boolean; interval: number };
  lifecycle: Lifecycle;
}

/** Options of a worker. All times in milliseconds; 0 means "the SDK's" or "no limit", as the field says. */
export interface WorkerOptions {
  identity?: string;
  maxConcurrentActivityExecutionSize: number;
  maxConcurrentWorkflowTaskExecutionSize: number;
  maxConcurrentLocalActivityExecutionSize: number;
  maxConcurrentActivityTaskPollers: number;
  maxConcurrentWorkflowTaskPollers: number;
  /** 0: the SDK's default. */
  maxConcurrentEagerActivityExecutionSize: number;
  /** How many threads run workflows; 0: the one of the worker. */
  workflowThreads: number;
  /** 0: no limit. */
  workerActivitiesPerSecond: number;
  /** 0: no limit. */
  taskQueueActivitiesPerSecond: number;
  stickyScheduleToStartTimeout: number;
  workerStopTimeout: number;
  /** 0: the SDK's default. */
  maxHeartbeatThrottleInterval: number;
  /** 0: the SDK's default. */
  defaultHeartbeatThrottleInterval: number;
  enableLoggingInReplay: boolean;
  disableWorkflowWorker: boolean;
  localActivityWorkerOnly: boolean;
  disableEagerActivities: boolean;
  /** Empty: none. */
  deploymentName: string;
  /** Empty: none. */
  buildId: string;
  useVersioning: boolean;
  defaultVersioningBehavior: 'pinned' | 'auto_upgrade';
}

/** Polls one task queue for workflows and activities. */
export interface TemporalWorkerEntry extends EntryBase {
  kind: 'temporal.worker';
  /** ID of its client. */
  client: string;
  /** With the client's prefix. */
  taskQueue: string;
  /** As written, environment variables put in. */
  rawTaskQueue: string;
  options: WorkerOptions;
  lifecycle: Lifecycle;
}

/** A workflow that is no Lua: a function of TypeScript on one of our workers, or what another program serves on its queue. */
export interface TemporalWorkflowEntry extends EntryBase {
  kind: 'temporal.workflow';
  /** ID of the worker on whose queue it is started. */
  worker: string;
  /** Temporal workflow type; the name of the entry if not given. */
  workflowType: string;
}

/** Runs processes. */
export interface ProcessHostEntry extends EntryBase {
  kind: 'process.host';
  /** Another number than 1 is not served: all processes of a host run on the one thread of Node. */
  workers?: number;
  queueSize: number;
  localQueueSize: number;
  lifecycle: Lifecycle;
}

/** A supervised process. */
export interface ProcessServiceEntry extends EntryBase {
  kind: 'process.service';
  /** ID of a `process.lua`. */
  process: string;
  /** ID of a `process.host`. */
  host: string;
  lifecycle: Lifecycle;
}

/** An HTTP server. */
export interface HttpServiceEntry extends EntryBase {
  kind: 'http.service';
  /** `host:port` or `:port` */
  addr: string;
  /** Milliseconds; absent: no limit of ours. */
  timeouts: { read?: number; write?: number; idle?: number };
  /** Most bytes of a request's body. */
  maxBody: number;
  lifecycle: Lifecycle;
}

/** A group of endpoints of one HTTP server. */
export interface HttpRouterEntry extends EntryBase {
  kind: 'http.router';
  /** ID of an `http.service`. */
  server: string;
  /** Stands before the paths of its endpoints. */
  prefix: string;
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'TRACE';

/** One route. */
export interface HttpEndpointEntry extends EntryBase {
  kind: 'http.endpoint';
  /** ID of an `http.router`. */
  router: string;
  method: HttpMethod;
  /** With `{name}` and, at the end, `{rest...}`. */
  path: string;
  /** ID of a `function.lua`. */
  func: string;
  /** The path behind the router's prefix, parameters as `{name}`. */
  route: string;
}

/** Files of a folder. */
export interface HttpStaticEntry extends EntryBase {
  kind: 'http.static';
  /** ID of an `http.service`. */
  server: string;
  /** Under which the files are found, without a slash at its end. */
  path: string;
  /** Absolute path of the folder. */
  directory: string;
  /** The file that stands for a folder. */
  index: string;
  /** What has no file is answered with the index of the folder: a program in the browser knows the path. */
  spa: boolean;
  /** The header `Cache-Control` of every file. */
  cache?: string;
}

/** Environment variables that Lua may see. */
export interface EnvVariablesEntry extends EntryBase {
  kind: 'env.variables';
  /** Names, or beginnings of names with `*`. */
  names: string[];
}

/** What Lua's HTTP client may do beyond requests to public addresses. */
export interface HttpClientEntry extends EntryBase {
  kind: 'http.client';
  /** Hosts, addresses and networks. */
  allowPrivate: string[];
  /** Paths. */
  unixSockets: string[];
  insecureTls: boolean;
}

/** A store in the memory of the process. */
export interface StoreMemoryEntry extends EntryBase {
  kind: 'store.memory';
  maxEntries: number;
}

/** A store in a SQLite file. */
export interface StoreSqliteEntry extends EntryBase {
  kind: 'store.sqlite';
  /** Absolute path. */
  file: string;
}

export type CallableEntry = WorkflowEntry | FunctionEntry | ProcessEntry;
export type LuaEntry = CallableEntry | LibraryEntry;

const LUA_KINDS: readonly string[] = ['workflow.lua', 'function.lua', 'process.lua', 'library.lua'];

/** True for the entries that hold Lua text. */
export const isLuaEntry = (entry: Entry): entry is LuaEntry => LUA_KINDS.includes(entry.kind);

/** Any entry; `kind` tells which. */
export type Entry =
  | LuaEntry
  | TemporalClientEntry
  | TemporalWorkerEntry
  | TemporalWorkflowEntry
  | ProcessHostEntry
  | ProcessServiceEntry
  | HttpServiceEntry
  | HttpRouterEntry
  | HttpEndpointEntry
  | HttpStaticEntry
  | EnvVariablesEntry
  | HttpClientEntry
  | StoreMemoryEntry
  | StoreSqliteEntry;

/** An entry of a kind that the application registered: kept as written, nothing checked but its name. */
export interface CustomEntry extends EntryBase {
  kind: string;
}
