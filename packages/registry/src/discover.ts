import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { reasonOf } from './files.js';
import type { Report } from './report.js';
import type { YamlFile } from './yaml/entries.js';

const INDEX = /^_index\.ya?ml$/;

/** Reads all YAML files below a folder, in the order of their paths. */
export async function readYamlFiles(root: string, report: Report): Promise<YamlFile[]> {
  const files: YamlFile[] = [];
  for (const { path, dir, name } of await findYamlFiles(root, report)) {
    const file = relative(root, path).split(sep).join('/');
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
      files.push({ file, dir, text, isIndex: INDEX.test(name) });
    } catch (error) {
      const isText = !(error instanceof TypeError);
      const message = isText
        ? `file cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`
        : 'file is not UTF-8 text';
      if (isText || INDEX.test(name))
        report.add({ code: isText ? 'E-SOURCE' : 'E-YAML', file, line: 1, column: 1, message });
    }
  }
  return files.sort((a, b) => (a.file < b.file ? -1 : 1));
}

interface Found {
  path: string;
  dir: string;
  name: string;
}

async function findYamlFiles(root: string, report: Report): Promise<Found[]> {
  const found: Found[] = [];
  const visited = new Set<string>();
  const visit = async (dir: string): Promise<void> => {
    // Folders may be links, and links may form circles.
    const real = await realpath(dir);
    if (visited.has(real)) return;
    visited.add(real);
    for (const item of await readdir(dir, { withFileTypes: true })) {
      const { name } = item;
      const path = join(dir, name);
      const isLink = item.isSymbolicLink();
      const target = isLink ? await stat(path).catch(() => undefined) : item;
      if (target?.isDirectory() && name !== 'node_modules' && !name.startsWith('.')) await visit(path);
      else if (target?.isFile() && /\.ya?ml$/.test(name)) found.push({ path, dir, name });
    }
  };
  try {
    await visit(root);
  } catch (error) {
    const { path = root } = error as NodeJS.ErrnoException;
    const message = `folder ${path} cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`;
    report.add({
      code: 'E-SOURCE',
      file: relative(root, path).split(sep).join('/') || '.',
      line: 1,
      column: 1,
      message,
    });
  }
  return found;
}
