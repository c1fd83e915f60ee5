import { CancellationScope } from '@temporalio/workflow';
import { canceled, operation, type ContextValues, type Operation, mergeContext } from '@durable-lua/determinism';
import { payloadBytes } from '@durable-lua/determinism/host';
import { encodeData } from '@durable-lua/lua-vm';
import {
  fromFailure,
  RawPayload,
  withAutoHeartbeat,
  withContext,
  withLocalRoom,
  withSender,
  type Headers,
  type LocalRoom,
} from '@durable-lua/temporal-wire';
import type { Payload } from '@durable-lua/determinism';
import type { Run } from './run.js';

/**
 * A scope that starts what it is given directly. The SDK's own makes two promises more for each use, and a promise is costly
 * in the sandbox: a hook takes a stack trace at each.
 */
class EffectScope extends CancellationScope {
  protected override runInContext<T>(fn: () => Promise<T>): Promise<T> {
    return fn();
  }
}

/** Scopes of effects that have ended, to be used again: a scope that was never cancelled is as good as new. */
export class EffectScopes {
  private readonly free: CancellationScope[] = [];

  constructor(private readonly parent: CancellationScope) {}

  take(): CancellationScope {
    return this.free.pop() ?? new EffectScope({ cancellable: true, parent: this.parent });
  }

  giveBack(scope: CancellationScope): void {
    this.free.push(scope);
  }
}

/**
 * Starts an effect of the SDK in a scope of its own, so that it alone can be cancelled.
 * @param read what the effect gives, from what the SDK gives.
 * @param failed is told what the SDK fails with
 */
export function effect<T, U = T>(
  run: Run,
  start: () => Promise<T>,
  read?: (value: T) => U,
  failed?: (error: unknown) => void,
): Operation<U> {
  const scope = run.scopes.take();
  let state: 'running' | 'cancelled' | 'ended' = 'running';
  const ended = (): void => {
    if (state === 'running') run.scopes.giveBack(scope);
    state = 'ended';
    run.observed?.ended(command);
  };
  run.observed?.mark();
  const promise = scope.run(start);
  const command = run.observed?.marked;
  // One promise for whoever waits, instead of a chain of them.
  const result: PromiseLike<U> = {
    then: (onValue, onError) =>
      promise.then(
        (value) => {
          ended();
          const given = (read === undefined ? value : read(value)) as U;
          if (onValue !== undefined && onValue !== null) return onValue(given);
          // eslint-disable-next-line no-restricted-syntax -- without a callback U is what it gives, which cannot be named here
          return given as never;
        },
        (error: unknown) => {
          ended();
          failed?.(error);
          const failure = fromFailure(error);
          if (onError === undefined || onError === null) throw failure;
          return onError(failure);
        },
      ),
  };
  return operation(result, () => {
    if (state !== 'running') return;
    state = 'cancelled';
    run.observed?.canceling(command);
    scope.cancel();
  });
}

/** The same for what a server keeps only so many of at once. @throws LuaError `RATE_LIMITED` */
export function limited<T, U>(
  run: Run,
  what: 'activities' | 'messages',
  start: () => Promise<T>,
  read: (value: T) => U,
): Operation<U> {
  let ended = (): void => undefined;
  const begin = (): Promise<T> => {
    ended = run.sizes.begins(what);
    try {
      return start();
    } catch (error) {
      ended();
      throw error;
    }
  };
  const settle = (value: T): U => {
    ended();
    return read(value);
  };
  return effect(run, begin, settle, () => ended());
}

/**
 * The same effect, whose cancel ends the wait at once: for what the SDK does not take back once it is sent, and tells its
 * end nevertheless. Whether it took place is then not known.
 */
export function waking<T>(source: Operation<T>): Operation<T> {
  let wake!: () => void;
  const result = new Promise<T>((resolve, reject) => {
    wake = () => reject(canceled());
    source.result.then(resolve, reject);
  });
  return operation(result, () => {
    source.cancel();
    wake();
  });
}

/** A command that names somebody has names, times and a policy besides: about so many bytes. */
const SENT_BYTES = 160;

export interface Sent {
  readonly context?: ContextValues | undefined;
  readonly from?: string;
  readonly autoHeartbeat?: boolean | undefined;
  /** For the result of a local activity. */
  readonly room?: LocalRoom;
  /** What the command holds, to be counted; without it, for what travels in no command, nothing is. */
  readonly args?: readonly Payload[];
  /** Names and texts in the command. */
  readonly texts?: readonly (string | undefined)[];
}

/**
 * Runs `command` with these headers on what it sends: the SDK calls the interceptors before it returns.
 * @throws LuaError `INVALID` when it is one too many for its task
 */
export function sending<T>(run: Run, { args, texts = [], ...headers }: Sent, command: () => T): T {
  const context = headers.from === undefined ? mergeContext(run.context, headers.context) : undefined;
  const outgoing = withLocalRoom(
    withAutoHeartbeat(withSender(withContext({}, context), headers.from), headers.autoHeartbeat),
    headers.room,
  );
  if (args !== undefined) run.sizes.take(args, SENT_BYTES + textsBytes(texts) + headersBytes(outgoing));
  run.outgoing = outgoing;
  try {
    return command();
  } finally {
    run.outgoing = {};
  }
}

/** Three bytes for each unit of UTF-16 are enough for any text. */
export const textsBytes = (texts: readonly (string | undefined)[]): number =>
  texts.reduce((sum, text = '') => sum + 3 * text.length, 0);

const headersBytes = (headers: Headers): number =>
  Object.entries(headers).reduce((sum, [name, payload]) => sum + name.length + payloadBytes(payload), 0);

export const NIL: Payload = encodeData(undefined);

/** What the SDK decoded with our converter; a result that is missing is nil. */
export function payloadOf(value: unknown): Payload {
  return RawPayload.is(value) ? value.payload : NIL;
}
