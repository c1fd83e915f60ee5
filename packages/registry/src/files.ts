import { access, constants, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cursor } from './fields/index.js';

type Code = 'E-AUTH' | 'E-TLS';

/** The absolute path of what a program names by a path, relative ones from the working directory, or by a file URL. */
export function pathOf(place: string | URL): string {
  return typeof place === 'string' && !place.startsWith('file:') ? resolve(place) : fileURLToPath(place);
}

/** The text of a file named by a field, its path relative to the YAML file; reported if it cannot be read. */
export async function readTextFile(file: string | undefined, code: Code, at: Cursor): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const path = resolve(at.scope.raw.dir, file);
  return readFile(path, 'utf8').catch((error: Error) => unreadable(path, error, code, at));
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
