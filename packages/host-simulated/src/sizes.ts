import { LuaError, type Payload } from '@durable-lua/determinism';
import {
  checkField,
  cutError,
  DEFAULT_SIZE_LIMITS,
  MAX_FAILURE_BYTES,
  taskRoom,
  taskTooLarge,
} from '@durable-lua/determinism/host';

/** A command has names, times and a header besides: about so many bytes. */
const COMMAND_BYTES = 200;

/** What one workflow sends, measured as for a server, so that a test finds what is too large. */
export class SimulatedSizes {
  private task = -1;
  private used = 0;

  /** @param now what is another number for each event */
  constructor(private readonly now: () => number) {}

  /** A command with these payloads. @throws LuaError `INVALID` when they, or all commands since the last event, are too large */
  take(payloads: readonly Payload[]): void {
    const task = this.now();
    if (task !== this.task) this.used = 0;
    this.task = task;
    const sum = this.used + checkField(payloads) + COMMAND_BYTES;
    const room = taskRoom(DEFAULT_SIZE_LIMITS);
    if (sum > room) throw taskTooLarge(sum, room);
    this.used = sum;
  }
}

/** What code gives to whoever waits for it: its value, or the error that it is too large. @throws LuaError `INVALID` */
export function sized(value: Payload): Payload {
  checkField([value]);
  return value;
}

/** An error as a server hands it on. What is no error of Lua stays what it is. */
export const handedOn = (error: unknown): unknown =>
  LuaError.is(error) ? cutError(error, (MAX_FAILURE_BYTES * 3) / 4) : error;
