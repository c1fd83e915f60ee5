import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import { STANDARD_MODULES } from './lua/standard-modules.js';
import { CatalogReader } from './catalog-reader.js';
import { readYamlFiles } from './discover.js';
import { ProjectError, type Finding } from './findings.js';
import { pathOf } from './files.js';
import type { KnownModule } from './lua/modules.js';
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

/**
 * Reads the `_index.yaml` tree below a folder.
 *
 * @param dir a path, relative ones from the working directory, or a file URL
 * @throws ProjectError with all findings, if one of them is an error
 */
export async function loadProject(dir: string | URL, options: LoadOptions = {}): Promise<Project> {
  const { project, findings } = await checkProject(dir, options);
  if (!project) throw new ProjectError(findings);
  return project;
}

/**
 * As `loadProject`, but gives the findings, ordered by file, line and column. Without errors, the project as well; with errors what
 * could be read of it, for further checks: references in it may lead nowhere.
 */
export async function checkProject(
  dir: string | URL,
  options: LoadOptions = {},
): Promise<{ project?: Project; readable: Project; findings: Finding[] }> {
  checkNames('loadProject', options, NAMES);
  const { env = process.env, kinds = [], modules = STANDARD_MODULES } = options;
  const root = pathOf(dir);
  const report = new Report();
  const reader = new CatalogReader(root, env, kinds, report);
  const catalog = await reader.read(await readYamlFiles(root, report));
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
  const readable = toProject(root, catalog, findings);
  return report.hasErrors ? { readable, findings } : { project: readable, readable, findings };
}
