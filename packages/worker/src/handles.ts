import {
  startOptionSet,
  type CancelRequest,
  type Data,
  type ResultSchema,
  type Sendable,
  type SendableTable,
  type StartOptions,
} from '@durable-lua/determinism';
import type { NamesOf } from '@durable-lua/determinism/host';

/** What goes along with a start. */
export interface StartSettings {
  /** All arguments, instead of one. */
  readonly args?: readonly Sendable[];
  /** Readable through `ctx` in what is started and in whatever it calls. */
  readonly context?: SendableTable;
  /** Delivered before any other message, in order. */
  readonly messages?: readonly { readonly topic: string; readonly args?: readonly Sendable[] }[];
}

const START_NAMES: NamesOf<StartSettings> = { args: true, context: true, messages: true };

/** How a workflow is started: options of Temporal, and what goes along. */
export interface SpawnSettings extends StartOptions, StartSettings {}

export const SPAWN_NAMES: Readonly<Record<string, unknown>> = { ...startOptionSet.rows, ...START_NAMES };

/** How a process is started. */
export interface ProcessSettings extends StartSettings {
  /** Under which it is registered on this node. */
  readonly name?: string;
}

export const PROCESS_NAMES: NamesOf<ProcessSettings> = { ...START_NAMES, name: true };

/** Something that runs under a PID and was started, or found, by this runtime. Each method rejects with a `LuaError`. */
export interface ProcessHandle {
  readonly pid: string;
  /** Sends a message; ends once it is accepted. `NOT_FOUND` when the receiver has ended. */
  send(topic: string, ...args: Sendable[]): Promise<void>;
  /**
   * What it returns, in the end. Rejects with kind, message, retryable and details when it fails, is cancelled or
   * terminated, or times out.
   * @param schema checks it: any that is a Standard Schema; `INVALID` when it does not match. Without one, `T` is only what the
   *   caller says of it.
   */
  result<T = Data>(schema?: ResultSchema<T>): Promise<T>;
  /** Asks it to end; ends once the request is accepted. After the deadline, in milliseconds, it is ended whatever it does. */
  cancel(request?: CancelRequest): Promise<void>;
  /** Ends it without asking. */
  terminate(reason?: string): Promise<void>;
}

/** A workflow run. */
export interface RunHandle extends ProcessHandle {
  readonly workflowId: string;
  /** Whether a run of this ID was open already: then this is its handle, it got the messages, and the input went nowhere. */
  readonly joined: boolean;
}

/** Processes of this runtime's node. */
export interface RuntimeProcesses {
  /** Starts a `process.lua` on a `process.host` with one argument, or with what `settings.args` says. @throws LuaError */
  spawn(id: string, host: string, input?: Sendable, settings?: ProcessSettings): Promise<ProcessHandle>;
  /** The PID of the process that has a name. */
  lookup(name: string): string | undefined;
  /** How many processes and function calls are running. */
  readonly size: number;
}
