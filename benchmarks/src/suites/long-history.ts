import type { WorkflowHandle } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { SIDES, turns, workerProcess, workerSpec, type Bench, type Benchmark, type Side } from '../bench.js';
import type { WorkerProcess } from '../bench.js';
import { Samples } from '../figures.js';
import { finishRun, load, startRun, type Job } from '../load.js';

/** Events that are compared at the beginning and at the end. */
const partOf = (longest: number): number => Math.min(1000, Math.round(longest / 5));
/** Events of an activity, and of the start and the end of a run. */
const EACH = 6;
const AROUND = 5;

const calls = (count: number, queue: string): Job => ({
  workflowType: 'activities',
  input: { count, queue },
  expected: count * (count + 1),
});

export const longHistoryBenchmark: Benchmark = {
  name: 'long-history',
  summary: `one workflow with as many events as --longest says: CPU of the worker for its last 1000 against its first`,
  async run(bench) {
    const samples = new Samples();
    const { rounds, longest } = bench.settings;
    const part = partOf(longest);
    for (let round = 0; round < rounds; round++) {
      for (const side of turns(SIDES, round)) {
        const { first, last } = await ends(bench, side);
        samples.add('first', side, first);
        samples.add('last', side, last);
        samples.add('growth', side, last / first);
      }
      bench.say(`long-history: round ${round + 1} of ${rounds}`);
    }
    const ratio = { of: 'lua', to: 'typescript' };
    return {
      benchmark: 'long-history',
      figures: [
        { name: `the first ${part} events`, unit: 'ms CPU', samples: samples.of('first'), ratio },
        { name: `the last ${part} of ${longest} events`, unit: 'ms CPU', samples: samples.of('last'), ratio },
        { name: 'last / first', unit: 'times', samples: samples.of('growth'), limit: { of: 'lua', atMost: 1.2 } },
      ],
    };
  },
};

/** CPU of the worker for the first and for the last events of a run. */
async function ends(bench: Bench, side: Side): Promise<{ readonly first: number; readonly last: number }> {
  const [queue, activityQueue] = [bench.queue(`long-${side}`), bench.queue(`long-${side}-elsewhere`)];
  const activities = workerProcess(bench);
  await activities.call('start', workerSpec(bench, 'activities', activityQueue));
  const worker = workerProcess(bench);
  await worker.call('start', workerSpec(bench, side, queue));
  await load(bench, queue, calls(20, activityQueue), 20);
  const job = calls(Math.round((bench.settings.longest - AROUND) / EACH), activityQueue);
  const total = AROUND + EACH * Math.round((bench.settings.longest - AROUND) / EACH);
  const part = partOf(bench.settings.longest);
  const handle = await startRun(bench, queue, job);
  const begun = await at(handle, worker, 0);
  const first = await at(handle, worker, part);
  const late = await at(handle, worker, total - part);
  await finishRun(handle, job);
  const end = { events: total, cpu: await worker.call('cpu', null) };
  await worker.stop();
  await activities.stop();
  return { first: part * perEvent(begun, first), last: part * perEvent(late, end) };
}

interface Moment {
  readonly events: number;
  readonly cpu: number;
}

const perEvent = (from: Moment, to: Moment): number => (to.cpu - from.cpu) / (to.events - from.events);

/** Waits until the history has so many events: how many it has then, and what the worker has used. */
async function at(handle: WorkflowHandle, worker: WorkerProcess, events: number): Promise<Moment> {
  for (;;) {
    const { historyLength } = await handle.describe();
    if (historyLength >= events) return { events: historyLength, cpu: await worker.call('cpu', null) };
    await sleep(20);
  }
}
