import { SIDES, turns, workerProcess, workerSpec, type Benchmark } from '../bench.js';
import { now } from '../clock.js';
import { Samples } from '../figures.js';
import { finishRun, startRun, type Job } from '../load.js';

const waiting: Job = { workflowType: 'trivial', input: { n: 1 }, expected: { n: 2 } };

export const startupBenchmark: Benchmark = {
  name: 'startup',
  summary: 'from createRuntime (Worker.create with a prebuilt bundle) to the first poll, in a fresh process',
  async run(bench) {
    const { rounds } = bench.settings;
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      for (const side of turns(SIDES, round)) {
        const queue = bench.queue(`startup-${side}`);
        const run = await startRun(bench, queue, waiting);
        const worker = workerProcess(bench);
        // Together, so that a worker that cannot start is not waited for.
        const [{ importing, loading, beganAt, pollingAt }, doneAt] = await Promise.all([
          worker.call('start', workerSpec(bench, side, queue)),
          finishRun(run, waiting).then(now),
        ]);
        await worker.stop();
        samples.add('importing', side, importing);
        samples.add('loading', side, loading);
        samples.add('polling', side, pollingAt - beganAt);
        samples.add('first', side, doneAt - beganAt);
      }
      const others = { large: { moreEntries: bench.settings.entries }, once: { isFirst: true } };
      for (const [name, more] of Object.entries(others)) {
        const worker = workerProcess(bench);
        const spec = { ...workerSpec(bench, 'lua', bench.queue(`startup-${name}`)), ...more };
        const { beganAt, pollingAt } = await worker.call('start', spec);
        await worker.stop();
        samples.add(name, 'lua', pollingAt - beganAt);
      }
      bench.say(`startup: round ${round + 1} of ${rounds}`);
    }
    const unit = 'ms';
    const ratio = { of: 'lua', to: 'typescript' };
    return {
      benchmark: 'startup',
      figures: [
        { name: 'loading code (not counted below)', unit, samples: samples.of('importing'), ratio },
        { name: 'reading the project (not counted below)', unit, samples: { lua: samples.of('loading')['lua'] ?? [] } },
        {
          name: 'to the first poll',
          unit,
          samples: samples.of('polling'),
          ratio,
          limit: { of: 'lua', atMost: 150 },
        },
        {
          name: `to the first poll with ${bench.settings.entries} workflow entries`,
          unit,
          samples: samples.of('large'),
          limit: { of: 'lua', atMost: 400 },
        },
        { name: 'to the first poll, the first time on a machine', unit, samples: samples.of('once') },
        { name: 'to the end of a workflow that waited', unit, samples: samples.of('first'), ratio },
      ],
    };
  },
};
