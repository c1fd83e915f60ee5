import { access } from 'node:fs/promises';
import { cachedCli } from './cache.js';
import { DevServerError } from './errors.js';
import { install } from './install.js';
import type { TemporalCliOptions } from './options.js';
import { findOnPath, probe } from './program.js';

/**
 * The path of a Temporal CLI that can run a dev server: the one on PATH, ours in the cache, a downloaded or a built
 * one, in this order. The first that works is returned.
 *
 * @throws DevServerError `NO_EXECUTABLE`, with the reason of each failure and its remedy
 */
export async function ensureTemporalCli(options: TemporalCliOptions = {}): Promise<string> {
  options.signal?.throwIfAborted();
  const onPath = await fromPath(options);
  if ('file' in onPath) return onPath.file;
  const cached = await fromCache(options);
  if ('file' in cached) return cached.file;
  const installed = await install(options, async () => 'file' in (await fromCache(options)));
  if (installed === 'done') return cachedCli(options).file;
  throw noExecutable({ path: onPath.reason, cache: cached.reason, ...installed });
}

type Found = { file: string } | { reason: string };

async function fromPath({ env = process.env, signal }: TemporalCliOptions): Promise<Found> {
  const reasons: string[] = [];
  for (const file of await findOnPath('temporal', env)) {
    const reason = await probe(file, env, signal);
    if (reason === undefined) return { file };
    reasons.push(`${file} was passed over: ${reason}`);
  }
  return { reason: reasons.join('; ') || 'no `temporal` on PATH' };
}

async function fromCache(options: TemporalCliOptions): Promise<Found> {
  const { file } = cachedCli(options);
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) return { reason: `none at ${file}` };
  const reason = await probe(file, options.env ?? process.env, options.signal);
  return reason === undefined ? { file } : { reason: `${file} was passed over: ${reason}` };
}

function noExecutable(reasons: { path: string; cache: string; download: string; go: string }): DevServerError {
  return new DevServerError(
    'NO_EXECUTABLE',
    [
      'No Temporal server could be found or made. Any one of these four is enough:',
      '  1. A running server. TEMPORAL_ADDRESS is not set.',
      '     Set it to the host:port of a Temporal server.',
      `  2. The Temporal CLI. On PATH: ${reasons.path}. In the cache: ${reasons.cache}.`,
      '     Install it as https://docs.temporal.io/cli says.',
      `  3. The download of the Temporal SDK. It failed: ${reasons.download}.`,
      '     Give this machine access to https://temporal.download (HTTPS_PROXY is respected).',
      `  4. A build with Go. It failed: ${reasons.go}.`,
      '     Install Go 1.25 or newer (https://go.dev/dl) and give it access to its module proxy (GOPROXY).',
    ].join('\n'),
  );
}
