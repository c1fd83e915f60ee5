import { existsSync } from 'node:fs';
import { invalid, type ModuleDefinition } from '@durable-lua/determinism';
import type { Interceptor, NamesOf } from '@durable-lua/determinism/host';
import type { Limits } from '@durable-lua/lua-vm';
import {
  checkComposition,
  loadProject,
  pathOf,
  ProjectError,
  type Finding,
  type KnownModule,
  type LoadOptions,
  type Project,
} from '@durable-lua/registry';
import { checkChunks } from './check.js';
import {
  loadExternalInterceptors,
  loadExternalModule,
  type ExternalInterceptors,
  type ExternalModule,
} from './external-modules.js';
import { standardModules } from './standard-modules.js';

export interface CompositionOptions extends Pick<LoadOptions, 'env' | 'kinds'> {
  /**
   * The folder of a project, as path (relative ones count from the working directory) or file URL; or what `loadProject`
   * has made of one.
   */
  readonly project: string | URL | Project;
  /**
   * The modules to compose; all standard ones by default. Besides definitions: npm names, and paths (relative ones count
   * from the working directory) or file URLs, of packages or files that export definitions. These are bundled for workflows
   * too; a definition that is not a standard one serves functions only.
   */
  readonly modules?: readonly GivenModule[];
  /**
   * Around the capabilities of every run, the first the outermost. Those given by the npm name, path or file URL of what exports
   * them are bundled, and wrap those of workflows as well; objects wrap those of functions and processes only. What one changes
   * in a workflow it must change in the same way on replay.
   */
  readonly interceptors?: readonly GivenInterceptor[];
  /**
   * A file that exports workflows of TypeScript or JavaScript, as for the SDK's workers: they run beside those of Lua. By
   * its path (relative ones count from the working directory) or file URL. It is bundled once and kept.
   */
  readonly workflowsPath?: string | URL;
  /**
   * What each workflow, function and process may use of work and memory; the defaults stand in the README of lua-vm. They decide
   * where a run ends that goes beyond: a replay needs those under which it ran.
   */
  readonly limits?: Limits;
}

export const COMPOSITION_NAMES: NamesOf<CompositionOptions> = {
  project: true,
  modules: true,
  interceptors: true,
  limits: true,
  env: true,
  kinds: true,
  workflowsPath: true,
};

export type GivenModule = ModuleDefinition | string | URL;
export type GivenInterceptor = Interceptor | string | URL;

const isGivenByPlace = (given: unknown): given is string | URL => typeof given === 'string' || given instanceof URL;

/** The modules that a runtime has. */
export interface LoadedModules {
  readonly modules: readonly ModuleDefinition[];
  /** Those of `modules` that the bundle of this package does not hold. */
  readonly external: readonly ExternalModule[];
}

/** A project, and what it runs on. */
export interface Composition extends LoadedModules {
  readonly project: Project;
  /** Of functions and processes. */
  readonly interceptors: readonly Interceptor[];
  /** Those of workflows, among the others. */
  readonly externalInterceptors: readonly ExternalInterceptors[];
  /** The file of workflows that are no Lua. */
  readonly workflowsPath?: string;
}

/**
 * Loads what is given by name or place.
 * @param root folder from which npm names are looked for, before the working directory
 * @throws LuaError `INVALID` when a package is missing or defines no module, or two modules have one name.
 */
export async function loadModules(given: readonly GivenModule[], root: string): Promise<LoadedModules> {
  const modules: ModuleDefinition[] = [];
  const external: ExternalModule[] = [];
  for (const one of given) {
    if (!isGivenByPlace(one)) {
      modules.push(one);
      continue;
    }
    const loaded = await loadExternalModule(one, root);
    external.push(loaded);
    modules.push(...loaded.definitions);
  }
  const all = [...new Set(modules)];
  const twice = all.find(({ name }, index) => all.findIndex((other) => other.name === name) !== index);
  if (twice === undefined) return { modules: all, external };
  throw invalid(`two modules have the name '${twice.name}': leave one of them out, or rename it`);
}

/**
 * One name is one module, in functions as in workflows.
 * @throws LuaError `INVALID` for a definition with the name of a standard module, which workflows have in its place
 */
function checkDefinitions({ modules, external }: LoadedModules): void {
  const others = modules.filter((one) => !external.some(({ definitions }) => definitions.includes(one)));
  const other = others.find((one) => standardModules.some((own) => own !== one && own.name === one.name));
  if (other === undefined) return;
  throw invalid(
    `module '${other.name}' is given as a definition, which serves functions only, but has the name of a standard module, ` +
      'which workflows would have: rename it, or give createRuntime the name or path of its package',
  );
}

/**
 * Loads modules and project, and checks that they fit.
 * @param bundled whether workflows run from a bundle, which holds the standard modules and packages, but no definitions
 * @throws ProjectError with all that is wrong in the project; LuaError `INVALID` when a module package or the file of
 *   workflows is missing.
 */
export async function composeProject(
  {
    project: given,
    modules: wanted = standardModules,
    interceptors = [],
    env,
    kinds,
    workflowsPath: beside,
  }: CompositionOptions,
  { bundled }: { readonly bundled: boolean },
): Promise<Composition> {
  const isFolder = isGivenByPlace(given);
  const root = isFolder ? pathOf(given) : given.root;
  const { modules, external } = await loadModules(wanted, root);
  if (bundled) checkDefinitions({ modules, external });
  const known = bundled ? modules.map((one) => knownModule(one, external)) : modules;
  const surroundings = { modules: known };
  const project = isFolder
    ? await loadProject(given, { ...surroundings, ...(env && { env }), ...(kinds && { kinds }) })
    : checked(given, checkComposition(given.entries, surroundings));
  checked(project, await checkChunks(project, modules));
  return {
    project,
    modules,
    external,
    ...(await loadInterceptors(interceptors, root)),
    ...(beside !== undefined && { workflowsPath: workflowsFile(beside) }),
  };
}

/** Loads what is given by name or place. @throws as {@link loadModules} */
export async function loadInterceptors(
  given: readonly GivenInterceptor[],
  root: string,
): Promise<Pick<Composition, 'interceptors' | 'externalInterceptors'>> {
  const interceptors: Interceptor[] = [];
  const externalInterceptors: ExternalInterceptors[] = [];
  for (const one of given) {
    if (!isGivenByPlace(one)) {
      interceptors.push(one);
      continue;
    }
    const loaded = await loadExternalInterceptors(one, root);
    externalInterceptors.push(loaded);
    interceptors.push(...loaded.interceptors);
  }
  return { interceptors, externalInterceptors };
}

function workflowsFile(given: string | URL): string {
  const file = pathOf(given);
  if (existsSync(file)) return file;
  throw invalid(`workflowsPath: ${file} does not exist: give the file that exports the workflows, with its extension`);
}

function checked(project: Project, findings: readonly Finding[]): Project {
  if (findings.length > 0) throw new ProjectError(findings);
  return project;
}

/** A definition as workflows find it in the bundle. */
function knownModule(module: ModuleDefinition, external: readonly ExternalModule[]): KnownModule {
  const inBundle = [...standardModules, ...external.flatMap(({ definitions }) => definitions)];
  if (module.barredInWorkflows !== undefined || inBundle.some(({ name }) => name === module.name)) return module;
  const functionsOnly =
    'was given as a definition, which serves functions only; give createRuntime the name or path of its package, so ' +
    'that it is bundled for workflows';
  return { name: module.name, functionsOnly };
}
