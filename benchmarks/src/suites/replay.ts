import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SIDES, turns, workerProcess, workerSpec, type Bench, type Benchmark, type Side } from '../bench.js';
import { Samples, type Result } from '../figures.js';
import { finishRun, startRun, type Job } from '../load.js';

/** Sequential activities in a history of about that many events: six each. */
const HISTORIES = { '100 events': 16, '1000 events': 166 } as const;

interface Recorded {
  readonly workflowId: string;
  readonly history: string;
  /** Types of its events, in order. */
  readonly shape: readonly string[];
}

export const replayBenchmark: Benchmark = {
  name: 'replay',
  summary: 'replay of histories of 100 and 1000 events, again and again in one replay worker',
  async run(bench) {
    const { rounds, replays, profile } = bench.settings;
    const samples = new Samples();
    for (const [size, activities] of Object.entries(HISTORIES)) {
      const recorded = await recordBoth(bench, size, activities);
      // A long one takes longer, and needs fewer for the same certainty.
      const repeats = Math.max(3, Math.round(replays / (activities / HISTORIES['100 events'])));
      for (let round = 0; round < rounds; round++) {
        for (const side of turns(SIDES, round)) {
          const { workflowId, history } = recorded[side];
          const worker = workerProcess(bench, { agent: profile !== undefined });
          await worker.call('start', workerSpec(bench, side, bench.queue(`replay-${side}`)));
          const file = profile === undefined ? undefined : path.join(profile, `replay-${parseInt(size)}.${side}`);
          const { elapsed, cpu } = await worker.call('replay', { workflowId, history, repeats, profile: file });
          samples.add(size, side, elapsed);
          samples.add(`${size}, CPU`, side, cpu);
          await worker.stop();
        }
        bench.say(`replay: ${size}, round ${round + 1} of ${rounds}`);
      }
    }
    return result(samples);
  },
};

function result(samples: Samples): Result {
  const ratio = { of: 'lua', to: 'typescript' };
  // 0.95 of the speed is 1 / 0.95 of the time.
  return {
    benchmark: 'replay',
    figures: Object.keys(HISTORIES).flatMap((size) => [
      { name: size, unit: 'ms', samples: samples.of(size), ratio: { ...ratio, aim: { atMost: 1.05 } } },
      {
        name: `${size}, CPU`,
        unit: 'ms',
        samples: samples.of(`${size}, CPU`),
        ratio: { ...ratio, aim: { atMost: 1.15 } },
      },
    ]),
  };
}

/** A history of each side. @throws Error when they differ in shape, as then the replays cannot be compared */
async function recordBoth(bench: Bench, size: string, activities: number): Promise<Record<Side, Recorded>> {
  const typescript = await record(bench, 'typescript', activities);
  const lua = await record(bench, 'lua', activities);
  bench.say(`replay: recorded ${size}: ${typescript.shape.length} (TypeScript) and ${lua.shape.length} (Lua)`);
  if (isDeepStrictEqual(typescript.shape, lua.shape)) return { typescript, lua };
  throw new Error(`the histories of ${size} differ in shape: ${typescript.shape.join()} and ${lua.shape.join()}`);
}

async function record(bench: Bench, side: Side, count: number): Promise<Recorded> {
  const queue = bench.queue(`record-${side}`);
  const worker = workerProcess(bench);
  await worker.call('start', workerSpec(bench, side, queue));
  const job: Job = { workflowType: 'activities', input: { count }, expected: count * (count + 1) };
  const handle = await startRun(bench, queue, job);
  await finishRun(handle, job);
  await worker.stop();
  const history = await handle.fetchHistory();
  const events = (history.events ?? []).map(({ eventType }) => String(eventType));
  return { workflowId: handle.workflowId, history: historyToJSON(history), shape: events };
}
