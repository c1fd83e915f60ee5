import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { invalid } from '@durable-lua/determinism';
import { parseJson } from '@durable-lua/determinism/host';

/** A history with what it is called: a file, or the ID of a workflow. */
export interface NamedHistory {
  readonly name: string;
  readonly history: object;
}

/**
 * The histories of a file, or of all `*.json` files in a folder and below.
 * @throws LuaError `INVALID` for a file that is not JSON, and for a folder without any
 */
export async function historyFiles(place: string): Promise<NamedHistory[]> {
  if (!(await stat(place)).isDirectory()) return [await read(place)];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) throw invalid(`there is no file *.json in ${place}`);
  return Promise.all(files.map(read));
}

const EXPORT = 'temporal workflow show --workflow-id <id> --output json';

async function read(file: string): Promise<NamedHistory> {
  const text = await readFile(file, 'utf8');
  try {
    return { name: file, history: parseJson(text) as object };
  } catch (error) {
    const line = (error as Error).message.split('\n', 1).join('');
    throw invalid(`${file} is not JSON: ${line}; a history is what "${EXPORT}" writes`);
  }
}
