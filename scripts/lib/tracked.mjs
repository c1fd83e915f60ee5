import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './root.mjs';

const UNTRACKED = new Set(['.git', 'node_modules', 'dist', '.turbo', '.cache', 'coverage']);

/** The repository's files, from the root, with slashes. From git, or from the disk in a copy without git. */
export function trackedFiles() {
  if (!existsSync(inRoot('.git'))) return walk('');
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  return listed
    .toString('utf8')
    .split('\0')
    .filter((file) => file !== '' && existsSync(inRoot(file)));
}

function walk(dir) {
  return readdirSync(inRoot(dir), { withFileTypes: true })
    .filter((entry) => !UNTRACKED.has(entry.name))
    .flatMap((entry) => {
      const name = path.posix.join(dir, entry.name);
      return entry.isDirectory() ? walk(name) : [name];
    });
}
