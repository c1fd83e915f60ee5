import { LuaError } from '@durable-lua/determinism';
import type { LogLevel, LogMetadata } from '@temporalio/common';

/** One thing that happened in the shop: what Lua printed, or an attempt or a workflow that failed. */
export interface Step {
  readonly workflowId: string;
  /** The activity it happened in; the workflow itself if undefined. */
  readonly activity: string | undefined;
  readonly text: string;
  readonly failed: boolean;
}

/** What a log line of the SDK says about the shop; undefined for all that is about the SDK itself. */
export function stepOf(level: LogLevel, message: string, meta: LogMetadata = {}): Step | undefined {
  if (typeof meta.workflowId !== 'string') return undefined;
  const { workflowId, activityType, attempt, error } = meta;
  const where = { workflowId, activity: activityType as string | undefined };
  // Lua's own lines are named after what printed them; the SDK's, such as `Activity failed`, after the worker.
  if (meta.sdkComponent === 'workflow' || meta.sdkComponent === 'activity') {
    return { ...where, text: message, failed: level === 'ERROR' };
  }
  if (error instanceof Error && message === 'Activity failed') {
    return { ...where, text: `attempt ${attempt} failed: ${failureText(error)}`, failed: true };
  }
  if (error instanceof Error && message === 'Workflow failed') {
    return { ...where, text: `failed: ${failureText(error)}`, failed: true };
  }
  return undefined;
}

/** `KIND: message`, of an error of Lua or of the Temporal failure that carries it; the message alone of any other. */
export function failureText(error: unknown): string {
  if (LuaError.is(error)) return `${error.kind}: ${error.message}`;
  const { type, message } = error as Error & { readonly type?: unknown };
  return typeof type === 'string' ? `${type}: ${message}` : message;
}
