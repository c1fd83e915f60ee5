import { existsSync } from 'node:fs';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { invalid } from '@durable-lua/determinism';
import { checkNames, type MessageObserver, type NamesOf } from '@durable-lua/determinism/host';
import { pathOf } from '@durable-lua/registry';
import type { MoreWorkerOptions } from './beside-lua.js';

/** Interceptors of the SDK, for whatever of a runtime goes through a server, and who looks at messages that do not. */
export interface SdkInterceptors {
  /** Of every client. */
  readonly client?: readonly WorkflowClientInterceptor[];
  /** Of every worker, that of the queue of this node included. */
  readonly activity?: readonly ActivityInterceptorsFactory[];
  /**
   * Files that export a factory `interceptors`, as for the SDK's workers, by their paths or file URLs: bundled, they are around every
   * workflow. Replays go without them, so they give no commands of their own, and hand on the promises that they are given.
   */
  readonly workflow?: readonly (string | URL)[];
  /** What those call outside of the sandbox. */
  readonly sinks?: NonNullable<MoreWorkerOptions['sinks']>;
  /** Looks at messages to processes and function calls of this node. */
  readonly messages?: MessageObserver;
}

const NAMES: NamesOf<SdkInterceptors> = { client: true, activity: true, workflow: true, sinks: true, messages: true };

/** @throws LuaError `INVALID` for what is no such thing, or a file that is not there */
export function checkSdkInterceptors(given: SdkInterceptors): void {
  checkNames('sdkInterceptors', given, NAMES);
  for (const file of workflowInterceptorFiles(given)) {
    if (!existsSync(file)) throw invalid(`sdkInterceptors.workflow: ${file} does not exist: give the built file`);
  }
}

export const workflowInterceptorFiles = ({ workflow = [] }: SdkInterceptors): string[] => workflow.map(pathOf);

/** The options of a worker with them, before those that its options have. */
export function withSdkInterceptors(
  options: MoreWorkerOptions,
  { client = [], activity = [], sinks }: SdkInterceptors,
): MoreWorkerOptions {
  const { interceptors = {} } = options;
  const { workflow: own = [] } = interceptors.client ?? {};
  return {
    ...options,
    ...(sinks !== undefined && { sinks: { ...sinks, ...options.sinks } }),
    interceptors: {
      ...interceptors,
      client: { ...interceptors.client, workflow: Array.isArray(own) ? [...client, ...own] : own },
      activity: [...activity, ...(interceptors.activity ?? [])],
    },
  };
}
