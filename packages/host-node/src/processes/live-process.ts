import {
  canceled,
  LuaError,
  type CancelRequest,
  type Closed,
  type ContextValues,
  type Log,
  type Message,
  type Operation,
  type Payload,
  type ProcessEvent,
} from '@durable-lua/determinism';
import { defined, Mailbox, Supervisor, type HostedVm, type MessageObserver } from '@durable-lua/determinism/host';
import type { Lua } from '@durable-lua/lua-vm';
import { realClock } from '../clock.js';
import { Bonds } from './bonds.js';
import type { LuaCode } from './lua-code.js';
import type { Watchable } from './outside.js';

export interface LiveProcessOptions {
  readonly pid: string;
  /** Of its PID. */
  readonly host: string;
  readonly context: ContextValues;
  readonly log: Log;
  readonly messages: MessageObserver | undefined;
  /** Is told how each Lua state of it has ended. */
  readonly ended: ((end: StateEnd) => void) | undefined;
  /** Makes the Lua state in which code of this process runs, and attaches it. */
  readonly state: (process: LiveProcess) => { readonly lua: Lua; over(): void };
}

/** How a Lua state has ended, and what it had used. */
export interface StateEnd {
  /** ID of its entry. */
  readonly entry: string;
  readonly host: string;
  /** Counted when it is asked for, before the state is closed. */
  readonly usage: Lua['usage'];
  readonly error?: unknown;
}

/** Why a Lua state ends whose process goes on with other code. */
class Successor {
  constructor(
    readonly code: LuaCode,
    readonly args: readonly Payload[],
  ) {}
}

/**
 * A process or function call while it runs: mailbox, bonds and Lua state under one PID. It waits without thread or timer.
 * Whatever comes from outside enters its Lua state as an event, in order.
 */
export class LiveProcess implements Watchable {
  readonly kind = 'process';
  readonly supervisor = new Supervisor({
    now: () => Date.now(),
    deliver: (event) => this.mailbox.deliverEvent(event),
    drop: (from, kind) => this.mailbox.dropEvents(from, kind),
    fail: (error) => this.vm?.stop(error),
  });
  readonly bonds = new Bonds(this.supervisor, (event) => this.post(event));
  /** Rejects with the `LuaError` with which the process ended, or with a defect. */
  readonly result: Promise<Payload>;
  mailbox: Mailbox;
  code!: LuaCode;
  closed: Closed | undefined;
  private vm: HostedVm | undefined;
  /** What has not entered the Lua state yet. It is ours, so that it outlives the state when other code takes over. */
  private readonly events: (() => void)[] = [];
  private readonly watchers = new Set<(how: Closed) => void>();
  private readonly settle: { resolve: (value: Payload) => void; reject: (error: unknown) => void };
  private interrupted = false;
  private limit: { readonly at: number; readonly timer: Operation<void> } | undefined;

  constructor(private readonly options: LiveProcessOptions) {
    this.mailbox = new Mailbox(options.messages);
    let settle!: typeof this.settle;
    this.result = new Promise((resolve, reject) => (settle = { resolve, reject }));
    this.result.catch(() => undefined);
    this.settle = settle;
  }

  get pid(): string {
    return this.options.pid;
  }

  get host(): string {
    return this.options.host;
  }

  get context(): ContextValues {
    return this.options.context;
  }

  get log(): Log {
    return this.options.log;
  }

  /** Begins to run code. What is in the mailbox by then comes before everything else. */
  start(code: LuaCode, args: readonly Payload[]): void {
    this.code = code;
    const { lua, over } = this.options.state(this);
    const end = (then: () => void, error?: unknown): void => {
      over();
      this.options.ended?.({
        entry: code.id,
        host: this.options.host,
        usage: () => lua.usage(),
        ...defined({ error }),
      });
      then();
      lua.close();
    };
    lua.runEntry(code.point, args).then(
      (value) => end(() => this.close({ value }, () => this.settle.resolve(value))),
      (error: unknown) => {
        if (error instanceof Successor) end(() => this.hand(error));
        else end(() => this.close({ error: failureOf(error) }, () => this.settle.reject(error)), error);
      },
    );
  }

