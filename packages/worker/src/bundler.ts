import { readFileSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const require = createRequire(import.meta.url);

/** A file of the wire for the SDK, which calls `require`: the built one also where neighbours come from their sources. */
const wireFile = (name: string): string =>
  require.resolve(`@durable-lua/temporal-wire/${name}`).replace(/src([\\/])([\w-]+)\.ts$/, 'dist$1$2.js');

/** Where the SDK finds the converters of payloads and failures: in the sandbox, in workers and in clients. */
export const payloadConverterPath: string = wireFile('converter');
/** The same for workers and clients whose failures say nothing to those without their codecs. */
export const hidingConverterPath: string = wireFile('hiding-converter');

/**
 * A file as stack traces show it. Of a package, `@temporalio/workflow/src/internals.ts`: where it was installed when the
 * bundle was made is of no use to anybody else. A file of an application keeps its path.
 */
function shownAs(file: string): string {
  const home = path.isAbsolute(file) ? packageOf(path.dirname(file)) : undefined;
  if (home === undefined) return file;
  return [home.name, ...path.relative(home.folder, file).split(path.sep)].join('/');
}

/** The package that is installed in the nearest folder above, or one of ours. */
function packageOf(folder: string): { readonly name: string; readonly folder: string } | undefined {
  const { name } = manifestIn(folder);
  const isInstalled = path.basename(path.dirname(folder)) === 'node_modules';
  const isScoped = path.basename(path.dirname(path.dirname(folder))) === 'node_modules';
  if (name !== undefined && (isInstalled || isScoped || name.startsWith('@durable-lua/'))) return { name, folder };
  const parent = path.dirname(folder);
  return parent === folder ? undefined : packageOf(parent);
}

function manifestIn(folder: string): { readonly name?: string } {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name?: string };
  } catch {
    return {};
  }
}

/**
 * Where the SDK's part for the sandbox is installed for us. The SDK looks for it from the file that it bundles, above which
 * it need not be: a package manager may give a project only what that names itself.
 */
const sandboxModules = path.dirname(
  path.dirname((packageOf(path.dirname(require.resolve('@temporalio/workflow'))) as { folder: string }).folder),
);

export interface WorkflowCode {
  readonly code: string;
  /** Every file that was read for it. */
  readonly files: readonly string[];
}

/**
 * The code of a workflow bundle.
 * @param entry file that exports `interceptors` and the default workflow.
 * @param preload file that is loaded once per V8 context, with all that it imports; everything else once per run.
 */
export async function bundleWorkflows(entry: string, preload: string = entry): Promise<WorkflowCode> {
  const resource = await realpath(preload);
  const read: string[] = [];
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    workflowInterceptorModules: [entry],
    payloadConverterPath,
    failureConverterPath: payloadConverterPath,
    // The VM and the modules are loaded once per V8 context, not once per run.
    preloadModules: [preload],
    // The SDK preloads with a `require` whose value nobody uses: webpack drops it when a package.json says `sideEffects: false`.
    webpackConfigHook: (config) => ({
      ...config,
      // Positions for stack traces, without the sources themselves: half the bundle.
      devtool: 'inline-nosources-source-map',
      output: {
        ...config.output,
        devtoolModuleFilenameTemplate: ({ absoluteResourcePath: file }: { absoluteResourcePath: string }) =>
          shownAs(file),
      },
      resolve: { ...config.resolve, modules: [...(config.resolve?.modules ?? ['node_modules']), sandboxModules] },
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
