import { access, constants, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LuaSource } from './entries.js';
import type { Cursor } from './fields/index.js';
import { isVisible, quoted } from './visible.js';

type Code = 'E-AUTH' | 'E-TLS';

/** The absolute path of what a program names by a path, relative ones from the working directory, or by a file URL. */
export function pathOf(place: string | URL): string {
  return typeof place === 'string' && !place.startsWith('file:') ? resolve(place) : fileURLToPath(place);
}

/** Whether a path leads to something below a folder; where neither holds links, whether the file does. */
export function isBelow(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/** A file that is too large to be one of a project. */
export class TooLarge extends Error {}

/** Largest file of a project, in bytes: far beyond what anybody writes. */
const MAX_SIZE = 16 * 1024 * 1024;

/**
 * The text of a file; without one if it is not UTF-8: Lua text reaches the workflow sandbox as a string, and bytes that are no
 * text would be changed on the way. What is no file, such as a pipe, would be waited for without end, and is not read.
 */
export async function readText(path: string): Promise<{ readonly text: string | undefined }> {
  const found = await stat(path);
  if (!found.isFile() && !found.isDirectory()) throw new Error('it is no file');
  if (found.size > MAX_SIZE) throw new TooLarge(`it has ${found.size} bytes, and may have at most ${MAX_SIZE}`);
  const bytes = await readFile(path);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { text: undefined };
  }
}

/** The text of a file named by a field, its path relative to the YAML file; reported if it cannot be read. */
export async function readTextFile(file: string | undefined, code: Code, at: Cursor): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const path = resolve(at.scope.raw.dir, file);
  return readText(path).then(
    ({ text }) => text ?? unreadable(path, new Error('it is not UTF-8 text'), code, at),
    (error: Error) => unreadable(path, error, code, at),
  );
}

/** The absolute path of a file that is read later, again and again; reported if it cannot be read now. */
export async function checkReadable(file: string, code: Code, at: Cursor): Promise<string | undefined> {
  const path = resolve(at.scope.raw.dir, file);
  return access(path, constants.R_OK).then(
    () => path,
    (error: Error) => unreadable(path, error, code, at),
  );
}

function unreadable(path: string, error: NodeJS.ErrnoException, code: Code, at: Cursor): undefined {
  at.report(code, `file ${path} cannot be read: ${reasonOf(error)}`);
  return undefined;
}

/**
 * Where a path below the source root really leads, following links; what lies outside of the root is refused.
 * @param refuse is told why, in words
 */
export async function realPathInside(
  root: string,
  path: string,
  what: 'file' | 'folder',
  refuse: (message: string) => void,
): Promise<string | undefined> {
  if (!isBelow(root, path)) {
    refuse(`${what} ${path} lies outside the source root ${root}; move it below`);
    return undefined;
  }
  const real = await realpath(path);
  const realRoot = await realpath(root);
  const [written, found] = [relative(root, path), relative(realRoot, real)];
  if (written !== found && written.toLowerCase() === found.toLowerCase()) {
    refuse(otherCase(what, path, basename(real)));
    return undefined;
  }
  // A link, of the file or of a folder on the way, leads where it likes.
  if (isBelow(realRoot, real)) return real;
  refuse(`${what} ${path} is a link to ${real}, outside the source root ${root}; move it below`);
  return undefined;
}

/** Where case makes no difference the file is found nevertheless: what is wrong on one system is wrong on all. */
const otherCase = (what: string, path: string, name: string): string =>
  `${what} ${path} is called ${quoted(name)} on disk: write it so, with the same upper and lower case`;

/** Why a file or a folder cannot be had, in words; a name in another case is what was meant. */
async function whyNot(what: 'file' | 'folder', path: string, error: NodeJS.ErrnoException): Promise<string> {
  const names = error.code === 'ENOENT' ? await readdir(dirname(path)).catch(() => []) : [];
  const name = names.find((one) => one.toLowerCase() === basename(path).toLowerCase());
  if (name !== undefined) return otherCase(what, path, name);
  return `${what === 'file' ? 'source file' : what} ${path} cannot be read: ${reasonOf(error)}`;
}

/** A Lua file below the source root that a field names; empty, with a finding, if it cannot be had. */
export async function readSourceFile(file: string, at: Cursor): Promise<LuaSource> {
  const { raw, files } = at.scope;
  const { root } = files;
  const path = resolve(raw.dir, file);
  const chunkName = relative(root, path).split(sep).join('/');
  const nothing: LuaSource = { text: '', chunkName, path };
  const refuse = (message: string): LuaSource => {
    at.report('E-SOURCE', message);
    return nothing;
  };
  if (!isVisible(file)) return refuse(`${quoted(file)} has a control or bidirectional character: rename the file`);
  try {
    const real = await realPathInside(root, path, 'file', refuse);
    if (real === undefined) return nothing;
    const { text } = await readText(real);
    return text === undefined
      ? refuse(`source file ${path} cannot be read: it is not UTF-8 text`)
      : { text, chunkName, path };
  } catch (error) {
    return refuse(await whyNot('file', path, error as NodeJS.ErrnoException));
  }
}

/** The absolute path of a folder below the source root that a field names, from the folder of the YAML file; reported if there is none. */
export async function directoryInside(written: string, at: Cursor): Promise<string | undefined> {
  const { raw, files } = at.scope;
  const { root } = files;
  const path = resolve(raw.dir, written.replace(/^file:\/\//, ''));
  const refuse = (message: string): undefined => {
    at.report('E-SOURCE', message);
    return undefined;
  };
  try {
    const real = await realPathInside(root, path, 'folder', refuse);
    if (real === undefined) return undefined;
    return (await stat(real)).isDirectory() ? path : refuse(`${path} is no folder`);
  } catch (error) {
    return refuse(await whyNot('folder', path, error as NodeJS.ErrnoException));
  }
}

/** Why a file could not be read, in words. */
export function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'part of its path is not a folder';
    default:
      return error.message;
  }
}
