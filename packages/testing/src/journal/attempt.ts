import {
  operation,
  type MailboxViews,
  type Operation,
  type ProcessEvent,
  type QueryHandler,
  type UpdateHandler,
} from '@durable-lua/determinism';
import { compose, Mailbox, type Host, type HostedVm } from '@durable-lua/determinism/host';
import { Deferred, hop } from '@durable-lua/host-simulated';
import type { Answers } from './answers.js';
import { journalInterceptor, type CommandHandler } from './interceptor.js';
import {
  describeCommand,
  describeEntry,
  Divergence,
  type Command,
  type HistoryEntry,
  type HistoryEvent,
  type Outcome,
} from './history.js';
import { brief, showArguments } from './show.js';

/** What outlives the attempts at one run: what was written down, and what is under way. */
export interface Recording {
  readonly entries: HistoryEntry[];
  /** Operations of the host that were started, by number. */
  readonly operations: Map<number, Operation<unknown>>;
  /** Called with the result of one of them. */
  readonly ended: (number: number, effect: string, outcome: Outcome<unknown>) => void;
  /** Called when the code first wants events of the host. */
  readonly openEvents: (host: MailboxViews) => void;
  /** What the code of the latest attempt answers. */
  readonly answers: Answers;
  /** After its end a run asks for nothing that counts. */
  over: boolean;
}

/** Thrown instead of an answer that the history of an unfinished run does not hold. */
export class HistoryEnd extends Error {
  constructor() {
    super('the history ends here');
  }
}

/**
 * One attempt at a run, in a Lua state of its own. It first replays: it gets the recorded events and must give the recorded
 * commands. Then it is live: its commands go to the host and into the history.
 */
export class Attempt implements CommandHandler {
  readonly host: Host;
  readonly mailbox = new Mailbox();
  vm: HostedVm | undefined;
  divergence: Divergence | undefined;
  /** Set when its main coroutine has ended. */
  ended = false;
  private cursor = 0;
  private live: boolean;
  private operations = 0;
  private readonly waiting = new Map<number, Deferred<unknown>>();

  constructor(
    private readonly recording: Recording,
    inner: Host,
    /** What a command past the end of the history does while the attempt replays. */
    private readonly beyond: 'diverge' | 'stop',
  ) {
    // A first attempt has nothing to replay.
    this.live = beyond === 'diverge' && recording.entries.length === 0;
    this.host = {
      ...inner,
      capabilities: compose(inner.capabilities, [journalInterceptor(this)]),
      attach: (vm) => void (this.vm = vm),
    };
  }

  get replaying(): boolean {
    return !this.live;
  }

  answer<T>(effect: string, args: readonly unknown[], perform: () => T): T {
    if (this.recording.over) return perform();
    const text = showArguments(args);
    if (!this.live) return unwrap(this.expect(effect, text).answer) as T;
    const outcome = outcomeOf(perform);
    this.write({ kind: 'command', effect, args: text, answer: outcome, where: this.where() });
    return unwrap(outcome);
  }

  operation<T>(effect: string, args: readonly unknown[], perform: () => Operation<T>): Operation<T> {
    if (this.recording.over) return perform();
    const text = showArguments(args);
    const number = ++this.operations;
    const started = this.live ? this.start(effect, text, number, perform) : this.expect(effect, text).answer;
    // A refusal: nothing was started.
    if (started !== undefined) unwrap(started);
    const end = new Deferred<unknown>();
    this.waiting.set(number, end);
    return operation(end.promise as Promise<T>, () => this.cancel(effect, number));
  }

  openEvents(host: MailboxViews): void {
    // An earlier attempt has opened them already, or nothing is to happen at all.
    if (this.live) this.recording.openEvents(host);
  }

  forget(from: string, kind: ProcessEvent['kind']): void {
    this.mailbox.dropEvents(from, kind);
  }

  queryHandler(name: string, given: QueryHandler | undefined): QueryHandler | undefined {
    return this.recording.answers.query(name, given);
  }

  updateHandler(name: string, given: UpdateHandler | undefined): UpdateHandler | undefined {
    return this.recording.answers.update(name, given);
  }

