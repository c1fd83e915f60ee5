import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { notRun, report, type Case } from '../case.js';
import { packModule } from '../pack.js';
import type { Subject } from '../subject.js';

const DEFAULT_BUDGET = 65_536;

/** Does the module bundle with Temporal's own bundler, nothing ignored, under its byte budget? */
export function bundle(subject: Subject): Case[] {
  const { entry } = subject.files;
  const { budget = DEFAULT_BUDGET } = subject.options;
  const size = `takes at most ${budget} bytes of a workflow bundle`;
  const bundles = "bundles with Temporal's own bundler, nothing ignored";
  if (entry === undefined) {
    const reason = 'the file that exports the definition is not given';
    return [notRun('bundle', size, reason), notRun('bundle', bundles, reason)];
  }
  return [
    {
      check: 'bundle',
      title: size,
      run: async () => {
        const bytes = Buffer.byteLength(await packModule(entry, 'own'));
        report(bytes <= budget ? [] : [`takes ${bytes} bytes, ${bytes - budget} more than its budget`]);
      },
    },
    isInstalled('@temporalio/worker')
      ? { check: 'bundle', title: bundles, run: () => bundleForTemporal(entry) }
      : notRun('bundle', bundles, '@temporalio/worker is not installed'),
  ];
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

async function bundleForTemporal(entry: string): Promise<void> {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  // Packed first, so that neighbours need not be built; in reach of the SDK's own packages.
  const folder = path.join(
    path.dirname(createRequire(import.meta.url).resolve('@temporalio/worker/package.json')),
    '.cache',
  );
  const file = path.join(folder, `${process.pid}-${Math.random().toString(36).slice(2)}.js`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, await packModule(entry, 'everything'));
  const said: string[] = [];
  const note = (...words: unknown[]): void => void said.push(words.map(String).join(' '));
  const quiet = { log: note, trace: note, debug: note, info: note, warn: note, error: note };
  try {
    await bundleWorkflowCode({ workflowsPath: file, logger: quiet });
  } catch (error) {
    throw new Error(
      [(error as Error).message, ...said.filter((line) => /ERROR|not found|disallowed/i.test(line))].join('\n'),
    );
  } finally {
    await rm(file, { force: true });
  }
}
