import { callOptions, type Data } from '@durable-lua/determinism';
import { defined, optionTableOf, type SizeLimits } from '@durable-lua/determinism/host';
import type { FunctionEntry, FunctionPool, LuaCode } from '@durable-lua/host-node';
import type { Program, WorkflowProgram } from '@durable-lua/host-workflow/program';
import type { Chunk, EntryPoint, Limits } from '@durable-lua/lua-vm';
import type { CallableEntryBase, LuaEntryBase, PoolOptions, Project } from '@durable-lua/registry';
import type { Directory } from '@durable-lua/temporal-wire';

/** What the hosts must know of a project. */
export function directoryOf(project: Project, limits: Readonly<Record<string, SizeLimits>> = {}): Directory {
  const byId = <E extends { readonly id: string }, V>(
    entries: readonly E[],
    value: (entry: E) => V,
  ): Record<string, V> => Object.fromEntries(entries.map((entry) => [entry.id, value(entry)]));
  return {
    clients: byId(project.clients, ({ id, temporalNamespace }) => ({
      temporalNamespace,
      ...defined({ limits: limits[id] }),
    })),
    workers: byId(project.workers, ({ client, taskQueue, options }) => ({
      client,
      taskQueue,
      ...(options.disableEagerActivities && { disableEagerActivities: true }),
    })),
    workflows: byId([...project.workflows, ...project.temporalWorkflows], ({ workflowType, worker }) => ({
      workflowType,
      ...defined({ worker }),
    })),
    functions: {
      ...byId(project.functions, ({ activity, options }) => ({
        options: callOptions(optionTableOf(options as Record<string, Data>)),
        ...defined({ worker: activity?.worker, local: activity?.local }),
      })),
      // As activities. Which IDs can be called on the host side is said by the kind.
      ...byId(project.processes, ({ activity }) => defined({ worker: activity?.worker, local: activity?.local })),
    },
    kinds: Object.fromEntries([...project.entries].map(([id, { kind }]) => [id, kind])),
  };
}

/** What the workflow sandbox of one client's workers is given. */
export function programOf(
  project: Project,
  directory: Directory,
  {
    client,
    hideFailures,
    luaLimits,
    metrics,
    registered,
  }: Pick<Program, 'client' | 'hideFailures' | 'metrics'> & {
    readonly luaLimits: Limits | undefined;
    readonly registered?: Program['registered'] | undefined;
  },
): Program {
  return {
    client,
    directory,
    ...(hideFailures === true && { hideFailures }),
    ...(metrics === true && { metrics }),
    ...defined({ luaLimits, registered }),
    workflows: Object.fromEntries(
      project.workflows.map((entry): [string, WorkflowProgram] => [
        entry.id,
        { point: pointOf(entry), modules: entry.modules, imports: entry.imports },
      ]),
    ),
    libraries: Object.fromEntries(project.libraries.map((entry) => [entry.id, chunkOf(entry)])),
  };
}

/** A function as the Node host runs it. */
export function functionOf(project: Project, directory: Directory, id: string): FunctionEntry | undefined {
  const entry = project.functions.find((one) => one.id === id);
  if (entry === undefined) return undefined;
  return {
    ...codeOf(project, entry),
    ...defined({ options: directory.functions[id]?.options, pool: poolOf(entry.pool) }),
  };
}

/** A Lua state begins and ends with its call, so that of the types of pools only their sizes differ. */
function poolOf(pool: PoolOptions | undefined): FunctionPool | undefined {
  if (pool === undefined || pool.type === 'inline') return undefined;
  const { type, workers, size, buffer, maxSize } = pool;
  return {
    size: workers ?? (type === 'lazy' || type === 'adaptive' ? maxSize : (size ?? maxSize)),
    ...defined({ buffer }),
  };
}

/** A process as the Node host runs it. */
export function processOf(project: Project, id: string): LuaCode | undefined {
  const entry = project.processes.find((one) => one.id === id);
  return entry && codeOf(project, entry);
}

function codeOf(project: Project, entry: CallableEntryBase): LuaCode {
  return { id: entry.id, point: pointOf(entry), modules: entry.modules, libraries: librariesOf(project, entry) };
}

/** The libraries of an entry by the names under which it requires them. */
export function librariesOf(project: Project, { imports }: LuaEntryBase): Record<string, Chunk> {
  return Object.fromEntries(
    Object.entries(imports).map(([name, id]) => [name, chunkOf(project.entries.get(id) as LuaEntryBase)]),
  );
}

export function chunkOf({ id, source }: LuaEntryBase): Chunk {
  return { id, source: source.text, name: source.chunkName, ...defined({ firstLine: source.firstLine }) };
}

function pointOf(entry: CallableEntryBase): EntryPoint {
  return { ...chunkOf(entry), method: entry.method };
}
