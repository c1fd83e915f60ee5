import { Worker, type WorkerOptions } from '@temporalio/worker';
import type { Composition } from '../composition.js';
import { LuaWorker } from './lua-worker.js';

/**
 * How long TypeScript may compute in one task before the SDK tears it down, in milliseconds. Its default of 5 s is no option
 * beside Lua: Node aborts the whole process when code is torn down inside an asynchronous scope, of which every Lua effect has
 * one ("async hook stack has become corrupted").
 */
const ISOLATE_TIMEOUT = 600_000;

export interface WorkflowHost {
  readonly Worker: typeof Worker;
  /** Whether workflows run in this thread, where they can be looked at. */
  readonly isInThread: boolean;
  readonly options: Pick<WorkerOptions, 'workflowThreadPoolSize'>;
}

/**
 * The class of workers that runs the workflows of a composition, and its options. Only Lua goes without the SDK's threads and
 * watchdogs: TypeScript beside it has no other limit.
 * @param threads as an entry or a caller wants it
 */
export function workflowHost({ workflowsPath }: Composition, threads: number): WorkflowHost {
  if (workflowsPath === undefined) {
    return { Worker: LuaWorker, isInThread: threads === 0, options: { workflowThreadPoolSize: threads } };
  }
  // The time is not in the SDK's type, but it lets it through.
  const unhurried = { isolateExecutionTimeout: ISOLATE_TIMEOUT };
  return { Worker, isInThread: false, options: { workflowThreadPoolSize: Math.max(1, threads), ...unhurried } };
}
