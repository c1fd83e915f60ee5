import { openProject } from '../session/project-runtime.js';
import type { Work } from '../command.js';
import { TYPES_FOLDER, writeTypes } from './write-types.js';

export const types: Work = async ({ args: [dir = '.'], screen }) => {
  const root = screen.within(dir);
  const { files, written } = await writeTypes(await openProject(root));
  const changed = written.length === 0 ? 'they were there already' : `${written.length} of them written`;
  screen.result(
    { folder: TYPES_FOLDER, files, written },
    `${files.length} definition files in ${TYPES_FOLDER}, ${changed}`,
  );
};
