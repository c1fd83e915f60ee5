import path from 'node:path';
import { run } from './run.mjs';

const DOWNLOAD_MS = 600_000;

/**
 * Another Node, from the npm package `node`, kept in npm's cache: nothing is installed. Resolves with its version, its
 * path, and the environment in which it is the `node` of everything that is started.
 *
 * @param wanted a version or the beginning of one: `22`, `22.14`, `24.1.0`
 */
export async function findNode(wanted) {
  // npx puts the package's `node` first on the PATH of what it runs: that one tells where it is.
  const args = ['--yes', '--package', `node@${wanted}`, 'node', '-p', 'process.execPath'];
  const file = (await run('npx', args, { timeout: DOWNLOAD_MS })).trim().split('\n').at(-1);
  const version = (await run(file, ['--version'])).trim().replace(/^v/, '');
  if (!`${version}.`.startsWith(`${wanted}.`)) {
    throw new Error(
      `npx gives Node ${version}, and ${wanted} is wanted. The npm package "node" fetches its program in an install ` +
        `script: does npm run those (npm config get ignore-scripts)?`,
    );
  }
  const env = {
    PATH: [path.dirname(file), process.env.PATH].join(path.delimiter),
    // npm tells what it starts which Node it runs on itself.
    NODE: file,
    npm_node_execpath: file,
  };
  return { version, file, env };
}
