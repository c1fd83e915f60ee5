import type { RunObserver } from '@durable-lua/host-workflow/program';
import type { Workflow } from '@temporalio/worker/lib/workflow/interface.js';

export type Activation = Parameters<Workflow['activate']>[0];
export type Completion = Awaited<ReturnType<Workflow['activate']>>;

/** An observer that also sees what the SDK hands to a run, and what the run answers. */
export interface ActivationObserver extends RunObserver {
  activating(activation: Activation): void;
  /** What the run answers. */
  activated(completion: Completion): void;
}
