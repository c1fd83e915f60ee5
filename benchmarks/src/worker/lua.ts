import { createRuntime, replayHistories } from '@durable-lua/worker';
import { loadProject } from '@durable-lua/registry';
import { now } from '../clock.js';
import { projectFolder } from '../paths.js';
import { quietRuntime, Seen, WORKER_OPTIONS } from './options.js';
import type { WorkerSpec } from './protocol.js';
import type { HistoryToReplay } from './replay.js';
import type { Running } from './running.js';

/** The Lua project of these benchmarks, on durable-lua. */
export async function startLua({ address, namespace, taskQueue, workflowThreads }: WorkerSpec): Promise<Running> {
  const before = now();
  const project = await loadProject(projectFolder, {
    env: { BENCH_TASK_QUEUE: taskQueue, BENCH_NAMESPACE: namespace },
  });
  const beganAt = now();
  quietRuntime();
  const seen = new Seen();
  const workerOptions = { ...WORKER_OPTIONS, workflowThreadPoolSize: workflowThreads, plugins: [seen] };
  const runtime = await createRuntime({ project, address, workerOptions });
  await runtime.start();
  const pollingAt = now();
  return {
    loading: beganAt - before,
    beganAt,
    pollingAt,
    seen,
    threads: 1 + workflowThreads,
    replay: (items) => replayHistories({ project, histories: historiesOf(items), workflowThreads }),
    stop: () => runtime.shutdown(),
  };
}

async function* historiesOf(items: AsyncIterable<HistoryToReplay>): AsyncIterable<object> {
  for await (const { history } of items) yield history as object;
}
