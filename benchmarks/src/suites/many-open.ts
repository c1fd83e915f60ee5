import { SIDES, turns, workerProcess, workerSpec, type Bench, type Benchmark, type Side } from '../bench.js';
import { Samples } from '../figures.js';
import { endIdle, openIdle } from '../idle.js';

const MIB = 1024 * 1024;

export const manyOpenBenchmark: Benchmark = {
  name: 'many-open',
  summary: 'as many open workflows in one worker as --many says: its memory, and the time to wake each once',
  async run(bench) {
    const { rounds, many } = bench.settings;
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      for (const side of turns(SIDES, round)) {
        const { heap, rss, seconds } = await filled(bench, side, many);
        samples.add('heap', side, heap / MIB);
        samples.add('rss', side, rss / MIB);
        samples.add('wake', side, seconds);
      }
      bench.say(`many-open: round ${round + 1} of ${rounds}`);
    }
    const ratio = { of: 'lua', to: 'typescript' };
    return {
      benchmark: 'many-open',
      figures: [
        { name: `heap with ${many} open`, unit: 'MiB', samples: samples.of('heap'), ratio },
        {
          name: `resident with ${many} open`,
          unit: 'MiB',
          samples: samples.of('rss'),
          ratio,
          limit: { of: 'lua', atMost: 1024 },
        },
        { name: `to wake each of ${many} once`, unit: 's', samples: samples.of('wake'), ratio },
      ],
    };
  },
};

/** In a fresh process, as memory that was once used is seldom given back. */
async function filled(
  bench: Bench,
  side: Side,
  count: number,
): Promise<{ heap: number; rss: number; seconds: number }> {
  const queue = bench.queue(`many-open-${side}`);
  const worker = workerProcess(bench, { agent: true });
  await worker.call('start', workerSpec(bench, side, queue));
  const handles = await openIdle(bench, queue, count);
  const { heap, rss } = await worker.call('memory', null);
  const start = performance.now();
  await endIdle(bench, handles);
  const seconds = (performance.now() - start) / 1000;
  await worker.stop();
  return { heap, rss, seconds };
}
