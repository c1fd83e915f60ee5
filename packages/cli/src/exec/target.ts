import { LuaError, startOptions, type StartOptions } from '@durable-lua/determinism';
import { didYouMean, optionTableOf } from '@durable-lua/determinism/host';
import type { FunctionEntry, ProcessEntry, Project, WorkflowEntry } from '@durable-lua/registry';
import { UsageError } from '../command.js';

export interface TargetOptions {
  readonly worker?: string;
  readonly id?: string;
  readonly option?: Readonly<Record<string, string>>;
}

/** What is to be called, and where it runs. */
export type Target =
  | { readonly entry: FunctionEntry }
  | { readonly entry: ProcessEntry; readonly host: string }
  | { readonly entry: WorkflowEntry; readonly worker: string; readonly options: StartOptions };

/** @throws UsageError for an entry that cannot be called, and options that are not for it */
export function targetOf(project: Project, id: string, { worker, id: workflowId, option }: TargetOptions): Target {
  const entry = project.entries.get(id);
  if (entry !== undefined && entry.kind !== 'workflow.lua' && (workflowId !== undefined || option !== undefined)) {
    throw new UsageError(`--id and --option are for workflows, and '${id}' is a ${entry.kind}`);
  }
  switch (entry?.kind) {
    case 'function.lua':
      if (worker !== undefined) throw new UsageError(`--worker: ${id} is a function.lua, which runs in this process`);
      return { entry };
    case 'process.lua': {
      const hosts = project.processHosts.map((host) => host.id);
      const host = worker ?? (hosts.length === 1 ? hosts[0] : undefined);
      if (host !== undefined) return { entry, host };
      throw new UsageError(
        `--worker: the process.host for ${id} expected; the project has ${hosts.join(', ') || 'none'}`,
      );
    }
    case 'workflow.lua': {
      const on = worker ?? entry.worker;
      if (on !== undefined)
        return {
          entry,
          worker: on,
          options: optionsOf({ ...option, ...(workflowId !== undefined && { id: workflowId }) }),
        };
      throw new UsageError(`--worker: ${id} names no worker; give the ID of a temporal.worker`);
    }
    case undefined: {
      const known = [...project.functions, ...project.workflows, ...project.processes].map((one) => one.id);
      throw new UsageError(
        `there is no entry '${id}': the project has ${known.join(', ') || 'none'}${didYouMean(id, known)}`,
      );
    }
    default:
      throw new UsageError(`'${id}' is a ${entry?.kind}: a function.lua, workflow.lua or process.lua expected`);
  }
}

/** Options by their names in Lua; `workflow.` may be left out. What is no JSON is a text. */
function optionsOf(given: Readonly<Record<string, string>>): StartOptions {
  const rows = Object.entries(given).map(([key, text]) => {
    const name = /^(?:temporal|workflow)\./.test(key) ? key : `workflow.${key}`;
    return [name, valueOf(text)] as const;
  });
  try {
    return startOptions(optionTableOf(Object.fromEntries(rows)));
  } catch (error) {
    throw LuaError.is(error) ? new UsageError(error.message) : error;
  }
}

function valueOf(text: string) {
  try {
    return JSON.parse(text) as string | number | boolean;
  } catch {
    return text;
  }
}
