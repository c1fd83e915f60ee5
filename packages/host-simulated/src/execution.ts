import type { Closed, Millis, Payload } from '@durable-lua/determinism';
import { Supervisor } from '@durable-lua/determinism/host';
import { Deferred } from './deferred.js';
import type { SimulatedRun } from './run.js';
import type { VirtualTime } from './virtual-time.js';

/** Who is told of an end: the supervisor that knows the target by this PID. */
interface Watcher {
  readonly execution: Execution;
  readonly pid: string;
}

/** What has one PID: a run, and the runs it goes on as. */
export class Execution {
  /** The result of the last run. */
  readonly end = new Deferred<Payload>();
  readonly startTime: Millis;
  /** The run of now. */
  current!: SimulatedRun;
  /** How many runs it has had, each going on as the next. */
  runs = 1;
  /** How it ended, once it has. */
  closed: Closed | undefined;
  supervisor: Supervisor;
  private readonly watchers = new Map<Supervisor, Watcher>();

  constructor(
    private readonly time: VirtualTime,
    readonly pid: string,
    readonly kind: 'workflow' | 'process',
    /** Workflow ID, or what is unique among the processes. */
    readonly id: string,
  ) {
    this.startTime = time.now;
    this.supervisor = this.makeSupervisor();
  }

  /** Tells a watcher once of the end, as an event; at once if it has ended already. */
  watch(execution: Execution, pid: string): void {
    const watcher = { execution, pid };
    if (this.closed === undefined) this.watchers.set(execution.supervisor, watcher);
    else this.tell(execution.supervisor, watcher, this.closed);
  }

  unwatch({ supervisor }: Execution): void {
    this.watchers.delete(supervisor);
  }

  close(how: Closed): void {
    this.closed = how;
    for (const [supervisor, watcher] of this.watchers) this.tell(supervisor, watcher, how);
    this.watchers.clear();
  }

  /** A workflow that goes on as a new run has to watch anew; what it says of itself stays. */
  forgetBonds(): void {
    const { options } = this.supervisor;
    this.supervisor = this.makeSupervisor();
    this.supervisor.setOptions(options);
  }

  private tell(supervisor: Supervisor, { execution, pid }: Watcher, how: Closed): void {
    this.time.schedule(0, () =>
      execution.current.post(() => {
        if (execution.supervisor === supervisor) supervisor.closed(pid, how);
      }),
    );
  }

  private makeSupervisor(): Supervisor {
    return new Supervisor({
      now: () => Math.floor(this.time.now),
      deliver: (event) => this.current.mailbox.deliverEvent(event),
      drop: (from, kind) => this.current.mailbox.dropEvents(from, kind),
      fail: (error) => this.current.fail(error),
    });
  }
}
