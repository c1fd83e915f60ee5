import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BundleCache } from './bundle-cache.js';
import { bundleWorkflows } from './bundler.js';
import type { Composition } from './composition.js';
import { dist } from './dist.js';

/**
 * The code for the sandbox: as built with this package, or for other modules, interceptors and workflows of TypeScript bundled
 * now and kept by content.
 * @param around files that export interceptors of the SDK, the first the outermost
 */
export async function workflowBundle(composition: Composition, around: readonly string[] = []): Promise<string> {
  const { external, externalInterceptors, workflowsPath, project } = composition;
  const isOurs = [external, externalInterceptors, around].every(({ length }) => length === 0);
  if (isOurs && workflowsPath === undefined) return readFile(path.join(dist, 'workflow-bundle.js'), 'utf8');
  const folder = path.join(project.root, 'node_modules', '.cache', 'durable-lua');
  const cache = new BundleCache(folder);
  const source = {
    lua: luaCode(composition, around),
    beside: workflowsPath === undefined ? '' : besideCode(workflowsPath),
  };
  const key = source.lua + source.beside;
  return (await cache.find(key)) ?? bundleAndKeep(source, folder, cache);
}

interface Source {
  readonly lua: string;
  /** Empty: nothing. */
  readonly beside: string;
}

/** The same as `workflow-entry.ts`, with more modules and with interceptors. */
function luaCode({ external, externalInterceptors }: Composition, around: readonly string[]): string {
  const imports = (name: string, files: readonly { readonly file: string }[]): string[] =>
    files.map(({ file }, index) => `import * as ${name}${index} from ${JSON.stringify(file)};`);
  const values = (name: string, files: readonly unknown[]): string =>
    `[...new Set([${files.map((_, index) => `...Object.values(${name}${index})`).join(', ')}])]`;
  return [
    `import { interceptors as ours, interceptorsBeside as oursBeside, inside, isInterceptor, workflowMain, standardModules } from ${JSON.stringify(path.join(dist, 'workflow-parts.js'))};`,
    ...imports('m', external),
    ...imports('i', externalInterceptors),
    ...imports(
      's',
      around.map((file) => ({ file })),
    ),
    `const around = [${around.map((_, index) => `s${index}.interceptors`).join(', ')}];`,
    `const isModule = (v) => typeof v === 'object' && v !== null && typeof v.functions === 'object' && Array.isArray(v.needs);`,
    `const modules = ${values('m', external)}.filter(isModule);`,
    `const wrapping = ${values('i', externalInterceptors)}.filter(isInterceptor);`,
    `export const interceptors = inside(around, ours);`,
    `export const interceptorsBeside = (workflows) => inside(around, oursBeside(workflows));`,
    `export default workflowMain({ modules: [...standardModules, ...modules], interceptors: wrapping });`,
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
