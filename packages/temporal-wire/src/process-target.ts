import { parsePid, type Pid, type SpawnRequest } from '@durable-lua/determinism';
import { HOST_FUNCTIONS, PROCESS_HOST, refuseWorkflowOptions, wrongHost } from '@durable-lua/determinism/host';
import { howElse, noEntry, type Directory } from './directory.js';

/** A `process.lua` and the `process.host` that runs it. */
export interface ProcessTarget {
  readonly entry: string;
  readonly host: string;
}

/**
 * Where a spawn on a `process.host` goes; undefined when the host is something else, and so for `spawnTarget`.
 * `LuaError` when the two entries do not fit: nothing is started.
 */
export function processTarget(directory: Directory, { id, host, options }: SpawnRequest): ProcessTarget | undefined {
  const { kinds } = directory;
  if (kinds[host] !== PROCESS_HOST) return undefined;
  const kind = kinds[id];
  if (kind === undefined) throw noEntry(directory, id);
  if (kind !== 'process.lua') {
    const how = kind === 'workflow.lua' ? ': spawn it on its temporal.worker' : howElse(kind);
    throw wrongHost(id, kind, { id: host, kind: PROCESS_HOST }, how);
  }
  refuseWorkflowOptions(host, options);
  return { entry: id, host };
}

/**
 * The PID of a process or function call, if that is what a destination names. Without a node it is one of the reader's own
 * node; with one that is no `temporal.client`, of the node of that name. The host of a process is an entry ID, of another
 * project perhaps; of a function call it is `functions`.
 */
export function processAddress({ clients, kinds }: Directory, destination: string): Pid | undefined {
  const pid = parsePid(destination);
  if (pid === undefined) return undefined;
  const { node, host } = pid;
  const isProcess =
    node === undefined
      ? kinds[host] === PROCESS_HOST || host === HOST_FUNCTIONS
      : !isClient(clients, node) && (host === HOST_FUNCTIONS || host.includes(':'));
  return isProcess ? pid : undefined;
}

/** `<client>/<namespace>` is a client, too. */
const isClient = (clients: Directory['clients'], node: string): boolean =>
  Object.hasOwn(clients, node) || Object.hasOwn(clients, node.slice(0, Math.max(0, node.indexOf('/'))));
