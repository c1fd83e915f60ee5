import { getActivator } from '@temporalio/workflow/lib/global-attributes.js';
import type { Lua, LuaPlace } from '@durable-lua/lua-vm';
import { OBSERVER, type JobName, type ObservedRun, type RunObserver } from './observer.js';

/** The side of a run that has an observer. */
export class Observed {
  /** The code that asked for what is done now, while no code runs. */
  private asking: LuaPlace | undefined;
  private lua: Lua | undefined;
  private last: object | undefined;
  /** Of commands whose effects may still be cancelled: the code that asked for each, or asked for its end. */
  private readonly places = new Map<string, LuaPlace>();

  constructor(readonly observer: RunObserver) {
    const activator = getActivator();
    const push = activator.pushCommand.bind(activator);
    const pushCommand: typeof push = (command, complete) => {
      this.last = command;
      const asked = this.place();
      observer.command(command, asked ?? this.placeOf(command, complete === true));
      if (asked !== undefined) this.remember(command, asked);
      push(command, complete);
    };
    Object.assign(activator, { pushCommand });
  }

  begin(run: ObservedRun, lua: Lua): void {
    this.lua = lua;
    this.observer.begun(run);
  }

  /** The Lua code that asks for what is done now. */
  place(): LuaPlace | undefined {
    return this.lua?.place('now') ?? this.asking;
  }

  /** Does what code asked for earlier. */
  at<T>(place: LuaPlace | undefined, work: () => T): T {
    const { asking } = this;
    this.asking = place;
    try {
      return work();
    } finally {
      this.asking = asking;
    }
  }

  /** Of what no code asks for at this moment. */
  private placeOf(command: object, complete: boolean): LuaPlace | undefined {
    const key = keyOf(command);
    return complete ? this.lua?.place('last') : key === undefined ? undefined : this.places.get(key);
  }

  /** What a command has begun is cancelled. */
  canceling(command: object | undefined): void {
    const place = this.place();
    if (command !== undefined && place !== undefined) this.remember(command, place);
  }

  private remember(command: object, place: LuaPlace): void {
    const key = keyOf(command);
    if (key !== undefined) this.places.set(key, place);
  }

  /** Begins to note which command is given. */
  mark(): void {
    this.last = undefined;
  }

  /** The last command since then. */
  get marked(): object | undefined {
    return this.last;
  }

  ended(command: object | undefined): void {
    if (command !== undefined) this.observer.caused({ command });
  }

  job(job: JobName): void {
    this.observer.caused({ job });
  }
}

/** Of the current run, if somebody looks at it. */
export function observed(): Observed | undefined {
  const { [OBSERVER]: observer } = getActivator() as { readonly [OBSERVER]?: RunObserver };
  return observer && new Observed(observer);
}

/** Commands with a number of the same kind are about the same effect. */
const NUMBERED: Readonly<Record<string, readonly [kind: string, number: string]>> = {
  startTimer: ['timer', 'seq'],
  cancelTimer: ['timer', 'seq'],
  scheduleActivity: ['activity', 'seq'],
  scheduleLocalActivity: ['activity', 'seq'],
  requestCancelActivity: ['activity', 'seq'],
  requestCancelLocalActivity: ['activity', 'seq'],
  startChildWorkflowExecution: ['child', 'seq'],
  cancelChildWorkflowExecution: ['child', 'childWorkflowSeq'],
};

function keyOf(command: object): string | undefined {
  for (const [type, attributes] of Object.entries(command)) {
    const numbered = NUMBERED[type];
    if (numbered === undefined) continue;
    const [kind, number] = numbered;
    return `${kind} ${String((attributes as Readonly<Record<string, unknown>>)[number])}`;
  }
  return undefined;
}
