import type { Chunk, Lua } from '@durable-lua/lua-vm';
import type { EventView, Lane, Recording, StepRecord } from './model.js';
import { StepRecorder } from './recorder.js';
import { redacted } from './redacted.js';
import { Secrets } from './secrets.js';

export interface LiveOptions {
  readonly workflowId: string;
  readonly workflowType: string;
  /** What runs: its sources are shown. */
  readonly chunks: readonly Chunk[];
  /** Milliseconds since 1970, of whatever time the run lives in. */
  readonly now: () => number;
  /** Names of variables and fields whose values are not shown, besides the usual ones. */
  readonly secret?: readonly string[];
}

const LANES: Readonly<Record<string, Lane>> = {
  clock: 'timer',
  functions: 'activity',
  processes: 'message',
  mailbox: 'message',
  workflow: 'child',
};

/** Most events that are kept of one run: a test that goes on for ever must not fill the memory. */
const MOST_EVENTS = 20_000;

/**
 * Records a run while it goes on, where there is no history: in a test runtime. What the code asks its host for takes the place of
 * events; what comes back shows in the turns.
 */
export class LiveRecorder extends StepRecorder {
  private readonly events: EventView[] = [];
  private lua: Pick<Lua, 'place'> | undefined;

  constructor(private readonly options: LiveOptions) {
    const secrets = new Secrets(undefined, options.secret ?? []);
    super(secrets);
    this.add('Started', 'run', { entry: options.workflowType });
  }

  override begun(run: Parameters<StepRecorder['begun']>[0]): void {
    this.lua = run.lua;
    super.begun(run);
  }

  /** Whether it is the code of this run that runs now. */
  get isRunning(): boolean {
    return this.lua?.place('now') !== undefined;
  }

  /** The code asks its host for something: `clock.timer`, in full `clock.timer(3600000)`. */
  asked(effect: string, text: string): void {
    const [capability = ''] = effect.split('.');
    this.add(effect, LANES[capability] ?? 'run', { call: text.length > 200 ? `${text.slice(0, 200)} …` : text });
  }

  /** The run has ended, with this error if it failed. */
  closed(error: Error | undefined): void {
    this.add(
      error === undefined ? 'Completed' : 'Failed',
      'run',
      error === undefined ? {} : { message: error.message },
    );
  }

  recording(): Recording {
    const { workflowId, workflowType, chunks } = this.options;
    const steps: StepRecord[] = [];
    let state = this.states.of({ coroutines: [], mailbox: [] });
    const turns = this.turns.values();
    let turn = turns.next();
    for (const [event, { id }] of this.events.entries()) {
      steps.push({ event, state });
      for (; turn.done !== true && turn.value.task <= id; turn = turns.next()) {
        const { logs, reached } = turn.value;
        ({ state } = turn.value);
        steps.push({ event, cause: -1, state, logs, reached });
      }
    }
    const named = chunks.map(({ name, source, firstLine = 1 }) => [name, '\n'.repeat(firstLine - 1) + source] as const);
    return redacted(
      {
        workflowId,
        workflowType,
        events: this.events,
        steps,
        sources: Object.fromEntries(named),
        texts: this.texts.items,
        calls: this.calls.items,
        coroutines: this.coroutines.items,
        states: this.states.items,
      },
      this.secrets,
    );
  }

  private add(type: string, lane: Lane, attributes: Readonly<Record<string, string>>): void {
    if (this.events.length >= MOST_EVENTS) return;
    const place = this.lua?.place('now');
    const id = this.events.length + 1;
    const outcome = type === 'Failed' ? { outcome: 'failed' as const } : {};
    this.events.push({
      id,
      type,
      lane,
      attributes,
      time: this.options.now(),
      ...outcome,
      ...(place === undefined ? {} : { place }),
    });
    this.task = id;
  }
}
