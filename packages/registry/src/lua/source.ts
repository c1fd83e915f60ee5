import type { LuaSource } from '../entries.js';
import type { Cursor } from '../fields/index.js';

const FILE = 'file://';

/** The Lua text of an entry: from its file, or inline. Empty, with a finding, if it cannot be had. */
export async function readSource(written: string | undefined, at: Cursor): Promise<LuaSource> {
  const { raw } = at.scope;
  const inlineName = `${raw.file}:${raw.name ?? '?'}`;
  if (written === undefined) return { text: '', chunkName: inlineName };
  const instead = notLua(written);
  if (instead !== undefined) {
    at.report('E-SOURCE', `"${written}" is taken as Lua text; to name a file, write ${instead}`);
    return { text: '', chunkName: inlineName };
  }
  if (written.startsWith(FILE) && !written.includes('\n')) return at.scope.files.source(written.slice(FILE.length), at);
  const { textStart } = raw;
  const place = textStart && { firstLine: textStart.line, firstColumn: textStart.column };
  return { text: written, chunkName: inlineName, ...place };
}

/** What was meant instead of a text that is no Lua, but the name of a file; undefined for any other. */
function notLua(written: string): string | undefined {
  if (written === FILE) return `${FILE}<path>`;
  if (/\s/.test(written) || written.startsWith(FILE)) return undefined;
  if (/^(?!file:)[a-z][\w+.-]*:\/\//i.test(written)) return `${FILE}<path> of a file below the source root`;
  if (/^file:|^[\w./\\-]+\.lua$/i.test(written)) return FILE + written.replace(/^file:(\/\/)?/i, '');
  return undefined;
}
