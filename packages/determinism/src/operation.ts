const MARK = Symbol.for('@durable-lua/Operation');

/**
 * An effect that was started and has not ended: a timer, a call, a child workflow. A function body may return one;
 * its coroutine then waits for `result`, and an interruption calls `cancel`.
 */
export interface Operation<T> {
  /**
   * Settles once. Rejects with a `LuaError` for an expected failure, with anything else for a defect. Not always a real
   * promise: a host may spare the cost of one.
   */
  readonly result: PromiseLike<T>;
  /** Asks for an early end; `result` still settles (kind `CANCELED` if the request took effect). May be called twice. */
  cancel(): void;
}

/** Makes an operation from its two halves. */
export function operation<T>(result: PromiseLike<T>, cancel: () => void): Operation<T> {
  return { [MARK]: true, result, cancel } as Operation<T>;
}

export function isOperation(value: unknown): value is Operation<unknown> {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[MARK] === true;
}

/** Whether something can be awaited. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

/** The same operation with another result. */
export function mapOperation<T, U>(source: Operation<T>, map: (value: T) => U): Operation<U> {
  return operation(source.result.then(map), () => source.cancel());
}
