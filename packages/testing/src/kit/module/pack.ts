import { build } from 'esbuild';

/**
 * A module as one file of JavaScript.
 * @param what `everything` it imports with it; or `own`, minified, without the interface that all modules share.
 */
export async function packModule(entry: string, what: 'everything' | 'own'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'node20',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['@durable-lua/source'],
    external: what === 'own' ? ['node:*', '@durable-lua/determinism'] : ['node:*'],
    minify: what === 'own',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
