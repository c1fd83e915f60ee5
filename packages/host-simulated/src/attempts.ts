import { LuaError, type CallOptions, type Millis } from '@durable-lua/determinism';
import { DEFAULT_START_TO_CLOSE } from '@durable-lua/determinism/host';

/** A fake that fails each time would be tried for ever, as by a server: a test wants to hear of it. */
export const MOST_ATTEMPTS = 100;

export interface Attempts {
  /** Whether the failure of attempt `n` is followed by another. */
  again(error: unknown, n: number): boolean;
  /** Milliseconds between attempt `n` and the next. */
  delay(n: number): Millis;
  /** Limit of one attempt. */
  readonly each: Millis | undefined;
  /** Limit of all together. */
  readonly all: Millis | undefined;
}

/** In a workflow a call is an activity, which the server retries; elsewhere it is retried only when asked. */
export function attemptsOf(options: CallOptions, inWorkflow: boolean): Attempts {
  return inWorkflow ? activityAttempts(options) : callAttempts(options);
}

function activityAttempts({ retryPolicy = {}, startToCloseTimeout, scheduleToCloseTimeout, timeout }: CallOptions) {
  const {
    initialInterval = 1000,
    backoffCoefficient = 2,
    maximumAttempts = 0,
    nonRetryableErrorKinds = [],
  } = retryPolicy;
  const { maximumInterval = initialInterval * 100 } = retryPolicy;
  return {
    again: (error: unknown, n: number) =>
      LuaError.is(error) &&
      error.willRetry &&
      !nonRetryableErrorKinds.includes(error.kind) &&
      (maximumAttempts === 0 || n < maximumAttempts),
    delay: (n: number) => Math.min(maximumInterval, initialInterval * backoffCoefficient ** (n - 1)),
    each: startToCloseTimeout ?? DEFAULT_START_TO_CLOSE,
    all: scheduleToCloseTimeout ?? timeout,
  };
}

function callAttempts({ retry = {}, timeout }: CallOptions): Attempts {
  const { maxAttempts = 1, initialDelay = 0, backoffFactor = 1 } = retry;
  return {
    again: (error, n) => LuaError.is(error) && error.willRetry && n < maxAttempts,
    delay: (n) => initialDelay * backoffFactor ** (n - 1),
    each: undefined,
    all: timeout,
  };
}
