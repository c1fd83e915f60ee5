import path from 'node:path';
import { watch as watchFiles } from 'chokidar';

/** Editors write a file in several steps, and tools several files at once. Milliseconds. */
const SETTLED_MS = 50;

/** What a project is made of, besides folders. */
const isSource = (file: string): boolean => /\.(?:lua|ya?ml)$/.test(file) || path.basename(file) === 'package.json';

/**
 * Calls `onChange` with the files that have changed, from the folder. One call at a time: what changes meanwhile is in the next one.
 * Resolves when it watches; what it gives ends that, and waits for the call that is under way.
 */
export async function watchSources(
  root: string,
  onChange: (files: readonly string[]) => Promise<void>,
): Promise<() => Promise<void>> {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let calling: Promise<void> = Promise.resolve();
  const call = (): void => {
    calling = calling.then(async () => {
      const files = [...changed].sort();
      changed.clear();
      if (files.length > 0) await onChange(files);
    });
  };
  const watcher = watchFiles(root, {
    ignoreInitial: true,
    ignored: (file, stats) => {
      const inside = path.relative(root, file);
      if (inside.split(path.sep).some((part) => part === 'node_modules' || part.startsWith('.'))) return true;
      return stats?.isFile() === true && !isSource(file);
    },
  });
  watcher.on('all', (_event, file) => {
    if (!isSource(file)) return;
    changed.add(path.relative(root, file).split(path.sep).join('/'));
    clearTimeout(timer);
    timer = setTimeout(call, SETTLED_MS);
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return async () => {
    clearTimeout(timer);
    await watcher.close();
    await calling;
  };
}
