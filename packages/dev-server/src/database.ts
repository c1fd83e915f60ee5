import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DevServerError } from './errors.js';
import type { Guard } from './guard.js';
import type { DevServerOptions } from './options.js';

/** Longer than a lock needs to go stale after its holder was killed (supervisor.js). */
const TIMEOUT_MS = 8_000;
const POLL_MS = 100;

/**
 * Makes the folder of the SQLite file and keeps other dev servers off it: two on one file start without a word and
 * then fail each other's calls. A server that is just ending is waited for.
 *
 * @throws DevServerError `DATABASE_IN_USE`
 */
export async function lockDatabase(guard: Guard, { persistTo, onProgress, signal }: DevServerOptions): Promise<string> {
  const wanted = resolve(persistTo!);
  await mkdir(dirname(wanted), { recursive: true });
  const file = join(await realpath(dirname(wanted)), basename(wanted));
  const deadline = Date.now() + TIMEOUT_MS;
  for (let attempt = 1; !(await guard.lock(file)); attempt += 1) {
    if (attempt === 1) onProgress?.(`Waiting for the dev server that holds ${file} …`);
    if (Date.now() > deadline) {
      throw new DevServerError(
        'DATABASE_IN_USE',
        `Option persistTo: another dev server keeps its workflows in ${file}. Stop that one, or choose another file.`,
      );
    }
    await sleep(POLL_MS, undefined, signal ? { signal } : {});
  }
  return file;
}
