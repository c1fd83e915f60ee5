import { LuaError, type Capabilities, type ModuleDefinition } from '@durable-lua/determinism';
import { CAPABILITY_NAMES, type Host } from '@durable-lua/determinism/host';
import { AMBIENT_MODULES, checkSyntax, createLua, LuaFunction, LuaTable } from '@durable-lua/lua-vm';
import {
  methodFinding,
  ProjectError,
  STANDARD_MODULES,
  type CallableEntry,
  type Finding,
  type LuaEntryBase,
  type Project,
} from '@durable-lua/registry';
import { chunkOf, librariesOf } from './compose.js';

export interface CheckedModules {
  /** Everything that functions may require. */
  readonly modules: readonly ModuleDefinition[];
  /** Names of those that are in the bundle for workflows. */
  readonly bundled: ReadonlySet<string>;
}

/**
 * What can be known of Lua sources before anything runs: syntax, that every declared module is composed, that the top level
 * of a workflow runs, and that a chunk returns its method.
 * @throws ProjectError with every finding.
 */
export async function checkProjectLua(project: Project, { modules, bundled }: CheckedModules): Promise<void> {
  const composed = new Set([...modules.map(({ name }) => name), ...AMBIENT_MODULES]);
  const replayed = new Set(project.workflows.flatMap((entry) => [entry, ...importedBy(project, entry)]));
  const findings: Finding[] = [];
  for (const entry of project.entries.values()) {
    if (!isLua(entry)) continue;
    findings.push(...syntaxOf(entry));
    for (const module of entry.modules) {
      const problem = !composed.has(module)
        ? `module '${module}' is not part of this runtime: ${remedyFor(module)}`
        : replayed.has(entry) && !bundled.has(module) && !AMBIENT_MODULES.has(module)
          ? `module '${module}' was given as a definition, which serves functions only: give createRuntime the name or ` +
            `path of its package, so that it is bundled for workflows`
          : undefined;
      if (problem !== undefined) findings.push(finding(entry, 'modules', 'E-MODULE', problem));
    }
  }
  if (findings.length > 0) throw new ProjectError(findings);
  for (const entry of [...project.workflows, ...project.functions, ...project.processes]) {
    findings.push(...(await loaded(project, entry, modules)));
  }
  if (findings.length > 0) throw new ProjectError(findings);
}

/** Thrown by an effect that a chunk asks for while it is only being looked at. */
const ONLY_LOOKING = 'effects are not available while a chunk is loaded';

/** Every capability exists, so that modules load, and none works. */
const lookingHost = (deterministic: boolean): Host => {
  const refuse = (): never => {
    throw new LuaError({ kind: 'INVALID', message: ONLY_LOOKING });
  };
  const refusing = new Proxy({}, { get: () => refuse });
  const capabilities = Object.fromEntries(CAPABILITY_NAMES.map((name) => [name, refusing])) as unknown as Capabilities;
  return {
    name: 'a chunk that is loaded',
    deterministic,
    capabilities: {
      ...capabilities,
      clock: { now: () => 0, timer: refuse, zone: 'UTC' },
      random: { bytes: refuse, derived: (_, count) => new Uint8Array(count) },
    },
  };
};

async function loaded(
  project: Project,
  entry: CallableEntry,
  modules: readonly ModuleDefinition[],
): Promise<Finding[]> {
  const lua = createLua({
    modules,
    host: lookingHost(entry.kind === 'workflow.lua'),
    entry: entry.id,
    declared: entry.modules,
    libraries: librariesOf(project, entry),
  });
  try {
    const loaded = await lua.load(chunkOf(entry));
    if (loaded instanceof LuaFunction) return [];
    const names = loaded instanceof LuaTable ? loaded.keys().filter((key) => isMethod(loaded, key)) : [];
    return names.includes(entry.method) ? [] : [methodFinding(entry, names as string[])];
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    // Outside a workflow the top level may do what it likes; here it can only be looked at.
    if (entry.kind !== 'workflow.lua' || error.message.includes(ONLY_LOOKING)) return [];
    return [finding(entry, 'source', 'E-LUA', error.message)];
  }
}

const isMethod = (table: LuaTable, key: unknown): boolean =>
  typeof key === 'string' && table.get(key) instanceof LuaFunction;

function remedyFor(module: string): string {
  const isStandard = STANDARD_MODULES.some(({ name }) => name === module);
  const owner = isStandard ? `@durable-lua/modules-${module.replaceAll('_', '-')}` : 'the package that defines it';
  return `add ${owner} to the modules of createRuntime`;
}

/** The libraries that an entry imports, itself or through others. */
function importedBy(project: Project, { imports }: LuaEntryBase, seen = new Set<LuaEntryBase>()): Set<LuaEntryBase> {
  for (const id of Object.values(imports)) {
    const library = project.entries.get(id) as LuaEntryBase | undefined;
    if (library === undefined || seen.has(library)) continue;
    importedBy(project, library, seen.add(library));
  }
  return seen;
}

const isLua = (entry: unknown): entry is LuaEntryBase => typeof (entry as Partial<LuaEntryBase>).source === 'object';

function syntaxOf(entry: LuaEntryBase): Finding[] {
  try {
    checkSyntax(chunkOf(entry));
    return [];
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    return [finding(entry, 'source', 'E-LUA', error.message)];
  }
}

function finding(entry: LuaEntryBase, field: string, code: 'E-LUA' | 'E-MODULE', message: string): Finding {
  const { file, line, column, id } = entry;
  return { file, line, column, entry: id, field, code, message, severity: 'error' };
}
