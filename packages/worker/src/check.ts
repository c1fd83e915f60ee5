import { LuaError, type Capabilities, type ModuleDefinition } from '@durable-lua/determinism';
import { CAPABILITY_NAMES, type Host } from '@durable-lua/determinism/host';
import { createLua, LuaFunction, LuaTable } from '@durable-lua/lua-vm';
import { findingIn, methodFinding, type CallableEntry, type Finding, type Project } from '@durable-lua/registry';
import { chunkOf, librariesOf } from './compose.js';

/**
 * What can be known of Lua sources before anything runs, besides what their text says: that the top level of a workflow
 * runs, and that a chunk returns its method.
 */
export async function checkChunks(project: Project, modules: readonly ModuleDefinition[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const entry of [...project.workflows, ...project.functions, ...project.processes]) {
    findings.push(...(await loaded(project, entry, modules)));
  }
  return findings;
}

/** Thrown by an effect that a chunk asks for while it is only being looked at. */
const ONLY_LOOKING = 'effects are not available while a chunk is loaded';

/** Every capability exists, so that modules load, and none works. */
const lookingHost = (deterministic: boolean): Host => {
  const refuse = (): never => {
    throw new LuaError({ kind: 'INVALID', message: ONLY_LOOKING });
  };
  const refusing = new Proxy({}, { get: () => refuse });
  const capabilities = Object.fromEntries(CAPABILITY_NAMES.map((name) => [name, refusing])) as Partial<Capabilities>;
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
    return [findingIn(entry, 'source', entry.places.source, 'E-LUA', error.message)];
  }
}

const isMethod = (table: LuaTable, key: unknown): boolean =>
  typeof key === 'string' && table.get(key) instanceof LuaFunction;
