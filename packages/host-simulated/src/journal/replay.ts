import { type Capabilities } from '@durable-lua/determinism';
import { CAPABILITY_NAMES, type Host } from '@durable-lua/determinism/host';
import { Incarnation, JournalEnd } from './incarnation.js';
import type { Journal, Outcome } from './journal.js';
import type { Start } from './record.js';

export interface ReplayOptions {
  /** Feeds only so many entries: the code must be where it was then. All by default. */
  readonly upTo?: number;
  /** The host in whose place the journal stands, for its name and what it offers; a workflow with everything by default. */
  readonly host?: Pick<Host, 'name' | 'deterministic'> & { readonly capabilities: Partial<Capabilities> };
}

/**
 * Feeds a journal to a fresh Lua state that performs no effect: what it asks for is compared, what came back then comes
 * back now.
 * @returns how the code ended, or undefined when it still waits for something the journal does not hold.
 * @throws Divergence at the first effect that is another one.
 */
export async function replay<R>(
  { entries }: Journal,
  start: Start<R>,
  { upTo = Infinity, host = EMPTY_WORKFLOW }: ReplayOptions = {},
): Promise<Outcome<R> | undefined> {
  const recording = { entries: [...entries], operations: new Map(), ended: () => undefined, over: false };
  const incarnation = new Incarnation(recording, silent(host), 'stop');
  let outcome: Outcome<R> | undefined;
  const end = (result: Outcome<R>): void => {
    incarnation.ended = true;
    outcome = result;
  };
  start(incarnation.host).then(
    (value) => end({ ok: true, value }),
    (error: unknown) => end({ ok: false, error }),
  );
  await incarnation.catchUp(upTo);
  return outcome?.ok === false && isJournalEnd(outcome.error) ? undefined : outcome;
}

const EMPTY_WORKFLOW = {
  name: 'a replay',
  deterministic: true,
  capabilities: Object.fromEntries(CAPABILITY_NAMES.map((name) => [name, {}])) as unknown as Capabilities,
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

const isJournalEnd = (error: unknown): boolean =>
  error instanceof JournalEnd || (error instanceof Error && error.cause instanceof JournalEnd);
