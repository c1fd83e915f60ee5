import { relative, resolve, sep } from 'node:path';
import type { LuaSource } from '../entries.js';
import type { Cursor } from '../fields/index.js';
import { readText, realPathInside, reasonOf } from '../files.js';
import { isVisible, quoted } from '../visible.js';

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
    return refuse(`source file ${path} cannot be read: ${reasonOf(error as NodeJS.ErrnoException)}`);
  }
}
