import type { Message } from '@durable-lua/determinism';

/** Something the code asked its host for. */
export interface Asked {
  readonly kind: 'asked';
  /** `clock.timer`, or `cancel` of an earlier effect. */
  readonly effect: string;
  /** The arguments as text: `3600000`. */
  readonly args: string;
  /** Number among those that end later, from 1; for a cancel, of the one that is to end. */
  readonly operation?: number;
  /** What came back at once, where something does. */
  readonly answer?: Outcome<unknown>;
  /** Lua position that called last; empty when none did. */
  readonly where: string;
}

/** Something that came from outside: the end of an operation, a message, a cancel request. */
export type Came =
  | { readonly kind: 'ended'; readonly operation: number; readonly effect: string; readonly outcome: Outcome<unknown> }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'interrupt' };

export type JournalEntry = Asked | Came;

/** Everything that crossed the border between a Lua state and its host, in order. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/** A replay that asked for something else than the journal holds. No `pcall` of the Lua code sees it. */
export class Divergence extends Error {
  constructor(
    /** What the code asked for; undefined when it asked for nothing. */
    readonly asked: string | undefined,
    /** What the journal holds there; undefined past its end. */
    readonly recorded: string | undefined,
    /** Index into the journal. */
    readonly index: number,
    /** Lua position that called last. */
    readonly where: string,
  ) {
    const code = asked === undefined ? 'the code asked for nothing' : `the code asked for ${asked}`;
    const journal = recorded === undefined ? 'the journal holds no more' : `the journal holds ${recorded}`;
    super(`replay diverged at entry ${index + 1}: ${code}, ${journal} (${where === '' ? 'before any call' : where})`);
    this.name = 'Divergence';
  }
}

/** One entry in words. */
export function describeEntry(entry: JournalEntry): string {
  switch (entry.kind) {
    case 'asked':
      return describeEffect(entry.effect, entry.args);
    case 'ended':
      return `the end of ${entry.effect} #${entry.operation}`;
    case 'message':
      return `a message of topic '${entry.message.topic}'`;
    case 'interrupt':
      return 'a cancel request';
  }
}

export const describeEffect = (effect: string, args: string): string => `${effect}(${args})`;
