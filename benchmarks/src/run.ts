import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { ensureDevServer } from '@durable-lua/dev-server';
import type { Bench } from './bench.js';
import { Child } from './child.js';
import type { Result } from './figures.js';
import type { Methods } from './rpc.js';
import type { Settings } from './settings.js';
import { benchmarks } from './suites/index.js';

/**
 * Runs what the settings ask for, one after the other. Whatever was started is stopped when this ends, however it ends.
 * After a failure calls of the client may be under way for a while: then it is for the caller to end the process.
 * @throws the reason of the signal when that aborts
 */
export async function runBenchmarks(
  settings: Settings,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<readonly Result[]> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  aborted.catch(() => undefined);
  const chosen = benchmarks.filter(({ name }) => settings.only.length === 0 || settings.only.includes(name));
  const server = await ensureDevServer({ ui: false, logLevel: 'error', signal, onProgress: say });
  const children = new Set<Child<Methods>>();
  try {
    const connection = await Connection.connect({ address: server.address });
    const bench: Bench = {
      settings,
      server,
      // The same client for both sides, without anything of ours: what it does counts for neither.
      client: new Client({ connection, namespace: server.namespace }),
      queue: (name) => `bench-${name}-${randomUUID()}`,
      spawn: <M extends Methods>(program: string, execArgv: readonly string[] = []) => {
        signal.throwIfAborted();
        const child = new Child<M>(program, execArgv);
        children.add(child);
        return child;
      },
      signal,
      say,
    };
    const results: Result[] = [];
    for (const { name, run } of chosen) {
      say(`${name} …`);
      results.push(await Promise.race([run(bench), aborted]));
    }
    // Not after a failure: calls of the client may be under way, and the SDK would try them again on a closed channel.
    await connection.close();
    return results;
  } finally {
    await Promise.all([...children].map((child) => child.stop()));
    await server.stop();
  }
}
