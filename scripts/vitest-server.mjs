import { ensureDevServer } from '@durable-lua/dev-server';

/** Finds or starts the Temporal dev server of a test run, and ends it when we started it. */
export default async function setup(project) {
  const { address, stop } = await ensureDevServer({ onProgress: (line) => process.stderr.write(`· ${line}\n`) });
  project.provide('temporalAddress', address);
  return stop;
}
