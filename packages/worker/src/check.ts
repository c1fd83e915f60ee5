import { LuaError, type ModuleDefinition } from '@durable-lua/determinism';
import { AMBIENT_MODULES, checkSyntax } from '@durable-lua/lua-vm';
import { ProjectError, type Finding, type LuaEntryBase, type Project } from '@durable-lua/registry';
import { chunkOf } from './compose.js';

/**
 * What can be known of Lua sources before anything runs: syntax, and that every declared module is composed.
 * @throws ProjectError with every finding.
 */
export function checkProjectLua(project: Project, modules: readonly ModuleDefinition[]): void {
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
