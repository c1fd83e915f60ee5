import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { loadProject, type Project } from '@durable-lua/registry';
import { standardModules } from '../standard-modules.js';
import { Journal } from './journal.js';

export const fixtureFolder = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

/** A project of `fixtures/` whose worker polls `queue`, for a runtime with the module `journal` besides the standard ones. */
export function loadFixture(name: string, queue = `test-${randomUUID()}`): Promise<Project> {
  return loadProject(fixtureFolder(name), {
    env: { QUEUE: queue },
    modules: [...standardModules, new Journal().module],
  });
}
