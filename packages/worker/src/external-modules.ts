import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { exports as resolveExports, type Package } from 'resolve.exports';
import { invalid, LuaError, type ModuleDefinition } from '@durable-lua/determinism';
import { isInterceptor, type Interceptor } from '@durable-lua/determinism/host';
import { pathOf } from '@durable-lua/registry';

/** A package, or a file, that exports module definitions: where it is found and what it defines. */
export interface ExternalModule {
  readonly file: string;
  readonly definitions: readonly ModuleDefinition[];
}

/** A package, or a file, that exports interceptors. */
export interface ExternalInterceptors {
  readonly file: string;
  readonly interceptors: readonly Interceptor[];
}

/**
 * Loads every definition that the main file of a package exports.
 * @param place npm name; or path (relative ones count from the working directory) or file URL of a folder or a file
 * @param root folder of the project: npm names are looked for from there, then from the working directory
 * @throws LuaError `INVALID` when it is not there, cannot be loaded, or exports no definition.
 */
export async function loadExternalModule(place: string | URL, root: string): Promise<ExternalModule> {
  const { file, values } = await loadExports('module package', place, root);
  const definitions = values.filter(isModule);
  if (definitions.length > 0) return { file, definitions };
  throw invalid(`'${place}' exports no module definition: export one made with defineModule() from ${file}`);
}

/**
 * Loads every interceptor that a file, or the main file of a package, exports.
 * @throws as {@link loadExternalModule}
 */
export async function loadExternalInterceptors(place: string | URL, root: string): Promise<ExternalInterceptors> {
  const { file, values } = await loadExports('interceptor', place, root);
  const interceptors = values.filter(isInterceptor);
  if (interceptors.length > 0) return { file, interceptors };
  throw invalid(
    `'${place}' exports no interceptor: export an object of functions named as capabilities, such as { clock: (next) => … }, from ${file}`,
  );
}

/** What the file exports, in the order of names, as in the bundle. */
async function loadExports(what: string, place: string | URL, root: string) {
  const file = await (isName(place) ? mainOfInstalled(place, root) : mainOfPath(pathOf(place)));
  const loading: Promise<Record<string, unknown>> = import(pathToFileURL(file).href);
  const exports = await loading.catch((cause: unknown): never => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const remedy = isUnbuilt(file, cause) ? '; build it to JavaScript, and give the file that it becomes' : '';
    const message = `${what} '${place}': ${file} cannot be loaded: ${reason}${remedy}`;
    throw new LuaError({ kind: 'INVALID', retryable: false, message, cause });
  });
  return { file, values: [...new Set(Object.values(exports))] };
}

/** Whether Node refuses a file because it is TypeScript: any, or, where it takes the types away itself, what is more than types. */
const isUnbuilt = (file: string, cause: unknown): boolean =>
  /\.[cm]?tsx?$/.test(file) &&
  /^ERR_(?:UNKNOWN_FILE_EXTENSION|UNSUPPORTED_|INVALID_TYPESCRIPT_SYNTAX)/.test(
    String((cause as { code?: unknown } | null)?.code),
  );

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

const isName = (place: string | URL): place is string =>
  typeof place === 'string' && !/^(?:\.{1,2}(?:[\\/]|$)|file:)/.test(place) && !path.isAbsolute(place);

async function mainOfInstalled(specifier: string, root: string): Promise<string> {
  const [, name = specifier, inside] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (specifier.split(/[\\/]/).some((part) => part === '.' || part === '..')) {
    throw invalid(`module package '${specifier}': a path in a package leads nowhere else: remove '..'`);
  }
  const bases = [...new Set([root, process.cwd()])];
  const folders = bases.flatMap((base) =>
    (createRequire(path.join(base, 'package.json')).resolve.paths(name) ?? []).map((dir) => path.join(dir, name)),
  );
  const folder = folders.find((one) => existsSync(path.join(one, 'package.json')));
  if (folder !== undefined) return fileOfPackage(specifier, folder, inside);
  throw invalid(
    `module package '${specifier}' is not installed in ${bases.join(' or ')}: npm install ${name}, ` +
      `or give the path of its folder, such as './${name}'`,
  );
}

async function mainOfPath(place: string): Promise<string> {
  const found = await stat(place).catch(() => undefined);
  if (found === undefined) throw invalid(`module package '${place}' does not exist: expected a folder or a file`);
  return found.isDirectory() ? fileOfPackage(place, place) : place;
}

/** The file that a package gives to those who import it, or a path inside it. */
async function fileOfPackage(specifier: string, folder: string, inside?: string): Promise<string> {
  const manifestFile = path.join(folder, 'package.json');
  const manifest = await readManifest(manifestFile);
  const fail = (reason: string): never => {
    throw invalid(`module package '${specifier}': ${reason}`);
  };
  let file = inside ?? manifest?.main ?? 'index.js';
  if (manifest?.exports !== undefined) {
    try {
      // What is asked for is there, or it throws.
      [file = file] = resolveExports(manifest, inside === undefined ? '.' : `./${inside}`) ?? [];
    } catch (error) {
      return fail(`${(error as Error).message}: name its built file in "exports" of ${manifestFile}`);
    }
  }
  const { resolve } = createRequire(manifestFile);
  try {
    // Also `main` without an extension, or of a folder.
    return await realpath(resolve(path.join(folder, file)));
  } catch {
    const why =
      manifest === undefined ? `there is no package.json in ${folder}, and` : `${manifestFile} leads to ${file}, but`;
    return fail(`${why} ${path.join(folder, file)} does not exist: build the package, or correct "exports" or "main"`);
  }
}

async function readManifest(file: string): Promise<Package | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Package;
  } catch (error) {
    throw invalid(`${file} is not JSON: ${(error as Error).message}`);
  }
}
