import { LuaError, type Data } from '@durable-lua/determinism';

/** The statuses of the kinds of errors. */
const STATUS: Readonly<Record<string, number>> = {
  INVALID: 400,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  CANCELED: 499,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
};

/** The status for an error of this kind; 500 for what is not the client's affair, and for kinds of your own. */
export const statusOf = (kind: string): number => STATUS[kind] ?? 500;

/** What is sent of an error. */
export const errorBody = (kind: string, message: string): string => JSON.stringify({ error: { kind, message } });

/**
 * Whether an error is one that Lua itself has raised, or a limit or a defect: its text is for the log, not for the client.
 * What a function returns as its error says that it is not to be retried only where its author does.
 */
export const isHidden = (error: unknown): boolean =>
  !LuaError.is(error) || (error.kind === 'INTERNAL' && error.retryable === false);

/** An error whose `details.type` says what is wrong. */
export function typed(
  kind: 'INVALID' | 'INTERNAL',
  type: string,
  message: string,
  more?: Record<string, Data>,
): LuaError {
  return new LuaError({ kind, retryable: false, message, details: { type, ...more } });
}
