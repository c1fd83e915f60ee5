import { join } from 'node:path';
import envPaths from 'env-paths';
import type { TemporalCliOptions } from './options.js';

/** The release that is downloaded or built. v1.9.1 and others cannot be built by `go install` (replace directives). */
export const CLI_VERSION = '1.5.1';

const EXE = process.platform === 'win32' ? '.exe' : '';

/** Where our own copy of the CLI is, or would be: one for all checkouts of a user. */
export function cachedCli(options: TemporalCliOptions): { dir: string; file: string } {
  const dir = join(cacheRoot(options), 'temporal', CLI_VERSION);
  return { dir, file: join(dir, `temporal${EXE}`) };
}

function cacheRoot({ cacheDir, env = process.env }: TemporalCliOptions): string {
  return cacheDir ?? (env.DURABLE_LUA_CACHE_DIR || envPaths('durable-lua', { suffix: '' }).cache);
}
