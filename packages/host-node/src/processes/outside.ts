import type {
  CancelRequest,
  Closed,
  Operation,
  OutgoingMessage,
  Payload,
  SpawnRequest,
} from '@durable-lua/determinism';

/** Something that can be watched. */
export interface Watchable {
  readonly kind: 'workflow' | 'process';
  /**
   * Tells once of its end; what is returned ends the watch. Whoever calls may rely on the end not being missed from the
   * moment of the call. Rejects with `NOT_FOUND` for what is not there.
   */
  watch(closed: (how: Closed) => void): Promise<() => void>;
}

/** A workflow that was started or found, with the run of that moment. */
export interface StartedWorkflow extends Watchable {
  readonly pid: string;
}

/**
 * What is not of this node: workflows. Everything rejects with a `LuaError`: `NOT_FOUND` for what does not exist or has
 * ended, `UNAVAILABLE` for what cannot be reached. `from` is the PID of whoever asks.
 */
export interface Outside {
  spawn(request: SpawnRequest, from: string): Promise<StartedWorkflow>;
  exec(request: SpawnRequest, from: string): Operation<Payload>;
  send(to: string, message: OutgoingMessage, from: string): Promise<void>;
  /** @throws LuaError for a destination that cannot be one of a workflow */
  find(target: string): Watchable;
  /** Asks the target to watch `from` in turn, or no longer to. */
  link(target: string, from: string): Promise<void>;
  unlink(target: string, from: string): Promise<void>;
  cancel(target: string, request: CancelRequest, from: string): Promise<void>;
  terminate(target: string, from: string): Promise<void>;
}
