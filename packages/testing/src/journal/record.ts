import type { MailboxViews, Message, Operation } from '@durable-lua/determinism';
import { checkNames, type Host, type HostedVm, type NamesOf } from '@durable-lua/determinism/host';
import { Deferred, hop } from '@durable-lua/host-simulated';
import { Answers } from './answers.js';
import { Attempt, type Recording } from './attempt.js';
import type { History, HistoryEvent, Outcome } from './history.js';

/** Makes a Lua state on a host and runs it: `(host) => createLua({ host, … }).run(source)`. */
export type Start<R> = (host: Host) => Promise<R>;

export interface RecordOptions {
  /**
   * Before each event: throws the Lua state away, makes a fresh one, and has it replay the history so far before it gets the
   * event. What a worker without a cache does.
   */
  readonly replayAlways?: boolean;
}

const NAMES: NamesOf<RecordOptions> = { replayAlways: true };

export interface Recorded<R> {
  readonly history: History;
  readonly outcome: Outcome<R>;
}

/** A host that can stand still during a replay. One whose time is real goes on; its events have to wait. */
export interface PausableHost extends Host {
  pause?(): () => void;
}

/**
 * Runs Lua code on any host and writes down its history: every command and every event. Events reach the code one at a time,
 * each when the code is at rest.
 *
 * The Lua state must take its turns in microtasks, which is the default of `createLua`.
 * @throws Divergence when the commands of a forced replay differ from before; a failure of the code is an outcome.
 */
export async function record<R>(
  host: PausableHost,
  start: Start<R>,
  options: RecordOptions = {},
): Promise<Recorded<R>> {
  checkNames('record', options, NAMES);
  const recorder = new Recorder(host, start, options.replayAlways === true);
  const outcome = await recorder.run();
  return { history: { entries: recorder.recording.entries }, outcome };
}

class Recorder<R> {
  readonly recording: Recording;
  private current!: Attempt;
  private readonly outcome = new Deferred<Outcome<R>>();
  private readonly events: HistoryEvent[] = [];
  private pumping = false;
  private eventsOpened = false;

  constructor(
    private readonly host: PausableHost,
    private readonly start: Start<R>,
    private readonly replayAlways: boolean,
  ) {
    this.recording = {
      entries: [],
      operations: new Map<number, Operation<unknown>>(),
      ended: (operation, effect, outcome) => {
        this.recording.operations.delete(operation);
        this.push({ kind: 'result', operation, effect, outcome });
      },
      openEvents: (mailbox) => this.collectEvents(mailbox),
      answers: new Answers((event) => this.push(event)),
      over: false,
    };
    host.attach?.(this.vm());
    const inbox = host.capabilities.mailbox?.inbox();
    const collect = (): void => {
      while (inbox?.ready) this.push({ kind: 'message', message: inbox.take() as Message });
    };
    inbox?.watch(collect);
    collect();
  }

  /** From now on the host knows that the code deals with events. */
  private collectEvents(mailbox: MailboxViews): void {
    if (this.eventsOpened) return;
    this.eventsOpened = true;
    const events = mailbox.events();
    const collect = (): void => {
      for (let event = events.take(); event !== undefined; event = events.take()) this.push({ kind: 'event', event });
    };
    events.watch(collect);
    collect();
  }

  async run(): Promise<Outcome<R>> {
    void this.guard(() => this.begin());
    return this.outcome.promise;
  }

  private async begin(): Promise<void> {
    const attempt = new Attempt(this.recording, this.host, 'diverge');
    this.current = attempt;
    const end = (outcome: Outcome<R>): void => {
      attempt.ended = true;
      if (attempt !== this.current || attempt.replaying) return;
      this.recording.over = true;
      this.outcome.resolve(outcome);
    };
    this.start(attempt.host).then(
      (value) => end({ ok: true, value }),
      (error: unknown) => end({ ok: false, error }),
    );
    await attempt.replay();
  }

  private push(event: HistoryEvent): void {
    this.events.push(event);
    if (this.pumping || this.recording.over) return;
    this.pumping = true;
    void this.guard(() => this.pump());
  }

  private async pump(): Promise<void> {
    const resume = this.host.pause?.();
    try {
      await hop();
      for (let event = this.events.shift(); event !== undefined; event = this.events.shift()) {
        if (this.replayAlways && this.recording.entries.length > 0) await this.begin();
        this.current.receive(event);
        await hop();
        if (this.recording.over) return;
      }
    } finally {
      this.pumping = false;
      resume?.();
    }
  }

  /** A divergence, or a defect of ours, ends the recording. */
  private async guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.recording.over = true;
      this.outcome.reject(error);
    }
  }

  /** What the host takes for its VM: it stays the same from one attempt to the next. */
  private vm(): HostedVm {
    return {
      post: (event) => event(),
      interrupt: () => this.push({ kind: 'cancel-request' }),
      stop: (error) => this.push({ kind: 'stop', error }),
      pay: (units) => this.current.vm?.pay(units),
      where: () => this.current.vm?.where() ?? '',
      within: (origin, work) => {
        const { vm } = this.current;
        return vm === undefined ? work() : vm.within(origin, work);
      },
      origin: () => this.current.vm?.origin(),
      waiting: () => this.current.vm?.waiting() ?? [],
      coroutines: () => this.current.vm?.coroutines() ?? [],
    };
  }
}
