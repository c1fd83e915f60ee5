import { invalid, LuaError, type SpawnRequest } from '@durable-lua/determinism';
import { conflictPolicy, didYouMean, PROCESS_HOST, WORKER, wrongHost } from '@durable-lua/determinism/host';
import type { Execution } from './execution.js';
import { WORKER as OWN_WORKER } from './executions.js';
import type { CodeKind, SimulationOptions } from './options.js';

/** What a host runs, by the kinds of the entries that are known; without any, each host runs workflows. */
export function runsOn(host: string, kinds: Readonly<Record<string, string>> | undefined): 'workflows' | 'processes' {
  if (kinds === undefined || host === OWN_WORKER) return 'workflows';
  const kind = Object.hasOwn(kinds, host) ? kinds[host] : undefined;
  if (kind === WORKER) return 'workflows';
  if (kind === PROCESS_HOST) return 'processes';
  if (kind === undefined) {
    const message = `no host '${host}'${didYouMean(host, Object.keys(kinds))}`;
    throw new LuaError({ kind: 'NOT_FOUND', message, retryable: false });
  }
  throw invalid(`'${host}' is a ${kind}: a ${WORKER} or a ${PROCESS_HOST} expected`);
}

const INSTEAD_OF_CALLING = {
  workflows: 'workflow, not a function: run it with process.exec(id, worker, …), or start it with process.spawn',
  processes: 'process, not a function: start it with process.spawn(id, host, …), and send it messages',
} as const;

const WORDS = { functions: 'function', workflows: 'workflow', processes: 'process' } as const;

/** The error for an ID that is not among what a host runs: what it is instead, or what to do about it. */
export function noCode(
  what: CodeKind,
  { id, host }: Pick<SpawnRequest, 'id' | 'host'>,
  options: Pick<SimulationOptions, CodeKind | 'remedy'>,
): LuaError {
  const is = (other: CodeKind): boolean => other !== what && Object.hasOwn(options[other] ?? {}, id);
  const other = (['workflows', 'processes', 'functions'] as const).find(is);
  if (other === 'functions') return invalid(`'${id}' is a function, not a ${WORDS[what]}: call it with funcs.call`);
  if (other !== undefined && what === 'functions') return invalid(`'${id}' is a ${INSTEAD_OF_CALLING[other]}`);
  if (other !== undefined) {
    return wrongHost(id, `${WORDS[other]}.lua`, { id: host, kind: what === 'workflows' ? WORKER : PROCESS_HOST });
  }
  const give = options.remedy ?? ((): string => `: give it { ${what}: { '${id}': … } }`);
  const remedy = didYouMean(id, Object.keys(options[what] ?? {})) || give(what, id);
  return new LuaError({
    kind: 'NOT_FOUND',
    message: `no ${WORDS[what]} '${id}' in this simulation${remedy}`,
    retryable: false,
  });
}

/**
 * What a start does when its workflow ID was used before: takes over the open run, ends it first, or starts afresh.
 * @throws LuaError `ALREADY_EXISTS` as the policies say.
 */
export function decide(latest: Execution | undefined, { options, name }: SpawnRequest): 'start' | 'join' | 'terminate' {
  if (latest === undefined) return 'start';
  const { closed, id } = latest;
  if (closed === undefined) {
    const policy = conflictPolicy(options, options.id !== undefined || name !== undefined);
    if (policy === 'fail') throw alreadyExists(id, 'is running already');
    return policy === 'use_existing' ? 'join' : 'terminate';
  }
  const reuse = options.idReusePolicy ?? 'allow_duplicate';
  if (reuse === 'reject_duplicate') {
    throw alreadyExists(id, 'has run already and has ended: reject_duplicate allows no other run of this ID');
  }
  if (reuse === 'allow_duplicate_failed_only' && 'value' in closed) {
    throw alreadyExists(id, 'has completed: allow_duplicate_failed_only allows no other run of this ID');
  }
  return 'start';
}

export const alreadyExists = (workflowId: string, why: string): LuaError =>
  new LuaError({
    kind: 'ALREADY_EXISTS',
    message: `workflow '${workflowId}' ${why}`,
    retryable: false,
    details: { workflow_id: workflowId },
  });
