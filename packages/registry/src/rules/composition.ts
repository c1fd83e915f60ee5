import { isLuaEntry, type Entry } from '../entries.js';
import { compareFindings, type Finding } from '../findings.js';
import type { KnownModule } from '../lua/modules.js';
import { findSyntaxErrors, findUndeclared } from './lua.js';
import { findBarred, findMissing } from './modules.js';

/** What the entries of a project run on. */
export interface Surroundings {
  readonly modules: readonly KnownModule[];
}

/**
 * What is wrong with Lua entries on a runtime: modules that it lacks or that workflows may not use, undeclared `require`s,
 * syntax. Ordered by file, line and column.
 */
export function checkComposition(entries: ReadonlyMap<string, Entry>, { modules }: Surroundings): Finding[] {
  const libraries = [...entries.values()].flatMap(({ id, kind }) => (kind === 'library.lua' ? [id] : []));
  const findings = [...entries.values()]
    .filter(isLuaEntry)
    .flatMap((entry) => [
      ...findMissing(entry, modules),
      ...(entry.kind === 'workflow.lua' ? findBarred(entry, entries, modules) : []),
      ...findUndeclared(entry, modules, libraries),
      ...findSyntaxErrors(entry),
    ]);
  return findings.sort(compareFindings);
}
