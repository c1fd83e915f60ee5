import { loadProject } from '@durable-lua/registry';
import { loadModules } from '@durable-lua/worker/composition';
import type { Work } from '../command.js';
import { modulesOf } from '../project.js';
import { TYPES_FOLDER, writeTypes } from './write-types.js';

export const types: Work = async ({ args: [dir = '.'], screen }) => {
  const root = screen.within(dir);
  const { modules } = await loadModules(modulesOf(root), root);
  const { files, written } = await writeTypes(await loadProject(root, { modules }));
  const changed = written.length === 0 ? 'they were there already' : `${written.length} of them written`;
  screen.result(
    { folder: TYPES_FOLDER, files, written },
    `${files.length} definition files in ${TYPES_FOLDER}, ${changed}`,
  );
};
