import { LANGUAGE_MODULES } from '@durable-lua/determinism/host';
import type { Entry, LuaEntry, WorkflowEntry } from '../entries.js';
import { findingIn, type Finding } from '../findings.js';
import { explainMissing, type KnownModule } from '../lua/modules.js';

/** E-MODULE: a declared module that the runtime does not have. */
export function findMissing(entry: LuaEntry, modules: readonly KnownModule[]): Finding[] {
  const known = [...modules.map(({ name }) => name), ...LANGUAGE_MODULES];
  return entry.modules.flatMap((module, index) => {
    if (known.includes(module)) return [];
    return [inModules(entry, index, explainMissing(module, known))];
  });
}

/** E-MODULE: a module that a workflow may not use, or cannot, also through the libraries it imports. */
export function findBarred(
  workflow: WorkflowEntry,
  entries: ReadonlyMap<string, Entry>,
  modules: readonly KnownModule[],
): Finding[] {
  const reasons = new Map(modules.flatMap((one) => (reasonOf(one) === undefined ? [] : [[one.name, reasonOf(one)]])));
  const own = workflow.modules.flatMap((module, index) => {
    if (!reasons.has(module)) return [];
    return [inModules(workflow, index, `workflow ${workflow.id}: module '${module}' ${reasons.get(module)}`)];
  });
  const imported = Object.entries(workflow.imports).flatMap(([local, library]) =>
    barredBehind(library, entries, reasons).map(({ module, chain }) => {
      const through = `imported: ${[workflow.id, ...chain].join(' -> ')}`;
      const message = `workflow ${workflow.id}: module '${module}' ${reasons.get(module)} (${through})`;
      return findingIn(workflow, `imports.${local}`, workflow.places.imports[local] ?? workflow, 'E-MODULE', message);
    }),
  );
  return [...own, ...imported];
}

function reasonOf({ barredInWorkflows, functionsOnly }: KnownModule): string | undefined {
  return barredInWorkflows === undefined ? functionsOnly : `is not deterministic; ${barredInWorkflows}`;
}

function inModules(entry: LuaEntry, index: number, message: string): Finding {
  return findingIn(entry, `modules[${index}]`, entry.places.modules[index] ?? entry, 'E-MODULE', message);
}

/** The barred modules that a library uses, itself or through others, each with the shortest chain to it. */
function barredBehind(
  library: string,
  entries: ReadonlyMap<string, Entry>,
  barred: ReadonlyMap<string, unknown>,
): { module: string; chain: string[] }[] {
  const found: { module: string; chain: string[] }[] = [];
  const seen = new Set([library]);
  const queue = [[library]];
  for (let chain = queue.shift(); chain; chain = queue.shift()) {
    const entry = entries.get(chain.at(-1)!);
    if (entry?.kind !== 'library.lua') continue;
    for (const module of entry.modules) if (barred.has(module)) found.push({ module, chain });
    for (const next of Object.values(entry.imports)) {
      if (!seen.has(next)) queue.push([...chain, next]);
      seen.add(next);
    }
  }
  return found;
}
