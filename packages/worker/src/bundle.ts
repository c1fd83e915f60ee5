import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BundleCache } from './bundle-cache.js';
import { bundleWorkflows } from './bundler.js';
import type { Composition } from './composition.js';
import type { ExternalModule } from './external-modules.js';

/** Next to this file in `dist`; from the sources, the one of the last build. */
const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/**
 * The code for the sandbox: as built with this package, or for other modules and workflows of TypeScript bundled now and
 * kept by content.
 */
export async function workflowBundle({ external, workflowsPath, project }: Composition): Promise<string> {
  if (external.length === 0 && workflowsPath === undefined)
    return readFile(path.join(dist, 'workflow-bundle.js'), 'utf8');
  const folder = path.join(project.root, 'node_modules', '.cache', 'durable-lua');
  const cache = new BundleCache(folder);
  const entry = entryCode(external, workflowsPath);
  return (await cache.find(entry)) ?? bundleAndKeep(entry, folder, cache);
}

/** The same as `workflow-entry.ts`, with more modules, and workflows of TypeScript beside. */
function entryCode(external: readonly ExternalModule[], workflowsPath: string | undefined): string {
  const own = (file: string) => JSON.stringify(path.join(dist, file));
  const beside = JSON.stringify(workflowsPath);
  return [
    `import { interceptors as lua, interceptorsBeside, workflowMain, standardModules } from ${own('workflow-parts.js')};`,
    ...external.map(({ file }, index) => `import * as m${index} from ${JSON.stringify(file)};`),
    `const isModule = (v) => typeof v === 'object' && v !== null && typeof v.functions === 'object' && Array.isArray(v.needs);`,
    `const modules = [${external.map((_, index) => `...Object.values(m${index})`).join(', ')}].filter(isModule);`,
    ...(workflowsPath === undefined
      ? [`export const interceptors = lua;`]
      : [
          `import * as typescript from ${beside};`,
          // Whatever the SDK looks up by workflow type; a name that is exported here as well is ours.
          `export * from ${beside};`,
          `export const interceptors = interceptorsBeside(typescript);`,
        ]),
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
