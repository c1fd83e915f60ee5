// From the source, like all tests: what vitest loads as global setup does not see our `exports` condition.
import { ensureDevServer } from '../packages/dev-server/src/index.ts';

/** The server of this run, and how many projects of vitest need it: each loads this file anew. */
const KEY = Symbol.for('durable-lua test server');

/** Finds or starts the Temporal dev server of a test run, and ends it after the last project when we started it. */
export default async function setup(project) {
  const shared = (globalThis[KEY] ??= {
    projects: 0,
    server: ensureDevServer({ onProgress: (line) => process.stderr.write(`· ${line}\n`) }),
  });
  shared.projects += 1;
  const { address, stop } = await shared.server;
  project.provide('temporalAddress', address);
  return async () => {
    shared.projects -= 1;
    if (shared.projects > 0) return;
    delete globalThis[KEY];
    await stop();
  };
}
