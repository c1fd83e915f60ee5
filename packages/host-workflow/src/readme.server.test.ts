import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import * as sdk from '@temporalio/worker';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { codeBlocks, runBlock } from '../../../scripts/lib/readme.js';
import * as program from './program.js';

/** What the SDK bundles is what users have: the build of a package. */
const built = (file: string): string => JSON.stringify(fileURLToPath(new URL(`../../${file}`, import.meta.url)));

const quiet = new sdk.DefaultLogger('ERROR');
sdk.Runtime.install({ logger: quiet });

it('the worker of the README runs a Lua workflow', async () => {
  const [workflows, main] = codeBlocks(new URL('../README.md', import.meta.url), 'js') as [string, string];
  // Inside the package, where the bundler finds the SDK.
  const cache = fileURLToPath(new URL('../node_modules/.cache', import.meta.url));
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'readme-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'workflows.js');
  await writeFile(
    file,
    workflows
      .replace("'@durable-lua/host-workflow'", built('host-workflow/dist/index.js'))
      .replace("'@durable-lua/modules-time'", built('modules-time/dist/index.js')),
  );
  vi.stubEnv('TEMPORAL_ADDRESS', inject('temporalAddress'));

  let worker: sdk.Worker | undefined;
  const modules: Record<string, unknown> = {
    'node:module': { createRequire: () => ({ resolve: () => JSON.parse(built('temporal-wire/dist/converter.js')) }) },
    '@durable-lua/host-workflow/program': program,
    '@temporalio/worker': {
      ...sdk,
      bundleWorkflowCode: (options: sdk.BundleOptions) => sdk.bundleWorkflowCode({ ...options, logger: quiet }),
      Worker: { create: async (options: sdk.WorkerOptions) => (worker = await sdk.Worker.create(options)) },
    },
  };
  const code = main.replaceAll("'./workflows.js'", JSON.stringify(file)).replace('import.meta.url', 'undefined');
  const running = runBlock(code, (specifier) => Promise.resolve(modules[specifier]));

  const connection = await Connection.connect({ address: inject('temporalAddress') });
  onTestFinished(() => connection.close());
  const { workflow } = new Client({ connection });
  const options = { taskQueue: 'greetings', workflowId: 'greeting-of-the-readme', args: ['Ada'] };
  const greeting = workflow.execute('Greet', options);
  expect(await Promise.race([greeting, running])).toBe('Hello, Ada');
  worker?.shutdown();
  await running;
});
