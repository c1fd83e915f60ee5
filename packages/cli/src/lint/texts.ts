import type { LibraryEntry, LuaEntry, LuaSource, Project } from '@durable-lua/registry';
import { resolve, type Scopes } from './scopes.js';
import { parseLua, type Chunk } from './syntax.js';

/** One Lua text, with the entries whose code it is. */
export interface Text {
  readonly source: LuaSource;
  readonly entries: LuaEntry[];
  readonly tree: Chunk;
  readonly scopes: Scopes;
}

/** The texts of all Lua entries, each file once. What is no Lua is left out: the registry tells of it. */
export function textsOf(project: Project): Text[] {
  const texts = new Map<string, Text>();
  const entries: readonly LuaEntry[] = [
    ...project.workflows,
    ...project.functions,
    ...project.processes,
    ...project.libraries,
  ];
  for (const entry of entries) {
    const known = texts.get(entry.source.chunkName);
    if (known !== undefined) {
      known.entries.push(entry);
      continue;
    }
    const tree = parseLua(entry.source.text);
    if (tree === undefined) continue;
    texts.set(entry.source.chunkName, { source: entry.source, entries: [entry], tree, scopes: resolve(tree) });
  }
  return [...texts.values()];
}

/** The libraries that an entry imports, directly or not. */
export function librariesBehind(project: Project, entry: LuaEntry, seen = new Set<LibraryEntry>()): Set<LibraryEntry> {
  for (const id of Object.values(entry.imports)) {
    const library = project.entries.get(id);
    if (library?.kind !== 'library.lua' || seen.has(library)) continue;
    seen.add(library);
    librariesBehind(project, library, seen);
  }
  return seen;
}
