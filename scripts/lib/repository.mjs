import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes into each package.json from which repository it comes. npm compares that with the provenance, which names the
 * repository whose workflow publishes; so it is told by that workflow, and stands in no file that could disagree.
 *
 * @param dirs package folders, from `root`, with slashes
 * @param url such as `https://github.com/owner/name`
 */
export function writeRepository(root, dirs, url) {
  for (const directory of dirs) {
    const file = path.join(root, directory, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    manifest.repository = { type: 'git', url: `git+${url}.git`, directory };
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}
