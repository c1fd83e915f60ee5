import { UnhandledRejectionError } from '@temporalio/worker';
import { OBSERVER, programApart } from '@durable-lua/host-workflow/program';
import type { Workflow, WorkflowCreateOptions, WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import type { BaseVMWorkflow } from '@temporalio/worker/lib/workflow/vm-shared.js';
import type { Activation, ActivationObserver, Completion } from './activation.js';
import { CodeCache } from './code-cache.js';
import { watchRejections } from './rejections.js';
import { Sandbox } from './sandbox.js';
import type { SdkParts } from './sdk.js';
import { BundleStacks } from './stacks.js';
import { Watchdog } from './watchdog.js';

export interface BundleInProcess {
  /** With its source map, if it has one. */
  readonly code: string;
  /** As it stands in stack traces. */
  readonly filename: string;
  /** Names of the activities of this worker. */
  readonly activities: Set<string>;
  /** Gives each run an observer. */
  readonly observe?: ((info: WorkflowCreateOptions['info']) => ActivationObserver) | undefined;
}

/** When what V8 has compiled is kept: a worker has begun to poll by then, and has run workflows if it had any. Milliseconds. */
const KEEP_AFTER = 3_000;

/** Runs the workflows of a worker in the thread that it is made in. */
export class InProcess implements WorkflowCreator {
  private readonly sandbox: Sandbox;
  private readonly keeping: NodeJS.Timeout;
  /** By run ID. */
  private readonly runs = new Map<string, ReturnType<typeof this.make>>();
  private readonly make: (options: WorkflowCreateOptions) => Workflow & Pick<BaseVMWorkflow, 'setUnhandledRejection'>;
  private readonly unwatch: () => void;

  static async create(sdk: SdkParts, options: BundleInProcess): Promise<InProcess> {
    const { program, code } = programApart(options.code);
    const stacks = new BundleStacks(code, options.filename);
    return new InProcess(sdk, options, program, stacks, await CodeCache.open(stacks.code));
  }

  private constructor(
    readonly sdk: SdkParts,
    { filename, activities, observe }: BundleInProcess,
    program: string,
    stacks: BundleStacks,
    private readonly cache: CodeCache,
  ) {
    const watchdog = Watchdog.use(filename);
    const { code } = stacks;
    const sandbox = new Sandbox(sdk, { program, code, compiled: cache.data, filename, activities, watchdog });
    this.sandbox = sandbox;
    this.keeping = setTimeout(() => void cache.keep(sandbox.script), KEEP_AFTER).unref();
    this.unwatch = watchRejections({
      owns: (promise) => sandbox.owns(promise),
      rejected: (reason) => {
        const error = new UnhandledRejectionError(`Unhandled Promise rejection: ${String(reason)}`, reason);
        this.runs.get(sandbox.current?.info.runId ?? '')?.setUnhandledRejection(error);
      },
    });
    const { runs } = this;
    class Run extends sdk.BaseVMWorkflow {
      observer: ActivationObserver | undefined;

      override async activate(activation: Activation): Promise<Completion> {
        this.observer?.activating(activation);
        const completion = await super.activate(activation);
        const failure = completion.failed?.failure;
        if (failure?.stackTrace) failure.stackTrace = stacks.original(failure.stackTrace);
        this.observer?.activated(completion);
        return completion;
      }

      override async dispose(): Promise<void> {
        runs.delete(this.runId);
        this.workflowModule.dispose();
      }
    }
    this.make = (options) => {
      const { activator, api } = sandbox.create(options);
      const run = new Run(options.info.runId, NO_CONTEXT, activator, api);
      run.observer = observe?.(options.info);
      if (run.observer !== undefined) Object.assign(activator, { [OBSERVER]: run.observer });
      return run;
    };
  }

  async createWorkflow(options: WorkflowCreateOptions): Promise<Workflow> {
    const run = this.make(options);
    this.runs.set(options.info.runId, run);
    return run;
  }

  async destroy(): Promise<void> {
    this.unwatch();
    this.sandbox.destroy();
    Watchdog.release();
    clearTimeout(this.keeping);
    await this.cache.keep(this.sandbox.script);
  }
}

/** The SDK only looks whether there is one. */
const NO_CONTEXT = {};
