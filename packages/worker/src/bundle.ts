import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BundleCache } from './bundle-cache.js';
import { bundleWorkflows } from './bundler.js';
import type { ExternalModule } from './external-modules.js';

/** Next to this file in `dist`; from the sources, the one of the last build. */
const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** The code for the sandbox: as built with this package, or for other modules bundled now and kept by content. */
export async function workflowBundle(external: readonly ExternalModule[], root: string): Promise<string> {
  if (external.length === 0) return readFile(path.join(dist, 'workflow-bundle.js'), 'utf8');
  const folder = path.join(root, 'node_modules', '.cache', 'durable-lua');
  const cache = new BundleCache(folder);
  const entry = entryCode(external);
  return (await cache.find(entry)) ?? bundleAndKeep(entry, folder, cache);
}

/** The same as `workflow-entry.ts`, with more modules. */
function entryCode(external: readonly ExternalModule[]): string {
  const own = (file: string) => JSON.stringify(path.join(dist, file));
  return [
    `import { interceptors, workflowMain, standardModules } from ${own('workflow-parts.js')};`,
    ...external.map(({ file }, index) => `import * as m${index} from ${JSON.stringify(file)};`),
    `const isModule = (v) => typeof v === 'object' && v !== null && typeof v.functions === 'object' && Array.isArray(v.needs);`,
    `const modules = [${external.map((_, index) => `...Object.values(m${index})`).join(', ')}].filter(isModule);`,
    `export { interceptors };`,
    `export default workflowMain({ modules: [...standardModules, ...modules] });`,
    '',
  ].join('\n');
}

async function bundleAndKeep(entry: string, folder: string, cache: BundleCache): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `entry-${process.pid}-${Date.now()}.js`);
  await writeFile(file, entry);
  try {
    const { code, files } = await bundleWorkflows(file);
    await cache.keep(
      entry,
      code,
      files.filter((one) => !one.startsWith(folder)),
    );
    return code;
  } finally {
    await rm(file, { force: true });
  }
}
