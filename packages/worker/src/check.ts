import { LuaError, type Capabilities, type Host, type ModuleDefinition } from '@durable-lua/determinism';
import { AMBIENT_MODULES, checkSyntax, createLua } from '@durable-lua/lua-vm';
import {
  methodFinding,
  ProjectError,
  type CallableEntry,
  type Finding,
  type LuaEntryBase,
  type Project,
} from '@durable-lua/registry';
import { chunkOf, librariesOf } from './compose.js';

/**
 * What can be known of Lua sources before anything runs: syntax, that every declared module is composed, that the top level
 * of a workflow runs, and that a chunk returns its method.
 * @throws ProjectError with every finding.
 */
export async function checkProjectLua(project: Project, modules: readonly ModuleDefinition[]): Promise<void> {
  const composed = new Set([...modules.map(({ name }) => name), ...AMBIENT_MODULES]);
  const findings: Finding[] = [];
  for (const entry of project.entries.values()) {
    if (!isLua(entry)) continue;
    findings.push(...syntaxOf(entry));
    for (const module of entry.modules) {
      if (composed.has(module)) continue;
      findings.push(
        finding(
          entry,
          'modules',
          'E-MODULE',
          `module '${module}' is not part of this runtime: give createRuntime its package`,
        ),
      );
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
  const names = ['random', 'functions', 'processes', 'mailbox', 'workflow', 'context', 'log'] as const;
  const capabilities = Object.fromEntries(names.map((name) => [name, refusing])) as unknown as Capabilities;
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
    const names = await lua.load(chunkOf(entry));
    return names === undefined || names.includes(entry.method) ? [] : [methodFinding(entry, names)];
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    // Outside a workflow the top level may do what it likes; here it can only be looked at.
    if (entry.kind !== 'workflow.lua' || error.message.includes(ONLY_LOOKING)) return [];
    return [finding(entry, 'source', 'E-LUA', error.message)];
  }
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
