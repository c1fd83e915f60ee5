import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRuntime, replayHistories } from '@durable-lua/worker';
import { loadProject } from '@durable-lua/registry';
import { now } from '../clock.js';
import { projectFolder } from '../paths.js';
import { quietRuntime, Seen, WORKER_OPTIONS } from './options.js';
import type { WorkerSpec } from './protocol.js';
import type { HistoryToReplay } from './replay.js';
import type { Running } from './running.js';

/** The Lua project of these benchmarks, on durable-lua. */
export async function startLua({
  address,
  namespace,
  taskQueue,
  workflowThreads,
  moreEntries = 0,
  isFirst = false,
  activitySlots = WORKER_OPTIONS.maxConcurrentActivityTaskExecutions,
}: WorkerSpec): Promise<Running> {
  if (isFirst) process.env['DURABLE_LUA_CACHE_DIR'] = await mkdtemp(path.join(tmpdir(), 'durable-lua-bench-'));
  const folder = moreEntries === 0 ? projectFolder : await largeProject(moreEntries);
  const before = now();
  const project = await loadProject(folder, {
    env: { BENCH_TASK_QUEUE: taskQueue, BENCH_NAMESPACE: namespace },
  });
  const beganAt = now();
  quietRuntime();
  const seen = new Seen();
  const workerOptions = {
    ...WORKER_OPTIONS,
    maxConcurrentActivityTaskExecutions: activitySlots,
    workflowThreadPoolSize: workflowThreads,
    plugins: [seen],
  };
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

/** A copy of the project with so many workflows more. */
async function largeProject(count: number): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-bench-'));
  await cp(projectFolder, folder, { recursive: true });
  const more = path.join(folder, 'more');
  await mkdir(more);
  const code = await readFile(path.join(folder, 'activities.lua'), 'utf8');
  const entries = Array.from({ length: count }, (_, index) => {
    const meta = `meta: { temporal: { workflow: { worker: 'bench:worker' } } }`;
    return `  - { name: w${index}, kind: workflow.lua, source: 'file://w${index}.lua', modules: [funcs], ${meta} }`;
  });
  await Promise.all(entries.map((_, index) => writeFile(path.join(more, `w${index}.lua`), `-- ${index}\n${code}`)));
  await writeFile(
    path.join(more, '_index.yaml'),
    ["version: '1.0'", 'namespace: more', 'entries:', ...entries, ''].join('\n'),
  );
  return folder;
}

async function* historiesOf(items: AsyncIterable<HistoryToReplay>): AsyncIterable<object> {
  for await (const { history } of items) yield history as object;
}
