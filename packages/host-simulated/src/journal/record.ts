import type { Operation } from '@durable-lua/determinism';
import type { Host, HostedVm } from '@durable-lua/determinism/host';
import { Deferred } from '../deferred.js';
import { hop } from '../hop.js';
import { Incarnation, type Recording } from './incarnation.js';
import type { Came, Journal, Outcome } from './journal.js';

/** Makes a Lua state on a host and runs it: `(host) => createLua({ host, … }).run(source)`. */
export type Start<R> = (host: Host) => Promise<R>;

export interface RecordOptions {
  /**
   * Whenever something comes from outside: throws the Lua state away, builds a fresh one, and has it replay everything so
   * far before it gets what came. What a worker without a cache does.
   */
  readonly replayAlways?: boolean;
}

export interface Recorded<R> {
  readonly journal: Journal;
  readonly outcome: Outcome<R>;
}

/** A host that can stand still meanwhile. One whose time is real goes on; what comes from it has to wait. */
export interface PausableHost extends Host {
  pause?(): () => void;
}

/**
 * Runs Lua code on any host and writes down every effect it asks for and everything that comes back. What comes from
 * outside reaches the code one thing at a time, each when the code is at rest.
 *
 * The Lua state must take its turns in microtasks, which is the default of `createLua`.
 * @throws Divergence when a forced replay asks for something else than before; a failure of the code is an outcome.
 */
export async function record<R>(
  host: PausableHost,
  start: Start<R>,
  options: RecordOptions = {},
): Promise<Recorded<R>> {
  const session = new Session(host, start, options.replayAlways === true);
  const outcome = await session.run();
  return { journal: { entries: session.recording.entries }, outcome };
}

class Session<R> {
  readonly recording: Recording;
  private current!: Incarnation;
  private readonly outcome = new Deferred<Outcome<R>>();
  private readonly inbox: Came[] = [];
  private pumping = false;

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
        this.push({ kind: 'ended', operation, effect, outcome });
      },
      over: false,
    };
    host.attach?.(this.vm());
    const inbox = host.capabilities.mailbox?.inbox();
    const collect = (): void => {
      while (inbox?.ready) this.push({ kind: 'message', message: inbox.take() as never });
    };
    inbox?.watch(collect);
    collect();
  }

  async run(): Promise<Outcome<R>> {
    void this.guard(() => this.incarnate());
    return this.outcome.promise;
  }

  private async incarnate(): Promise<void> {
    const incarnation = new Incarnation(this.recording, this.host, 'diverge');
    this.current = incarnation;
    const end = (outcome: Outcome<R>): void => {
      incarnation.ended = true;
      if (incarnation !== this.current || incarnation.replaying) return;
      this.recording.over = true;
      this.outcome.resolve(outcome);
    };
    this.start(incarnation.host).then(
      (value) => end({ ok: true, value }),
      (error: unknown) => end({ ok: false, error }),
    );
    await incarnation.catchUp();
  }

  private push(came: Came): void {
    this.inbox.push(came);
    if (this.pumping || this.recording.over) return;
    this.pumping = true;
    void this.guard(() => this.pump());
  }

  private async pump(): Promise<void> {
    const resume = this.host.pause?.();
    try {
      await hop();
      for (let came = this.inbox.shift(); came !== undefined; came = this.inbox.shift()) {
        if (this.replayAlways && this.recording.entries.length > 0) await this.incarnate();
        this.current.receive(came);
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

  /** What the host takes for its VM: it stays the same while Lua states come and go. */
  private vm(): HostedVm {
    return {
      post: (event) => event(),
      interrupt: () => this.push({ kind: 'interrupt' }),
      stop: (error) => this.current.vm?.stop(error),
      where: () => this.current.vm?.where() ?? '',
      waiting: () => this.current.vm?.waiting() ?? [],
    };
  }
}
