import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheDir, readJson } from './root.mjs';
import { run } from './run.mjs';

const ASK_MS = 120_000;
const executable = process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm';

/** The version that the root package.json pins. */
const pinnedVersion = () =>
  readJson('package.json')
    .packageManager.replace(/^pnpm@/, '')
    .replace(/\+.*$/, '');

/**
 * Finds the pinned pnpm: on PATH, else by corepack, else by npx. Resolves with the environment in which the name
 * `pnpm` means that version, for us and for what we start (turbo looks it up by that name), and with where it is from.
 */
export async function findPnpm({ version = pinnedVersion(), cache = cacheDir } = {}) {
  const ways = {
    PATH: async () => '',
    'npx, earlier': async () => recall(cache, version),
    corepack: () => fromCorepack(cache),
    npx: () => fromNpx(version),
  };
  for (const [from, way] of Object.entries(ways)) {
    const dir = await way().catch(() => undefined);
    if (dir === undefined) continue;
    // Corepack must not ask whether it may download: nobody would see the question.
    const env = {
      COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
      PATH: [dir, process.env.PATH].filter(Boolean).join(path.delimiter),
    };
    if (!(await answers(version, env))) continue;
    if (from === 'npx') remember(cache, { version, dir });
    return { env, from };
  }
  throw new Error(
    `pnpm ${version} is not on PATH, and neither corepack nor npx gives it. Can npm reach its registry? ` +
      `Or install it yourself: npm install --global pnpm@${version}`,
  );
}

async function answers(version, env) {
  return (await run('pnpm', ['--version'], { env, timeout: ASK_MS }).catch(() => '')).trim() === version;
}

/** A folder of ours with corepack's shim: it needs no right to write where Node is installed. */
async function fromCorepack(cache) {
  const dir = path.join(cache, 'corepack');
  mkdirSync(dir, { recursive: true });
  await run('corepack', ['enable', '--install-directory', dir, 'pnpm'], { timeout: ASK_MS });
  return dir;
}

/** npx puts a package's commands on the PATH of what it runs: so we have it tell us its PATH. */
async function fromNpx(version) {
  const args = ['--yes', '--package', `pnpm@${version}`, 'node', '-p', 'process.env.PATH'];
  const searched = (await run('npx', args, { timeout: ASK_MS })).trim();
  return searched.split(path.delimiter).find((dir) => existsSync(path.join(dir, executable)));
}

// npx takes a second to say again where it has put pnpm.
const note = (cache) => path.join(cache, 'pnpm.json');

function remember(cache, found) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(note(cache), JSON.stringify(found));
}

function recall(cache, version) {
  const found = JSON.parse(readFileSync(note(cache), 'utf8'));
  return found.version === version ? found.dir : undefined;
}
