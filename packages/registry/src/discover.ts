import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isBelow, readText, reasonOf, TooLarge } from './files.js';
import type { FindingCode } from './findings.js';
import type { Report } from './report.js';
import { isVisible } from './visible.js';
import type { YamlFile } from './yaml/entries.js';

const INDEX = /^_index\.ya?ml$/;

/** Reads all YAML files below a folder, in the order of their paths. */
export async function readYamlFiles(root: string, report: Report): Promise<YamlFile[]> {
  const files: YamlFile[] = [];
  for (const { path, dir, name } of await findYamlFiles(root, report)) {
    const file = relative(root, path).split(sep).join('/');
    const isIndex = INDEX.test(name);
    const refuse = (code: FindingCode, message: string): void =>
      report.add({ code, file, line: 1, column: 1, message });
    try {
      const { text } = await readText(path);
      if (text === undefined) {
        if (isIndex) refuse('E-YAML', 'file is not UTF-8 text');
      } else if (isVisible(file)) files.push({ file, dir, text, isIndex });
      else if (isIndex) refuse('E-SOURCE', 'its path has a control or bidirectional character: rename it');
    } catch (error) {
      // Large files are those of others, unless they have our name.
      const code = error instanceof TooLarge && !isIndex ? 'W-UNSUPPORTED' : 'E-SOURCE';
      refuse(code, `file cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`);
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
  const realRoot = await realpath(root).catch(() => root);
  const refuse = (code: FindingCode, path: string, message: string): void => {
    const file = relative(root, path).split(sep).join('/') || '.';
    report.add({ code, file, line: 1, column: 1, message });
  };
  /** A link may lead anywhere, but what lies outside of the root is no part of the project. */
  const leadsOut = async (path: string, isFolder: boolean): Promise<boolean> => {
    const real = await realpath(path);
    if (real === realRoot || isBelow(realRoot, real)) return false;
    if (isFolder || INDEX.test(path.slice(path.lastIndexOf(sep) + 1))) {
      const message = `it is a link to ${real}, outside the source root ${root}, and is not read; move it below`;
      refuse(isFolder ? 'W-UNSUPPORTED' : 'E-SOURCE', path, message);
    }
    return true;
  };
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
      const isFolder = target?.isDirectory() === true && name !== 'node_modules' && !name.startsWith('.');
      if (INDEX.test(name) && target?.isFile() !== true) {
        const what = target === undefined ? 'a link that leads nowhere' : 'no file';
        refuse('E-SOURCE', path, `it is ${what}, and cannot be read`);
      }
      const isYaml = target?.isFile() === true && /\.ya?ml$/.test(name);
      if ((!isFolder && !isYaml) || (isLink && (await leadsOut(path, isFolder)))) continue;
      if (isFolder) await visit(path);
      else found.push({ path, dir, name });
    }
  };
  try {
    await visit(root);
  } catch (error) {
    const { path = root } = error as NodeJS.ErrnoException;
    refuse('E-SOURCE', path, `folder ${path} cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
  return found;
}
