import { workerProcess, workerSpec, type Bench, type Benchmark } from '../bench.js';
import { Samples, spread } from '../figures.js';
import { finishRun, load, startRun, type Job } from '../load.js';

/** Functions that compute at a time, and how many rounds of a loop each takes: some 50 ms. */
const FUNCTIONS = 4;
const ROUNDS = 500_000;
const CALLS = 5;

const COMPUTING: Job = {
  workflowType: 'computing',
  input: { count: CALLS, rounds: ROUNDS },
  expected: CALLS * ROUNDS,
};
const TRIVIAL: Job = { workflowType: 'trivial', input: { n: 1 }, expected: { n: 2 } };

/** Threads for workflows, by the name of their column. */
const PLACES = { 'no thread': 0, 'a thread': 1 } as const;

/** Whether workflows should have a thread of their own beside Lua functions that compute, which run in that of the worker. */
export const busyBenchmark: Benchmark = {
  name: 'busy',
  summary: `trivial workflows beside ${FUNCTIONS} Lua functions that compute all the time: with workflow_threads 0 and 1`,
  async run(bench) {
    const { rounds } = bench.settings;
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      for (const [name, workflowThreads] of Object.entries(PLACES)) {
        const { latency, functions, cpu } = await beside(bench, workflowThreads);
        samples.add('latency', name, latency);
        samples.add('functions', name, functions);
        samples.add('cpu', name, cpu);
      }
      bench.say(`busy: round ${round + 1} of ${rounds}`);
    }
    const ratio = { of: 'a thread', to: 'no thread' };
    return {
      benchmark: 'busy',
      figures: [
        { name: 'a trivial workflow, from its start to its result', unit: 'ms', samples: samples.of('latency'), ratio },
        { name: 'functions that compute', unit: '/s', samples: samples.of('functions'), ratio },
        { name: 'CPU of the worker', unit: 'ms/function', samples: samples.of('cpu'), ratio },
      ],
    };
  },
};

async function beside(bench: Bench, workflowThreads: number) {
  const queue = bench.queue(`busy-${workflowThreads}`);
  const worker = workerProcess(bench);
  await worker.call('start', {
    ...workerSpec(bench, 'lua', queue),
    workflowThreads,
    activitySlots: FUNCTIONS,
  });
  const busy = { ...bench, settings: { ...bench.settings, concurrency: 2 * FUNCTIONS } };
  await load(busy, queue, COMPUTING, FUNCTIONS);
  await load(busy, queue, TRIVIAL, 2 * FUNCTIONS);
  const runs = Math.max(2 * FUNCTIONS, bench.settings.runs / 5);
  const before = await worker.call('cpu', null);
  let isOver = false;
  const computing = load(busy, queue, COMPUTING, runs).finally(() => (isOver = true));
  const latencies: number[] = [];
  do {
    const began = performance.now();
    await finishRun(await startRun(bench, queue, TRIVIAL), TRIVIAL);
    latencies.push(performance.now() - began);
  } while (!isOver);
  const seconds = await computing;
  const cpu = (await worker.call('cpu', null)) - before;
  await worker.stop();
  return {
    latency: spread(latencies).median,
    functions: (runs * CALLS) / seconds,
    cpu: cpu / (runs * CALLS),
  };
}
