import type { InShort, Parting } from '@durable-lua/worker';

/**
 * What a run looked like after each of its steps, as plain data: the page gets it as JSON. Whatever is alike in many steps stands
 * there once, and is meant by its number.
 */
export interface Recording {
  readonly workflowId: string;
  readonly workflowType: string;
  readonly events: readonly EventView[];
  readonly steps: readonly StepRecord[];
  /** Lua files, by the names that places have. */
  readonly sources: Readonly<Record<string, string>>;
  readonly texts: readonly string[];
  readonly calls: readonly CallRecord[];
  readonly coroutines: readonly CoroutineRecord[];
  readonly states: readonly StateRecord[];
  /** Why the replay ended early. */
  readonly problem?: Problem;
}

export interface Problem {
  readonly message: string;
  /** Where history and code part, if that is why. */
  readonly parting?: Parting;
}

/** What an event belongs to, for the lanes of a timeline. */
export type Lane = 'run' | 'lua' | 'activity' | 'timer' | 'child' | 'message';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly coroutine: string;
}

/** An event of the history. */
export interface EventView extends InShort {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly lane: Lane;
  /** The event that began what this one goes on with, or ends. */
  readonly of?: number;
  /** How that has ended. */
  readonly outcome?: 'good' | 'failed' | 'canceled';
  /** How many attempts there were, when there was more than one. */
  readonly attempts?: number;
  /** The Lua code that asked for it. */
  readonly place?: Place;
  /** What it carries, each value as a short text. */
  readonly data?: readonly (readonly [name: string, value: string])[];
}

export interface LogView {
  readonly level: string;
  readonly message: string;
}

/**
 * One step: an event, or a turn of Lua inside of the workflow task that the event began. Lua sees events only in workflow tasks, so
 * that only turns change anything.
 */
export interface StepRecord {
  /** Index of the event; of a turn that of the start of its task. */
  readonly event: number;
  /** Index of the event that brought a turn about, −1 for one that nobody but the task did; absent for an event. */
  readonly cause?: number;
  /** Index of what the run looks like. */
  readonly state: number;
  readonly logs?: readonly LogView[];
  /** Lines that the turn ran, by file: `[file, line, line, …]`. */
  readonly reached?: readonly (readonly [file: string, ...lines: number[]])[];
}

export interface StateRecord {
  readonly coroutines: readonly number[];
  /** Messages that nobody has received: texts. */
  readonly mailbox: readonly number[];
}

export interface CoroutineRecord {
  readonly label: number;
  readonly waitsFor: number;
  readonly calls: readonly number[];
}

export interface CallRecord {
  readonly file: number;
  readonly line: number;
  readonly function: number;
  /** Names and values by turns. */
  readonly locals: readonly number[];
  readonly upvalues: readonly number[];
}

/** A step with all that it means. */
export interface Step {
  readonly event: EventView;
  /** The event that brought the turn about, if the step is a turn and one did. */
  readonly cause?: EventView;
  readonly isTurn: boolean;
  readonly coroutines: readonly CoroutineView[];
  readonly mailbox: readonly string[];
  readonly logs: readonly LogView[];
  /** Lines that the turn ran. */
  readonly reached: readonly { readonly file: string; readonly lines: readonly number[] }[];
}

export interface CoroutineView {
  readonly label: string;
  /** Empty for one whose failure has ended the run. */
  readonly waitsFor: string;
  /** The innermost first. */
  readonly calls: readonly CallView[];
}

export interface CallView {
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly locals: readonly (readonly [name: string, value: string])[];
  readonly upvalues: readonly (readonly [name: string, value: string])[];
}

/** A step of a recording, from 0. */
export function stepOf(recording: Recording, index: number): Step {
  const { events, steps, states, texts } = recording;
  const record = steps[index];
  const event = record && events[record.event];
  const state = record && states[record.state];
  if (record === undefined || event === undefined || state === undefined) {
    throw new RangeError(`step ${index} of ${steps.length}`);
  }
  const cause = record.cause === undefined ? undefined : events[record.cause];
  return {
    event,
    ...(cause === undefined ? {} : { cause }),
    isTurn: record.cause !== undefined,
    coroutines: state.coroutines.map((at) => coroutineOf(recording, at)),
    mailbox: state.mailbox.map((at) => texts[at] ?? ''),
    logs: record.logs ?? [],
    reached: (record.reached ?? []).map(([file, ...lines]) => ({ file, lines })),
  };
}

function coroutineOf({ coroutines, calls, texts }: Recording, at: number): CoroutineView {
  const { label, waitsFor, calls: stack } = coroutines[at] as CoroutineRecord;
  const text = (index: number): string => texts[index] ?? '';
  const pairs = (flat: readonly number[]): (readonly [string, string])[] =>
    Array.from({ length: flat.length / 2 }, (_, i) => [text(flat[2 * i] as number), text(flat[2 * i + 1] as number)]);
  return {
    label: text(label),
    waitsFor: text(waitsFor),
    calls: stack.map((index) => {
      const call = calls[index] as CallRecord;
      return {
        file: text(call.file),
        line: call.line,
        function: text(call.function),
        locals: pairs(call.locals),
        upvalues: pairs(call.upvalues),
      };
    }),
  };
}
