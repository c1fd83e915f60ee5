import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { findPnpm } from './pnpm.mjs';
import { step } from './progress.mjs';
import { inRoot } from './root.mjs';
import { run, runNode } from './run.mjs';
import { workspaces } from './workspace.mjs';

const marker = inRoot('node_modules', '.installed-by-scripts');

/** What an install depends on: the lockfile, the manifests, the patches. A changed one asks for another install. */
function installHash() {
  // Files alone: the folders beside them hold what the files are made from.
  const entries = existsSync(inRoot('patches')) ? readdirSync(inRoot('patches'), { withFileTypes: true }) : [];
  const patches = entries.filter((entry) => entry.isFile()).map(({ name }) => `patches/${name}`);
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', ...patches.sort()];
  const manifests = workspaces().map(({ dir }) => `${dir}/package.json`);
  const hash = createHash('sha256');
  for (const file of [...files, ...manifests]) {
    hash.update(`\0${file}\0`);
    if (existsSync(inRoot(file))) hash.update(readFileSync(inRoot(file)));
  }
  return hash.digest('hex');
}

function isInstalled(hash) {
  if (!existsSync(marker) || readFileSync(marker, 'utf8') !== hash) return false;
  return workspaces().every(
    ({ dir, manifest }) =>
      Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length === 0 ||
      existsSync(inRoot(dir, 'node_modules')),
  );
}

/**
 * Installs what the lockfile says (nothing when that is done already) and builds what has changed: everything, or the
 * workspace in folder `only` with what it needs. Then checks types and writes .d.ts files, unless `types` is false.
 */
export async function prepare({ verbose = false, only, types = true } = {}) {
  let pnpm;
  const hash = installHash();
  if (!isInstalled(hash)) {
    pnpm = await step('looking for pnpm', async (note) => {
      const found = await findPnpm();
      note(`from ${found.from}`);
      return found;
    });
    // Without a terminal pnpm would stop at its question whether it may replace node_modules.
    const args = ['install', '--frozen-lockfile', '--config.confirm-modules-purge=false'];
    await step('installing packages', () => run('pnpm', args, { env: pnpm.env, show: verbose }));
    writeFileSync(marker, hash);
  }
  await step('building', async () => {
    pnpm ??= await findPnpm();
    await build({ env: pnpm.env, verbose, only });
  });
  if (types) await step('types', () => runNode(inRoot('scripts/declarations.mjs'), [], { show: verbose }));
}

/** turbo builds the packages in their order and leaves out those whose inputs are as they were. */
async function build({ env, verbose, only }) {
  const quiet = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
  const args = [
    'run',
    'build',
    '--ui=stream',
    '--continue=dependencies-successful',
    `--output-logs=${verbose ? 'full' : 'errors-only'}`,
    ...(only === undefined ? [] : [`--filter=./${only}...`]),
  ];
  await runNode(inRoot('node_modules/turbo/bin/turbo'), args, {
    env: { ...env, ...quiet },
    show: verbose,
  });
}
