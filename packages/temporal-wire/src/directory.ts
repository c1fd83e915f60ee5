import { invalid, LuaError, parsePid, type CallOptions, type SpawnRequest } from '@durable-lua/determinism';
import { didYouMean, formatPid, PROCESS_HOST, WORKER, wrongHost, type SizeLimits } from '@durable-lua/determinism/host';

export interface WorkerAddress {
  readonly client: string;
  readonly taskQueue: string;
  /** What its workflows schedule is not handed to the worker along with the workflow task. */
  readonly disableEagerActivities?: boolean;
}

/** What a host must know of the entries of a project: plain data, so that the workflow sandbox can be given it. */
export interface Directory {
  /** With what their servers take, where that is not the usual. */
  readonly clients: Readonly<Record<string, { readonly temporalNamespace: string; readonly limits?: SizeLimits }>>;
  readonly workers: Readonly<Record<string, WorkerAddress>>;
  /** Of `workflow.lua`, and of `temporal.workflow`: those of other languages. */
  readonly workflows: Readonly<Record<string, { readonly workflowType: string; readonly worker?: string }>>;
  readonly functions: Readonly<
    Record<string, { readonly worker?: string; readonly local?: boolean; readonly options?: CallOptions }>
  >;
  /** Kind of every entry, for messages. */
  readonly kinds: Readonly<Record<string, string>>;
}

export interface WorkflowTarget {
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly client: string;
  /** The PID of a run of this target. */
  pid(workflowId: string): string;
}

const notFound = (message: string): LuaError => new LuaError({ kind: 'NOT_FOUND', message, retryable: false });

/** For an ID that no entry has. */
export const noEntry = ({ kinds }: Directory, id: string): LuaError =>
  notFound(`no entry '${id}'${didYouMean(id, Object.keys(kinds))}`);

/** For an ID that is called as a function, and names nothing, or something else. */
export function noFunction({ kinds, functions }: Directory, id: string): LuaError {
  const kind = kinds[id];
  if (kind === undefined) return notFound(`no function '${id}'${didYouMean(id, Object.keys(functions))}`);
  const how = HOW_TO_RUN[kind];
  return invalid(`'${id}' is a ${kind}, not a function.lua${how === undefined ? '' : `: ${how}`}`);
}

const HOW_TO_RUN: Readonly<Record<string, string>> = {
  'workflow.lua': 'run it with process.exec(id, worker, …), or start it with process.spawn',
  'temporal.workflow': 'run it with process.exec(id, worker, …), or start it with process.spawn',
  'process.lua': 'run it with process.exec(id, host, …), or start it with process.spawn',
  'library.lua': 'list it in imports, and require it',
};

/** What to do with an entry that is no workflow. */
export const howElse = (kind: string): string => {
  if (kind === 'process.lua') return ': spawn it on a process.host';
  return kind === 'function.lua' ? ': call it with funcs.call' : '';
};

/** The workflow type of an entry. `NOT_FOUND` or `INVALID` when it is none. */
export function workflowOf(
  directory: Directory,
  id: string,
): { readonly workflowType: string; readonly worker?: string } {
  const workflow = directory.workflows[id];
  if (workflow !== undefined) return workflow;
  const kind = directory.kinds[id];
  throw kind === undefined
    ? noEntry(directory, id)
    : invalid(`'${id}' is a ${kind}, not a workflow.lua${howElse(kind)}`);
}

/** IDs on which something can be started. */
const hostsOf = ({ kinds }: Directory): readonly string[] =>
  Object.keys(kinds).filter((id) => kinds[id] === WORKER || kinds[id] === PROCESS_HOST);

/**
 * Where a spawn of a workflow goes. `LuaError` when the two entries do not fit: nothing is started. A host asks
 * `processTarget` first.
 */
export function spawnTarget(directory: Directory, { id, host, options }: SpawnRequest): WorkflowTarget {
  const worker = directory.workers[host];
  if (worker === undefined) {
    const kind = directory.kinds[host];
    if (kind === undefined) throw notFound(`no host '${host}'${didYouMean(host, hostsOf(directory))}`);
    throw invalid(`'${host}' is a ${kind}: spawn on a temporal.worker or a process.host`);
  }
  const own = directory.kinds[id];
  if (own !== undefined && directory.workflows[id] === undefined) {
    throw wrongHost(id, own, { id: host, kind: WORKER }, howElse(own));
  }
  const workflow = workflowOf(directory, id);
  if (workflow.worker !== host && options.taskQueue === undefined) {
    throw invalid(
      workflow.worker === undefined
        ? `'${id}' has no worker (meta.temporal.workflow.worker), so '${host}' does not run it`
        : `'${id}' runs on the worker '${workflow.worker}', not on '${host}'`,
    );
  }
  const { workflowType } = workflow;
  return {
    workflowType,
    taskQueue: options.taskQueue ?? worker.taskQueue,
    client: worker.client,
    pid: (workflowId) => formatPid({ node: worker.client, host, id: workflowId }),
  };
}

/** The PID of a run, from its task queue; undefined when no worker of the project polls that queue. */
export function pidOf(
  directory: Directory,
  client: string | undefined,
  taskQueue: string,
  workflowId: string,
): string | undefined {
  for (const [host, worker] of Object.entries(directory.workers)) {
    if (worker.taskQueue === taskQueue && (client === undefined || worker.client === client)) {
      return formatPid({ node: worker.client, host, id: workflowId });
    }
  }
  return undefined;
}

/** What a message is sent to: a workflow by its ID, and the client entry through which it is reached, if the text names one. */
export interface WorkflowAddress {
  readonly workflowId: string;
  readonly client?: string;
}

/** Reads a destination: the PID of a workflow, or else a workflow ID. `NOT_FOUND` for a PID of something else. */
export function workflowAddress(directory: Directory, destination: string): WorkflowAddress {
  const pid = parsePid(destination);
  if (pid === undefined) return { workflowId: destination };
  if (directory.workers[pid.host] === undefined) {
    throw notFound(`'${destination}' is no running process, and its host '${pid.host}' is no temporal.worker`);
  }
  return { workflowId: pid.id, ...(pid.node === undefined ? {} : { client: pid.node }) };
}

/** What the server of a client takes, an entry or `<entry>/<namespace>`; undefined for the usual. */
export const limitsOf = ({ clients }: Directory, client: string): SizeLimits | undefined =>
  clients[client.replace(/\/.*/, '')]?.limits;
