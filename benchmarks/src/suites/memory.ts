import { SIDES, turns, workerProcess, workerSpec, type Bench, type Benchmark, type Side } from '../bench.js';
import { Samples } from '../figures.js';
import { endIdle, openIdle } from '../idle.js';

/** Enough of them for the code to be compiled and every cache to be filled. */
const WARM_UP = 50;

export const memoryBenchmark: Benchmark = {
  name: 'memory',
  summary: 'memory per open workflow in the cache: live heap of all threads, and resident memory',
  async run(bench) {
    const { rounds, open } = bench.settings;
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      for (const side of turns(SIDES, round)) {
        const { heap, rss } = await perWorkflow(bench, side, open);
        samples.add('heap', side, heap / 1024);
        samples.add('rss', side, rss / 1024);
      }
      bench.say(`memory: round ${round + 1} of ${rounds}`);
    }
    const ratio = { of: 'lua', to: 'typescript', aim: { atMost: 1.1 } };
    return {
      benchmark: 'memory',
      figures: [
        { name: 'live heap', unit: 'KB/workflow', samples: samples.of('heap'), ratio },
        { name: 'resident', unit: 'KB/workflow', samples: samples.of('rss'), ratio },
      ],
    };
  },
};

/** In a fresh process, as memory that was once used is seldom given back. */
async function perWorkflow(bench: Bench, side: Side, count: number): Promise<{ heap: number; rss: number }> {
  const queue = bench.queue(`memory-${side}`);
  const worker = workerProcess(bench, { agent: true });
  await worker.call('start', workerSpec(bench, side, queue));
  await endIdle(bench, await openIdle(bench, queue, Math.min(WARM_UP, count)));
  const before = await worker.call('memory', null);
  const handles = await openIdle(bench, queue, count);
  const after = await worker.call('memory', null);
  await endIdle(bench, handles);
  await worker.stop();
  return { heap: (after.heap - before.heap) / count, rss: (after.rss - before.rss) / count };
}
