import type { Cause, ObservedRun } from '@durable-lua/host-workflow/program';
import type { Data, LogLevel } from '@durable-lua/determinism';
import type { LuaObserver, LuaPlace } from '@durable-lua/lua-vm';
import type { Activation, ActivationObserver, Completion } from '../workflows/activation.js';

/** A command that the code of a run gave. */
export interface GivenCommand {
  /** As the SDK calls it: `scheduleActivity`, `startTimer`, `completeWorkflowExecution` … */
  readonly type: string;
  /** As the SDK has it. Payloads in it are encoded. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** ID of the event at which the workflow task began that it was given in. */
  readonly task: number;
  /** The Lua code that asked for it; undefined for what we do on our own. */
  readonly place: LuaPlace | undefined;
}

/** A job of an activation, by its kind, such as `fireTimer`, with what it says. */
export interface ReplayJob {
  readonly kind: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * Looks at a run while its history is replayed, in this process. Nothing that is done in it changes the replay; it must not
 * throw, and may not keep hold of what it reads of the Lua state.
 */
export interface ReplayObserver extends LuaObserver {
  /** The code of the run begins. */
  begun?(run: ObservedRun): void;
  /** Events are handed to the run. `task` is the ID of the event at which their workflow task began, `time` that of the run in ms. */
  activating?(jobs: readonly ReplayJob[], task: number, time: number): void;
  command?(command: GivenCommand): void;
  /**
   * What happens next, until it rests, is because of this: the end or a step of what a command began, or a job, the next of its
   * kind in the activation.
   */
  caused?(cause: { readonly command: GivenCommand } | { readonly job: string }): void;
  /** The code writes a line to its log. */
  readonly logged?:
    ((level: LogLevel, message: string, fields: Readonly<Record<string, Data>> | undefined) => void) | undefined;
  /** The run has answered an activation. */
  activated?(): void;
}

/** Keeps the commands of a run with their places. */
export class Recorder implements ActivationObserver {
  readonly commands: GivenCommand[] = [];
  private readonly known = new Map<object, GivenCommand>();
  /** Where the code stood at the end of each workflow task, by the ID of the event at which that began. */
  readonly rests = new Map<number, LuaPlace>();
  private task = 0;
  private run: ObservedRun | undefined;

  readonly rested: (() => void) | undefined;
  readonly ended: (() => void) | undefined;
  readonly reached: ReplayObserver['reached'];
  readonly hides: ReplayObserver['hides'];
  readonly hidden: ReplayObserver['hidden'];
  readonly logged: ReplayObserver['logged'];

  constructor(private readonly observer: ReplayObserver = {}) {
    // What nobody asks for is not looked for.
    this.rested = observer.rested?.bind(observer);
    this.ended = observer.ended?.bind(observer);
    this.reached = observer.reached?.bind(observer);
    this.hides = observer.hides?.bind(observer);
    this.hidden = observer.hidden?.bind(observer);
    this.logged = observer.logged?.bind(observer);
  }

  begun(run: ObservedRun): void {
    this.run = run;
    this.observer.begun?.(run);
  }

  activating({ jobs, historyLength, timestamp }: Activation): void {
    this.task = Number(historyLength ?? 0);
    const time = Number(timestamp?.seconds ?? 0) * 1000 + (timestamp?.nanos ?? 0) / 1e6;
    this.observer.activating?.((jobs ?? []).map(jobOf), this.task, time);
  }

  command(command: object, place: LuaPlace | undefined): void {
    const [type, attributes] = oneOf(command);
    const given = { type, attributes, task: this.task, place };
    this.commands.push(given);
    this.known.set(command, given);
    this.observer.command?.(given);
  }

  caused(cause: Cause): void {
    if ('job' in cause) return this.observer.caused?.(cause);
    const command = this.known.get(cause.command);
    if (command !== undefined) this.observer.caused?.({ command });
  }

  activated(_completion: Completion): void {
    const place = this.run?.lua.place('last');
    if (place !== undefined) this.rests.set(this.task, place);
    this.observer.activated?.();
  }
}

const jobOf = (job: object): ReplayJob => {
  const [kind, attributes] = oneOf(job);
  return { kind, attributes };
};

/** Of an object that has one of several fields, which, and what is in it. */
function oneOf(object: object): readonly [string, Readonly<Record<string, unknown>>] {
  const found = Object.entries(object).find(
    ([name, value]) =>
      name !== 'eventGroupMarkers' && name !== 'userMetadata' && typeof value === 'object' && value !== null,
  );
  return found === undefined ? ['unknown', {}] : [found[0], found[1] as Readonly<Record<string, unknown>>];
}
