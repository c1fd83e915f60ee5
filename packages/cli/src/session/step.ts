import { LuaError } from '@durable-lua/determinism';
import type { LogLevel, LogMetadata } from '@temporalio/common';

/** One thing that happened in a project. */
export interface Step {
  /** A line that Lua printed; a workflow that starts or ends; an attempt of an activity that failed. */
  readonly what: 'print' | 'start' | 'end' | 'attempt';
  readonly workflowId: string;
  readonly workflowType: string;
  /** The activity it happened in; the workflow itself if undefined. */
  readonly activity?: string;
  readonly text: string;
  /** Why it failed. */
  readonly error?: Error;
}

/** What the SDK says when a workflow starts or ends, in words of ours. */
const LIFECYCLE: ReadonlyMap<string, Pick<Step, 'what' | 'text'>> = new Map([
  ['Workflow started', { what: 'start', text: 'started' }],
  ['Workflow completed', { what: 'end', text: 'completed' }],
  ['Workflow completed as cancelled', { what: 'end', text: 'cancelled' }],
  ['Workflow continued as new', { what: 'end', text: 'continued as a new run' }],
]);

/** What a log line of the SDK says about the project; undefined for all that is about the SDK itself. */
export function stepOf(level: LogLevel, message: string, meta: LogMetadata): Step | undefined {
  const { workflowId, workflowType, activityType, attempt, error } = meta;
  if (typeof workflowId !== 'string') return undefined;
  const where = {
    workflowId,
    workflowType: String(workflowType),
    ...(typeof activityType === 'string' && { activity: activityType }),
  };
  // Lua's own lines are named after what printed them; the SDK's, such as `Activity failed`, after the worker.
  if (meta.sdkComponent === 'workflow' || meta.sdkComponent === 'activity') {
    return { ...where, what: 'print', text: level === 'INFO' ? message : `${level} ${message}` };
  }
  const lifecycle = LIFECYCLE.get(message);
  if (lifecycle !== undefined) return { ...where, ...lifecycle };
  if (!(error instanceof Error)) return undefined;
  if (message === 'Workflow failed') return { ...where, what: 'end', text: `failed: ${failureText(error)}`, error };
  if (message !== 'Activity failed') return undefined;
  return { ...where, what: 'attempt', text: `attempt ${String(attempt)} failed: ${failureText(error)}`, error };
}

/** `KIND: message`, of an error of Lua or of the Temporal failure that carries it; the message alone of any other. */
export function failureText(error: Error): string {
  if (LuaError.is(error)) return `${error.kind}: ${error.message}`;
  const { type, message } = error as Error & { readonly type?: unknown };
  return typeof type === 'string' ? `${type}: ${message}` : message;
}
