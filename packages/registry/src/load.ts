import { resolve } from 'node:path';
import { checkFiles, checkLoadOptions, type Checked, type LoadOptions } from './check-files.js';
import { readYamlFiles } from './discover.js';
import { ProjectError } from './findings.js';
import { checkReadable, directoryInside, pathOf, readSourceFile, readTextFile } from './files.js';
import type { ProjectFiles } from './fields/index.js';
import type { Project } from './project.js';

/**
 * Reads the `_index.yaml` tree below a folder.
 *
 * @param dir a path, relative ones from the working directory, or a file URL
 * @throws ProjectError with all findings, if one of them is an error
 */
export async function loadProject(dir: string | URL, options: LoadOptions = {}): Promise<Project> {
  checkLoadOptions('loadProject', options);
  const { project, findings } = await checkProject(dir, options);
  if (!project) throw new ProjectError(findings);
  return project;
}

/**
 * As `loadProject`, but gives the findings, ordered by file, line and column. Without errors, the project as well; with errors what
 * could be read of it, for further checks: references in it may lead nowhere.
 */
export async function checkProject(dir: string | URL, options: LoadOptions = {}): Promise<Checked> {
  checkLoadOptions('checkProject', options);
  return checkFiles(folderFiles(pathOf(dir)), { ...options, env: options.env ?? process.env });
}

/** The files of a folder. */
const folderFiles = (root: string): ProjectFiles => ({
  root,
  yaml: (report) => readYamlFiles(root, report),
  source: readSourceFile,
  text: readTextFile,
  readable: checkReadable,
  path: (file, { scope }) => resolve(scope.raw.dir, file),
  directory: directoryInside,
});
