import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { loadProject, STANDARD_MODULES, type Project } from '@durable-lua/registry';

export const fixtureFolder = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

/** A project of `fixtures/` whose worker polls `queue`. The module `journal` is known besides the standard ones. */
export function loadFixture(name: string, queue = `test-${randomUUID()}`): Promise<Project> {
  return loadProject(fixtureFolder(name), {
    env: { QUEUE: queue },
    modules: [...STANDARD_MODULES, { name: 'journal', barredInWorkflows: true }],
  });
}
