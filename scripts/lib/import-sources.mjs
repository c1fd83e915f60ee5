import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheDir, inRoot, readJson } from './root.mjs';

/** Packages of ours come from their sources, installed or not. */
const ours = {
  name: 'ours',
  setup({ onResolve }) {
    onResolve({ filter: /^@durable-lua\// }, ({ path: specifier }) => {
      const [, folder, door = ''] = /^@durable-lua\/([^/]+)(\/.+)?$/.exec(specifier);
      const conditions = readJson('packages', folder, 'package.json').exports[`.${door}`];
      return { path: inRoot('packages', folder, conditions['@durable-lua/source']) };
    });
  },
};

/**
 * Imports TypeScript of this repository into a script, which Node itself cannot yet: bundled, so nothing has to be built
 * before. For code without native parts.
 * @param files by the name under which their exports come back.
 */
export async function importSources(files) {
  // Only now: whoever imports this file may be the one who installs.
  const { build } = await import('esbuild');
  const contents = Object.entries(files)
    .map(([name, file]) => `export * as ${name} from ${JSON.stringify(path.resolve(file))};`)
    .join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: inRoot() },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    // For libraries that are CommonJS and ask for parts of Node.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
    plugins: [ours],
  });
  mkdirSync(cacheDir, { recursive: true });
  const file = path.join(cacheDir, `sources-${process.pid}-${Date.now()}.mjs`);
  writeFileSync(file, outputFiles[0].contents);
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(file);
  }
}
