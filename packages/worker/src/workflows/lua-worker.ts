import { Worker } from '@temporalio/worker';
import type { Logger } from '@temporalio/common';
import type { CompiledWorkerOptions } from '@temporalio/worker/lib/worker-options.js';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import type { WorkflowBundleWithSourceMapAndFilename } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';
import { inProcess, type BundleInProcess } from './in-process.js';
import { sdkSandbox } from './sdk.js';

/** As it stands in stack traces of JavaScript. */
const FILENAME = 'workflow-bundle.js';

/**
 * A worker that runs bundles of ours only. Lua has limits of its own, so that no thread has to watch how long a workflow computes,
 * which is half of what one costs, and nobody reads JavaScript's stack of each promise.
 *
 * With `workflowThreadPoolSize: 0` workflows run in the thread of the worker. With more they have the SDK's threads, and defects
 * of modules have no stack traces.
 */
export class LuaWorker extends Worker {
  /** Set in the worker of a replay that somebody looks at. */
  protected static readonly observe: BundleInProcess['observe'];

  protected static override async getOrCreateBundle(
    options: CompiledWorkerOptions,
    logger: Logger,
  ): Promise<WorkflowBundleWithSourceMapAndFilename | undefined> {
    const { workflowBundle, workflowThreadPoolSize } = options;
    if (workflowBundle === undefined || !('code' in workflowBundle)) return super.getOrCreateBundle(options, logger);
    const { code } = workflowBundle;
    // Before the SDK freezes it. The promise hook of its threads makes a stack trace for each promise.
    const head = workflowThreadPoolSize === 0 ? '' : 'Error.stackTraceLimit = 0; ';
    return { code: head + code, filename: FILENAME, sourceMap: EMPTY_MAP };
  }

  protected static override async createWorkflowCreator(
    bundle: WorkflowBundleWithSourceMapAndFilename,
    options: CompiledWorkerOptions,
    logger: Logger,
  ): Promise<WorkflowCreator> {
    const { workflowThreadPoolSize: threads, activities } = options;
    if (threads === 0) {
      const sdk = await sdkSandbox();
      if (sdk !== undefined)
        return inProcess(sdk, { ...bundle, activities: new Set(activities.keys()), observe: this.observe });
      logger.warn(
        'the Temporal SDK of this version cannot run workflows in the thread of the worker: they get one of their own',
      );
    }
    return super.createWorkflowCreator(
      bundle,
      { ...options, workflowThreadPoolSize: Math.max(1, threads), ...UNLIMITED },
      logger,
    );
  }
}

/** Node starts a thread for each call with a limit of time. */
const UNLIMITED = {
  // eslint-disable-next-line no-restricted-syntax -- for the SDK it is the option `timeout` of `vm`, which may be undefined
  isolateExecutionTimeoutMs: undefined as unknown as number,
};

/** The SDK wants one. It would map stacks of JavaScript in `__stack_trace`, which is Lua's here. */
const EMPTY_MAP: WorkflowBundleWithSourceMapAndFilename['sourceMap'] = {
  version: 3,
  sources: [],
  names: [],
  mappings: '',
  file: FILENAME,
};

/** A class of such workers whose runs are looked at. */
export function observedWorker(observe: NonNullable<BundleInProcess['observe']>): typeof Worker {
  return class extends LuaWorker {
    protected static override readonly observe = observe;
  };
}
