import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { notRun, report, type Case } from '../case.js';
import { packModule } from '../module/pack.js';
import type { Subject } from '../run/subject.js';

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
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-kit-'));
  const file = path.join(folder, 'module.js');
  // Packed first, so that neighbours need not be built.
  await writeFile(file, await packModule(entry, 'everything'));
  const said: string[] = [];
  const note = (...words: unknown[]): void => void said.push(words.map(String).join(' '));
  const quiet = { log: note, trace: note, debug: note, info: note, warn: note, error: note };
  const workflow = path.dirname(createRequire(import.meta.url).resolve('@temporalio/workflow/package.json'));
  try {
    await bundleWorkflowCode({
      workflowsPath: file,
      logger: quiet,
      // The SDK looks for its own half from the file on, which lies elsewhere.
      webpackConfigHook: (config) => ({
        ...config,
        resolve: { ...config.resolve, alias: { ...config.resolve?.alias, '@temporalio/workflow': workflow } },
      }),
    });
  } catch (error) {
    const why = said.filter((line) => /ERROR|not found|disallowed/i.test(line));
    throw new Error([(error as Error).message, ...why].join('\n'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
