import { Worker } from '@temporalio/worker';
import type { Logger } from '@temporalio/common';
import type { Decoded } from '@temporalio/common/lib/internal-non-workflow/codec-types.js';
import type { CompiledWorkerOptions } from '@temporalio/worker/lib/worker-options.js';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import type { WorkflowBundleWithSourceMapAndFilename } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';
import type { coresdk } from '@temporalio/proto';
import type { Observable } from 'rxjs';
import { InProcess, type BundleInProcess } from './in-process.js';
import type { Workflow } from '@temporalio/worker/lib/workflow/interface.js';
import { sdkParts, type SdkParts } from './sdk.js';

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
      const sdk = sdkParts();
      if (sdk !== undefined)
        return InProcess.create(sdk, { ...bundle, activities: new Set(activities.keys()), observe: this.observe });
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

  /**
   * Hands each activation to its run, and its completion to the core. The SDK has a pipeline of streams for each open run, and
   * visits every payload for codecs: half of what an open workflow takes of memory, and most of what one costs in this thread.
   */
  protected override workflow$(): Observable<void> {
    const { workflowCreator } = this;
    const { payloadCodecs, externalStorage } = this.options.loadedDataConverter;
    if (!(workflowCreator instanceof InProcess) || payloadCodecs.length > 0 || externalStorage !== undefined)
      return super.workflow$();
    const { sdk } = workflowCreator;
    const { concat, defer, mergeMap } = sdk;
    const runs: CachedRuns = new Map();
    const handled = this.workflowPoll$().pipe(mergeMap((activation) => this.handle(sdk, runs, activation)));
    return concat<[void, void]>(
      handled,
      // The core has nothing more for this worker.
      defer(async () => {
        for (const runId of [...runs.keys()]) await this.evict(runs, runId);
      }),
    );
  }

  private async handle(sdk: SdkParts, runs: CachedRuns, activation: Activation): Promise<void> {
    const { numInFlightActivationsSubject: inFlight } = this;
    inFlight.next(inFlight.value + 1);
    const bytes = await this.completionOf(sdk, runs, activation);
    inFlight.next(inFlight.value - 1);
    try {
      await this.nativeWorker.completeWorkflowActivation(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    } catch (error) {
      this.logger.error('the core refuses the completion of an activation: the worker ends', { error });
      this.unexpectedErrorSubject.error(error);
    }
  }

  private async completionOf(sdk: SdkParts, runs: CachedRuns, activation: Activation): Promise<Uint8Array> {
    const encode = (completion: Completion): Uint8Array =>
      sdk.coresdk.workflow_completion.WorkflowActivationCompletion.encodeDelimited(completion).finish();
    const { runId, jobs } = activation;
    try {
      const index = jobs.findIndex(({ removeFromCache }) => removeFromCache);
      const evictJob = index < 0 ? undefined : jobs.splice(index, 1)[0]?.removeFromCache;
      if (evictJob) this.evictionsEmitter.emit('eviction', { runId, evictJob });
      if (jobs.length > 0) return encode(await this.activate(sdk, runs, activation));
      await this.evict(runs, runId);
      return encode({ runId, successful: {} });
    } catch (error) {
      this.logger.error('Failed to process Workflow Activation', { runId, ...runs.get(runId)?.logAttributes, error });
      const failure = await sdk.encodeErrorToFailure(this.options.loadedDataConverter, error);
      return encode({ runId, failed: { failure } });
    }
  }

  private async activate(sdk: SdkParts, runs: CachedRuns, activation: Activation): Promise<Completion> {
    let run = runs.get(activation.runId);
    if (run === undefined) {
      // It is what decodes, where there are codecs.
      const noCodecs = new sdk.WorkflowCodecRunner([], { type: 'workflow', namespace: '', workflowId: '' });
      const start = activation.jobs[0]?.initializeWorkflow;
      if (start == null) throw new Error('an activation of a run that is not cached, without its start');
      const { workflow, logAttributes } = await this.createWorkflow(
        activation as Decoded<Activation>,
        start as Decoded<typeof start>,
        noCodecs,
      );
      run = { workflow, logAttributes };
      runs.set(activation.runId, run);
    }
    try {
      return await run.workflow.activate(activation);
    } finally {
      const calls = await run.workflow.getAndResetSinkCalls();
      if (calls.length > 0) await this.processSinkCalls(calls, run.logAttributes);
    }
  }

  private async evict(runs: CachedRuns, runId: string): Promise<void> {
    const { numCachedWorkflowsSubject: cached } = this;
    const run = runs.get(runId);
    if (run === undefined) return;
    runs.delete(runId);
    cached.next(cached.value - 1);
    try {
      await run.workflow.dispose();
    } catch (error) {
      // It is gone from the cache, which is what the core has asked for.
      this.logger.error('a workflow is not disposed of', { ...run.logAttributes, error });
    }
  }
}

type Activation = coresdk.workflow_activation.WorkflowActivation;
type Completion = coresdk.workflow_completion.IWorkflowActivationCompletion;
/** What is known of open runs that have had an activation here, by run ID. */
type CachedRuns = Map<string, { readonly workflow: Workflow; readonly logAttributes: Record<string, unknown> }>;

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
