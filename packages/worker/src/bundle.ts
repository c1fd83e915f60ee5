import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { invalid, type ModuleDefinition } from '@durable-lua/determinism';
import { BundleCache } from './bundle-cache.js';
import { bundleWorkflows } from './bundler.js';

/** A module of a third party: where it is found and what it defines. */
export interface ExternalModule {
  /** npm name or path, as given. */
  readonly specifier: string;
  readonly file: string;
  readonly definitions: readonly ModuleDefinition[];
}

/** Next to this file in `dist`; from the sources, the one of the last build. */
const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** Loads a module of a third party: every definition that its main file exports. `LuaError` `INVALID` if there is none. */
export async function loadExternalModule(specifier: string, root: string): Promise<ExternalModule> {
  let file: string;
  try {
    file = createRequire(path.join(root, 'package.json')).resolve(specifier);
  } catch {
    throw invalid(`module package '${specifier}' is not installed in ${root}: npm install ${specifier}`);
  }
  const exports = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const definitions = Object.values(exports).filter(isModule);
  if (definitions.length > 0) return { specifier, file, definitions };
  throw invalid(`'${specifier}' exports no module definition: export one made with defineModule()`);
}

function isModule(value: unknown): value is ModuleDefinition {
  const candidate = value as Partial<ModuleDefinition> | null;
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    typeof candidate.name === 'string' &&
    typeof candidate.functions === 'object' &&
    Array.isArray(candidate.needs)
  );
}

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
