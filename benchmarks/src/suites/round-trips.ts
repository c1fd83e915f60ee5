import { SIDES, turns, workerProcess, workerSpec, type Benchmark } from '../bench.js';
import { Samples } from '../figures.js';
import { load, type Job } from '../load.js';

const CALLS = 20;
/** Workflows at once. */
const WIDTHS = [1, 10, 100];

export const roundTripsBenchmark: Benchmark = {
  name: 'round-trips',
  summary: `workflows that call ${CALLS} activities of one TypeScript worker, ${WIDTHS.join(', ')} of them at once: activities per second`,
  async run(bench) {
    const { rounds, runs } = bench.settings;
    const activityQueue = bench.queue('round-trips-elsewhere');
    const job: Job = {
      workflowType: 'activities',
      input: { count: CALLS, queue: activityQueue },
      expected: CALLS * (CALLS + 1),
    };
    const activities = workerProcess(bench);
    await activities.call('start', workerSpec(bench, 'activities', activityQueue));
    const sides = await Promise.all(
      SIDES.map(async (side) => {
        const queue = bench.queue(`round-trips-${side}`);
        const worker = workerProcess(bench);
        await worker.call('start', workerSpec(bench, side, queue));
        return { side, queue, worker };
      }),
    );
    const narrow = (concurrency: number) => ({ ...bench, settings: { ...bench.settings, concurrency } });
    for (const { queue } of sides) await load(narrow(10), queue, job, Math.min(20, runs));
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      for (const width of WIDTHS) {
        const count = Math.min(runs, 2 * width);
        for (const { side, queue } of turns(sides, round)) {
          const seconds = await load(narrow(width), queue, job, count);
          samples.add(String(width), side, (count * CALLS) / seconds);
        }
      }
      bench.say(`round-trips: round ${round + 1} of ${rounds}`);
    }
    for (const { worker } of sides) await worker.stop();
    await activities.stop();
    const ratio = { of: 'lua', to: 'typescript', aim: { atLeast: 1 } };
    const figures = WIDTHS.map((width) => ({
      name: `${width} workflow${width === 1 ? '' : 's'} at once`,
      unit: 'activities/s',
      samples: samples.of(String(width)),
      ratio,
    }));
    return { benchmark: 'round-trips', figures };
  },
};
