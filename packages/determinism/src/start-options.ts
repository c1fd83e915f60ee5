import type { Millis, Priority, RetryPolicy } from './capabilities.js';
import type { Data } from './data.js';

/** What a start does when the workflow ID has an open run. */
export type IdConflictPolicy = 'use_existing' | 'fail' | 'terminate_existing';
/** Whether a closed run with the same ID forbids a new one. */
export type IdReusePolicy = 'allow_duplicate' | 'allow_duplicate_failed_only' | 'reject_duplicate';
/** What happens to a child when its parent closes. */
export type ParentClosePolicy = 'terminate' | 'abandon' | 'request_cancel';

/** A value under which a workflow can be found. */
export type SearchAttribute =
  | { readonly type: 'keyword'; readonly value: string }
  | { readonly type: 'keyword_list'; readonly value: readonly string[] }
  | { readonly type: 'bool'; readonly value: boolean }
  /** A whole number within ±(2^53-1). */
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'double'; readonly value: number }
  /** Unix milliseconds. */
  | { readonly type: 'datetime'; readonly value: Millis };

export type VersioningOverride =
  | { readonly mode: 'auto_upgrade' }
  | { readonly mode: 'pinned'; readonly deploymentName: string; readonly buildId: string };

/**
 * Options of a start, checked: one field for each `temporal.workflow.*` option, in camel case. All times in milliseconds;
 * absent means "not given", and a zero timeout counts as not given.
 */
export interface StartOptions {
  /** The workflow ID; wins over the name of the request. */
  readonly id?: string;
  readonly taskQueue?: string;
  readonly executionTimeout?: Millis;
  readonly runTimeout?: Millis;
  readonly taskTimeout?: Millis;
  /** Use {@link conflictPolicy} for the policy in force. */
  readonly idConflictPolicy?: IdConflictPolicy;
  readonly idReusePolicy?: IdReusePolicy;
  readonly executionErrorWhenAlreadyStarted?: boolean;
  readonly retryPolicy?: RetryPolicy;
  readonly cronSchedule?: string;
  readonly memo?: Readonly<Record<string, Data>>;
  readonly searchAttributes?: Readonly<Record<string, SearchAttribute>>;
  /** A hint; no effect for children. */
  readonly enableEagerStart?: boolean;
  readonly startDelay?: Millis;
  /** Only for children; no effect elsewhere. */
  readonly parentClosePolicy?: ParentClosePolicy;
  /** Only for children; no effect elsewhere. */
  readonly waitForCancellation?: boolean;
  /** Temporal namespace, when it is not the one of the client entry. */
  readonly namespace?: string;
  readonly summary?: string;
  readonly details?: string;
  readonly priority?: Priority;
  /** Not available for children. */
  readonly versioningOverride?: VersioningOverride;
}

/**
 * The conflict policy in force: as given, else by `executionErrorWhenAlreadyStarted`, else an ID that the author chose
 * finds its open run and a generated one never does. Pure.
 * @param idIsChosen whether the ID comes from the options or the name of the request.
 */
export function conflictPolicy(options: StartOptions, idIsChosen: boolean): IdConflictPolicy {
  if (options.idConflictPolicy !== undefined) return options.idConflictPolicy;
  if (options.executionErrorWhenAlreadyStarted !== undefined) {
    return options.executionErrorWhenAlreadyStarted ? 'fail' : 'use_existing';
  }
  return idIsChosen ? 'use_existing' : 'fail';
}

/** The option as Lua authors write it: `runTimeout` → `temporal.workflow.run_timeout`. Pure. */
export function startOptionName(field: keyof StartOptions): string {
  return `temporal.workflow.${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}