  private start<T>(
    effect: string,
    args: string,
    number: number,
    perform: () => Operation<T>,
  ): Outcome<unknown> | undefined {
    const { operations, ended } = this.recording;
    const begun = outcomeOf(perform);
    const entry: Command = { kind: 'command', effect, args, operation: number, where: this.where() };
    this.write(begun.ok ? entry : { ...entry, answer: begun });
    if (!begun.ok) return begun;
    operations.set(number, begun.value);
    begun.value.result.then(
      (value) => ended(number, effect, { ok: true, value }),
      (error: unknown) => ended(number, effect, { ok: false, error }),
    );
    return undefined;
  }

  private cancel(effect: string, number: number): void {
    if (!this.waiting.has(number)) return;
    if (!this.recording.over) {
      const args = `${effect} #${number}`;
      if (!this.live) return void this.expect('cancel', args);
      this.write({ kind: 'command', effect: 'cancel', args, operation: number, where: this.where() });
    }
    this.recording.operations.get(number)?.cancel();
  }

  /** Hands an event to the Lua state. */
  private apply(event: HistoryEvent): void {
    switch (event.kind) {
      case 'result': {
        const end = this.waiting.get(event.operation);
        this.waiting.delete(event.operation);
        if (event.outcome.ok) end?.resolve(event.outcome.value);
        else end?.reject(event.outcome.error);
        return;
      }
      case 'message':
        this.vm?.post(() => this.mailbox.deliver(event.message));
        return;
      case 'event':
        this.vm?.post(() => this.mailbox.deliverEvent(event.event));
        return;
      case 'update':
        this.vm?.post(() => this.recording.answers.carryOut(event));
        return;
      case 'cancel-request':
        this.vm?.post(() => this.vm?.interrupt(() => !this.mailbox.eventsOpened));
        return;
      case 'stop':
        this.vm?.post(() => this.vm?.stop(event.error));
    }
  }

  /** A new event, once the attempt is live: it is written down, then handed in. */
  receive(event: HistoryEvent): void {
    this.write(event);
    this.apply(event);
  }

  /**
   * Replays the history, one event at a time, each when the code is at rest.
   * @param upTo how many entries to replay at most; the commands after them are compared as far as possible.
   * @throws Divergence
   */
  async replay(upTo = Infinity): Promise<void> {
    const { entries } = this.recording;
    for (;;) {
      await hop();
      if (this.divergence !== undefined) throw this.divergence;
      const entry = entries[this.cursor];
      if (this.ended) {
        if (entry !== undefined && this.cursor < upTo) throw this.diverge(undefined, entry);
        return;
      }
      if (entry === undefined) {
        this.live = true;
        return;
      }
      if (entry.kind === 'command') throw this.diverge(undefined, entry);
      if (this.cursor >= upTo) return;
      this.cursor += 1;
      this.apply(entry);
    }
  }

  private expect(effect: string, args: string): Command {
    const entry = this.recording.entries[this.cursor];
    if (entry === undefined && this.beyond === 'stop') throw new HistoryEnd();
    const command = describeCommand(effect, args);
    if (entry?.kind !== 'command' || describeEntry(entry) !== command) throw this.diverge(command, entry);
    this.cursor += 1;
    return entry;
  }

  private diverge(command: string | undefined, entry: HistoryEntry | undefined): Divergence {
    const recorded = entry === undefined ? undefined : brief(describeEntry(entry));
    this.divergence ??= new Divergence(
      command === undefined ? undefined : brief(command),
      recorded,
      this.cursor,
      this.where(),
    );
    return this.divergence;
  }

  private write(entry: HistoryEntry): void {
    this.recording.entries.push(entry);
    this.cursor = this.recording.entries.length;
  }

  private where(): string {
    return this.vm?.where() ?? '';
  }
}

function outcomeOf<T>(perform: () => T): Outcome<T> {
  try {
    return { ok: true, value: perform() };
  } catch (error) {
    return { ok: false, error };
  }
}

function unwrap<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok === false) throw outcome.error;
  return outcome?.value as T;
}
