import { existsSync, readdirSync } from 'node:fs';
import { inRoot, readJson } from './root.mjs';

const folders = (parent) =>
  existsSync(inRoot(parent))
    ? readdirSync(inRoot(parent), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(inRoot(parent, entry.name, 'package.json')))
        .map((entry) => `${parent}/${entry.name}`)
        .sort()
    : [];

const described = (dir) => ({
  dir,
  folder: dir.slice(dir.lastIndexOf('/') + 1),
  manifest: readJson(dir, 'package.json'),
});

/** The packages that are published: each with its `dir` (from the root, with slashes), `folder` and `manifest`. */
export const packages = () => folders('packages').map(described);

/** Everything that pnpm installs for: the packages, the applications, the benchmarks. */
export const workspaces = () => [
  ...packages(),
  ...folders('apps').map(described),
  ...(existsSync(inRoot('benchmarks', 'package.json')) ? [described('benchmarks')] : []),
];
