import { workerProcess, workerSpec, type Bench, type Benchmark, type WorkerProcess } from '../bench.js';
import { Samples } from '../figures.js';
import { finishRun, load, startRun, type Job } from '../load.js';

const CALLS = 5;
/** Activities that one worker runs at a time, and how long each waits: what one worker gives can be no more than their quotient. */
const SLOTS = 5;
const PAUSE_MS = 50;
/** Workers on one task queue. */
const WIDTHS = [1, 2, 4];

const JOB: Job = { workflowType: 'pauses', input: { count: CALLS, ms: PAUSE_MS }, expected: CALLS };

export const scaleBenchmark: Benchmark = {
  name: 'scale',
  summary: `${WIDTHS.join(', ')} Lua workers on one task queue, each with slots for ${(SLOTS * 1000) / PAUSE_MS} activities a second: do they add up?`,
  async run(bench) {
    const { rounds, runs } = bench.settings;
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      for (const width of WIDTHS) {
        const { seconds, cpu, events } = await together(bench, width, runs);
        const name = `${width} worker${width === 1 ? '' : 's'}`;
        samples.add('activities', name, (runs * CALLS) / seconds);
        samples.add('events', name, (runs * events) / seconds);
        samples.add('cpu', name, cpu / (runs * events));
      }
      bench.say(`scale: round ${round + 1} of ${rounds}`);
    }
    const ratio = { of: '2 workers', to: '1 worker' };
    return {
      benchmark: 'scale',
      figures: [
        { name: 'throughput', unit: 'activities/s', samples: samples.of('activities'), ratio },
        { name: 'events written', unit: 'events/s', samples: samples.of('events'), ratio },
        { name: 'CPU of all workers', unit: 'ms/event', samples: samples.of('cpu'), ratio },
      ],
    };
  },
};

/** So many workers at one load, in fresh processes: how long it took, the CPU of all of them in milliseconds, events of one run. */
async function together(bench: Bench, width: number, runs: number) {
  const queue = bench.queue(`scale-${width}`);
  const workers: WorkerProcess[] = [];
  for (let i = 0; i < width; i++) {
    const worker = workerProcess(bench);
    workers.push(worker);
    await worker.call('start', { ...workerSpec(bench, 'lua', queue), activitySlots: SLOTS });
  }
  // More runs at once than there are slots, so that no worker waits for work.
  const busy = { ...bench, settings: { ...bench.settings, concurrency: 3 * SLOTS * width } };
  await load(busy, queue, JOB, Math.min(runs, 3 * SLOTS * width));
  const events = await eventsOf(bench, queue);
  const total = async (): Promise<number> => {
    const each = await Promise.all(workers.map((worker) => worker.call('cpu', null)));
    return each.reduce((sum, one) => sum + one, 0);
  };
  const before = await total();
  const seconds = await load(busy, queue, JOB, runs);
  const cpu = (await total()) - before;
  for (const worker of workers) await worker.stop();
  return { seconds, cpu, events };
}

async function eventsOf(bench: Bench, queue: string): Promise<number> {
  const handle = await startRun(bench, queue, JOB);
  await finishRun(handle, JOB);
  return (await handle.describe()).historyLength;
}
