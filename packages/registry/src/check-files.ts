import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import { STANDARD_MODULES } from './lua/standard-modules.js';
import { CatalogReader } from './catalog-reader.js';
import type { Finding } from './findings.js';
import type { KnownModule } from './lua/modules.js';
import type { ProjectFiles } from './fields/index.js';
import { toProject, type Project } from './project.js';
import { Report } from './report.js';
import { applyRouterPrefixes, checkRoutes } from './rules/http.js';
import { checkImports } from './rules/imports.js';
import { checkStartOrder } from './rules/lifecycle.js';
import { checkComposition } from './rules/composition.js';
import { checkReferences } from './rules/references.js';
import { applyQueuePrefixes, checkBindings, checkQueues, checkTypeNames } from './rules/temporal.js';

/** How to load a project; everything may be left out. */
export interface LoadOptions {
  /** For `${env:NAME}`; the process's own if not given. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The modules of the runtime, as definitions; all standard ones if not given. */
  modules?: readonly KnownModule[];
  /** Prefixes of entry kinds that the application handles itself, such as `acme.`. */
  kinds?: readonly string[];
}

const NAMES: NamesOf<LoadOptions> = { env: true, modules: true, kinds: true };

/** @throws LuaError `INVALID` for an option that nobody knows */
export const checkLoadOptions = (caller: string, options: LoadOptions): void => checkNames(caller, options, NAMES);

/** What was found in a project, ordered by file, line and column. */
export interface Checked {
  /** Without errors, the project. */
  project?: Project;
  /** With errors what could be read of it, for further checks: references in it may lead nowhere. */
  readable: Project;
  findings: Finding[];
}

/** Reads a project from its files and checks it. */
export async function checkFiles(
  files: ProjectFiles,
  { env = {}, kinds = [], modules = STANDARD_MODULES }: LoadOptions,
): Promise<Checked> {
  const report = new Report();
  const reader = new CatalogReader(files, env, kinds, report);
  const catalog = await reader.read();
  applyQueuePrefixes(catalog);
  applyRouterPrefixes(catalog);
  checkReferences(catalog, (kind) => reader.isKnownKind(kind));
  checkStartOrder(catalog);
  checkImports(catalog);
  for (const finding of checkComposition(catalog.plain(), { modules })) report.add(finding);
  checkTypeNames(catalog);
  checkQueues(catalog);
  checkBindings(catalog);
  checkRoutes(catalog);
  const findings = report.sorted();
  const readable = toProject(files.root, catalog, findings);
  return report.hasErrors ? { readable, findings } : { project: readable, readable, findings };
}
