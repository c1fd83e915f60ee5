import { operation, type Capabilities, type Operation } from '@durable-lua/determinism';
import { compose, Mailbox, type Host, type HostedVm } from '@durable-lua/determinism/host';
import { Deferred } from '../deferred.js';
import { hop } from '../hop.js';
import { journalInterceptor, type Tape } from './interceptor.js';
import {
  describeEffect,
  describeEntry,
  Divergence,
  type Asked,
  type Came,
  type JournalEntry,
  type Outcome,
} from './journal.js';
import { brief, show } from './show.js';

/** What outlives the Lua states of one run: what was written down, and what is under way. */
export interface Recording {
  readonly entries: JournalEntry[];
  /** Operations of the host that were started, by number. */
  readonly operations: Map<number, Operation<unknown>>;
  /** Called when one of them ends. */
  readonly ended: (number: number, effect: string, outcome: Outcome<unknown>) => void;
  /** After its end a run asks for nothing that counts. */
  over: boolean;
}

/** Thrown instead of an answer that the journal of an unfinished run does not hold. */
export class JournalEnd extends Error {
  constructor() {
    super('the journal ends here');
  }
}

/**
 * One Lua state of a run. It first gets what was recorded and must ask for exactly that; then it is live, and what it asks
 * for goes to the host and into the journal.
 */
export class Incarnation implements Tape {
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
    /** What happens when the code asks for more than was recorded, before it is live. */
    private readonly beyond: 'diverge' | 'stop',
  ) {
    // A first state has nothing to replay.
    this.live = beyond === 'diverge' && recording.entries.length === 0;
    this.host = {
      ...inner,
      capabilities: compose(inner.capabilities as Capabilities, [journalInterceptor(this)]),
      attach: (vm) => void (this.vm = vm),
    };
  }

  get replaying(): boolean {
    return !this.live;
  }

  answer<T>(effect: string, args: readonly unknown[], perform: () => T): T {
    if (this.recording.over) return perform();
    const text = args.map(show).join(', ');
    if (!this.live) return unwrap(this.expect(effect, text).answer) as T;
    const outcome = attempt(perform);
    this.write({ kind: 'asked', effect, args: text, answer: outcome, where: this.where() });
    return unwrap(outcome);
  }

  operation<T>(effect: string, args: readonly unknown[], perform: () => Operation<T>): Operation<T> {
    if (this.recording.over) return perform();
    const text = args.map(show).join(', ');
    const number = ++this.operations;
    const started = this.live ? this.start(effect, text, number, perform) : this.expect(effect, text).answer;
    // A refusal: nothing was started.
    if (started !== undefined) unwrap(started);
    const end = new Deferred<unknown>();
    this.waiting.set(number, end);
    return operation(end.promise as Promise<T>, () => this.cancel(effect, number));
  }

  private start<T>(
    effect: string,
    args: string,
    number: number,
    perform: () => Operation<T>,
  ): Outcome<unknown> | undefined {
    const { operations, ended } = this.recording;
    const begun = attempt(perform);
    const entry: Asked = { kind: 'asked', effect, args, operation: number, where: this.where() };
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
      this.write({ kind: 'asked', effect: 'cancel', args, operation: number, where: this.where() });
    }
    this.recording.operations.get(number)?.cancel();
  }

  /** Hands in what came from outside. */
  take(came: Came): void {
    switch (came.kind) {
      case 'ended': {
        const end = this.waiting.get(came.operation);
        this.waiting.delete(came.operation);
        if (came.outcome.ok) end?.resolve(came.outcome.value);
        else end?.reject(came.outcome.error);
        return;
      }
      case 'message':
        this.vm?.post(() => this.mailbox.deliver(came.message));
        return;
      case 'interrupt':
        this.vm?.post(() => this.vm?.interrupt());
    }
  }

  /** Live from now on: writes down what comes, then hands it in. */
  receive(came: Came): void {
    this.write(came);
    this.take(came);
  }

  /**
   * Feeds what was recorded, one thing at a time, each when the code is at rest.
   * @param upTo how many entries to feed at most; what the code asks for after them is compared as far as possible.
   * @throws Divergence
   */
  async catchUp(upTo = Infinity): Promise<void> {
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
      if (entry.kind === 'asked') throw this.diverge(undefined, entry);
      if (this.cursor >= upTo) return;
      this.cursor += 1;
      this.take(entry);
    }
  }

  private expect(effect: string, args: string): Asked {
    const entry = this.recording.entries[this.cursor];
    if (entry === undefined && this.beyond === 'stop') throw new JournalEnd();
    const asked = describeEffect(effect, args);
    if (entry?.kind !== 'asked' || describeEffect(entry.effect, entry.args) !== asked) throw this.diverge(asked, entry);
    this.cursor += 1;
    return entry;
  }

  private diverge(asked: string | undefined, entry: JournalEntry | undefined): Divergence {
    const recorded = entry === undefined ? undefined : brief(describeEntry(entry));
    this.divergence ??= new Divergence(
      asked === undefined ? undefined : brief(asked),
      recorded,
      this.cursor,
      this.where(),
    );
    return this.divergence;
  }

  private write(entry: JournalEntry): void {
    this.recording.entries.push(entry);
    this.cursor = this.recording.entries.length;
  }

  private where(): string {
    return this.vm?.where() ?? '';
  }
}

function attempt<T>(perform: () => T): Outcome<T> {
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
