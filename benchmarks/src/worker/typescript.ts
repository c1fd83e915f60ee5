import { NativeConnection, Worker, type ReplayWorkerOptions, type WorkerOptions } from '@temporalio/worker';
import { now } from '../clock.js';
import { inDist } from '../paths.js';
import { quietRuntime, Seen, WORKER_OPTIONS } from './options.js';
import type { WorkerSpec } from './protocol.js';
import type { HistoryToReplay } from './replay.js';
import type { Running } from './running.js';

const activities = { 'bench:double': async (x: number): Promise<number> => x * 2 };

/** The TypeScript workflows from their prebuilt bundle, and the activity. */
export function startTypeScript(spec: WorkerSpec): Promise<Running> {
  return start(spec, { workflowBundle: { codePath: inDist('workflow-bundle.js') } });
}

/** The TypeScript activity alone. */
export function startActivities(spec: WorkerSpec): Promise<Running> {
  return start(spec, {});
}

async function start(
  { kind, address, namespace, taskQueue }: WorkerSpec,
  workflows: Pick<WorkerOptions, 'workflowBundle'>,
): Promise<Running> {
  const beganAt = now();
  // That a worker has no workflows is worth a warning to the SDK.
  quietRuntime(kind === 'activities' ? 'ERROR' : 'WARN');
  const seen = new Seen();
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    ...workflows,
    ...WORKER_OPTIONS,
    plugins: [seen],
  });
  const run = worker.run();
  const pollingAt = now();
  const stop = async (): Promise<void> => {
    worker.shutdown();
    await run;
    await connection.close();
  };
  return {
    loading: 0,
    beganAt,
    pollingAt,
    seen,
    threads: workflows.workflowBundle === undefined ? 1 : 2,
    replay: (histories) => replayTypeScript(workflows, histories),
    stop,
  };
}

async function* replayTypeScript(
  { workflowBundle }: Pick<WorkerOptions, 'workflowBundle'>,
  histories: AsyncIterable<HistoryToReplay>,
): AsyncIterable<{ readonly error?: Error | undefined }> {
  if (workflowBundle === undefined) throw new Error('this worker has no workflows');
  const options: ReplayWorkerOptions & Pick<WorkerOptions, 'debugMode'> = {
    workflowBundle,
    // Workflows in a thread of their own, as in a worker. The types leave this out, and a replay worker is in debug mode otherwise.
    debugMode: false,
  };
  yield* Worker.runReplayHistories(options, histories);
}
