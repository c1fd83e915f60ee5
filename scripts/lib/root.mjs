import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Where the scripts keep what they may lose: reports, packed packages, links to pnpm. */
export const cacheDir = path.join(root, '.cache');

/** The path of a file of the repository. */
export const inRoot = (...parts) => path.join(root, ...parts);

/** A JSON file of the repository, parsed. */
export const readJson = (...parts) => JSON.parse(readFileSync(inRoot(...parts), 'utf8'));

/** Ends the program, with the remedy, when Node is older than the root package.json allows. */
export function requireNode() {
  const wanted = readJson('package.json').engines.node.replace('>=', '');
  const [major, minor] = wanted.split('.').map(Number);
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  console.error(
    `This repository needs Node ${wanted} or newer, and this is ${process.version}. See https://nodejs.org`,
  );
  process.exit(1);
}
