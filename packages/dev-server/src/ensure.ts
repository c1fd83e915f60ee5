import { assertValid } from './args.js';
import { existingServer } from './existing.js';
import { ensureTemporalCli } from './find-cli.js';
import type { DevServer, DevServerOptions } from './options.js';
import { startServer } from './start.js';

/**
 * A Temporal server to develop and test with: the one of TEMPORAL_ADDRESS, else one that is started for as long as
 * this process runs. The Temporal CLI for it is taken from PATH or from our cache, else downloaded, else built with Go.
 *
 * Resolves when the server answers gRPC. It does not keep this process alive, and it ends with it, however that ends.
 *
 * @throws DevServerError with a stable `kind`; the reason of `options.signal` when that aborts
 */
export async function ensureDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  assertValid(options);
  options.signal?.throwIfAborted();
  const existing = await existingServer(options);
  if (existing !== undefined) return existing;
  return await startServer(await ensureTemporalCli(options), options);
}
