import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BundleCache } from './bundle-cache.js';
import { bundleWorkflows } from './bundler.js';
import type { Composition } from './composition.js';
import { dist } from './dist.js';
import type { ExternalModule } from './external-modules.js';

/**
 * The code for the sandbox: as built with this package, or for other modules and workflows of TypeScript bundled now and
 * kept by content.
 */
export async function workflowBundle({ external, workflowsPath, project }: Composition): Promise<string> {
  if (external.length === 0 && workflowsPath === undefined)
    return readFile(path.join(dist, 'workflow-bundle.js'), 'utf8');
  const folder = path.join(project.root, 'node_modules', '.cache', 'durable-lua');
  const cache = new BundleCache(folder);
  const source = { lua: luaCode(external), beside: workflowsPath === undefined ? '' : besideCode(workflowsPath) };
  const key = source.lua + source.beside;
  return (await cache.find(key)) ?? bundleAndKeep(source, folder, cache);
}

interface Source {
  readonly lua: string;
  /** Empty: nothing. */
  readonly beside: string;
}

/** The same as `workflow-entry.ts`, with more modules. */
function luaCode(external: readonly ExternalModule[]): string {
  return [
    `import { interceptors, interceptorsBeside, workflowMain, standardModules } from ${JSON.stringify(path.join(dist, 'workflow-parts.js'))};`,
    ...external.map(({ file }, index) => `import * as m${index} from ${JSON.stringify(file)};`),
    `const isModule = (v) => typeof v === 'object' && v !== null && typeof v.functions === 'object' && Array.isArray(v.needs);`,
    `const modules = [${external.map((_, index) => `...Object.values(m${index})`).join(', ')}].filter(isModule);`,
    `export { interceptors, interceptorsBeside };`,
    `export default workflowMain({ modules: [...standardModules, ...modules] });`,
    '',
  ].join('\n');
}

/** Where the code of Lua workflows is, in {@link besideCode}. */
const LUA = 'LUA';

/** Loaded for each run, as TypeScript's modules may keep what is the run's. */
function besideCode(workflowsPath: string): string {
  const typescript = JSON.stringify(workflowsPath);
  return [
    `import main, { interceptorsBeside } from ${LUA};`,
    `import * as typescript from ${typescript};`,
    // Whatever the SDK looks up by workflow type; a name that is exported here as well is ours.
    `export * from ${typescript};`,
    `export const interceptors = interceptorsBeside(typescript);`,
    `export default main;`,
    '',
  ].join('\n');
}

async function bundleAndKeep({ lua, beside }: Source, folder: string, cache: BundleCache): Promise<string> {
  await mkdir(folder, { recursive: true });
  const own = path.join(folder, `entry-${process.pid}-${Date.now()}.js`);
  const both = own.replace(/\.js$/, '-beside.js');
  await writeFile(own, lua);
  if (beside !== '') await writeFile(both, beside.replace(LUA, JSON.stringify(own)));
  try {
    const { code, files } = await bundleWorkflows(beside === '' ? own : both, own);
    const others = files.filter((one) => !one.startsWith(folder));
    await cache.keep(lua + beside, code, others);
    return code;
  } finally {
    await rm(own, { force: true });
    await rm(both, { force: true });
  }
}
