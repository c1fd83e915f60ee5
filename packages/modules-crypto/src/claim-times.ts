import type { Data } from '@durable-lua/determinism';
import { unverified } from './token.js';

/** Seconds since 1970 as RFC 7519 writes them, fractions allowed; undefined when the claim is absent. */
function secondsOf(claims: Readonly<Record<string, Data>>, name: string): number | undefined {
  const claim = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (claim === undefined || claim === null) return undefined;
  if (typeof claim === 'number' || typeof claim === 'bigint') return Number(claim);
  throw unverified(`its claim ${name} is no number of seconds`);
}

/**
 * Whether the time of a token has come and not gone, to the millisecond and without leeway.
 * @param now Unix milliseconds
 * @throws LuaError `INTERNAL`
 */
export function checkTimes(claims: Readonly<Record<string, Data>>, now: number, requireExp: boolean): void {
  const seconds = now / 1000;
  const expiry = secondsOf(claims, 'exp');
  if (expiry === undefined && requireExp) {
    throw unverified('it has no claim exp: give require_exp = false to accept one that never expires');
  }
  if (expiry !== undefined && seconds >= expiry) throw unverified('it has expired (exp)');
  const start = secondsOf(claims, 'nbf');
  if (start !== undefined && seconds < start) throw unverified('it is not valid yet (nbf)');
  const issued = secondsOf(claims, 'iat');
  if (issued !== undefined && seconds < issued) throw unverified('it was issued in the future (iat)');
}
