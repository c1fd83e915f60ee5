import type { WorkerOptions as SdkWorkerOptions } from '@temporalio/worker';
import { invalid } from '@durable-lua/determinism';
import type { SizeLimits } from '@durable-lua/determinism/host';
import { activityInterceptors, clientSizes, clientUpdates } from '@durable-lua/host-node/temporal';
import type { Project } from '@durable-lua/registry';
import { RESERVED_PREFIX } from '@durable-lua/temporal-wire';

/** The SDK's options of a worker that a runtime fills itself, and what is to be given instead. */
const OURS = {
  connection: 'it comes from the temporal.client entry',
  namespace: 'it comes from the temporal.client entry',
  dataConverter: 'give createRuntime({ payloadCodecs })',
  activities: 'give createRuntime({ activities })',
  workflowsPath: 'give createRuntime({ workflowsPath })',
  workflowBundle: 'give createRuntime({ workflowsPath })',
} as const satisfies Partial<Record<keyof SdkWorkerOptions, string>>;

/** SDK worker options, as far as they are not ours. */
export type MoreWorkerOptions = Partial<Omit<SdkWorkerOptions, keyof typeof OURS>>;

/** @throws LuaError `INVALID` for options that would take the place of ours */
export function checkWorkerOptions(options: MoreWorkerOptions): void {
  for (const [name, instead] of Object.entries(OURS)) {
    if (Object.hasOwn(options, name)) throw invalid(`workerOptions.${name} is the runtime's own: ${instead}`);
  }
}

/** @throws LuaError `INVALID` for activities with a name that is ours or an entry's */
export function checkActivities(activities: object, { functions, processes }: Project): void {
  for (const name of namesOf(activities)) {
    if (name.startsWith(RESERVED_PREFIX))
      throw invalid(`activity '${name}': names that begin with '${RESERVED_PREFIX}' are reserved`);
    if ([...functions, ...processes].some(({ id }) => id === name))
      throw invalid(`activity '${name}' has the ID of an entry of the project: rename it`);
  }
}

/**
 * Activities of Lua and of TypeScript on one worker, and the interceptors that give each its kind of values and refuse what a
 * server would not take.
 * @param limits what the server takes, where it is not the usual
 */
export function activitiesBeside(
  lua: object,
  typescript: object,
  { interceptors }: MoreWorkerOptions,
  limits: SizeLimits | undefined,
): Pick<SdkWorkerOptions, 'activities' | 'interceptors'> {
  const names = new Set(namesOf(typescript));
  // As the SDK: what nobody has is done by `default`.
  const isLua = (type: string): boolean => !names.has(Object.hasOwn(lua, type) ? type : 'default') && !names.has(type);
  const { client = {} } = interceptors ?? {};
  const { workflow: own = [] } = client;
  return {
    activities: { ...lua, ...typescript },
    // First, so that what others add sees ordinary values as well.
    interceptors: {
      ...interceptors,
      client: { ...client, workflow: Array.isArray(own) ? [...own, clientSizes(limits), clientUpdates] : own },
      activity: [activityInterceptors(isLua, limits), ...(interceptors?.activity ?? [])],
    },
  };
}

/** What the SDK takes for activities: an object's own functions. */
const namesOf = (activities: object): string[] =>
  Object.entries(activities).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
