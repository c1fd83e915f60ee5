import { Worker, type Logger } from '@temporalio/worker';
import { activityInterceptors, type InternalActivities } from '@durable-lua/host-node/temporal';
import { nodeQueue } from '@durable-lua/temporal-wire';
import type { Connected } from './connections.js';
import { runWorker, type RunningWorker } from './running-worker.js';
import type { SdkInterceptors } from './sdk-interceptors.js';

/** Polls the queue of this node for one client: there its workflows find the processes and function calls of the node. */
export async function startNodeQueue(
  node: string,
  { connection, client, dataConverter }: Connected,
  internal: InternalActivities,
  { activity = [] }: SdkInterceptors,
): Promise<RunningWorker> {
  const worker = await Worker.create({
    connection,
    namespace: client.options.namespace,
    taskQueue: nodeQueue(node),
    dataConverter,
    activities: internal.forNode(client),
    interceptors: { activity: [activityInterceptors(() => true), ...activity] },
    // Each of these activities is over at once.
    maxConcurrentActivityTaskPolls: 2,
  });
  expectNoWorkflows(worker);
  return runWorker(worker);
}

/** The SDK warns of a worker without workflows, which is what this one is: nobody need be told at every start. */
function expectNoWorkflows(worker: Worker): void {
  // eslint-disable-next-line no-restricted-syntax -- protected in the SDK, which has no other way to its logger
  const { logger } = worker as unknown as { readonly logger: Logger };
  const warn = logger.warn.bind(logger);
  logger.warn = (message, meta) =>
    message.startsWith('No workflows registered') ? logger.debug(message, meta) : warn(message, meta);
}
