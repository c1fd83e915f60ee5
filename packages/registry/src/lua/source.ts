import type { LuaSource } from '../entries.js';
import type { Cursor } from '../fields/index.js';

const FILE = 'file://';

/** The Lua text of an entry: from its file, or inline. Empty, with a finding, if it cannot be had. */
export async function readSource(written: string | undefined, at: Cursor): Promise<LuaSource> {
  const { raw } = at.scope;
  const inlineName = `${raw.file}:${raw.name ?? '?'}`;
  if (written === undefined) return { text: '', chunkName: inlineName };
  if (written.startsWith(FILE) && !written.includes('\n')) return at.scope.files.source(written.slice(FILE.length), at);
  if (/^[\w./\\-]+\.lua$/.test(written)) {
    at.report('E-SOURCE', `"${written}" is taken as Lua text; to name a file, write file://${written}`);
    return { text: '', chunkName: inlineName };
  }
  const { textStart } = raw;
  const place = textStart && { firstLine: textStart.line, firstColumn: textStart.column };
  return { text: written, chunkName: inlineName, ...place };
}
