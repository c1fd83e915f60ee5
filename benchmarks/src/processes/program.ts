/** The program of a process that measures what processes cost in one node: no server, no workflow. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRuntime } from '@durable-lua/worker';
import { projectFolder } from '../paths.js';
import { serve } from '../rpc.js';
import type { ProcessesRequest, ProcessFigures, ProcessMethods } from './protocol.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const HOST = 'bench:procs';
const WARM_UP = 100;
const WARM_UP_MESSAGES = 2_000;

const millis = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

/** Until everything that was started waits: what may run, runs before. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

async function measure(request: ProcessesRequest): Promise<ProcessFigures> {
  const runtime = await createRuntime({ project: projectFolder, env: { BENCH_TASK_QUEUE: 'unused' } });
  const { processes } = runtime;
  const idle = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await processes.spawn('bench:idle', HOST);
    await settled();
  };
  await idle(WARM_UP);
  gc();
  const before = process.memoryUsage();
  const cpu = process.cpuUsage();
  await idle(request.processes);
  const starts = millis(process.cpuUsage(cpu));
  gc();
  const after = process.memoryUsage();

  const timed = async (id: string, count: number): Promise<{ readonly cpu: number; readonly rate: number }> => {
    const run = await processes.spawn(id, HOST, count);
    const begin = process.cpuUsage();
    const start = performance.now();
    const done = await run.result();
    if (done !== count) throw new Error(`${id} counted ${String(done)} instead of ${count}`);
    const seconds = (performance.now() - start) / 1000;
    return { cpu: millis(process.cpuUsage(begin)) / count, rate: count / seconds };
  };
  for (const id of ['bench:ask', 'bench:pour']) await timed(id, WARM_UP_MESSAGES);
  const roundTrip = await timed('bench:ask', request.messages);
  const message = await timed('bench:pour', request.messages);
  await runtime.shutdown();
  return {
    heap: (after.heapUsed - before.heapUsed) / request.processes,
    rss: (after.rss - before.rss) / request.processes,
    start: starts / request.processes,
    roundTrip: roundTrip.cpu,
    message: message.cpu,
    rate: message.rate,
  };
}

serve({ measure } satisfies ProcessMethods);
