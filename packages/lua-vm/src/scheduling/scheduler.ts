import { LuaError, canceled } from '@durable-lua/determinism';
import type { CoroutineState } from '@durable-lua/determinism/host';
import type { Settled, Wait } from './wait.js';

/** What a coroutine did with its turn. */
export type Step<V> =
  | { readonly kind: 'waits'; readonly wait: Wait<unknown> }
  | { readonly kind: 'done'; readonly values: readonly V[] }
  /** `endsRun`: nothing may catch it, whoever waits for the coroutine. */
  | { readonly kind: 'failed'; readonly error: LuaError; readonly endsRun?: boolean };

export type Ended<V> = Exclude<Step<V>, { readonly kind: 'waits' }>;

/** The engine's side of a scheduled coroutine. */
export interface Coroutine<V> {
  /** Runs until it waits or ends; `settled` is how its last wait ended. Throws only for a defect. */
  step(settled: Settled | undefined): Step<V>;
  /** Where it stands, for people: `order.lua:12`. */
  position(): string;
  /** Lua's traceback of it. */
  traceback(): string;
}

export class Task<V> {
  settled: Settled | undefined;
  wait: Wait<unknown> | undefined;
  withdraw: (() => void) | undefined;
  state: 'ready' | 'running' | 'waiting' | 'dead' = 'ready';
  /** Whether its next wait is interrupted: an interruption that no wait has ended by. */
  interrupted: (() => boolean) | undefined;
  /** For the sake of what it was started, as its host calls that; what starts it hands it on. */
  origin: string | undefined;

  constructor(
    readonly coroutine: Coroutine<V>,
    readonly label: string,
    /** Who is told of its end. Without it, what a side coroutine gives is dropped, and its failure is the run's. */
    readonly ended?: (end: Ended<V>) => void,
  ) {}
}

/** How many blocked coroutines an error names. */
const MOST_PLACES = 20;

/**
 * The one run queue of a Lua state. Coroutines run in FIFO order, each until it waits; an event from outside enters only
 * when none can run. So the order of steps depends on the program and the order of its events, on nothing else.
 */
export class Scheduler<V> {
  private readonly ready: Task<V>[] = [];
  private readonly events: (() => void)[] = [];
  private readonly waiting = new Set<Task<V>>();
  /** One of those that wait, which something outside the run could wake when that was last asked. */
  private wakeable: Task<V> | undefined;
  private main:
    { task: Task<V>; resolve: (values: readonly V[]) => void; reject: (error: unknown) => void } | undefined;
  private draining = false;
  private scheduled = false;
  current: Task<V> | undefined;
  /** Of the coroutines that the event which is carried out starts. */
  private entering: string | undefined;
  /** How many events from outside there have been. */
  epoch = 0;

  /**
   * @param defer runs a function soon, after what runs now: the only way a turn begins from outside.
   * @param canWake whether something that no wait knows of (a mailbox) may still wake the run.
   */
  constructor(
    private readonly defer: (turn: () => void) => void,
    private readonly canWake: () => boolean,
    /** Asked whenever no coroutine can run, with the place of the main one: an error ends the run. */
    private readonly atRest: (place: () => string) => LuaError | undefined = () => undefined,
  ) {}

  /** Starts `task` as the main coroutine. Its end ends the run: every other coroutine is dropped. */
  run(task: Task<V>, resolve: (values: readonly V[]) => void, reject: (error: unknown) => void): void {
    if (this.main !== undefined) {
      throw new LuaError({ kind: 'CONFLICT', message: 'this Lua state is running already: await that run first' });
    }
    this.main = { task, resolve, reject };
    this.ready.push(task);
    this.wake();
  }

  spawn(task: Task<V>): void {
    task.origin = this.current === undefined ? this.entering : this.current.origin;
    this.ready.push(task);
  }

  /** Calls something inside an event whose coroutines, and those that they start, are of this origin. */
  within<T>(origin: string, work: () => T): T {
    this.entering = origin;
    try {
      return work();
    } finally {
      this.entering = undefined;
    }
  }

  /**
   * Hands in an event from outside: it is carried out in order, when no coroutine can run. One that the code makes itself while it
   * runs, a message to itself say, is no news.
   */
  post(event: () => void): void {
    this.enter(event, this.current === undefined);
  }

  /** @param fresh whether it is news: neither the end of a pause, nor that of a promise that waited for nothing outside. */
  enter(event: () => void, fresh: boolean): void {
    this.events.push(() => {
      if (fresh) this.epoch += 1;
      event();
    });
    this.wake();
  }

  /**
   * Interrupts every waiting coroutine once: its wait ends early with an error of kind `CANCELED`. A wait may end otherwise
   * nevertheless, because its result was on its way or is waited for: then the next one of that coroutine is interrupted. So is
   * the next one of a coroutine whose turn is still to come.
   * @param holds whether a wait that begins later is still to be interrupted.
   */
  interrupt(holds: () => boolean = () => true): void {
    for (const task of this.ready) task.interrupted = holds;
    for (const task of [...this.waiting]) {
      task.interrupted = holds;
      this.interruptWait(task);
    }
  }

