import type { ActivityOptions } from '@temporalio/workflow';
import { operation, type Closed, type LuaError, type Operation, type Payload } from '@durable-lua/determinism';
import { defined, Supervisor } from '@durable-lua/determinism/host';
import { ACTIVITY_WATCH, fromFailure, nodeQueue, RawPayload, type WatchRequest } from '@durable-lua/temporal-wire';
import type { Child } from './children.js';
import type { Addressee } from './destinations.js';
import { internal, nodeLost } from './internal.js';
import type { Run } from './run.js';

export type Watched = Exclude<Addressee, { readonly kind: 'self' }>;

interface Watch {
  stop(): void;
}

const FOREVER = 10 * 365 * 24 * 3_600_000;
const ALIVE: ActivityOptions = { startToCloseTimeout: FOREVER, heartbeatTimeout: 30_000 };

/** How this run learns of the end of others: of its children from its own history, of all others by an activity. */
export class Watches {
  readonly supervisor: Supervisor;
  /** The text under which a target is known: that of the call which named it first. */
  private readonly names = new Map<string, string>();
  private readonly children = new Set<string>();
  private readonly watches = new Map<string, Watch>();

  constructor(
    private readonly run: Run,
    private readonly pid: string,
  ) {
    this.supervisor = new Supervisor({
      // eslint-disable-next-line no-restricted-properties -- the SDK's own Date inside the sandbox
      now: () => Date.now(),
      deliver: (event) => run.mailbox.deliverEvent(event),
      drop: (from, kind) => run.mailbox.dropEvents(from, kind),
      fail: (error) => run.end(error),
    });
    this.supervisor.setOptions(run.processOptions);
  }

  nameOf(key: string, otherwise: string): string {
    const name = this.names.get(key) ?? otherwise;
    this.names.set(key, name);
    return name;
  }

  /** Whether the end of this target will be told already. */
  has(key: string): boolean {
    return this.children.has(key) || this.watches.has(key);
  }

  isChild(key: string): boolean {
    return this.children.has(key);
  }

  /** A child of this run: its end is an event of the history anyway. */
  child(key: string, pid: string, child: Child, bonds: Readonly<Record<'monitored' | 'linked', boolean>>): void {
    this.children.add(key);
    const name = this.nameOf(key, pid);
    this.supervisor.add(name, 'child', 'workflow');
    if (bonds.monitored) this.supervisor.add(name, 'monitored', 'workflow');
    if (bonds.linked) this.supervisor.add(name, 'linked', 'workflow');
    const ended = (result: Closed): void =>
      this.run.post(() => {
        this.children.delete(key);
        this.supervisor.closed(name, result);
      });
    void child.result().then(
      (value: unknown) => ended({ value: RawPayload.is(value) ? value.payload : undefined }),
      (error: unknown) => ended({ error: fromFailure(error) }),
    );
  }

  /** The result of a workflow that is no child, or its failure; of the chain of this run, else of its last. */
  resultOf(pid: string, runId?: string): Operation<Payload> {
    const request: WatchRequest = { pid, from: this.pid, ...defined({ runId }) };
    return internal(this.run, { activity: ACTIVITY_WATCH, request: () => request, options: ALIVE });
  }

  /** Begins to watch, unless the end of this target will be told already. */
  begin(target: Watched, more: Pick<WatchRequest, 'runId'> = {}): void {
    const { key, pid } = target;
    if (this.has(key)) return;
    const name = this.nameOf(key, pid);
    const isProcess = target.kind === 'process';
    const source: Operation<Payload> = internal(this.run, {
      activity: ACTIVITY_WATCH,
      request: () => ({ pid, from: this.pid, ...more }) satisfies WatchRequest,
      options: isProcess ? { ...ALIVE, taskQueue: nodeQueue(target.node), scheduleToStartTimeout: 30_000 } : ALIVE,
      ...(isProcess ? { late: nodeLost(target.node) } : {}),
    });
    const watch: Watch = { stop: () => source.cancel() };
    this.watches.set(key, watch);
    const ended = (result: Closed): void =>
      this.run.post(() => {
        if (this.watches.get(key) !== watch) return;
        this.watches.delete(key);
        this.supervisor.closed(name, result);
      });
    void source.result.then(
      (value) => ended({ value }),
      (error: unknown) => ended({ error: error as LuaError }),
    );
  }

  stop(key: string): void {
    const watch = this.watches.get(key);
    this.watches.delete(key);
    watch?.stop();
  }
}

/** What is done as soon as it is asked for. */
export const done = <T = void>(value: T): Operation<T> => operation(Promise.resolve(value), () => undefined);
