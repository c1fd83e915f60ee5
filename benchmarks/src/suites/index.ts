import type { Benchmark } from '../bench.js';
import { busyBenchmark } from './busy.js';
import { entryBenchmark } from './entry.js';
import { httpBenchmark } from './http.js';
import { longHistoryBenchmark } from './long-history.js';
import { manyOpenBenchmark } from './many-open.js';
import { memoryBenchmark } from './memory.js';
import { processesBenchmark } from './processes.js';
import { replayBenchmark } from './replay.js';
import { roundTripsBenchmark } from './round-trips.js';
import { scaleBenchmark } from './scale.js';
import { startupBenchmark } from './startup.js';
import { throughputBenchmarks } from './throughput.js';
import { vmBenchmark } from './vm.js';

/** In the order in which they are run. */
export const benchmarks: readonly Benchmark[] = [
  ...throughputBenchmarks,
  replayBenchmark,
  longHistoryBenchmark,
  roundTripsBenchmark,
  scaleBenchmark,
  busyBenchmark,
  memoryBenchmark,
  manyOpenBenchmark,
  processesBenchmark,
  httpBenchmark,
  startupBenchmark,
  entryBenchmark,
  vmBenchmark,
];
