import type { WorkerOptions as SdkWorkerOptions } from '@temporalio/worker';
import { defined } from '@durable-lua/determinism/host';
import type { TemporalWorkerEntry } from '@durable-lua/registry';

/** The options of a `temporal.worker` entry as the SDK names them. */
export function sdkWorkerOptions({
  taskQueue,
  options,
}: TemporalWorkerEntry): Partial<SdkWorkerOptions> & { taskQueue: string } {
  const positive = (value: number): number | undefined => (value > 0 ? value : undefined);
  return {
    taskQueue,
    ...defined({
      identity: options.identity,
      maxConcurrentActivityTaskExecutions: options.maxConcurrentActivityExecutionSize,
      maxConcurrentLocalActivityExecutions: options.maxConcurrentLocalActivityExecutionSize,
      maxConcurrentWorkflowTaskExecutions: options.maxConcurrentWorkflowTaskExecutionSize,
      maxConcurrentActivityTaskPolls: options.maxConcurrentActivityTaskPollers,
      maxConcurrentWorkflowTaskPolls: options.maxConcurrentWorkflowTaskPollers,
      maxEagerActivityReservationsPerWorkflowTask: positive(options.maxConcurrentEagerActivityExecutionSize),
      maxActivitiesPerSecond: positive(options.workerActivitiesPerSecond),
      maxTaskQueueActivitiesPerSecond: positive(options.taskQueueActivitiesPerSecond),
      stickyQueueScheduleToStartTimeout: options.stickyScheduleToStartTimeout,
      shutdownGraceTime: options.workerStopTimeout,
      maxHeartbeatThrottleInterval: positive(options.maxHeartbeatThrottleInterval),
      defaultHeartbeatThrottleInterval: positive(options.defaultHeartbeatThrottleInterval),
      enableNonLocalActivities: options.localActivityWorkerOnly ? false : undefined,
      workerDeploymentOptions: options.useVersioning
        ? {
            version: { deploymentName: options.deploymentName, buildId: options.buildId },
            useWorkerVersioning: true,
            defaultVersioningBehavior: options.defaultVersioningBehavior === 'pinned' ? 'PINNED' : 'AUTO_UPGRADE',
          }
        : undefined,
    }),
  };
}
