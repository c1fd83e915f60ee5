import type { Activity } from './activity.js';
import type { Data } from './data.js';
import type { LuaServices, LuaValue, Source } from './lua.js';
import type { Http } from './http.js';
import type { Entries } from './entries.js';
import type { Environment } from './environment.js';
import type { HttpClient } from './http-client.js';
import type { Operation } from './operation.js';
import type { Payload } from './payload.js';
import type { Continuation, Handlers } from './handlers.js';
import type { CallOptions } from './options/call-options.js';
import type { StartOptions } from './options/start-options.js';
import type { SearchAttribute } from './options/start-types.js';
import type { Stores } from './stores.js';
import type { Names, ProcessEvent, Supervision } from './supervision.js';

/** Milliseconds. */
export type Millis = number;

/** The clock of the run. */
export interface Clock {
  /**
   * Unix time in whole milliseconds. Does not suspend. In a workflow: the time of the current workflow task, the same on
   * replay.
   */
  now(): Millis;
  /**
   * Ends after `ms` (at least 1, whole). In a workflow a durable timer: `cancel` removes it, replay ends it at the same
   * event. Rejects with kind `CANCELED` when cancelled.
   */
  timer(ms: Millis, options?: { readonly summary?: string }): Operation<void>;
  /** IANA name of the local zone. In a workflow always `UTC`: workers may run in different zones. */
  readonly zone: string;
}

/** Randomness. */
export interface Random {
  /**
   * `count` bytes of a cryptographic source. Suspends. In a workflow: drawn once outside the replayed code and recorded;
   * replay returns the recorded bytes. Rejects with kind `INTERNAL` if the source fails.
   */
  bytes(count: number): Promise<Uint8Array>;
  /**
   * `count` bytes derived from the seed of the run, for ids. Never for secrets. Does not suspend and records nothing: the
   * same on replay. Each stream has its own sequence, so that modules do not disturb each other.
   */
  derived(stream: string, count: number): Uint8Array;
}

/** Signatures with asymmetric keys, made by the cryptographic library of the host: keys stay out of Lua's world. */
export interface Signatures {
  /**
   * Signs with RSASSA-PKCS1-v1_5 and SHA-256 (`RS256`). Suspends. In a workflow made once outside the replayed code: the
   * history holds the signature, neither key nor data; replay returns it.
   * @param key a private key in PEM, PKCS#1 or PKCS#8. One that cannot be used rejects with kind `INVALID`.
   */
  sign(algorithm: SignatureAlgorithm, key: string, data: Uint8Array): Promise<Uint8Array>;
  /**
   * Whether the signature is that of the data. Suspends. In a workflow recorded as `sign`.
   * @param key a public key or a certificate in PEM. One that cannot be used rejects with kind `INVALID`.
   */
  verify(algorithm: SignatureAlgorithm, key: string, data: Uint8Array, signature: Uint8Array): Promise<boolean>;
  /**
   * PBKDF2 beside the thread of Lua, where a host can: suspends. Never in a workflow, whose history would hold the key.
   * @param length bytes of the key
   */
  deriveKey?(
    hash: 'sha256' | 'sha512',
    password: Uint8Array,
    salt: Uint8Array,
    iterations: number,
    length: number,
  ): Promise<Uint8Array>;
}

export type SignatureAlgorithm = 'RS256';

/** Values that travel with calls and spawns. Plain data only. */
export type ContextValues = Readonly<Record<string, Data>>;

export interface FunctionCall {
  /** `namespace:name` of the function. */
  readonly id: string;
  readonly args: readonly Payload[];
  readonly options: CallOptions;
  /** Added to the inherited context for the callee. */
  readonly context?: ContextValues;
}

/** Calls to other functions: activities in a workflow, calls in the same process elsewhere. */
export interface Functions {
  /**
   * Starts a call and returns at once. In a workflow the schedule is a command and the result comes from history.
   * The result rejects with a `LuaError`: `NOT_FOUND` for an unknown function, otherwise the callee's own error.
   */
  start(call: FunctionCall): Operation<Payload>;
}

/** A message as a module gives it to its host, which alone says who sends it. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly args: readonly Payload[];
}

/** A message as it arrives. */
export interface Message extends OutgoingMessage {
  /** PID of the sender, if it has one. */
  readonly from?: string;
}

