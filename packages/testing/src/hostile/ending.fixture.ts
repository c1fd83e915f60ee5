import type { Program } from './programs.fixture.js';

/** How a run of a program has ended. */
export interface Ended {
  readonly value?: unknown;
  readonly error?: {
    readonly kind?: string;
    readonly message: string;
    readonly luaStack: string;
    readonly retryable?: boolean | undefined;
  };
}

/** What is wrong with the end of a program; undefined when it is right. */
export function wrongEnd({ ends, catches }: Program, { value, error }: Ended): string | undefined {
  if (error === undefined) {
    const isRight = ends === 'over' || (ends === 'raised' && catches);
    return isRight ? undefined : `it gave ${String(value).slice(0, 200)}`;
  }
  const { kind, message, luaStack, retryable } = error;
  if (kind === undefined) return message.slice(0, 500);
  const told = `${kind} ${message.slice(0, 300)}`;
  if (!/hostile\.lua:\d+/.test(message + luaStack)) return `no place: ${told}`;
  if (ends === 'stopped' && (kind !== 'INTERNAL' || retryable !== false)) return `not stopped: ${told}`;
  if (ends === 'stopped' && !STOPPED.test(message)) return `an error that can be caught: ${told}`;
  if (ends === 'raised' && catches && !STOPPED.test(message)) return `not caught: ${told}`;
  return undefined;
}

/** What says that a run has used up what it may, or that nothing can wake it. */
const STOPPED = /steps without waiting|memory|all coroutines are blocked/i;
