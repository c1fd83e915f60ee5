import { realpath } from 'node:fs/promises';
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

/**
 * The code of a workflow bundle.
 * @param entry file that exports `interceptors` and the default workflow.
 */
export async function bundleWorkflows(entry: string): Promise<string> {
  const resource = await realpath(entry);
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
      module: { ...config.module, rules: [...(config.module?.rules ?? []), { resource, sideEffects: true }] },
    }),
    logger: new DefaultLogger('WARN'),
  });
  return code;
}
