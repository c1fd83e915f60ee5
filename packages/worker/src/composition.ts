import type { ModuleDefinition } from '@durable-lua/determinism';
import type { Project } from '@durable-lua/registry';
import { loadExternalModule, type ExternalModule } from './bundle.js';
import { checkProjectLua } from './check.js';
import { standardModules } from './standard-modules.js';

export interface CompositionOptions {
  readonly project: Project;
  /**
   * The modules to compose; all standard ones by default. A string is the npm name or path of a package that exports
   * module definitions: it is bundled for workflows too. A definition that is not a standard one serves functions only.
   */
  readonly modules?: readonly (ModuleDefinition | string)[];
}

/** What a project runs on. */
export interface Composition {
  readonly modules: readonly ModuleDefinition[];
  /** Those of `modules` that the bundle of this package does not hold. */
  readonly external: readonly ExternalModule[];
}

/**
 * Loads what is given by name and checks that the project fits.
 * @throws ProjectError when a Lua source does not compile or declares a module that is not there; LuaError `INVALID` when a
 *   module package is missing.
 */
export async function composeModules({
  project,
  modules: given = standardModules,
}: CompositionOptions): Promise<Composition> {
  const external: ExternalModule[] = [];
  for (const one of given) if (typeof one === 'string') external.push(await loadExternalModule(one, project.root));
  const modules = [
    ...given.filter((one) => typeof one !== 'string'),
    ...external.flatMap(({ definitions }) => definitions),
  ];
  const inBundle = [...standardModules, ...external.flatMap(({ definitions }) => definitions)];
  await checkProjectLua(project, { modules, bundled: new Set(inBundle.map(({ name }) => name)) });
  return { modules, external };
}
