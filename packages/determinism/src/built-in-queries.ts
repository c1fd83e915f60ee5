import type { CoroutineState } from './capabilities.js';
import type { Data } from './data.js';
import type { Mailbox } from './mailbox.js';

/** What a run can tell of itself, for people. */
export interface AboutRun {
  readonly pid: string;
  readonly mailbox: Pick<Mailbox, 'waiting'>;
  /** Every coroutine that waits; none before there is a Lua state, and when the run has ended. */
  coroutines(): readonly CoroutineState[];
}

/** A coroutine that waits: what it is, what for, and where it stands. Pure. */
export const coroutineText = ({ label, waitsFor, traceback }: CoroutineState): string =>
  `${label} (${waitsFor})\n${traceback}`;

/** The queries that every workflow answers, by name. */
export const builtInQueries = (run: AboutRun): Readonly<Record<string, () => Data>> => ({
  '@pid': () => run.pid,
  '@topics': () => Object.fromEntries(run.mailbox.waiting().map(({ topic, count }) => [topic, count])),
  '@coroutines': () => run.coroutines().map(coroutineText),
});
