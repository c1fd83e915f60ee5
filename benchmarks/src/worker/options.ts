import { DefaultLogger, Runtime, type WorkerOptions, type WorkerPlugin } from '@temporalio/worker';

/** The same for every worker that is measured. What is left out is what the SDK, and durable-lua, do of themselves. */
export const WORKER_OPTIONS = {
  identity: 'durable-lua-benchmarks',
  maxCachedWorkflows: 10_000,
  maxConcurrentWorkflowTaskExecutions: 100,
  maxConcurrentActivityTaskExecutions: 100,
  maxConcurrentLocalActivityExecutions: 100,
  maxConcurrentWorkflowTaskPolls: 10,
  maxConcurrentActivityTaskPolls: 10,
  stickyQueueScheduleToStartTimeout: '10s',
  shutdownGraceTime: '5s',
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

  /** Those that can be compared, which where workflows run is not: that is what is measured. */
  plain(): Readonly<Record<string, unknown>> {
    const { workflowThreadPoolSize: _, ...options } = this.options;
    return Object.fromEntries(
      Object.entries(options).filter(([, value]) => value !== undefined && typeof value !== 'object'),
    );
  }
}
