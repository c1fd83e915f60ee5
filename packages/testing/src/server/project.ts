import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModuleDefinition } from '@durable-lua/determinism';
import { loadProject, type Project } from '@durable-lua/registry';
import type { Script } from '../kit/options.js';

/** A conformance file that is to run as a workflow. */
export interface Enlisted {
  /** Name of its entry. */
  readonly name: string;
  readonly module: string;
  readonly script: Script;
}

export interface Place {
  readonly address: string;
  readonly taskQueue: string;
  /** All modules that may be required. */
  readonly modules: readonly ModuleDefinition[];
}

const DECLINE = `return function()
  return nil, errors.new { message = "card expired", kind = "PAYMENT_DECLINED", retryable = false, details = { code = 51 } }
end`;

/** The functions that conformance files may count on, in Lua. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  echo: 'return function(first) return first end',
  arguments: 'return function(...) return { n = select("#", ...), first = (...) } end',
  context: 'return function() return ctx.all() end',
  decline: DECLINE,
  never: 'return function() time.sleep("1h") end',
  stubborn: 'return function() for _ = 1, 20 do pcall(time.sleep, "1s") end end',
};

/** And the workflows. */
const WORKFLOWS: Readonly<Record<string, string>> = {
  echo: 'return function(first) return first end',
  decline: DECLINE,
  never: 'return function() time.sleep("1h") end',
};

/**
 * The `test:` functions. They are a project of their own, on a worker of the same task queue: functions and workflows have
 * the same IDs.
 */
export function functionProject(place: Place): Promise<Project> {
  const entries = Object.entries(FUNCTIONS).map(([name, source]) => ({
    ...luaEntry(place, name, 'function.lua', source),
    meta: { temporal: { activity: { worker: 'test:w' } } },
  }));
  return project(place, { disable_workflow_worker: true }, entries, {});
}

/** The `test:` workflows, and one for each conformance file. */
export async function workflowProject(place: Place, cases: readonly Enlisted[]): Promise<Project> {
  const fileOf = ({ module, script }: Enlisted): string => `${module}/${script.name}`;
  const sources = [
    ...Object.entries(WORKFLOWS),
    ...cases.map((enlisted) => [enlisted.name, `file://${fileOf(enlisted)}`] as const),
  ];
  const entries = sources.map(([name, source]) => ({
    ...luaEntry(place, name, 'workflow.lua', source),
    meta: { temporal: { workflow: { worker: 'test:w' } } },
  }));
  // The file's first line stays the first, so that errors name the right ones.
  const files = cases.map((enlisted) => [
    fileOf(enlisted),
    `return { main = function(...) ${enlisted.script.source}\nend }\n`,
  ]);
  const sourceFiles = Object.fromEntries(files) as Record<string, string>;
  const loaded = await project(place, { local_activity_worker_only: true }, entries, sourceFiles);
  // As the other hosts call them.
  for (const { name, source } of loaded.workflows) {
    source.chunkName = cases.find((enlisted) => enlisted.name === name)?.script.name ?? source.chunkName;
  }
  return loaded;
}

const luaEntry = ({ modules }: Place, name: string, kind: string, source: string) => ({
  name,
  kind,
  modules: modules
    .filter(({ barredInWorkflows }) => kind !== 'workflow.lua' || barredInWorkflows === undefined)
    .map((module) => module.name),
  source,
});

/** Loads a project from a folder that is gone afterwards. */
async function project(
  { address, taskQueue, modules }: Place,
  options: Readonly<Record<string, unknown>>,
  entries: readonly object[],
  files: Readonly<Record<string, string>>,
): Promise<Project> {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-kit-'));
  const worker = { worker_stop_timeout: '1s', ...options };
  const all = [
    { name: 'tc', kind: 'temporal.client', address },
    {
      name: 'w',
      kind: 'temporal.worker',
      client: 'tc',
      task_queue: taskQueue,
      lifecycle: { auto_start: true },
      worker_options: worker,
    },
    ...entries,
  ];
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    // YAML can hold JSON.
    await writeFile(
      path.join(folder, '_index.yaml'),
      JSON.stringify({ version: '1.0', namespace: 'test', entries: all }),
    );
    return await loadProject(folder, { modules });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
