import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import which from 'which';
import { reasonOf } from './errors.js';

/** The flags we start the server with. An older CLI, or another program called `temporal`, lacks some. */
const FLAGS = ['--ip', '--port', '--ui-port', '--headless', '--namespace', '--db-filename', '--search-attribute'];
const MORE_FLAGS = ['--dynamic-config-value', '--log-level', '--log-format'];

/** Why this file cannot be our server; undefined when it can. */
export async function probe(file: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(file, ['server', 'start-dev', '--help'], {
      env: withoutTemporal(env),
      timeout: 20_000,
      windowsHide: true,
      ...(signal ? { signal } : {}),
    });
    const missing = [...FLAGS, ...MORE_FLAGS].filter((flag) => !stdout.includes(flag));
    return missing.length === 0 ? undefined : `its "server start-dev" does not know ${missing.join(', ')}`;
  } catch (error) {
    signal?.throwIfAborted();
    return `it does not run: ${reasonOf(error)}`;
  }
}

/** TEMPORAL_* configure clients. Some, such as TEMPORAL_ENV, also stop the server from starting. */
export function withoutTemporal(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

/** All programs of that name on PATH, in order. */
export async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const path = env.PATH ?? env.Path;
  if (!path) return [];
  const pathExt = env.PATHEXT;
  const files = await which(name, { all: true, nothrow: true, path, ...(pathExt ? { pathExt } : {}) });
  return (files ?? []).map((file) => resolve(file));
}
