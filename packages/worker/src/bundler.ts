import { realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const require = createRequire(import.meta.url);

/**
 * Where the SDK finds the converter of payloads: in the sandbox, in workers and in clients. The SDK calls `require`, so this
 * is the built file also where neighbours come from their sources.
 */
export const payloadConverterPath: string = require
  .resolve('@durable-lua/temporal-wire/converter')
  .replace(/src([\\/])converter\.ts$/, 'dist$1converter.js');

export interface WorkflowCode {
  readonly code: string;
  /** Every file that was read for it. */
  readonly files: readonly string[];
}

/**
 * The code of a workflow bundle.
 * @param entry file that exports `interceptors` and the default workflow.
 */
export async function bundleWorkflows(entry: string): Promise<WorkflowCode> {
  const resource = await realpath(entry);
  const read: string[] = [];
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    workflowInterceptorModules: [entry],
    payloadConverterPath,
    // The VM and the modules are loaded once per V8 context, not once per run.
    preloadModules: [entry],
    // The SDK preloads with a `require` whose value nobody uses: webpack drops it when a package.json says `sideEffects: false`.
    webpackConfigHook: (config) => ({
      ...config,
      // Positions for stack traces, without the sources themselves: half the bundle.
      devtool: 'inline-nosources-source-map',
      plugins: [
        ...(config.plugins ?? []),
        (compiler) =>
          compiler.hooks.done.tap('durable-lua', ({ compilation }) => void read.push(...compilation.fileDependencies)),
      ],
      module: { ...config.module, rules: [...(config.module?.rules ?? []), { resource, sideEffects: true }] },
    }),
    logger: new DefaultLogger('WARN'),
  });
  // Links to folders are among what webpack watches.
  const isFile = await Promise.all(read.map(async (file) => (await stat(file).catch(() => undefined))?.isFile()));
  return { code, files: read.filter((_, index) => isFile[index]) };
}
