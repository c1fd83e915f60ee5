import type { StartOptions } from '@durable-lua/determinism';

/**
 * What internal activities are asked. The request is the first argument, as a plain object; payloads of an application (the
 * arguments of a message or of an entry) follow as they are, never decoded on the way.
 */

/** `@deliver`, on the queue of the node in `to`. The arguments of the message follow. Answers nothing; `NOT_FOUND` when the process is gone. */
export interface DeliverRequest {
  /** PID of the process. */
  readonly to: string;
  /** PID of the sending workflow. */
  readonly from: string;
  readonly topic: string;
  /** The same for each attempt of one message: a node that has put it into the mailbox ignores repeats. */
  readonly id: string;
}

/** `@spawn`, on the worker's own queue: any node that has the host. The arguments of the entry follow. Answers the PID. */
export interface SpawnProcessRequest {
  /** Entry ID of a `process.lua`. */
  readonly entry: string;
  /** Entry ID of a `process.host`. */
  readonly host: string;
  /** PID of the spawning workflow. */
  readonly from: string;
  /** The name under which it is registered. */
  readonly name?: string;
  /** The same for each attempt: a repeat on the same node answers the same PID. */
  readonly id: string;
  /** Startup messages: topics and how many of the payloads, which follow those of the entry, belong to each. */
  readonly messages?: readonly { readonly topic: string; readonly count: number }[];
  /** Whether it is linked with `from` from its beginning, as by the call `link` of `@rpc`. */
  readonly link?: boolean;
}

/**
 * `@watch`: for a workflow on the worker's own queue, for a process on the queue of its node. Ends when the target closes:
 * with its result as it is, or with its failure, which is never retried; `err:retryable()` is still what the target said. A
 * target that is not there fails it with `NOT_FOUND` and `details.missing`, its PID. Completes asynchronously, so that it
 * holds no slot of the worker; heartbeats keep it alive.
 *
 * A process that a workflow has to do with, by `@spawn`, by `look` or `link` of `@rpc` or by its own link, may have ended before: for
 * some minutes its node still tells how.
 */
export interface WatchRequest {
  readonly pid: string;
  /** Run to follow; the current one if not given. */
  readonly runId?: string;
  /** PID of the watching workflow. */
  readonly from?: string;
}

/**
 * `@terminate`: for a workflow on the worker's own queue, for a process on the queue of its node. Answers nothing;
 * `NOT_FOUND` when the target is not there.
 */
export interface TerminateRequest {
  readonly pid: string;
  readonly reason: string;
}

/**
 * `@rpc`: one client call on another client entry or namespace. Arguments follow. On the queue of a node it serves `cancel`,
 * `look`, `link` and `unlink`, of a process there.
 */
export type RpcRequest =
  | {
      readonly call: 'signal';
      readonly pid: string;
      readonly topic: string;
      readonly from: string;
      readonly id: string;
    }
  /** The arguments of the entry follow, then those of its startup messages. Answers {@link StartedElsewhere}. */
  | {
      readonly call: 'start';
      readonly entry: string;
      /** Entry ID of a `temporal.worker`. */
      readonly host: string;
      readonly from: string;
      /** The same for each attempt: the server takes a start that is repeated once. */
      readonly id: string;
      readonly options: StartOptions;
      readonly messages: readonly { readonly topic: string; readonly count: number }[];
    }
  | { readonly call: 'cancel'; readonly pid: string; readonly reason: string; readonly id: string }
  /** Answers `{status, run_id}`: how the run of this workflow ID stands (`RUNNING`, `COMPLETED` …), and which it is. */
  | { readonly call: 'describe'; readonly pid: string }
  /** Makes sure of a process: how it ends is told by a later `@watch` even when it has ended by then. */
  | { readonly call: 'look'; readonly pid: string }
  /** The same, and the process is linked with the workflow `from`, or no longer. (A workflow is linked by the signal `@link`.) */
  | { readonly call: 'link' | 'unlink'; readonly pid: string; readonly from: string };

/** A run that was started, or found. */
export type StartedElsewhere = { readonly pid: string; readonly run_id: string };
