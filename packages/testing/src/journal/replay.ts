import { type Capabilities } from '@durable-lua/determinism';
import { CAPABILITY_NAMES, checkNames, type Host, type NamesOf } from '@durable-lua/determinism/host';
import { Answers } from './answers.js';
import { Attempt, HistoryEnd, type Recording } from './attempt.js';
import type { History, Outcome } from './history.js';
import type { Start } from './record.js';

export interface ReplayOptions {
  /** Replays only so many entries: the code must be where it was then. All by default. */
  readonly upTo?: number;
  /** The host in whose place the history stands, for its name and what it offers; a workflow with everything by default. */
  readonly host?: Pick<Host, 'name' | 'deterministic'> & { readonly capabilities: Partial<Capabilities> };
}

const NAMES: NamesOf<ReplayOptions> = { upTo: true, host: true };

/**
 * Replays a history in a fresh Lua state that performs no effect: its commands are compared with the recorded ones, and the
 * recorded events are handed in.
 * @returns how the code ended, or undefined when it still waits for an event that the history does not hold.
 * @throws Divergence at the first command that differs.
 */
export async function replay<R>(
  { entries }: History,
  start: Start<R>,
  options: ReplayOptions = {},
): Promise<Outcome<R> | undefined> {
  checkNames('replay', options, NAMES);
  const { upTo = Infinity, host = EMPTY_WORKFLOW } = options;
  const recording: Recording = {
    entries: [...entries],
    operations: new Map(),
    ended: () => undefined,
    openEvents: () => undefined,
    answers: new Answers(() => undefined),
    over: false,
  };
  const attempt = new Attempt(recording, silent(host), 'stop');
  let outcome: Outcome<R> | undefined;
  const end = (result: Outcome<R>): void => {
    attempt.ended = true;
    outcome = result;
  };
  start(attempt.host).then(
    (value) => end({ ok: true, value }),
    (error: unknown) => end({ ok: false, error }),
  );
  await attempt.replay(upTo);
  return outcome?.ok === false && isHistoryEnd(outcome.error) ? undefined : outcome;
}

const EMPTY_WORKFLOW = {
  name: 'a replay',
  deterministic: true,
  capabilities: Object.fromEntries(CAPABILITY_NAMES.map((name) => [name, {}])) as Partial<Capabilities>,
};

/** The same capabilities, of which none does anything: whatever would be performed is a defect. */
function silent({ name, deterministic = false, capabilities }: NonNullable<ReplayOptions['host']>): Host {
  const refuse = (capability: string) =>
    new Proxy(
      {},
      {
        get: (_, member) => {
          if (member === 'replaying') return true;
          throw new Error(`a replay performed ${capability}.${String(member)}`);
        },
        ownKeys: () => [],
      },
    );
  const offered = Object.keys(capabilities).map((capability) => [capability, refuse(capability)]);
  return { name, deterministic, capabilities: Object.fromEntries(offered) as Partial<Capabilities> };
}

const isHistoryEnd = (error: unknown): boolean =>
  error instanceof HistoryEnd || (error instanceof Error && error.cause instanceof HistoryEnd);
