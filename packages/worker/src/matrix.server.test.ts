import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { inBothModes } from './testing/in-both-modes.js';
import type { House } from './testing/house.js';

const KINDS = ['workflow', 'process'] as const;
type Kind = (typeof KINDS)[number];
type Plan = readonly (readonly [string, ...Data[]])[];

const BONDS = ['monitor', 'link', 'both'] as const;
type Bond = (typeof BONDS)[number];
const SPAWN: Record<Bond, string> = {
  monitor: 'spawn_monitored',
  link: 'spawn_linked',
  both: 'spawn_linked_monitored',
};
const CALLS: Record<Bond, readonly string[]> = { monitor: ['monitor'], link: ['link'], both: ['monitor', 'link'] };

/** How a target is brought to its end, and how that is told. */
const ENDS = {
  completed: { plan: [['say', 'return', 7]], how: {} },
  failed: { plan: [['say', 'fail']], how: { error: 'BROKEN' } },
  'timed out': { plan: [], how: { error: 'TIMEOUT' } },
  terminated: { plan: [['call', 'terminate']], how: { error: 'CANCELED', details: { terminated: true } } },
  cancelled: { plan: [['call', 'cancel', 'enough']], how: { error: 'CANCELED' } },
} satisfies Record<string, { readonly plan: Plan; readonly how: object }>;
type End = keyof typeof ENDS;
const NAMES = Object.keys(ENDS) as End[];

/** Of whom the watcher knows: one that it has started itself, one that was there, or one that its start has found. */
const WHOSE = ['its own', 'another', 'one found by its start'] as const;
type Whose = (typeof WHOSE)[number];

interface Told {
  readonly pid: string;
  readonly self: string;
  readonly seen: readonly Data[] | object;
}

/** Runs a plan of `supervisor.lua`. */
const RUN: Record<Kind, (house: House, plan: Plan) => Promise<Told>> = {
  workflow: async (house, plan) => (await house.exec('watching_flow', plan)) as unknown as Told,
  process: async (house, plan) => {
    const run = await house.runtime.processes.spawn('app:supervisor', 'app:procs', plan);
    return (await run.result()) as unknown as Told;
  },
};

/** What comes of the end of a target: a workflow tells its normal end by a link too. */
function expected(target: Kind, bond: Bond, end: End): object[] {
  const how = end === 'completed' ? { value: target === 'process' ? 7 : { name: 'x', value: 7 } } : ENDS[end].how;
  const exit = { kind: 'pid.exit', ...how };
  const down = { kind: 'pid.link.down', ...how };
  if (end === 'completed') {
    return bond !== 'link' || target === 'workflow' ? [exit] : [];
  }
  return { monitor: [exit], link: [down], both: [exit, down] }[bond];
}

/** MATRIX=all takes every row; otherwise those where one call stands for another are left out. */
const EVERY = process.env['MATRIX'] === 'all';

const rows = KINDS.flatMap((watcher) =>
  KINDS.flatMap((target) =>
    WHOSE.filter((whose) => target === 'workflow' || whose !== 'one found by its start').flatMap((whose) =>
      BONDS.flatMap((bond) =>
        NAMES.filter(
          (end) =>
            (target === 'workflow' || end !== 'timed out') &&
            (EVERY || bond === 'both' || (whose === 'another' && (end === 'completed' || end === 'failed'))),
        ).map((end) => [watcher, target, whose, bond, end] as const),
      ),
    ),
  ),
);

/** A target that is there before its watcher. */
async function there(house: House, kind: Kind, end: End): Promise<string> {
  if (kind === 'process') return (await house.runtime.processes.spawn('app:echo', 'app:procs', 'x')).pid;
  const id = randomUUID();
  const { pid } = await house.spawn('flow', 'x', end === 'timed out' ? { id, runTimeout: 1_000 } : { id });
  return pid;
}

async function bound(house: House, target: Kind, whose: Whose, bond: Bond, end: End): Promise<Plan> {
  const spawn = SPAWN[bond];
  const timeout = end === 'timed out' ? '1s' : undefined;
  const entry = target === 'workflow' ? ['app:flow', 'app:worker'] : ['app:echo', 'app:procs'];
  if (whose === 'its own') {
    const options = timeout === undefined ? {} : { 'temporal.workflow.run_timeout': timeout };
    return [['spawn_with', options, spawn, ...entry]];
  }
  const pid = await there(house, target, end);
  if (whose === 'another') return [['use', pid], ...CALLS[bond].map((name) => ['call', name] as const)];
  const id = pid.slice(pid.indexOf('|') + 1, -1);
  return [['spawn_with', { 'temporal.workflow.id': id }, spawn, ...entry]];
}

inBothModes('processes', (house) => {
  it.each(rows)(
    '%s watches %s: %s, %s, which is %s',
    { timeout: 90_000 },
    async (watcher, target, whose, bond, end) => {
      const events = expected(target, bond, end);
      const { seen, pid } = await RUN[watcher](house, [
        ['trap'],
        ...(await bound(house, target, whose, bond, end)),
        ...ENDS[end].plan,
        ['events', events.length],
        ['quiet', 100],
      ]);
      // Nothing at all is an empty table of Lua.
      expect(seen).toMatchObject(events.length === 0 ? {} : events.map((event) => ({ ...event, from: pid })));
      expect(Object.keys(seen)).toHaveLength(events.length);
    },
  );

  describe('whoever has begun a link tells the other how it ends', () => {
    const links = KINDS.flatMap((from) =>
      KINDS.flatMap((to) =>
        NAMES.filter((end) => from === 'workflow' || end !== 'timed out').map((end) => [from, to, end] as const),
      ),
    );
    it.each(links)('%s to %s, and is %s', { timeout: 90_000 }, async (from, to, end) => {
      const isTold = end !== 'completed' || from === 'workflow';
      const other = await started(house, to, [
        ['trap'],
        ['meet'],
        ...(end === 'terminated' || end === 'cancelled' ? ENDS[end].plan : []),
        ...(isTold ? [['events', 1] as const] : [['quiet', 500] as const]),
      ]);
      const last = end === 'completed' ? [] : [[end === 'failed' ? 'fail' : 'stay'] as const];
      const beginner = await started(
        house,
        from,
        [['use', other.pid], ['call', 'link'], ['say', 'answer'], ...last],
        end === 'timed out' ? { runTimeout: 4_000 } : {},
      );
      const ended = beginner.result().catch(() => undefined);
      const how = end === 'completed' ? { kind: 'pid.exit' } : { kind: 'pid.link.down', ...ENDS[end].how };
      const { seen } = (await other.result()) as unknown as Told;
      expect(seen).toMatchObject(isTold ? [{ ...how, from: beginner.pid }] : {});
      await ended;
    });
  });
});

/** A run or a process that follows a plan. */
const started = (house: House, kind: Kind, plan: Plan, options: { readonly runTimeout?: number } = {}) =>
  kind === 'workflow'
    ? house.spawn('watching_flow', plan, options)
    : house.runtime.processes.spawn('app:supervisor', 'app:procs', plan);
