import { UnhandledRejectionError } from '@temporalio/worker';
import type { Workflow, WorkflowCreateOptions, WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import { watchRejections } from './rejections.js';
import { Sandbox } from './sandbox.js';
import type { SdkSandbox } from './sdk.js';
import { BundleStacks } from './stacks.js';
import { Watchdog } from './watchdog.js';

type Activation = Parameters<Workflow['activate']>[0];
type Completion = Awaited<ReturnType<Workflow['activate']>>;

export interface BundleInProcess {
  /** With its source map, if it has one. */
  readonly code: string;
  /** As it stands in stack traces. */
  readonly filename: string;
  /** Names of the activities of this worker. */
  readonly activities: Set<string>;
}

/** Runs the workflows of a worker in the thread that it is made in. */
export function inProcess(sdk: SdkSandbox, { code, filename, activities }: BundleInProcess): WorkflowCreator {
  const stacks = new BundleStacks(code, filename);
  const watchdog = Watchdog.use(filename);
  const sandbox = new Sandbox(sdk, { code: stacks.code, filename, activities, watchdog });
  /** By run ID. */
  const runs = new Map<string, Run>();
  const unwatch = watchRejections({
    owns: (promise) => sandbox.owns(promise),
    rejected(reason) {
      const error = new UnhandledRejectionError(`Unhandled Promise rejection: ${String(reason)}`, reason);
      runs.get(sandbox.current?.info.runId ?? '')?.setUnhandledRejection(error);
    },
  });

  class Run extends sdk.BaseVMWorkflow {
    override async activate(activation: Activation): Promise<Completion> {
      const completion = await super.activate(activation);
      const failure = completion.failed?.failure;
      if (failure?.stackTrace) failure.stackTrace = stacks.original(failure.stackTrace);
      return completion;
    }

    override async dispose(): Promise<void> {
      runs.delete(this.runId);
      this.workflowModule.dispose();
    }
  }

  return {
    async createWorkflow(options: WorkflowCreateOptions): Promise<Workflow> {
      const { activator, api } = sandbox.create(options);
      const run = new Run(options.info.runId, {}, activator, api);
      runs.set(run.runId, run);
      return run;
    },
    async destroy(): Promise<void> {
      unwatch();
      sandbox.destroy();
      Watchdog.release();
    },
  };
}
