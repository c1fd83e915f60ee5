import { DefaultLogger, Runtime, type WorkerOptions, type WorkerPlugin } from '@temporalio/worker';

/** The same for every worker that is measured. */
export const WORKER_OPTIONS = {
  identity: 'durable-lua-benchmarks',
  maxCachedWorkflows: 2000,
  reuseV8Context: true,
  workflowThreadPoolSize: 1,
  maxConcurrentWorkflowTaskExecutions: 100,
  maxConcurrentActivityTaskExecutions: 100,
  maxConcurrentLocalActivityExecutions: 100,
  maxConcurrentWorkflowTaskPolls: 10,
  maxConcurrentActivityTaskPolls: 10,
  stickyQueueScheduleToStartTimeout: '10s',
  shutdownGraceTime: '5s',
  // Not in the SDK's type: the Lua worker has it, see worker-options.ts there.
  ...{ isolateExecutionTimeout: 600_000 },
} satisfies Partial<WorkerOptions>;

/** The parent stops us, no signal does. Only what is wrong is worth a line. */
export function quietRuntime(level: 'WARN' | 'ERROR' = 'WARN'): void {
  Runtime.install({ shutdownSignals: [], logger: new DefaultLogger(level) });
}

/** Keeps the options with which a worker is made in the end. */
export class Seen implements WorkerPlugin {
  readonly name = 'durable-lua-benchmarks';
  options!: WorkerOptions;

  configureWorker(options: WorkerOptions): WorkerOptions {
    this.options = options;
    return options;
  }

  /** Those that can be compared. */
  plain(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(this.options).filter(([, value]) => value !== undefined && typeof value !== 'object'),
    );
  }
}