export interface SpawnRequest {
  /** `namespace:name` of the workflow or process. */
  readonly id: string;
  /** Entry ID of the worker or process host. */
  readonly host: string;
  readonly args: readonly Payload[];
  readonly options: StartOptions;
  /** From `with_name`: the workflow ID unless the options give one. */
  readonly name?: string;
  readonly context?: ContextValues;
  /** Whether the spawner watches the run beyond what it does for every run it spawns. Set before anything can be missed. */
  readonly monitor?: boolean;
  readonly link?: boolean;
  /** Delivered to the new run before anything else, in order. */
  readonly messages: readonly OutgoingMessage[];
}

/** Other processes and workflows. Every failure is a rejected `LuaError`, nothing having been started or sent. */
export interface Processes {
  /** Entry ID of the running code. */
  readonly id: string;
  /** Own PID, `{node@host|id}`. */
  readonly pid: string;
  /**
   * Ends once the message is accepted for delivery. `NOT_FOUND` when the receiver is gone, `UNAVAILABLE` when it cannot be
   * reached. In a workflow a recorded signal; replay sends nothing.
   */
  send(to: string, message: OutgoingMessage): Operation<void>;
  /** Ends with the PID once the new run has started. In a workflow a child workflow. */
  spawn(request: SpawnRequest): Operation<string>;
  /** Starts and ends with the result of the run. Cancelling passes the request on. */
  exec(request: SpawnRequest): Operation<Payload>;
}

/** The one ordered, unbounded list of messages of a run, seen through views. */
export interface MailboxViews {
  /** Messages whose topic nobody listens to. Always the same object. */
  inbox(): Source<Message>;
  /** Messages of one topic. The same object until it is closed. */
  listen(topic: string): Source<Message>;
  /** Ends a `listen`: its waiting messages belong to the inbox again. Unknown sources are ignored. */
  unlisten(source: Source<unknown>): void;
  /**
   * What happens to this run and to those it watches. Always the same object. Asking for it says that the run deals with
   * cancel requests itself: from then on one is an event, and interrupts nothing.
   */
  events(): Source<ProcessEvent>;
}

export interface WorkflowInfo {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly namespace: string;
  readonly attempt: number;
  readonly historyLength: number;
  readonly historySize: number;
  readonly continueAsNewSuggested: boolean;
  readonly firstRunId: string;
  readonly continuedFrom?: string;
  readonly parent?: { readonly workflowId: string; readonly runId: string; readonly namespace: string };
  /** Unix milliseconds. */
  readonly startTime: Millis;
  readonly runStartTime: Millis;
  readonly cronSchedule?: string;
  readonly memo: Readonly<Record<string, Payload>>;
  readonly searchAttributes: Readonly<Record<string, SearchAttribute>>;
}

/** What a run changes of that by which people find it. Undefined takes a name away; what is not named stays. */
export interface RunChanges {
  readonly searchAttributes?: Readonly<Record<string, SearchAttribute | undefined>>;
  readonly memo?: Readonly<Record<string, Payload | undefined>>;
}

/** What only a workflow has. A host that is none offers `info` that gives undefined. */
export interface Workflow {
  /** A snapshot; undefined outside a workflow. History figures change only between workflow tasks. */
  info(): WorkflowInfo | undefined;
  readonly replaying: boolean;
  /** The result of the run before this one, where a cron schedule starts them; undefined if there is none. */
  lastResult(): Payload | undefined;
  /**
   * The version of a change that this run goes by, the same at each call. Does not suspend. In a workflow `max` for a run that
   * is new to the change, which is recorded; on replay what was recorded, and `min` for a run that is older than the change.
   * Outside a workflow `max`.
   * @throws Error a defect, which fails the task and not the run, when the run goes by a version outside of `min` to `max`
   */
  version(change: string, min: number, max: number): number;
  /** Changes search attributes and memo. Does not suspend; `info` shows it at once. Outside a workflow throws `INVALID`. */
  change(changes: RunChanges): void;
  /** A child workflow on its own worker's queue and its result. Outside a workflow rejects with `INVALID`. */
  exec(id: string, args: readonly Payload[]): Operation<Payload>;
}

/** Read-only values given by whoever started this run. */
export interface Context {
  /** Undefined when the host has no context at all. The same on replay. */
  values(): ContextValues | undefined;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Log lines. Never suspends; in a workflow silent while replaying. */
export interface Log {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, Data>>): void;
}

