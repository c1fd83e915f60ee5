import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { CLI_VERSION } from './cache.js';
import type { InstallContext } from './install-context.js';
import { withoutTemporal } from './program.js';
import { megabytes, reporting } from './progress.js';

const PROGRAM = fileURLToPath(new URL('../processes/sdk-download.js', import.meta.url));
const POLL_MS = 500;

export interface DownloadLimits {
  /** How long the first byte may take. A network that drops packets in silence must not hold up the next way. */
  firstByteMs: number;
  /** How long nothing may happen otherwise. */
  stallMs: number;
}

/** Downloads the CLI as the Temporal SDK does it, in a process of its own. */
export async function download(
  { guard, dir, env, say }: InstallContext,
  { firstByteMs, stallMs }: DownloadLimits = { firstByteMs: 8_000, stallMs: 60_000 },
  program = PROGRAM,
): Promise<string> {
  const output: string[] = [];
  let size = 0;
  let limit = stallMs;
  let lastEvent = Date.now();

  const onLine = (line: string) => {
    output.push(line);
    lastEvent = Date.now();
    if (line === 'requesting') limit = firstByteMs;
  };
  const look = (now: number) => {
    if (now !== size) {
      [size, limit, lastEvent] = [now, stallMs, Date.now()];
    } else if (Date.now() - lastEvent > limit) {
      output.push(`error: nothing arrived for ${limit / 1000} seconds`);
      guard.end();
      clearInterval(watch);
    }
  };
  const watch = setInterval(() => void sizeOf(dir).then(look, () => {}), POLL_MS);

  const args = [program, dir, `v${CLI_VERSION}`];
  const ended = await reporting(
    say,
    `Downloading the Temporal CLI ${CLI_VERSION}`,
    () => megabytes(size),
    () => guard.run({ command: process.execPath, args, env: withoutTemporal(env), cwd: dir }, onLine),
  ).finally(() => clearInterval(watch));

  // The SDK also starts what it has downloaded. If only that failed, the file is still good, and `probe` will tell.
  const file = (await readdir(dir)).find((name) => /^temporal-v[\d.]+(\.exe)?$/.test(name));
  if (file !== undefined) return join(dir, file);
  const errors = output.filter((line) => line.startsWith('error: ')).map((line) => line.slice('error: '.length));
  throw new Error(
    errors.join(': ') || output.slice(-3).join(' | ') || `the downloader ended (${ended.error ?? ended.code})`,
  );
}

async function sizeOf(dir: string): Promise<number> {
  let sum = 0;
  for (const name of await readdir(dir)) {
    const file = await stat(join(dir, name)).catch(() => undefined); // It may have been renamed just now.
    sum += file?.size ?? 0;
  }
  return sum;
}
