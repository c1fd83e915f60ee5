import type { CallOptions } from './capabilities.js';
import { invalid } from './errors.js';

/** Fields that mean nothing for a call that runs inside the worker of its caller. */
const NOT_LOCAL: Readonly<Partial<Record<keyof CallOptions, string>>> = {
  heartbeatTimeout: 'heartbeat_timeout',
  taskQueue: 'task_queue',
  activityId: 'id',
  disableEagerExecution: 'disable_eager_execution',
  priority: 'priority',
};

/**
 * Refuses options that a local activity cannot have. To be asked with the options in force, defaults of the function
 * included.
 * @throws LuaError `INVALID`
 */
export function checkLocalCall(options: CallOptions): void {
  for (const [field, name] of Object.entries(NOT_LOCAL)) {
    if (options[field as keyof CallOptions] === undefined) continue;
    throw invalid(`option 'activity.${name}' is not available for a local activity`, { option: `activity.${name}` });
  }
}
