import type { Catalog, Listed } from '../catalog.js';
import type { LuaEntry, WorkflowEntry } from '../entries.js';
import { AMBIENT_MODULES, LANGUAGE_MODULES, packageOf, type KnownModule } from '../lua/modules.js';
import { didYouMean } from '../suggest.js';
import { luaEntries } from './imports.js';

/** E-MODULE: a module that nobody has, or that workflows may not use, also through the libraries they import. */
export function checkModules(catalog: Catalog, modules: readonly KnownModule[]): void {
  const known = [...modules.map(({ name }) => name), ...LANGUAGE_MODULES];
  const barred = new Set(modules.filter((module) => module.barredInWorkflows).map(({ name }) => name));
  for (const listed of luaEntries(catalog)) checkKnown(listed, known);
  for (const listed of catalog.ofKind('workflow.lua')) checkBarred(catalog, listed, barred);
}

/** Why a module is not known, and what to do. */
export function explainUnknown(module: string, known: readonly string[]): string {
  const owner = packageOf(module);
  if (owner !== undefined) return `it is not among the modules of this runtime; add the package ${owner}`;
  return `there is no such module; ${didYouMean(module, known, 'modules')}`;
}

/** The modules that an entry has without listing them. */
export function ambientModules(modules: readonly KnownModule[]): string[] {
  const names = modules.map(({ name }) => name);
  return [...LANGUAGE_MODULES, ...AMBIENT_MODULES.filter((name) => names.includes(name))];
}

function checkKnown({ entry, at }: Listed<LuaEntry>, known: readonly string[]): void {
  entry.modules.forEach((module, index) => {
    if (known.includes(module)) return;
    at.key('modules')
      .item(index)
      .report('E-MODULE', `unknown module "${module}": ${explainUnknown(module, known)}`);
  });
}

function checkBarred(catalog: Catalog, workflow: Listed<WorkflowEntry>, barred: ReadonlySet<string>): void {
  const { entry, at } = workflow;
  const reason = 'is not deterministic; call a function with funcs.call instead';
  entry.modules.forEach((module, index) => {
    if (!barred.has(module)) return;
    at.key('modules').item(index).report('E-MODULE', `workflow ${entry.id}: module '${module}' ${reason}`);
  });
  for (const [local, first] of Object.entries(entry.imports)) {
    for (const { module, chain } of barredBehind(catalog, first, barred)) {
      const message = `workflow ${entry.id}: module '${module}' ${reason} (imported: ${[entry.id, ...chain].join(' -> ')})`;
      at.key('imports').key(local).report('E-MODULE', message);
    }
  }
}

/** The barred modules that a library uses, itself or through others, each with the shortest chain to it. */
function barredBehind(
  catalog: Catalog,
  library: string,
  barred: ReadonlySet<string>,
): { module: string; chain: string[] }[] {
  const found: { module: string; chain: string[] }[] = [];
  const seen = new Set([library]);
  const queue = [[library]];
  for (let chain = queue.shift(); chain; chain = queue.shift()) {
    const entry = catalog.get('library.lua', chain.at(-1)!)?.entry;
    if (!entry) continue;
    for (const module of entry.modules) if (barred.has(module)) found.push({ module, chain });
    for (const next of Object.values(entry.imports)) {
      if (!seen.has(next)) queue.push([...chain, next]);
      seen.add(next);
    }
  }
  return found;
}
