import { callOptions, invalid, type CallOptions, type Data } from '@durable-lua/determinism';
import { didYouMean, optionTableOf } from '@durable-lua/determinism/host';
import type { LuaFake } from '@durable-lua/host-simulated';
import type { Chunk } from '@durable-lua/lua-vm';
import type { CallableEntryBase, LuaEntryBase, Project } from '@durable-lua/registry';

/** A Lua function or workflow by its source alone. */
export interface TestEntry {
  readonly source: string;
  /** As errors show it; the ID by default. */
  readonly name?: string;
  /** `main` by default. */
  readonly method?: string;
  /** Modules it may require; all by default. */
  readonly modules?: readonly string[];
  /** Libraries by the name under which they are required. */
  readonly imports?: Readonly<Record<string, string>>;
}

export interface Entries {
  readonly workflows: Readonly<Record<string, LuaFake>>;
  readonly functions: Readonly<Record<string, LuaFake>>;
  readonly processes: Readonly<Record<string, LuaFake>>;
  /** Worker of a workflow, by ID of the workflow. */
  readonly workers: Readonly<Record<string, string>>;
  /** Kinds of the entries on which something can be started; undefined where everything is. */
  readonly hosts: Readonly<Record<string, string>> | undefined;
  /** Default options of calls, by function. */
  readonly callOptions: Readonly<Record<string, CallOptions>>;
}

/** The workflows and functions of a project. */
export function entriesOfProject(project: Project): Entries {
  const fake = (entry: CallableEntryBase): LuaFake => ({
    lua: chunkOf(entry),
    method: entry.method,
    modules: entry.modules,
    libraries: Object.fromEntries(
      Object.entries(entry.imports).map(([name, id]) => [name, chunkOf(project.entries.get(id) as LuaEntryBase)]),
    ),
  });
  return {
    workflows: Object.fromEntries(project.workflows.map((entry) => [entry.id, fake(entry)])),
    functions: Object.fromEntries(project.functions.map((entry) => [entry.id, fake(entry)])),
    processes: Object.fromEntries(project.processes.map((entry) => [entry.id, fake(entry)])),
    workers: Object.fromEntries(
      project.workflows.flatMap(({ id, worker }) => (worker === undefined ? [] : [[id, worker]])),
    ),
    hosts: Object.fromEntries([...project.entries].map(([id, { kind }]) => [id, kind])),
    callOptions: Object.fromEntries(
      project.functions.map(({ id, options }) => [id, callOptions(optionTableOf(options as Record<string, Data>))]),
    ),
  };
}

/** What fakes stand for. */
const FAKED = ['functions', 'workflows', 'processes'] as const;

/**
 * A fake for what neither the project has nor its code names would never be called: it is misspelt.
 * @throws LuaError `INVALID` with the ID that was probably meant.
 */
export function checkFakes(
  project: Project,
  own: Entries,
  fakes: Partial<Readonly<Record<(typeof FAKED)[number], Readonly<Record<string, unknown>>>>>,
): void {
  const sources = [...project.entries.values()].flatMap((entry) => ('source' in entry ? [entry.source.text] : []));
  for (const what of FAKED) {
    for (const id of Object.keys(fakes[what] ?? {})) {
      if (id === '*' || Object.hasOwn(own[what], id) || sources.some((text) => text.includes(id))) continue;
      const known = Object.keys(own[what]);
      const remedy = didYouMean(id, known) || `, and no code that names it: it has ${known.join(', ') || 'none'}`;
      throw invalid(`${what}: the project has no '${id}'${remedy}`);
    }
  }
}

/** Entries given by ID: each can be started as a workflow or a process, and called as a function. */
export function entriesById(entries: Readonly<Record<string, string | TestEntry>>): Entries {
  const fakes = Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, fakeOf(id, entry)]));
  return { workflows: fakes, functions: fakes, processes: fakes, workers: {}, hosts: undefined, callOptions: {} };
}

function fakeOf(id: string, entry: string | TestEntry): LuaFake {
  const {
    source,
    name = id,
    method = 'main',
    modules,
    imports = {},
  } = typeof entry === 'string' ? { source: entry } : entry;
  const libraries = Object.entries(imports).map(([local, text]): [string, Chunk] => [
    local,
    { source: text, name: local },
  ]);
  return {
    lua: { source, name },
    method,
    libraries: Object.fromEntries(libraries),
    ...(modules === undefined ? {} : { modules }),
  };
}

function chunkOf({ id, source }: LuaEntryBase): Chunk {
  const { text, chunkName, firstLine } = source;
  return { id, source: text, name: chunkName, ...(firstLine === undefined ? {} : { firstLine }) };
}
