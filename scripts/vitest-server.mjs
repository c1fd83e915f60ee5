// From the source, like all tests: what vitest loads as global setup does not see our `exports` condition.
import { ensureDevServer } from '../packages/dev-server/src/index.ts';

/** Finds or starts the Temporal dev server of a test run, and ends it when we started it. */
export default async function setup(project) {
  const { address, stop } = await ensureDevServer({ onProgress: (line) => process.stderr.write(`· ${line}\n`) });
  project.provide('temporalAddress', address);
  return stop;
}
