import type { Scheduler } from '../scheduling/scheduler.js';
import type { LuaCoroutine } from './coroutine.js';
import { functionOfCall } from './state/chunk.js';
import { api, LUA_YIELD, type CallInfo, type LuaState, type TValue } from './state/fengari.js';
import { callsOn, placeOn, type CodePlace } from './state/frames.js';
import type { Machine, Passed } from './state/machine.js';
import { displayText } from './state/text.js';
import { Shower, stringsIn, type ShowOptions } from './values/shown.js';

export type { ShowOptions } from './values/shown.js';

/** Where Lua code stands. */
export interface LuaPlace extends CodePlace {
  /** `main`, or `coroutine 2` for the second that was started. */
  readonly coroutine: string;
}

export interface LuaVariable {
  readonly name: string;
  /** As a short text. */
  readonly value: string;
}

/** A call of a Lua function that has not returned. */
export interface LuaCall extends CodePlace {
  readonly locals: readonly LuaVariable[];
  /** What it has from functions around it. */
  readonly upvalues: readonly LuaVariable[];
}

export interface LuaCoroutineView {
  /** `main`, or `coroutine 2` for the second that was started. */
  readonly label: string;
  /** `sleep`, `receive on channel 0x01` …; empty for one that has failed. */
  readonly waitsFor: string;
  /** The innermost first, those of coroutines that it has resumed included. */
  readonly calls: readonly LuaCall[];
}

/** Looks at a Lua state from outside. Nothing that it is told of, or reads, changes what the state does, holds or pays. */
export interface LuaObserver {
  /** All coroutines wait. An event from outside comes next. */
  readonly rested?: (() => void) | undefined;
  /** The run has ended. */
  readonly ended?: (() => void) | undefined;
  /** A line is about to run; once for each time that another one, or another turn, ran before. */
  readonly reached?: ((file: string, line: number) => void) | undefined;
  /** Whether texts that functions of this module or class give, and those that are keys and passwords of theirs, are secret. */
  readonly hides?: ((owner: string) => boolean) | undefined;
  /** A text that is secret from now on. */
  readonly hidden?: ((text: string) => void) | undefined;
}

/** Parameters that are secret wherever the results of a function are. */
const SECRET_PARAMETER = /key|secret|password|passphrase/i;

/** The mask by which the engine counts instructions. */
const COUNTING = 8;

/** What is kept of a state that has an observer. */
export class Observation {
  /** Where the main coroutine stood when it ran last. */
  private last: LuaPlace | undefined;
  private readonly lines: Lines | undefined;
  private failed: { readonly label: string; readonly threads: readonly LuaState[] } | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly scheduler: Scheduler<TValue>,
    private readonly observer: LuaObserver,
  ) {
    machine.stopped = this.stopped.bind(this);
    if (observer.reached !== undefined) {
      const lines = (this.lines = new Lines(observer.reached));
      machine.made = lines.watch.bind(lines);
    }
    if (observer.hides !== undefined) machine.passed = this.passed.bind(this);
  }

  rested(): void {
    // It was for whoever waits for its end.
    this.failed = undefined;
    this.observer.rested?.();
  }

  ended(): void {
    this.observer.ended?.();
  }

  place(which: 'now' | 'last'): LuaPlace | undefined {
    return which === 'now' ? this.running() : this.last;
  }

  coroutines(options: ShowOptions): readonly LuaCoroutineView[] {
    const tasks = [...this.scheduler.tasks].map(({ label, wait, coroutine }) => ({
      label,
      waitsFor: wait?.what ?? 'waiting',
      thread: (coroutine as LuaCoroutine).thread,
    }));
    const labels = new Map(tasks.map(({ thread, label }) => [thread, label]));
    const shower = new Shower(this.machine, (thread) => labels.get(thread), options);
    const views = tasks.map(({ label, waitsFor, thread }) => ({
      label,
      waitsFor,
      calls: callsIn(this.waitingIn(thread), shower),
    }));
    const { failed } = this;
    return failed === undefined
      ? views
      : [{ label: failed.label, waitsFor: '', calls: callsIn(failed.threads, shower) }, ...views];
  }

  /** A thread that waits, and the coroutines that it has resumed and waits inside of, the outermost first. */
  private waitingIn(thread: LuaState): readonly LuaState[] {
    const threads = [thread];
    for (;;) {
      const context = threads.at(-1)?.ci.c_ctx as { readonly thread?: LuaState } | null | undefined;
      if (context?.thread === undefined || !this.machine.parked.has(context.thread)) return threads;
      threads.push(context.thread);
    }
  }

  private stopped(thread: LuaState): void {
    const { machine, scheduler } = this;
    const { chain } = machine;
    this.lines?.next();
    if (thread === machine.mainThread) this.last = this.running() ?? this.last;
    if (scheduler.current === undefined) return;
    const hasFailed = api.lua_status(thread) !== LUA_YIELD && callsOn(thread).length > 0;
    this.failed = hasFailed ? { label: scheduler.current.label, threads: [...chain] } : undefined;
  }

  /** Of the innermost coroutine that runs now, or has just ended. */
  private running(): LuaPlace | undefined {
    const { chain } = this.machine;
    for (let i = chain.length - 1; i >= 0; i--) {
      const thread = chain[i];
      const place = thread && placeOn(thread);
      if (place !== undefined) return { ...place, coroutine: this.scheduler.current?.label ?? 'a call at once' };
    }
    return undefined;
  }

  private passed(owner: string, values: Passed): void {
    const { observer } = this;
    if (observer.hides?.(owner) !== true) return;
    const hide = (text: string): void => observer.hidden?.(text);
    if ('args' in values) {
      for (const [name, value] of Object.entries(values.args)) {
        if (!SECRET_PARAMETER.test(name)) continue;
        if (typeof value === 'string') hide(value);
        else if (value instanceof Uint8Array) hide(displayText(value));
      }
      return;
    }
    const { L, first } = values;
    for (let slot = L.ci.funcOff + first; slot < L.top; slot++) stringsIn(L.stack[slot] as TValue, hide);
  }
}

function callsIn(threads: readonly LuaState[], shower: Shower): readonly LuaCall[] {
  return threads.toReversed().flatMap((thread) =>
    callsOn(thread).map(({ locals, upvalues, ...place }) => ({
      ...place,
      locals: locals.map(({ name, value }) => ({ name, value: shower.show(name, value) })),
      upvalues: upvalues.map(({ name, value }) => ({ name, value: shower.show(name, value) })),
    })),
  );
}

/**
 * Watches which lines run. The engine counts instructions down in a field of the thread, before each of them: there we look. A hook
 * of its own kind would take room on the stack of the thread, which the run would notice.
 */
class Lines {
  private code: unknown;
  private line: number | undefined;

  constructor(private readonly reached: (file: string, line: number) => void) {}

  watch(thread: LuaState): void {
    thread.hookmask = COUNTING;
    // It never comes to nothing.
    Object.defineProperty(thread, 'hookcount', { get: () => 2, set: () => this.look(thread.ci) });
  }

  /** Another turn begins: its first line is news. */
  next(): void {
    this.code = undefined;
  }

  private look(call: CallInfo): void {
    const known = functionOfCall(call);
    const line = known?.proto.lineinfo[call.l_savedpc - 1];
    if (known === undefined || line === undefined || (line === this.line && call.l_code === this.code)) return;
    this.code = call.l_code;
    this.line = line;
    this.reached(known.chunk, line);
  }
}
