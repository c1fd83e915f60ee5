import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Project } from '@durable-lua/registry';
import { loadModules } from '@durable-lua/worker/composition';
import { writeWhole } from '../files.js';
import { modulesOf } from '../project.js';
import { definitionsOf } from './definitions.js';

/** Where the definition files of a project are, from its folder. */
export const TYPES_FOLDER = '.durable-lua/types';

/**
 * Makes the definition files of a project what they should be: writes those that differ, removes those of modules that nothing uses
 * any more.
 * @returns the names of all, and of those that were written
 */
export async function writeTypes(project: Project): Promise<{ readonly files: string[]; readonly written: string[] }> {
  const { modules } = await loadModules(modulesOf(project.root), project.root);
  const definitions = definitionsOf(project, modules);
  const folder = path.join(project.root, TYPES_FOLDER);
  const written: string[] = [];
  for (const [name, text] of definitions) {
    const file = path.join(folder, name);
    if ((await readFile(file, 'utf8').catch(() => undefined)) === text) continue;
    await writeWhole(file, text);
    written.push(name);
  }
  for (const name of await readdir(folder)) {
    if (!definitions.has(name)) await rm(path.join(folder, name), { recursive: true });
  }
  return { files: [...definitions.keys()], written };
}
