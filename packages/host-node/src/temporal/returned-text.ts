import type { Context } from '@temporalio/activity';
import { canonicalKind, type LuaError } from '@durable-lua/determinism';
import { ReturnedText } from '@durable-lua/lua-vm';

type Policy = NonNullable<Context['info']['retryPolicy']>;

/**
 * What to tell of an activity that has returned `nil, "text"`, Lua's own idiom, or a table of its own: that says nothing of whether a retry is of
 * use, so that Temporal retries it, perhaps for ever. Nothing for other errors, and for one that is not retried.
 */
export function returnedTextWarning({ info }: Context, error: LuaError): string | undefined {
  const { cause } = error;
  const { retryPolicy = {} } = info;
  // The first attempt says it for all.
  if (!(cause instanceof ReturnedText) || info.attempt > 1 || !isRetried(error, retryPolicy)) return undefined;
  return (
    `${cause.where}: activity '${info.activityType}' returned a text or a plain table as its error, which is retried ` +
    `${describe(retryPolicy)}: return nil, errors.new({ message = …, kind = "INVALID" }), or with retryable = false, for what ` +
    'no retry can change'
  );
}

function isRetried(error: LuaError, { maximumAttempts = 0, nonRetryableErrorTypes = [] }: Policy): boolean {
  return error.willRetry && maximumAttempts !== 1 && !nonRetryableErrorTypes.map(canonicalKind).includes(error.kind);
}

/** `after 1s, then twice as long each time, at most 100s, without limit of attempts`, with what the server takes where nothing is said. */
function describe({
  initialInterval = 1000,
  backoffCoefficient = 2,
  maximumInterval,
  maximumAttempts,
}: Policy): string {
  const limit =
    maximumAttempts === undefined || maximumAttempts === 0 || maximumAttempts === Infinity
      ? 'without limit'
      : `up to ${maximumAttempts} attempts`;
  const most = maximumInterval === undefined ? '' : `, at most ${duration(maximumInterval)}`;
  return `after ${duration(initialInterval)}, then each time ${backoffCoefficient} times as long${most}, ${limit}`;
}

const duration = (given: number | string): string => (typeof given === 'number' ? `${given / 1000}s` : given);
