import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What belongs to a module besides its definition. Each part may be missing. */
export interface ModuleFiles {
  /** Folder name of the package. */
  readonly folder?: string;
  readonly manifest?: { readonly name?: string; readonly keywords?: readonly string[] };
  readonly readme?: string;
  /** Lua sources by file name. */
  readonly conformance?: Readonly<Record<string, string>>;
  /** Absolute path of the file that exports the definition. */
  readonly entry?: string;
}

/** Reads the folder of a package: `package.json`, `README.md`, `conformance/*.lua`, `src/index.ts` or what it exports. */
export function readModuleFiles(folder: string | URL): ModuleFiles {
  const dir = path.resolve(folder instanceof URL || folder.startsWith('file:') ? fileURLToPath(folder) : folder);
  const text = (name: string): string | undefined => {
    const file = path.join(dir, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  const packed = text('package.json');
  const manifest = packed === undefined ? undefined : (JSON.parse(packed) as Manifest);
  const cases = path.join(dir, 'conformance');
  const names = existsSync(cases) ? readdirSync(cases).filter((name) => name.endsWith('.lua')) : [];
  const entry = [path.join(dir, 'src', 'index.ts'), ...entriesOf(dir, manifest)].find((file) => existsSync(file));
  const readme = text('README.md');
  return {
    folder: path.basename(dir),
    conformance: Object.fromEntries(names.sort().map((name) => [name, readFileSync(path.join(cases, name), 'utf8')])),
    ...(manifest === undefined ? {} : { manifest }),
    ...(readme === undefined ? {} : { readme }),
    ...(entry === undefined ? {} : { entry }),
  };
}

interface Manifest {
  readonly name?: string;
  readonly keywords?: readonly string[];
  readonly main?: string;
  readonly exports?: unknown;
}

function entriesOf(dir: string, manifest: Manifest | undefined): string[] {
  const door = (manifest?.exports as { '.'?: { default?: unknown } } | undefined)?.['.']?.default;
  return [door, manifest?.main].filter((one) => typeof one === 'string').map((file) => path.join(dir, file));
}
