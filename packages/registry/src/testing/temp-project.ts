import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes files (paths relative to a new folder, which is gone after the test) and gives the folder. */
export async function writeProject(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'registry-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [file, content] of Object.entries(files)) {
    const path = join(root, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return root;
}

/** Marks the place in a file where a finding is expected. */
export const MARK = '§';

/** Takes the mark out of the files; tells where it stood. */
export function takeMark(files: Readonly<Record<string, string>>): {
  files: Record<string, string>;
  place: { file: string; line: number; column: number };
} {
  const marked = Object.entries(files).filter(([, text]) => text.includes(MARK));
  if (marked.length !== 1) throw new Error(`expected the mark ${MARK} in one file, found it in ${marked.length}`);
  const [file, text] = marked[0]!;
  const before = text.slice(0, text.indexOf(MARK)).split('\n');
  return {
    files: { ...files, [file]: text.replace(MARK, '') },
    place: { file, line: before.length, column: before.at(-1)!.length + 1 },
  };
}

/** An `_index.yaml` of namespace `app` from the lines of its entries. */
export function index(...entries: string[]): string {
  return ['version: "1.0"', 'namespace: app', 'entries:', ...entries].join('\n') + '\n';
}

export const CLIENT = '  - { name: tc, kind: temporal.client, address: "localhost:7233" }';
export const WORKER = '  - { name: w, kind: temporal.worker, client: tc, task_queue: app }';
