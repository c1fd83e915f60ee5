import { readFileSync } from 'node:fs';
import path from 'node:path';
import { invalid } from '@durable-lua/determinism';
import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import { standardModules, type GivenModule } from '@durable-lua/worker';

/** Modules of a project's own, in its package.json: `"durable-lua": { "modules": ["my-lua-geo", "./my-module"] }`. */
interface Manifest {
  readonly 'durable-lua'?: Settings;
}

interface Settings {
  readonly modules?: unknown;
}

const NAMES: NamesOf<Settings> = { modules: true };

/**
 * The modules that a project is composed with: the standard ones, and those that its package.json names, which are npm names or paths
 * from the folder of the project.
 * @param root absolute path of the folder
 * @throws LuaError `INVALID` when package.json is not JSON, or names them otherwise than as a list of texts, or has other fields there
 */
export function modulesOf(root: string): readonly GivenModule[] {
  const file = path.join(root, 'package.json');
  const settings = manifestOf(file)?.['durable-lua'] ?? {};
  checkNames(`${file}: "durable-lua"`, settings, NAMES);
  const names = settings.modules ?? [];
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw invalid(`${file}: "durable-lua": { "modules": list of npm names and paths expected`);
  }
  return [...standardModules, ...names.map((name) => (/^\.{1,2}[\\/]/.test(name) ? path.resolve(root, name) : name))];
}

function manifestOf(file: string): Manifest | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text) as Manifest;
  } catch (error) {
    throw invalid(`${file} is not JSON: ${(error as Error).message}`);
  }
}
