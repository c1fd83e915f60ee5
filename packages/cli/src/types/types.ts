import type { Work } from '../command.js';
import { openProject } from '../session/project-runtime.js';
import { writeTypes } from './write-types.js';

export const types: Work = async ({ args: [dir = '.'], screen }) => {
  const { files, written } = await writeTypes(await openProject(screen.within(dir)));
  const text = written.length === 0 ? `all ${files.length} files are current` : written.join('\n');
  screen.result({ files, written }, text);
};
