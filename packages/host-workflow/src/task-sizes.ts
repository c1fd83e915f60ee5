import { patched, sleep, workflowInfo } from '@temporalio/workflow';
import { type LuaError, type Payload, type SearchAttribute } from '@durable-lua/determinism';
import {
  COMMAND_UNITS,
  DEFAULT_SIZE_LIMITS,
  EVENTS_PER_COMMAND,
  fieldBytes,
  historyTooLong,
  MAX_FAILURE_BYTES,
  MAX_HISTORY_BYTES,
  MAX_PAYLOAD_BYTES,
  MAX_REQUEST_BYTES,
  SEARCH_ATTRIBUTE_TYPES,
  searchAttributesProblem,
  taskRoom,
  taskTooLarge,
  together,
  tooLarge,
  tooManyPending,
  unregistered,
  unregisteredError,
  type RegisteredAttributes,
  type SizeLimits,
  type Unregistered,
} from '@durable-lua/determinism/host';
import { RawPayload, toFailure } from '@durable-lua/temporal-wire';

/** A refusal that a marker has to tell: the program that goes on asking ends before its markers fill a request. */
const REFUSAL_UNITS = 50_000;

/** How an attribute may be registered: undefined for not at all. */
const TYPES = [undefined, ...SEARCH_ATTRIBUTE_TYPES];

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
  /** Of the answers that travel with this task, which no replay sees. */
  private unseen = 0;
  private commands = 0;
  private readonly checks = { size: 0, search: 0, pending: 0, registered: 0 };
  private readonly pending = { activities: 0, children: 0, messages: 0 };
  /** What is kept free for local activities that are running. */
  reserved = 0;

  /**
   * @param pay lets the program pay
   * @param registered search attributes of the namespace, as the worker has found them; without them any are taken
   */
  constructor(
    readonly limits: SizeLimits = DEFAULT_SIZE_LIMITS,
    private readonly pay: (units: number) => void = () => undefined,
    private readonly registered?: RegisteredAttributes,
  ) {}

  /** Payloads as one field. @throws LuaError `INVALID` */
  outgoing(payloads: readonly Payload[]): RawPayload[] {
    this.checkField(payloads);
    return payloads.map((payload) => new RawPayload(payload));
  }

  /** @throws LuaError `INVALID` */
  checkMemo(values: readonly Payload[]): void {
    this.checkField(values, 'memo', values.length > 1 ? ` (${values.length} values together)` : '');
  }

  /** @throws LuaError `INVALID` */
  checkField(payloads: readonly Payload[], what = 'payload', note = together(payloads)): void {
    const size = fieldBytes(payloads, this.limits);
    const isTooLarge = fieldBytes(payloads, DEFAULT_SIZE_LIMITS) > MAX_PAYLOAD_BYTES;
    if (this.refuses(size > this.limits.payload, isTooLarge)) {
      throw tooLarge(what, size, this.limits.payload, note);
    }
  }

  /** Values under which a run is found. @throws LuaError `INVALID` */
  checkSearch(attributes: Readonly<Record<string, SearchAttribute | undefined>> | undefined): void {
    if (attributes === undefined) return;
    const problem = searchAttributesProblem(attributes);
    if (problem !== undefined && this.refuses(true, false, 'search')) throw problem;
    const refused = this.unregistered(attributes);
    if (refused !== undefined) throw unregisteredError(attributes, refused);
  }

  /**
   * The same for what no replay sees, such as the answer of a query.
   * @param attached whether it travels with what this task asks for
   * @throws LuaError `INVALID`
   */
  checkUnseen(payload: Payload, attached: boolean): RawPayload {
    const size = fieldBytes([payload], this.limits);
    if (size > this.limits.payload) throw tooLarge('payload', size, this.limits.payload);
    if (attached) {
      // Still the same task, although the SDK gives no length of the history with a query.
      const sum = this.used + this.unseen + size + COMMAND_BYTES;
      if (sum > taskRoom(this.limits)) throw taskTooLarge(sum, taskRoom(this.limits));
      this.unseen += size + COMMAND_BYTES;
    }
    return new RawPayload(payload);
  }

  /** Whether this task asks for nothing yet. */
  get isEmpty(): boolean {
    this.begin();
    return this.used + this.unseen === 0;
  }

  /** Bytes that this task has left. */
  get room(): number {
    this.begin();
    return Math.max(0, taskRoom(this.limits) - this.used - this.unseen);
  }

  /**
   * Counts a command of this task, and lets the program pay for it.
   * @param other bytes of its texts and headers
   * @param endsRun whether it ends the run: so it may also be the last of a history that is full
   * @throws LuaError `INVALID` when it is one too many
   */
  take(payloads: readonly Payload[], other = 0, endsRun = false): void {
    this.pay(COMMAND_UNITS);
    const isTooLong = !endsRun && this.isTooLong;
    const refused = this.tooMuch(payloads, other, isTooLong);
    if (refused !== undefined) {
      throw isTooLong ? historyTooLong(this.task, this.limits.events) : taskTooLarge(refused, taskRoom(this.limits));
    }
    this.add(payloads, other);
    this.commands += 1;
  }

  /** Counts what is under way. @returns what is to be called once it is not @throws LuaError `RATE_LIMITED` for one too many */
  begins(what: keyof typeof this.pending): () => void {
    const { pending } = this;
    if (this.refuses(pending[what] >= this.limits.pending, false, 'pending'))
      throw tooManyPending(what, this.limits.pending);
    pending[what] += 1;
    let isUnderWay = true;
    return () => {
      if (isUnderWay) pending[what] -= 1;
      isUnderWay = false;
    };
  }

  /** Counts what this task has to hold in any case. */
  add(payloads: readonly Payload[], other = 0): void {
    this.begin();
    this.used += this.bytesOf(payloads, other);
    this.payloads += fieldBytes(payloads, DEFAULT_SIZE_LIMITS);
  }

  /** Counts a command, in a later task when this one is full. */
  async takeWhenThereIsRoom(payloads: readonly Payload[]): Promise<void> {
    while (this.tooMuch(payloads, 0) !== undefined && this.used + this.reserved > 0) await sleep(1);
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
    const left = request - LEAST_FAILURE_BYTES - this.used - this.unseen;
    const room = Math.min(MAX_FAILURE_BYTES, payload / 2, Math.max(LEAST_FAILURE_BYTES, left));
    return Math.floor(room / growth.factor);
  }

  /** Bytes that the task would have with this command, when they are too many. */
  private tooMuch(payloads: readonly Payload[], other: number, isTooLong = false): number | undefined {
    this.begin();
    const sum = this.used + this.unseen + this.reserved + this.bytesOf(payloads, other);
    const least = this.payloads + fieldBytes(payloads, DEFAULT_SIZE_LIMITS);
    return this.refuses(isTooLong || sum > taskRoom(this.limits), least > MAX_REQUEST_BYTES) ? sum : undefined;
  }

  /** Whether the history would be longer than a server keeps. */
  private get isTooLong(): boolean {
    this.begin();
    const { historySize } = workflowInfo();
    const events = this.task + EVENTS_PER_COMMAND * (this.commands + 1);
    return events > this.limits.events || historySize + this.used > MAX_HISTORY_BYTES;
  }

  private bytesOf(payloads: readonly Payload[], other: number): number {
    return fieldBytes(payloads, this.limits) + other + COMMAND_BYTES;
  }

  /** The history grows with each workflow task. */
  begin(): void {
    const { historyLength } = workflowInfo();
    if (historyLength === this.task) return;
    this.task = historyLength;
    this.used = 0;
    this.payloads = 0;
    this.unseen = 0;
    this.commands = 0;
  }

  /**
   * What the namespace does not have. It may have other attributes when the run is replayed: so a marker says which one was refused,
   * and how it was registered.
   */
  private unregistered(attributes: NonNullable<Parameters<TaskSizes['checkSearch']>[0]>): Unregistered | undefined {
    const check = (this.checks.registered += 1);
    const marker = ({ index, type }: Unregistered): string => `@registered#${check}#${index}#${type ?? ''}`;
    let refused: Unregistered | undefined;
    if (workflowInfo().unsafe.isReplaying) {
      refused = Object.keys(attributes)
        .flatMap((_, index) => TYPES.map((type): Unregistered => ({ index, type })))
        .find((one) => patched(marker(one)));
    } else {
      refused = this.registered && unregistered(attributes, this.registered);
      if (refused !== undefined) patched(marker(refused));
    }
    if (refused !== undefined) this.pay(REFUSAL_UNITS);
    return refused;
  }

  /**
   * Whether it is refused: as the limits say, and on replay as it was.
   * @param always what the limits of a server say, as every version of this code has seen them
   */
  private refuses(isTooLarge: boolean, always: boolean, what: keyof typeof this.checks = 'size'): boolean {
    const marker = `@${what}#${(this.checks[what] += 1)}`;
    const isMarked = workflowInfo().unsafe.isReplaying ? patched(marker) : isTooLarge !== always && patched(marker);
    if (isMarked) this.pay(REFUSAL_UNITS);
    return isMarked ? !always : always;
  }
}
