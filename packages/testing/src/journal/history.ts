import type { Message, Payload, ProcessEvent } from '@durable-lua/determinism';

/** Something a run asked its host for. */
export interface Command {
  readonly kind: 'command';
  /** `clock.timer`, or `cancel` of an earlier command. */
  readonly effect: string;
  /** The arguments as text: `3600000`. */
  readonly args: string;
  /** Number among the commands whose result comes later, from 1; for a cancel, of the command that is to end. */
  readonly operation?: number;
  /** What came back at once, where something does. */
  readonly answer?: Outcome<unknown>;
  /** Lua position that called last; empty when none did. */
  readonly where: string;
}

/** Something that came from outside: the result of a command, a message, an event, a request, the end. */
export type HistoryEvent =
  | { readonly kind: 'result'; readonly operation: number; readonly effect: string; readonly outcome: Outcome<unknown> }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'event'; readonly event: ProcessEvent }
  /** An update for which the code has a handler; it has a number, from 1. */
  | { readonly kind: 'update'; readonly name: string; readonly number: number; readonly args: readonly Payload[] }
  | { readonly kind: 'cancel-request' }
  /** The host ended the run. */
  | { readonly kind: 'stop'; readonly error: unknown };

export type HistoryEntry = Command | HistoryEvent;

/** Everything that crossed the border between a Lua state and its host: commands and events, in order. */
export interface History {
  readonly entries: readonly HistoryEntry[];
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/** A replay whose next command differs from the history. No `pcall` of the Lua code sees it. */
export class Divergence extends Error {
  constructor(
    /** What the code asked for; undefined when it asked for nothing. */
    readonly command: string | undefined,
    /** What the history holds there; undefined past its end. */
    readonly recorded: string | undefined,
    /** Index into the history. */
    readonly index: number,
    /** Lua position that called last. */
    readonly where: string,
  ) {
    const code = command === undefined ? 'the code asked for nothing' : `the code asked for ${command}`;
    const history = recorded === undefined ? 'the history holds no more' : `the history holds ${recorded}`;
    super(`replay diverged at entry ${index + 1}: ${code}, ${history} (${where === '' ? 'before any call' : where})`);
    this.name = 'Divergence';
  }
}

/** One entry in words. */
export function describeEntry(entry: HistoryEntry): string {
  switch (entry.kind) {
    case 'command':
      return describeCommand(entry.effect, entry.args);
    case 'result':
      return `the result of ${entry.effect} #${entry.operation}`;
    case 'message':
      return `a message of topic '${entry.message.topic}'`;
    case 'event':
      return `an event ${entry.event.kind}`;
    case 'update':
      return `the update '${entry.name}' #${entry.number}`;
    case 'cancel-request':
      return 'a cancel request';
    case 'stop':
      return 'the end of the run by its host';
  }
}

/** A command with its arguments: `clock.timer(1000)`. */
export const describeCommand = (effect: string, args: string): string => `${effect}(${args})`;
