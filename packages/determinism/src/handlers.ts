import type { Payload } from './payload.js';
import type { Operation } from './operation.js';
import type { StartOptions } from './options/start-options.js';

/** Answers a query: at once, without waiting, without an effect. A thrown `LuaError` is the answer of the one who asks. */
export type QueryHandler = (args: readonly Payload[]) => Payload;

/** Carries out an update. */
export interface UpdateHandler {
  /** Refuses the update before it is accepted, by throwing a `LuaError`. It may not wait. */
  validate?(args: readonly Payload[]): void;
  /** The result is that of the update. */
  handle(args: readonly Payload[]): Operation<Payload>;
}

/** What a workflow answers beside its messages. The last handler of a name counts; undefined takes it away. */
export interface Handlers {
  /** @throws LuaError `INVALID` for a reserved name */
  query(name: string, handler: QueryHandler | undefined): void;
  /**
   * Updates without a handler are messages: their topic is their name, and their answer is sent to the PID they come from.
   * @throws LuaError `INVALID` for a reserved name
   */
  update(name: string, handler: UpdateHandler | undefined): void;
}

/** Options that may change from one run of a workflow to the next. */
export type ContinueOptions = Pick<
  StartOptions,
  'taskQueue' | 'runTimeout' | 'taskTimeout' | 'memo' | 'searchAttributes'
>;

/** Going on as another run, or with other code, under the same PID. Unread messages go along, in order. */
export interface Continuation {
  /**
   * Ends all coroutines and goes on with entry `id`, the own one if undefined. Never settles when it succeeds; rejects with
   * `NOT_FOUND` or `INVALID` for an entry that cannot take over, nothing having changed.
   */
  continueAs(id: string | undefined, args: readonly Payload[], options: ContinueOptions): Operation<never>;
}
