import type { Benchmark } from '../bench.js';
import { httpBenchmark } from './http.js';
import { memoryBenchmark } from './memory.js';
import { processesBenchmark } from './processes.js';
import { replayBenchmark } from './replay.js';
import { startupBenchmark } from './startup.js';
import { throughputBenchmarks } from './throughput.js';
import { vmBenchmark } from './vm.js';

/** In the order in which they are run. */
export const benchmarks: readonly Benchmark[] = [
  ...throughputBenchmarks,
  replayBenchmark,
  memoryBenchmark,
  processesBenchmark,
  httpBenchmark,
  startupBenchmark,
  vmBenchmark,
];
