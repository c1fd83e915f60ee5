import { randomBytes } from 'node:crypto';
import {
  LuaError,
  type Activity,
  type Capabilities,
  type ContextValues,
  type Continuation,
  type Functions,
  type Log,
  type Message,
  type Names,
  type Processes,
  type Supervision,
} from '@durable-lua/determinism';
import {
  checkNames,
  defined,
  Mailbox,
  outsideActivity,
  outsideWorkflow,
  type Host,
  type NamesOf,
} from '@durable-lua/determinism/host';
import { realClock } from './clock.js';
import { nodeSignatures } from './signatures.js';

export interface NodeHostOptions {
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
  /** The messages and events of the run; by default an empty one. */
  readonly mailbox?: Mailbox;
  /** The activity as which the code runs; by default it runs as none. */
  readonly activity?: Activity;
  /** What `ctx` reads; empty by default. */
  readonly context?: ContextValues;
  /** Where `print` and log lines go; lines on standard error by default. */
  readonly log?: Log;
}

const NAMES: NamesOf<NodeHostOptions> = {
  functions: true,
  processes: true,
  supervision: true,
  names: true,
  continuation: true,
  mailbox: true,
  activity: true,
  context: true,
  log: true,
};

/** A host, and the way in for messages. */
export interface NodeHost extends Host {
  readonly capabilities: Partial<Capabilities>;
  /** Puts a message into the mailbox of the state that runs on this host. Kept until something receives it. */
  deliver(message: Message): void;
}

/** Log lines for people, on standard error. */
export const stderrLog: Log = {
  write: (level, message, fields) => {
    const extra =
      fields === undefined || Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields, readable)}`;
    process.stderr.write(`${level.toUpperCase()} ${message}${extra}\n`);
  },
};

/** What JSON has no word for, or a strange one: a log line must come out whatever is in it. */
function readable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (LuaError.is(value)) return value.toString();
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** Real time, real randomness, a mailbox: one host for one Lua state. */
export function nodeHost(options: NodeHostOptions = {}): NodeHost {
  checkNames('nodeHost', options, NAMES);
  const {
    mailbox = new Mailbox(),
    activity = outsideActivity,
    functions,
    processes,
    supervision,
    names,
    continuation,
  } = options;
  let post: (event: () => void) => void = (event) => event();
  return {
    name: 'Node',
    giveWay: (goOn) => void setImmediate(goOn),
    capabilities: {
      clock: realClock,
      random: {
        bytes: async (count) => new Uint8Array(randomBytes(count)),
        // Nothing is replayed here, so that ids need no seed.
        derived: (_stream, count) => new Uint8Array(randomBytes(count)),
      },
      signatures: nodeSignatures,
      mailbox,
      context: { values: () => options.context ?? {} },
      log: options.log ?? stderrLog,
      workflow: outsideWorkflow,
      activity,
      ...defined({ functions, processes, supervision, names, continuation }),
    },
    instead: {
      functions: 'pass nodeHost({ functions }) or run the code with createRuntime of @durable-lua/worker',
      processes: 'pass nodeHost({ processes }) or run the code with createRuntime of @durable-lua/worker',
    },
    attach: (vm) => {
      post = (event) => vm.post(event);
    },
    deliver: (message) => post(() => mailbox.deliver(message)),
  };
}
