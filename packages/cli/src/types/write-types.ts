import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { indexSchema, type Project } from '@durable-lua/registry';
import { loadModules } from '@durable-lua/worker/composition';
import { writeWhole } from '../files.js';
import { modulesOf } from '../project.js';
import { definitionsOf } from './definitions.js';

/** Where the definition files of a project are, from its folder. */
export const TYPES_FOLDER = '.durable-lua/types';
/** Where the schema of its `_index.yaml` is. */
export const SCHEMA_FILE = '.durable-lua/index.schema.json';

/**
 * Makes what editors know of a project what it should be: writes the files that differ, removes those of modules that nothing uses
 * any more.
 * @returns all files, and those that were written, from the folder of the project
 */
export async function writeTypes(project: Project): Promise<{ readonly files: string[]; readonly written: string[] }> {
  const { modules } = await loadModules(modulesOf(project.root), project.root);
  const definitions = definitionsOf(project, modules);
  const files = new Map([...definitions].map(([name, text]) => [`${TYPES_FOLDER}/${name}`, text]));
  files.set(SCHEMA_FILE, `${JSON.stringify(indexSchema({ modules }), undefined, 2)}\n`);
  const written: string[] = [];
  for (const [name, text] of files) {
    const file = path.join(project.root, name);
    if ((await readFile(file, 'utf8').catch(() => undefined)) === text) continue;
    await writeWhole(file, text);
    written.push(name);
  }
  const folder = path.join(project.root, TYPES_FOLDER);
  for (const name of await readdir(folder)) {
    if (!definitions.has(name)) await rm(path.join(folder, name), { recursive: true });
  }
  return { files: [...files.keys()], written };
}