  /** For {@link LiveProcessOptions.state}. */
  attach(vm: HostedVm): void {
    this.vm = vm;
    for (let left = this.events.length; left > 0; left--) vm.post(this.next);
  }

  send(message: Message): void {
    this.options.messages?.sent(message);
    this.post(() => this.mailbox.deliver(message));
  }

  /** Tells once of its end; what is returned takes that back. Only for one that has not ended. */
  onEnd(tell: (how: Closed) => void): () => void {
    this.watchers.add(tell);
    return () => void this.watchers.delete(tell);
  }

  async watch(tell: (how: Closed) => void): Promise<() => void> {
    if (this.closed !== undefined) throw noProcess(this.pid);
    return this.onEnd(tell);
  }

  /**
   * Asks it to end: an event, and where nobody asked for events, an interruption of what waits, once. After the deadline it
   * is killed; of several deadlines the earliest counts.
   */
  cancel({ from, deadline, reason }: CancelRequest & { readonly from?: string }): void {
    this.post(() => {
      const at = Date.now();
      const until = deadline === undefined ? undefined : at + deadline;
      const event = { kind: 'pid.cancel', at, ...defined({ from, deadline: until, timeout: deadline, reason }) };
      this.mailbox.deliverEvent(event as ProcessEvent);
      if (until !== undefined) this.endAt(until);
      if (this.mailbox.eventsOpened || this.interrupted) return;
      this.interrupted = true;
      this.vm?.interrupt(() => !this.mailbox.eventsOpened);
    });
  }

  /** Ends it without asking. */
  terminate(by: string | undefined): void {
    const message = by === undefined ? 'process terminated' : `process terminated by ${by}`;
    this.kill(canceled(message, { terminated: true }));
  }

  /** Ends it with this error: no Lua code of it runs any more. */
  kill(error: LuaError): void {
    this.post(() => this.vm?.stop(error));
  }

  /** Goes on with other code under the same PID, with the same mailbox and bonds. */
  continueAs(code: LuaCode, args: readonly Payload[]): void {
    this.post(() => this.vm?.stop(new Successor(code, args)));
  }

  private post(event: () => void): void {
    if (this.closed !== undefined) return;
    this.events.push(event);
    this.vm?.post(this.next);
  }

  private readonly next = (): void => this.events.shift()?.();

  private hand({ code, args }: Successor): void {
    const { mailbox } = this;
    this.vm = undefined;
    // Views of the old code end with it: what it listened to is anybody's again.
    this.mailbox = new Mailbox(this.options.messages);
    for (const message of mailbox.unread()) this.mailbox.deliver(message);
    const unread = mailbox.events();
    for (let event = unread.take(); event !== undefined; event = unread.take()) this.mailbox.deliverEvent(event);
    this.interrupted = false;
    this.start(code, args);
  }

  private endAt(at: number): void {
    if (this.limit !== undefined && this.limit.at <= at) return;
    this.limit?.timer.cancel();
    const timer = realClock.timer(Math.max(1, at - Date.now()));
    this.limit = { at, timer };
    timer.result.then(
      () => this.kill(canceled('operation canceled: it did not end before the deadline')),
      () => undefined,
    );
  }

  private close(how: Closed, settle: () => void): void {
    this.closed = how;
    this.vm = undefined;
    this.events.length = 0;
    this.limit?.timer.cancel();
    this.bonds.clear();
    for (const tell of this.watchers) tell(how);
    this.watchers.clear();
    settle();
  }
}

export const noProcess = (pid: string): LuaError =>
  new LuaError({ kind: 'NOT_FOUND', message: `no process '${pid}': it does not exist or has ended`, retryable: false });

/** What others are told of a defect: that there was one. */
function failureOf(error: unknown): LuaError {
  if (LuaError.is(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new LuaError({ kind: 'INTERNAL', message, retryable: false, cause: error });
}
