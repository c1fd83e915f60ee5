import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './command-line.js';

export interface TempProject {
  readonly root: string;
  read(file: string): string;
  write(file: string, text: string): void;
  /** Replaces a text in a file, which must be there. */
  edit(file: string, from: string | RegExp, to: string): void;
  remove(): void;
}

/** What `init` makes, in a folder of its own, with a task queue of its own. */
export async function tempProject(): Promise<TempProject> {
  const root = mkdtempSync(path.join(tmpdir(), 'durable-lua-'));
  const { exitCode, err } = await run(['init', root]);
  if (exitCode !== 0) throw new Error(err);
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const write = (file: string, text: string): void => writeFileSync(path.join(root, file), text);
  const edit = (file: string, from: string | RegExp, to: string): void => {
    const text = read(file);
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`${file} has no ${from}`);
    write(file, edited);
  };
  edit('_index.yaml', 'task_queue: app', `task_queue: test-${randomUUID()}`);
  return { root, read, write, edit, remove: () => rmSync(root, { recursive: true, force: true }) };
}
