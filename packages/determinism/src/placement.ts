import { invalid, type LuaError } from './errors.js';
import { startOptionName, type StartOptions } from './options/start-options.js';

export const PROCESS_HOST = 'process.host';
export const WORKER = 'temporal.worker';

const RUNS: Readonly<Record<string, string>> = { [PROCESS_HOST]: 'process.lua', [WORKER]: 'workflow.lua' };

/**
 * The error for an entry that is spawned on a host that runs others.
 * @param kind of the entry
 * @param remedy the end of the message: `: spawn it on its temporal.worker`
 */
export const wrongHost = (
  id: string,
  kind: string,
  host: { readonly id: string; readonly kind: typeof PROCESS_HOST | typeof WORKER },
  remedy = '',
): LuaError =>
  invalid(`'${id}' is a ${kind}, but '${host.id}' is a ${host.kind}, which runs ${RUNS[host.kind]}${remedy}`);

/** @throws LuaError `INVALID` for an option of workflows on a `process.host` */
export function refuseWorkflowOptions(host: string, options: StartOptions): void {
  const option = (Object.keys(options) as (keyof StartOptions)[]).find((field) => options[field] !== undefined);
  if (option === undefined) return;
  throw invalid(`${startOptionName(option)} is an option of workflows, but '${host}' is a ${PROCESS_HOST}: remove it`);
}
