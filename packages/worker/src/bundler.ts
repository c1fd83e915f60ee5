import { realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const require = createRequire(import.meta.url);

/** A file of the wire for the SDK, which calls `require`: the built one also where neighbours come from their sources. */
const wireFile = (name: string): string =>
  require.resolve(`@durable-lua/temporal-wire/${name}`).replace(/src([\\/])([\w-]+)\.ts$/, 'dist$1$2.js');

/** Where the SDK finds the converters of payloads and failures: in the sandbox, in workers and in clients. */
export const payloadConverterPath: string = wireFile('converter');
/** The same for workers and clients whose failures say nothing to those without their codecs. */
export const hidingConverterPath: string = wireFile('hiding-converter');

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
    failureConverterPath: payloadConverterPath,
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
