import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import path from 'node:path';
import { root } from './pages.js';

/**
 * Builds the site into a folder.
 * @throws Error with what VitePress says: pages that do not compile, links to pages that are not there.
 */
export async function buildSite(folder: string): Promise<void> {
  const vitepress = path.join(root, 'apps/site/node_modules/vitepress/bin/vitepress.js');
  const env = { ...process.env, SITE_OUT: folder, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vitepress, 'build', path.join(root, 'apps/site')], { env });
}
