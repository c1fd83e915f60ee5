import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheDir, readJson } from './root.mjs';
import { run } from './run.mjs';

const ASK_MS = 120_000;
const executable = process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm';

/** The version that the root package.json pins. */
export const pinnedVersion = () =>
  readJson('package.json')
    .packageManager.replace(/^pnpm@/, '')
    .replace(/\+.*$/, '');

/**
 * Finds the pinned pnpm: on PATH, else by corepack, else by npx. Resolves with the environment in which the name
 * `pnpm` means that version, for us and for what we start (turbo looks it up by that name), and where it came from.
 */
export async function findPnpm(version = pinnedVersion()) {
  for (const [from, find] of [
    ['PATH', async () => ''],
    ['npx, earlier', async () => remembered(version)],
    ['corepack', byCorepack],
    ['npx', () => byNpx(version)],
  ]) {
    const dir = await find().catch(() => undefined);
    if (dir === undefined) continue;
    const env = dir === '' ? {} : { PATH: `${dir}${path.delimiter}${process.env.PATH}` };
    if (!(await hasVersion(version, env))) continue;
    if (from === 'npx') remember(version, dir);
    return { env, from };
  }
  throw new Error(
    `pnpm ${version} is neither on PATH nor to be had by corepack or npx. ` +
      `Check that the npm registry can be reached, or install it: npm install --global pnpm@${version}`,
  );
}

async function hasVersion(version, env) {
  return (await run('pnpm', ['--version'], { env, timeout: ASK_MS }).catch(() => '')).trim() === version;
}

/** Corepack's shim, in a folder of ours: no rights on system folders needed. */
async function byCorepack() {
  const dir = path.join(cacheDir, 'corepack');
  mkdirSync(dir, { recursive: true });
  await run('corepack', ['enable', '--install-directory', dir, 'pnpm'], { timeout: ASK_MS });
  // The shim must not ask before it downloads: nobody would see the question.
  process.env.COREPACK_ENABLE_DOWNLOAD_PROMPT = '0';
  return dir;
}

/** npx puts the package's commands first on the PATH of what it runs: we ask what it runs for that folder. */
async function byNpx(version) {
  const searched = await run('npx', ['--yes', '--package', `pnpm@${version}`, 'node', '-p', 'process.env.PATH'], {
    timeout: ASK_MS,
  });
  return searched
    .trim()
    .split(path.delimiter)
    .find((dir) => existsSync(path.join(dir, executable)));
}

const note = path.join(cacheDir, 'pnpm.json');

function remember(version, dir) {
  mkdirSync(cacheDir, { recursive: true });
  writeFileSync(note, JSON.stringify({ version, dir }));
}

function remembered(version) {
  const last = JSON.parse(readFileSync(note, 'utf8'));
  return last.version === version && existsSync(path.join(last.dir, executable)) ? last.dir : undefined;
}
