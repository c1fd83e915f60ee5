import { patched, sleep, workflowInfo } from '@temporalio/workflow';
import { type LuaError, type Payload } from '@durable-lua/determinism';
import {
  DEFAULT_SIZE_LIMITS,
  fieldBytes,
  MAX_FAILURE_BYTES,
  MAX_PAYLOAD_BYTES,
  MAX_REQUEST_BYTES,
  taskRoom,
  taskTooLarge,
  together,
  tooLarge,
  type SizeLimits,
} from '@durable-lua/determinism/host';
import { RawPayload, toFailure } from '@durable-lua/temporal-wire';

/** What the smallest of commands takes, a timer. */
const COMMAND_BYTES = 32;
/** Of a failure at least this much is told, however full its task is. */
const LEAST_FAILURE_BYTES = 64 * 1024;

/**
 * What one run sends, measured before it is sent. All commands of one workflow task travel in one request, and the server
 * takes a field, and a request, only up to a limit.
 *
 * History says what was refused: the limits may change while a run is open. What the server's own limits refuse needs no
 * record; where the configured ones decide otherwise, a marker tells it to the replay.
 */
export class TaskSizes {
  /** Length of the history when the current task began. */
  private task = -1;
  /** Of what this task asks for so far: bytes as they travel, and those of its payloads alone. */
  private used = 0;
  private payloads = 0;
  private checks = 0;

  constructor(private readonly limits: SizeLimits = DEFAULT_SIZE_LIMITS) {}

  /** Payloads as one field. @throws LuaError `INVALID` */
  outgoing(payloads: readonly Payload[]): RawPayload[] {
    this.checkField(payloads);
    return payloads.map((payload) => new RawPayload(payload));
  }

  /** @throws LuaError `INVALID` */
  checkField(payloads: readonly Payload[]): void {
    const size = fieldBytes(payloads, this.limits);
    const isTooLarge = fieldBytes(payloads, DEFAULT_SIZE_LIMITS) > MAX_PAYLOAD_BYTES;
    if (this.refuses(size > this.limits.payload, isTooLarge)) {
      throw tooLarge('payload', size, this.limits.payload, together(payloads));
    }
  }

  /** The same for what no replay sees, such as the answer of a query. @throws LuaError `INVALID` */
  checkUnseen(payload: Payload): RawPayload {
    const size = fieldBytes([payload], this.limits);
    if (size > this.limits.payload) throw tooLarge('payload', size, this.limits.payload);
    return new RawPayload(payload);
  }

  /**
   * Counts a command of this task.
   * @param other bytes of its texts and headers
   * @throws LuaError `INVALID` when it is one too many
   */
  take(payloads: readonly Payload[], other = 0): void {
    const refused = this.tooMuch(payloads, other);
    if (refused !== undefined) throw taskTooLarge(refused, taskRoom(this.limits));
    this.add(payloads, other);
  }

  /** Counts what this task has to hold in any case. */
  add(payloads: readonly Payload[], other = 0): void {
    this.begin();
    this.used += this.bytesOf(payloads, other);
    this.payloads += fieldBytes(payloads, DEFAULT_SIZE_LIMITS);
  }

  /** Counts a command, in a later task when this one is full. */
  async takeWhenThereIsRoom(payloads: readonly Payload[]): Promise<void> {
    while (this.tooMuch(payloads, 0) !== undefined && this.used > 0) await sleep(1);
    this.add(payloads);
  }

  /** An error as the failure of something that this task ends: as much of it as there is room for. */
  failure(error: LuaError, room = Infinity): ReturnType<typeof toFailure> {
    const failure = toFailure(error, { room: Math.min(room, this.failureRoom) });
    this.add([], 4 * (failure.message.length + (failure.stack?.length ?? 0)));
    this.add((failure.details ?? []).filter((detail) => RawPayload.is(detail)).map(({ payload }) => payload));
    return failure;
  }

  /** What a failure may take that this task holds. */
  get failureRoom(): number {
    this.begin();
    const { request, payload, growth } = this.limits;
    const left = request - LEAST_FAILURE_BYTES - this.used;
    const room = Math.min(MAX_FAILURE_BYTES, payload / 2, Math.max(LEAST_FAILURE_BYTES, left));
    return Math.floor(room / growth.factor);
  }

  /** Bytes that the task would have with this command, when they are too many. */
  private tooMuch(payloads: readonly Payload[], other: number): number | undefined {
    this.begin();
    const sum = this.used + this.bytesOf(payloads, other);
    const least = this.payloads + fieldBytes(payloads, DEFAULT_SIZE_LIMITS);
    return this.refuses(sum > taskRoom(this.limits), least > MAX_REQUEST_BYTES) ? sum : undefined;
  }

  private bytesOf(payloads: readonly Payload[], other: number): number {
    return fieldBytes(payloads, this.limits) + other + COMMAND_BYTES;
  }

  /** The history grows with each workflow task. */
  private begin(): void {
    const { historyLength } = workflowInfo();
    if (historyLength === this.task) return;
    this.task = historyLength;
    this.used = 0;
    this.payloads = 0;
  }

  /**
   * Whether it is refused: as the limits say, and on replay as it was.
   * @param always what the limits of a server say, as every version of this code has seen them
   */
  private refuses(isTooLarge: boolean, always: boolean): boolean {
    const marker = `@size#${(this.checks += 1)}`;
    if (workflowInfo().unsafe.isReplaying) return patched(marker) ? !always : always;
    if (isTooLarge !== always) patched(marker);
    return isTooLarge;
  }
}
