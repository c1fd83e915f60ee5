import type { Activity } from './activity.js';
import { outsideActivity } from './activity.js';
import type {
  Capabilities,
  Clock,
  ContextValues,
  Functions,
  Host,
  Log,
  Message,
  Processes,
  Signatures,
} from './capabilities.js';
import type { Entries } from './entries.js';
import type { Environment } from './environment.js';
import type { HttpClient } from './http-client.js';
import type { Stores } from './stores.js';
import { defined } from './defined.js';
import type { Continuation } from './handlers.js';
import { outsideHttp, type Http } from './http.js';
import { Mailbox } from './mailbox.js';
import { checkNames, type NamesOf } from './options/known-names.js';
import { outsideWorkflow } from './outside-workflow.js';
import type { Names, Supervision } from './supervision.js';

/** What a host that really does things is given. */
export interface LiveHostOptions {
  /** Where `funcs.call` goes. Without it the module `funcs` is refused. */
  readonly functions?: Functions;
  /** Where `process.spawn` and `process.send` go. Without it the module `process` is refused. */
  readonly processes?: Processes;
  /** Monitors, links, and how processes end each other. */
  readonly supervision?: Supervision;
  /** Names of processes. */
  readonly names?: Names;
  /** How the code is replaced by other code. */
  readonly continuation?: Continuation;
  /** Who makes and checks signatures, instead of the host itself. */
  readonly signatures?: Signatures;
  /** The messages and events of the run; by default an empty one. */
  readonly mailbox?: Mailbox;
  /** The activity as which the code runs; by default it runs as none. */
  readonly activity?: Activity;
  /** The request that the code answers; by default it answers none. */
  readonly http?: Http;
  /** Who sends the requests of `http_client`. Without it the module is refused; so it is with the next three. */
  readonly httpClient?: HttpClient;
  /** What the module `store` opens. */
  readonly stores?: Stores;
  /** What the module `registry` shows. */
  readonly entries?: Entries;
  /** What the module `env` reads. */
  readonly environment?: Environment;
  /** What `ctx` reads; empty by default. */
  readonly context?: ContextValues;
  /** Where `print` and log lines go, instead of where the host itself writes them. */
  readonly log?: Log;
}

const NAMES: NamesOf<LiveHostOptions> = {
  functions: true,
  processes: true,
  supervision: true,
  names: true,
  continuation: true,
  signatures: true,
  mailbox: true,
  activity: true,
  http: true,
  httpClient: true,
  stores: true,
  entries: true,
  environment: true,
  context: true,
  log: true,
};

/** What the platform itself offers. */
export interface Platform extends Required<Pick<Host, 'name' | 'giveWay'>> {
  /** Name of the function that makes the host, for messages. */
  readonly maker: string;
  readonly clock: Clock;
  /** Bytes of a cryptographic source. */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly signatures?: Signatures;
  readonly log: Log;
}

/** A host, and the way in for messages. */
export interface LiveHost extends Host {
  readonly capabilities: Partial<Capabilities>;
  /** Puts a message into the mailbox of the state that runs on this host. Kept until something receives it. */
  deliver(message: Message): void;
}

/** Real effects, of which nothing is recorded or replayed: one host for one Lua state. */
export function liveHost(platform: Platform, options: LiveHostOptions): LiveHost {
  const { maker, name, giveWay, clock, randomBytes } = platform;
  checkNames(maker, options, NAMES);
  const { mailbox = new Mailbox(), activity = outsideActivity, http = outsideHttp } = options;
  const { context = {}, log = platform.log } = options;
  const { functions, processes, supervision, names, continuation, signatures = platform.signatures } = options;
  const { httpClient, stores, entries, environment } = options;
  let post: (event: () => void) => void = (event) => event();
  return {
    name,
    giveWay,
    capabilities: {
      clock,
      random: {
        bytes: async (count) => randomBytes(count),
        // Nothing is replayed here, so that ids need no seed.
        derived: (_stream, count) => randomBytes(count),
      },
      mailbox,
      context: { values: () => context },
      log,
      workflow: outsideWorkflow,
      activity,
      http,
      ...defined({ functions, processes, supervision, names, continuation, signatures }),
      ...defined({ httpClient, stores, entries, environment }),
    },
    instead: {
      functions: `pass ${maker}({ functions }) or run the code with createRuntime of @durable-lua/worker`,
      processes: `pass ${maker}({ processes }) or run the code with createRuntime of @durable-lua/worker`,
      signatures: `pass ${maker}({ signatures })`,
      httpClient: `pass ${maker}({ httpClient }), such as httpClient() of @durable-lua/http-client`,
      stores: `pass ${maker}({ stores })`,
      entries: `pass ${maker}({ entries })`,
      environment: `pass ${maker}({ environment })`,
    },
    attach: (vm) => {
      post = (event) => vm.post(event);
    },
    deliver: (message) => post(() => mailbox.deliver(message)),
  };
}