/**
 * Everything the outside world offers. A module asks for what it `needs`; a host implements what it has; an interceptor
 * wraps what it likes. No Lua type and no Temporal type appears here.
 */
export interface Capabilities {
  readonly clock: Clock;
  readonly random: Random;
  readonly signatures: Signatures;
  readonly functions: Functions;
  readonly processes: Processes;
  readonly supervision: Supervision;
  readonly names: Names;
  readonly handlers: Handlers;
  readonly continuation: Continuation;
  readonly mailbox: MailboxViews;
  readonly workflow: Workflow;
  readonly activity: Activity;
  readonly http: Http;
  readonly httpClient: HttpClient;
  readonly stores: Stores;
  readonly entries: Entries;
  readonly environment: Environment;
  readonly context: Context;
  readonly log: Log;
}

export type CapabilityName = keyof Capabilities;

/** Every capability there is. */
export const CAPABILITY_NAMES: readonly CapabilityName[] = [
  'clock',
  'random',
  'signatures',
  'functions',
  'processes',
  'supervision',
  'names',
  'handlers',
  'continuation',
  'mailbox',
  'workflow',
  'activity',
  'http',
  'httpClient',
  'stores',
  'entries',
  'environment',
  'context',
  'log',
];

/** A coroutine that waits, for people. */
export interface CoroutineState {
  /** `main`, or `coroutine 3`. */
  readonly label: string;
  readonly waitsFor: string;
  readonly traceback: string;
}

/** What a host may ask of the VM that runs on it. */
export interface HostedVm {
  /** Hands in an external event: carried out in order, when no coroutine can run. */
  post(event: () => void): void;
  /**
   * Interrupts every waiting coroutine once with an error of kind `CANCELED`. Where a wait ends with its result nevertheless,
   * the next one of that coroutine is interrupted, if this still `holds` then. To be called inside an event.
   */
  interrupt(holds?: () => boolean): void;
  /** Ends the run with this error, uncatchably: no Lua code runs any more. To be called inside an event. */
  stop(error: unknown): void;
  /** Lets the running coroutine, or the next turn, pay for what it made its host do. @throws what ends the run */
  pay(units: number): void;
  /** Where the Lua code stands that called a module last: `order.lua:12`; empty when none did. For people. */
  where(): string;
  /** Calls something inside an event: the coroutines that it starts, and those that these start, are of this origin. */
  within<T>(origin: string, work: () => T): T;
  /** The origin of the coroutine that runs. Undefined for all that `within` did not bring about, and while none runs. */
  origin(): string | undefined;
  /** What the coroutines wait for: `main at order.lua:12 (sleep)`. Empty when none waits. For people. */
  waiting(): readonly string[];
  /** Every coroutine that waits. Empty when the run has ended. For people. */
  coroutines(): readonly CoroutineState[];
}

/** A set of capabilities and what to say about those it lacks. */
export interface Host {
  /** As in "not available in <name>": `a workflow`, `Node`. */
  readonly name: string;
  /**
   * Lets the rest of the process go on, then calls back: code that works long stops for this in between. Without it one slice
   * follows the other as the state's turns do.
   */
  readonly giveWay?: (goOn: () => void) => void;
  readonly capabilities: Partial<Capabilities>;
  /**
   * Whether what runs here is replayed: then the VM refuses every library function whose result history does not fix, and
   * globals are read-only.
   */
  readonly deterministic?: boolean;
  /** For a capability that is missing: what the Lua author should use instead. */
  readonly instead?: Partial<Record<CapabilityName, string>>;
  /**
   * What the result of an entry point becomes, where the host wants something else than its payload; undefined: that payload.
   * @throws LuaError as what the run fails with
   */
  readonly result?: (value: LuaValue, lua: LuaServices) => Payload | undefined;
  /**
   * Counts what has come from outside. What an effect gives in the moment in which it was asked for, a refusal say, is no news, and
   * brings the program no fresh units: a loop around it would never end. Without it every result of an effect is news.
   */
  moment?(): number;
  /** Called once with the VM that runs on this host. */
  attach?(vm: HostedVm): void;
  /** The main coroutine has ended: no Lua code runs any more, whatever comes. Called within its last turn. */
  ended?(): void;
}