  private interruptWait(task: Task<V>): void {
    const { wait } = task;
    if (wait === undefined) return;
    if (wait.interrupt !== undefined) {
      wait.interrupt();
    } else {
      task.withdraw?.();
      this.resume(task, { ok: false, error: canceled() });
    }
  }

  private wake(): void {
    if (this.draining || this.scheduled || this.main === undefined) return;
    this.scheduled = true;
    this.defer(() => {
      this.scheduled = false;
      this.drain();
    });
  }

  private drain(): void {
    this.draining = true;
    try {
      while (this.main !== undefined) {
        const task = this.ready.shift();
        if (task !== undefined) {
          this.turn(task);
          continue;
        }
        this.rest();
        const event = this.events.shift();
        if (event === undefined) break;
        event();
      }
      if (this.main !== undefined) this.checkForDeadlock();
    } catch (defect) {
      this.finish((main) => main.reject(defect));
    } finally {
      this.draining = false;
    }
  }

  private rest(): void {
    const error = this.atRest(() => this.main?.task.coroutine.position() ?? '?');
    if (error !== undefined) this.finish((main) => main.reject(error));
  }

  private turn(task: Task<V>): void {
    const { settled } = task;
    task.settled = undefined;
    task.state = 'running';
    this.current = task;
    const step = task.coroutine.step(settled);
    this.current = undefined;
    if (step.kind === 'waits') {
      this.park(task, step.wait);
      return;
    }
    task.state = 'dead';
    if (step.kind === 'failed' && step.endsRun === true) return this.finish((main) => main.reject(step.error));
    if (task.ended !== undefined) return task.ended(step);
    const isMain = task === this.main?.task;
    if (step.kind === 'failed') {
      // A cancelled side coroutine ends alone; any other error there ends the run.
      if (!isMain && step.error.kind === 'CANCELED') return;
      this.finish((main) => main.reject(step.error));
    } else if (isMain) {
      this.finish((main) => main.resolve(step.values));
    }
  }

  private park(task: Task<V>, wait: Wait<unknown>): void {
    task.state = 'waiting';
    task.wait = wait;
    this.waiting.add(task);
    const settle = (settled: Settled): void => {
      if (wait.settlesOutside) this.enter(() => this.resume(task, settled), wait.settlesOutside());
      else this.resume(task, settled);
    };
    try {
      task.withdraw = wait.begin({
        resolve: (value) => settle({ ok: true, value }),
        reject: (error) => settle({ ok: false, error }),
      });
    } catch (error) {
      // What the wait needs is refused, the timer of a select say: an error of the call.
      if (!LuaError.is(error)) throw error;
      this.resume(task, { ok: false, error });
    }
    if (task.interrupted?.() === false) task.interrupted = undefined;
    if (task.interrupted !== undefined) this.interruptWait(task);
  }

  private resume(task: Task<V>, settled: Settled): void {
    if (task.state !== 'waiting') return;
    if (!settled.ok && LuaError.is(settled.error) && settled.error.kind === 'CANCELED') task.interrupted = undefined;
    this.waiting.delete(task);
    task.wait = undefined;
    task.withdraw = undefined;
    task.settled = settled;
    task.state = 'ready';
    this.ready.push(task);
    this.wake();
  }

  /** Ends the run with this error, whatever its coroutines do. To be called inside an event. */
  stop(error: unknown): void {
    this.finish((main) => main.reject(error));
  }

  private finish(report: (main: NonNullable<typeof this.main>) => void): void {
    const { main } = this;
    if (main === undefined) return;
    this.main = undefined;
    this.current = undefined;
    this.wakeable = undefined;
    for (const task of this.waiting) task.withdraw?.();
    this.waiting.clear();
    this.ready.length = 0;
    this.events.length = 0;
    report(main);
  }

  /** What each waiting coroutine waits for and where it stands, for people. @param most of them. */
  places(most = Infinity): string[] {
    const places: string[] = [];
    for (const task of this.waiting) {
      if (places.length >= most) break;
      places.push(`${task.label} at ${task.coroutine.position()} (${task.wait?.what ?? 'waiting'})`);
    }
    return places;
  }

  /** The coroutines that wait, for who looks at them. */
  get tasks(): ReadonlySet<Task<V>> {
    return this.waiting;
  }

  /** Each waiting coroutine: its label, what it waits for, and its traceback. */
  coroutines(): readonly CoroutineState[] {
    return [...this.waiting].map(({ label, wait, coroutine }) => ({
      label,
      waitsFor: wait?.what ?? 'waiting',
      traceback: coroutine.traceback(),
    }));
  }

  private checkForDeadlock(): void {
    if (this.canWake()) return;
    // Mostly the same one as last time: not all that wait are to be asked at each event.
    if (this.wakeable?.wait?.external() === true) return;
    this.wakeable = undefined;
    for (const task of this.waiting) {
      if (task.wait?.external() !== true) continue;
      this.wakeable = task;
      return;
    }
    const places = this.places(MOST_PLACES);
    const more = this.waiting.size - places.length;
    if (more > 0) places.push(`and ${more} more`);
    this.finish((main) =>
      main.reject(
        new LuaError({
          kind: 'INTERNAL',
          retryable: false,
          message: `all coroutines are blocked and nothing can wake them: ${places.join('; ')}`,
        }),
      ),
    );
  }
}
