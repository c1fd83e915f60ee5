import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import './logs.js';

export interface PlainWorker {
  readonly queue: string;
  stop(): Promise<void>;
}

/** A worker that knows nothing of Lua: activities in TypeScript on a queue of their own. */
export async function startPlainWorker(
  address: string,
  queue: string,
  options: Pick<WorkerOptions, 'activities' | 'dataConverter'>,
): Promise<PlainWorker> {
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({ connection, taskQueue: queue, ...options });
  const run = worker.run();
  return {
    queue,
    async stop() {
      worker.shutdown();
      await run;
      await connection.close();
    },
  };
}
