import { LuaError, type Payload } from '@durable-lua/determinism';
import {
  checkField,
  checkSizeLimits,
  COMMAND_UNITS,
  cutError,
  DEFAULT_SIZE_LIMITS,
  EVENTS_PER_COMMAND,
  fieldBytes,
  historyTooLong,
  LOCAL_MARKER_BYTES,
  localRoom,
  localsTooLarge,
  taskRoom,
  taskTooLarge,
  tooManyPending,
  type GivenSizeLimits,
  type SizeLimits,
} from '@durable-lua/determinism/host';

/** A command has names, times and a header besides: about so many bytes. */
const COMMAND_BYTES = 200;

/** What one workflow sends, measured as for a server, so that a test finds what is too large. */
export class SimulatedSizes {
  private task = -1;
  private used = 0;
  private locals = 0;
  private localBytes = 0;
  private commands = 0;
  private readonly pending = { activities: 0, children: 0, messages: 0 };

  /**
   * @param now what is another number for each event
   * @param pay lets the program pay
   */
  constructor(
    private readonly limits: SizeLimits,
    private readonly now: () => number,
    private readonly pay: (units: number) => void,
  ) {}

  /**
   * A command with these payloads, for which the program pays.
   * @throws LuaError `INVALID` when they, all commands since the last event, or the history are too large
   */
  take(payloads: readonly Payload[]): void {
    this.pay(COMMAND_UNITS);
    const events = EVENTS_PER_COMMAND * this.commands;
    if (events + EVENTS_PER_COMMAND > this.limits.events) throw historyTooLong(events, this.limits.events);
    const task = this.now();
    if (task !== this.task) this.used = 0;
    this.task = task;
    const sum = this.used + checkField(payloads, this.limits) + COMMAND_BYTES;
    const room = taskRoom(this.limits);
    if (sum > room) throw taskTooLarge(sum, room);
    this.used = sum;
    this.commands += 1;
  }

  /** Counts what is under way. @throws LuaError `RATE_LIMITED` when there are as many as a server keeps of one run */
  begins(what: keyof typeof this.pending): void {
    const { pending, limits } = this;
    if (pending[what] >= limits.pending) throw tooManyPending(what, limits.pending);
    pending[what] += 1;
  }

  ends(what: keyof typeof this.pending): void {
    this.pending[what] -= 1;
  }

  localBegins(): void {
    if (this.locals === 0) this.localBytes = 0;
    this.locals += 1;
  }

  /** The result of a local activity. @throws LuaError `INVALID` when those that run at the same time return too much */
  localReturns(value: Payload): void {
    const sum = this.localBytes + fieldBytes([value], this.limits) + LOCAL_MARKER_BYTES;
    const room = localRoom(this.limits);
    if (sum > room) throw localsTooLarge(sum, room);
    this.localBytes = sum;
  }

  localEnds(): void {
    this.locals -= 1;
  }
}

/** The limits of a simulation. @throws LuaError `INVALID` for one that is none */
export function simulatedLimits(given: GivenSizeLimits = {}): SizeLimits {
  checkSizeLimits(given);
  return { ...DEFAULT_SIZE_LIMITS, ...given };
}

/** What code gives to whoever waits for it: its value, or the error that it is too large. @throws LuaError `INVALID` */
export function sized(value: Payload, limits: SizeLimits): Payload {
  checkField([value], limits);
  return value;
}

/** An error as a server hands it on. What is no error of Lua stays what it is. */
export const handedOn = (error: unknown, { payload }: SizeLimits): unknown =>
  LuaError.is(error) ? cutError(error, (payload * 3) / 8) : error;
