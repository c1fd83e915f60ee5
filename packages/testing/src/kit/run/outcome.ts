import { LuaError } from '@durable-lua/determinism';
import type { Outcome } from '../../journal/history.js';

/** How a script ended, in words that are the same for the same end. */
export function outcomeInWords(outcome: Outcome<unknown>): string {
  if (outcome.ok) return JSON.stringify(outcome.value, plain) ?? 'nil';
  const { error } = outcome;
  return LuaError.is(error) ? `${error.kind}: ${error.toString()}` : String(error);
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

/** Where two texts part, with what stands around. */
export function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const around = (text: string): string => text.slice(Math.max(0, at - 40), at + 60);
  return `…${around(one)}… became …${around(other)}…`;
}
