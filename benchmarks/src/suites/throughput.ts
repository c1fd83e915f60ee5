import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { SIDES, turns, workerProcess, workerSpec, type Bench, type Benchmark, type Side } from '../bench.js';
import type { WorkerProcess } from '../bench.js';
import { Samples, type Figure, type Result } from '../figures.js';
import { endIdle, openIdle } from '../idle.js';
import { atOnce, load, type Job } from '../load.js';

const ACTIVITIES = 5;
const SIGNALS = 20;
/** Signals that come at once, and how many of them the client sends at a time. */
const BURST = 1_000;
const SENT_AT_ONCE = 100;
const FEWER = 20;

interface Throughput {
  readonly name: string;
  readonly summary: string;
  /** The most CPU of the worker, of what TypeScript takes. */
  readonly aim: number;
  /** Whether activities run in a TypeScript worker of their own, the same for both sides. */
  readonly elsewhere?: boolean;
  /** Whether other workflows are open in the cache meanwhile. */
  readonly crowded?: boolean;
  /** What is counted instead of runs: so many of them in each run, of which there are fewer then. */
  readonly each?: { readonly what: string; readonly count: number };
  job(activityQueue: string): Job;
}

const sum = (count: number): number => (count * (count + 1)) / 2;

const callsElsewhere = (queue: string): Job => ({
  workflowType: 'activities',
  input: { count: ACTIVITIES, queue },
  expected: 2 * sum(ACTIVITIES),
});

const throughputs: readonly Throughput[] = [
  {
    name: 'trivial',
    aim: 0.7,
    summary: 'workflows without any effect: runs per second, CPU of the worker per run',
    job: () => ({ workflowType: 'trivial', input: { n: 1 }, expected: { n: 2 } }),
  },
  {
    name: 'activities',
    aim: 0.85,
    summary: `workflows that call ${ACTIVITIES} activities, one after the other, each side its own`,
    job: () => ({ workflowType: 'activities', input: { count: ACTIVITIES }, expected: 2 * sum(ACTIVITIES) }),
  },
  {
    name: 'activities-elsewhere',
    aim: 0.7,
    summary: 'the same, the activities being those of one TypeScript worker: the workflow part alone',
    elsewhere: true,
    job: callsElsewhere,
  },
  {
    name: 'signals',
    aim: 0.5,
    summary: `workflows that wait for ${SIGNALS} signals, sent by a client`,
    job: () => ({
      workflowType: 'signals',
      input: { count: SIGNALS },
      expected: sum(SIGNALS),
      drive: async (handle) => {
        for (let i = 1; i <= SIGNALS; i++) await handle.signal('tick', i);
      },
    }),
  },
  {
    name: 'signal-bursts',
    aim: 0.5,
    summary: `workflows to which ${BURST} signals come at once: signals handled per second, CPU of the worker per signal`,
    each: { what: 'signal', count: BURST },
    job: () => ({
      workflowType: 'signals',
      input: { count: BURST },
      expected: sum(BURST),
      drive: async (handle) => {
        let sent = 0;
        await atOnce(SENT_AT_ONCE, BURST, () => handle.signal('tick', ++sent));
      },
    }),
  },
  {
    name: 'crowded',
    aim: 0.7,
    summary: 'as activities-elsewhere, with many workflows open in the cache: does a run cost more then?',
    elsewhere: true,
    crowded: true,
    job: callsElsewhere,
  },
];

export const throughputBenchmarks: readonly Benchmark[] = throughputs.map((throughput) => ({
  name: throughput.name,
  summary: throughput.summary,
  run: (bench) => measure(bench, throughput),
}));

async function measure(bench: Bench, { name, aim, elsewhere, crowded, each, job: jobOf }: Throughput): Promise<Result> {
  const { rounds, concurrency, open, profile } = bench.settings;
  const { what, count } = each ?? { what: 'run', count: 1 };
  const runs = each === undefined ? bench.settings.runs : Math.max(1, Math.round(bench.settings.runs / FEWER));
  const activityQueue = bench.queue(`${name}-elsewhere`);
  const job = jobOf(activityQueue);
  const sides = await startSides(bench, name);
  const activities = elsewhere ? workerProcess(bench) : undefined;
  await activities?.call('start', workerSpec(bench, 'activities', activityQueue));

  const idle: WorkflowHandle[] = [];
  if (crowded) for (const { queue } of sides) idle.push(...(await openIdle(bench, queue, open)));
  // Until the code of the workers, of the client and of the server has been run often.
  for (const { queue } of sides) await load(bench, queue, job, Math.min(runs, 2 * concurrency));
  const samples = new Samples();
  for (let round = 0; round < rounds; round++) {
    for (const { side, queue, worker } of turns(sides, round)) {
      if (profile !== undefined) await worker.call('startProfile', null);
      const before = await worker.call('cpu', null);
      const seconds = await load(bench, queue, job, runs);
      const cpu = (await worker.call('cpu', null)) - before;
      if (profile !== undefined) await worker.call('stopProfile', path.join(profile, `${name}.${side}`));
      samples.add('throughput', side, (runs * count) / seconds);
      samples.add('cpu', side, cpu / (runs * count));
    }
    bench.say(`${name}: round ${round + 1} of ${rounds}`);
  }
  await endIdle(bench, idle);
  for (const { worker } of sides) await worker.stop();
  await activities?.stop();
  return { benchmark: name, figures: figures(samples, what, aim) };
}

function figures(samples: Samples, what: string, aim: number): readonly Figure[] {
  const ratio = { of: 'lua', to: 'typescript' };
  return [
    {
      name: 'throughput',
      unit: `${what}s/s`,
      samples: samples.of('throughput'),
      ratio: { ...ratio, aim: { atLeast: 1 } },
    },
    { name: 'worker CPU', unit: `ms/${what}`, samples: samples.of('cpu'), ratio: { ...ratio, aim: { atMost: aim } } },
  ];
}

interface RunningSide {
  readonly side: Side;
  readonly queue: string;
  readonly worker: WorkerProcess;
}

/** Both workers, in processes of their own. @throws Error when the SDK was given different options */
async function startSides(bench: Bench, name: string): Promise<readonly RunningSide[]> {
  const agent = bench.settings.profile !== undefined;
  const started = await Promise.all(
    SIDES.map(async (side) => {
      const queue = bench.queue(`${name}-${side}`);
      const worker = workerProcess(bench, { agent });
      const { options } = await worker.call('start', workerSpec(bench, side, queue));
      return { side, queue, worker, options: { ...options, taskQueue: '' } };
    }),
  );
  const [first, second] = started;
  if (!isDeepStrictEqual(first?.options, second?.options)) {
    const shown = started.map(({ side, options }) => `${side}: ${JSON.stringify(options)}`).join('\n');
    throw new Error(`the workers are not alike, which makes figures meaningless:\n${shown}`);
  }
  return started;
}
