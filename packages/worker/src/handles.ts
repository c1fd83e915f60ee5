import {
  checkTopic,
  invalid,
  startOptionSet,
  type CancelRequest,
  type Data,
  type ResultSchema,
  type Sendable,
  type SendableTable,
  type StartOptions,
} from '@durable-lua/determinism';
import { checkNames, defined, type NamesOf } from '@durable-lua/determinism/host';
import { encodeArguments } from '@durable-lua/lua-vm';

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

/** A call from JavaScript may lack what must be there. */
export function checkTarget(what: string, id: unknown, on: unknown, expected: string): void {
  const got = (value: unknown): string => (value === undefined ? 'nothing' : `a value of type ${typeof value}`);
  if (typeof id !== 'string') throw invalid(`${what}: the ID of an entry expected as first argument, got ${got(id)}`);
  if (typeof on !== 'string' || on === '') {
    throw invalid(`${what} '${id}': its ${expected} expected as second argument, before the input; got ${got(on)}`);
  }
}

const MESSAGE_NAMES: NamesOf<NonNullable<StartSettings['messages']>[number]> = { topic: true, args: true };

/** The part of a request that says what goes along. */
export function along(input: Sendable, { args, context, messages = [] }: StartSettings) {
  return {
    args: encodeArguments(args ?? (input === undefined ? [] : [input])),
    messages: messages.map((message) => {
      checkNames('messages', message, MESSAGE_NAMES);
      return { topic: checkTopic(message.topic), args: encodeArguments(message.args ?? []) };
    }),
    ...defined({ context }),
  };
}
