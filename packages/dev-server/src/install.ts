import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cachedCli, CLI_VERSION } from './cache.js';
import { download } from './download.js';
import { reasonOf } from './errors.js';
import { buildWithGo } from './go-build.js';
import { openGuard, type Guard } from './guard.js';
import type { InstallContext } from './install-context.js';
import type { TemporalCliOptions } from './options.js';
import { probe } from './program.js';
import { reporting } from './progress.js';

const PARTIAL = 'partial-';
const LOCK_POLL_MS = 250;

/**
 * Puts the CLI into the cache, by download, else by a build. One process at a time: those who come later wait and
 * find what the first has made, by `isCached`. Not done: why either way failed.
 */
export async function install(
  options: TemporalCliOptions,
  isCached: () => Promise<boolean>,
): Promise<'done' | { download: string; go: string }> {
  const { env = process.env, onProgress: say = () => {}, signal } = options;
  const cache = cachedCli(options);
  const guard = openGuard();
  const onAbort = () => void guard.close();
  signal?.addEventListener('abort', onAbort, { once: true });
  let work: string | undefined;

  const attempt = async (make: (context: InstallContext) => Promise<string>): Promise<string | undefined> => {
    try {
      const made = await make({ guard, dir: work!, env, say, signal });
      const unusable = await probe(made, env, signal);
      if (unusable !== undefined) return `${made} was made, but ${unusable}`;
      await rename(made, cache.file);
      return undefined;
    } catch (error) {
      signal?.throwIfAborted();
      return reasonOf(error);
    }
  };

  try {
    await mkdir(cache.dir, { recursive: true });
    await waitForTurn(guard, join(cache.dir, 'install'), say, signal);
    if (await isCached()) return 'done';
    await removeLeftovers(cache.dir);
    work = await mkdtemp(join(cache.dir, PARTIAL));

    const downloadFailure = await attempt(download);
    if (downloadFailure === undefined) return 'done';
    say(`The download of the Temporal CLI ${CLI_VERSION} failed: ${downloadFailure}`);
    const goFailure = await attempt(buildWithGo);
    if (goFailure === undefined) return 'done';
    return { download: downloadFailure, go: goFailure };
  } catch (error) {
    signal?.throwIfAborted();
    const reason = `the cache ${cache.dir} cannot be used: ${reasonOf(error)}`;
    return { download: reason, go: reason };
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await guard.close(); // First, so that nobody writes there any more.
    if (work !== undefined) await rm(work, { recursive: true, force: true });
  }
}

async function waitForTurn(
  guard: Guard,
  path: string,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (await guard.lock(path)) return;
  await reporting(
    say,
    'Waiting for another process that is getting the Temporal CLI',
    () => '',
    async () => {
      do await sleep(LOCK_POLL_MS, undefined, signal ? { signal } : {});
      while (!(await guard.lock(path)));
    },
  );
}

/** What processes left behind that were killed at work. We hold the lock, so none of them is alive. */
async function removeLeftovers(dir: string): Promise<void> {
  const names = await readdir(dir);
  const leftovers = names.filter((name) => name.startsWith(PARTIAL));
  await Promise.all(leftovers.map((name) => rm(join(dir, name), { recursive: true, force: true })));
}
