import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { LuaSource } from '../entries.js';
import type { Cursor } from '../fields/index.js';
import { reasonOf } from '../files.js';

const FILE = 'file://';

/** The Lua text of an entry: from its file, or inline. Empty, with a finding, if it cannot be had. */
export async function readSource(written: string | undefined, at: Cursor): Promise<LuaSource> {
  const { raw } = at.scope;
  const inlineName = `${raw.file}:${raw.name ?? '?'}`;
  if (written === undefined) return { text: '', chunkName: inlineName };
  if (written.startsWith(FILE) && !written.includes('\n')) return readSourceFile(written.slice(FILE.length), at);
  if (/^[\w./\\-]+\.lua$/.test(written)) {
    at.report('E-SOURCE', `"${written}" is taken as Lua text; to name a file, write file://${written}`);
    return { text: '', chunkName: inlineName };
  }
  const { textStart } = raw;
  const place = textStart && { firstLine: textStart.line, firstColumn: textStart.column };
  return { text: written, chunkName: inlineName, ...place };
}

async function readSourceFile(file: string, at: Cursor): Promise<LuaSource> {
  const { raw, root } = at.scope;
  const path = resolve(raw.dir, file);
  const chunkName = relative(root, path).split(sep).join('/');
  if (chunkName === '' || chunkName.startsWith('../') || chunkName === '..' || isAbsolute(chunkName)) {
    at.report('E-SOURCE', `file ${path} lies outside the source root ${root}; move it below`);
    return { text: '', chunkName, path };
  }
  try {
    // Lua text reaches the workflow sandbox as a string: bytes that are no text would be changed on the way.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return { text, chunkName, path };
  } catch (error) {
    const reason = error instanceof TypeError ? 'it is not UTF-8 text' : reasonOf(error as NodeJS.ErrnoException);
    at.report('E-SOURCE', `source file ${path} cannot be read: ${reason}`);
    return { text: '', chunkName, path };
  }
}
