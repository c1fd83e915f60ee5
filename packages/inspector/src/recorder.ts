import type { Lua, LuaCoroutineView } from '@durable-lua/lua-vm';
import type { GivenCommand, ReplayJob, ReplayObserver } from '@durable-lua/worker';
import type { Message, Payload } from '@durable-lua/determinism';
import { Interner } from './interner.js';
import type { CallRecord, CoroutineRecord, LogView, StateRecord } from './model.js';
import { payloadText } from './payload-text.js';
import type { Secrets } from './secrets.js';

/** A turn of Lua, while it is not yet known which event it belongs to. */
export interface Turn {
  /** ID of the event at which its workflow task began. */
  readonly task: number;
  readonly cause: Cause | undefined;
  readonly state: number;
  readonly logs: readonly LogView[];
  readonly reached: readonly (readonly [string, ...number[]])[];
}

/** A command whose effect has ended, or taken its first step; or the n-th signal, update or cancel request of the run. */
export type Cause =
  { readonly command: GivenCommand; readonly step: number } | { readonly job: string; readonly index: number };

/** What is read of a run. */
export interface RunView {
  readonly lua: Pick<Lua, 'look' | 'place'>;
  readonly unread: () => readonly Message[];
}

/** Notes what a run looks like each time that it rests. */
export class StepRecorder implements ReplayObserver {
  readonly turns: Turn[] = [];
  readonly commands: GivenCommand[] = [];
  readonly texts = new Interner<string>();
  readonly calls = new Interner<CallRecord>();
  readonly coroutines = new Interner<CoroutineRecord>();
  readonly states = new Interner<StateRecord>();
  private run: RunView | undefined;
  protected task = 0;
  private last = -1;
  private cause: Cause | undefined;
  private logs: LogView[] = [];
  private lines = new Map<string, Set<number>>();
  private readonly jobs = new Map<string, number>();
  private readonly progress = new Map<GivenCommand, number>();

  constructor(protected readonly secrets: Secrets) {}

  begun(run: RunView): void {
    this.run = run;
  }

  activating(_jobs: readonly ReplayJob[], task: number): void {
    this.task = task;
  }

  command(command: GivenCommand): void {
    this.commands.push(command);
  }

  caused(cause: { readonly command: GivenCommand } | { readonly job: string }): void {
    if ('job' in cause) {
      const index = this.jobs.get(cause.job) ?? 0;
      this.jobs.set(cause.job, index + 1);
      this.cause = { job: cause.job, index };
    } else {
      const step = this.progress.get(cause.command) ?? 0;
      this.progress.set(cause.command, step + 1);
      this.cause = { command: cause.command, step };
    }
  }

  readonly rested = (): void => this.note(false);
  readonly ended = (): void => this.note(true);

  readonly reached = (file: string, line: number): void => {
    const lines = this.lines.get(file);
    if (lines === undefined) this.lines.set(file, new Set([line]));
    else lines.add(line);
  };

  readonly hides = (owner: string): boolean => owner === 'crypto';
  readonly hidden = (text: string): void => this.secrets.hide(text);

  readonly logged = (level: string, message: string): void => void this.logs.push({ level, message });

  private note(isEnd: boolean): void {
    const { lines, logs } = this;
    const isQuiet = lines.size === 0 && logs.length === 0;
    if (isQuiet && this.cause === undefined && !isEnd) return;
    const state = this.state();
    // It also rests before an event, when there is nothing to tell yet.
    if (isQuiet && state === this.last && !isEnd) return;
    this.last = state;
    this.turns.push({
      task: this.task,
      cause: this.cause,
      state,
      logs,
      reached: [...lines].map(([file, set]) => [file, ...[...set].sort((a, b) => a - b)]),
    });
    this.cause = undefined;
    this.logs = [];
    this.lines = new Map();
  }

  /** The number of what the run looks like now. */
  state(): number {
    const { run, texts } = this;
    const views = run?.lua.look({ secret: (name) => this.secrets.isSecret(name) }) ?? [];
    const unread = run?.unread() ?? [];
    return this.states.of({
      coroutines: views.map((view) => this.coroutine(view)),
      mailbox: unread.map(({ topic, args }) => texts.of(this.message(topic, args))),
    });
  }

  private message(topic: string, args: readonly Payload[]): string {
    const shown = args.map((arg) => payloadText(arg, this.secrets));
    return `${topic}(${this.secrets.isSecret(topic) ? '<hidden>' : shown.join(', ')})`;
  }

  private coroutine({ label, waitsFor, calls }: LuaCoroutineView): number {
    const { texts } = this;
    return this.coroutines.of({
      label: texts.of(label),
      waitsFor: texts.of(waitsFor),
      calls: calls.map((call) =>
        this.calls.of({
          file: texts.of(call.file),
          line: call.line,
          function: texts.of(call.function),
          locals: call.locals.flatMap(({ name, value }) => [texts.of(name), texts.of(value)]),
          upvalues: call.upvalues.flatMap(({ name, value }) => [texts.of(name), texts.of(value)]),
        }),
      ),
    });
  }
}
