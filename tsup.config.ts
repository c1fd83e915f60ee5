import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'tsup';

/** What a package may ask of its build, in the field `tsup` of its package.json. Everything else is the same for all. */
interface BuildOptions {
  /** The files that become entry points, from the package's folder, or these by the name of the entry point; else `src/index.ts`. */
  readonly entry?: string[] | Record<string, string>;
  /** Packages put into the output instead of being imported by it. They belong in devDependencies. */
  readonly noExternal?: string[];
  /** Names and dotted names with the JavaScript that stands for them, as esbuild's `define`. */
  readonly define?: Record<string, string>;
  /** Modules that others take the place of; a relative path is one from the package's folder. */
  readonly alias?: Record<string, string>;
  /** Whether what `import()` loads stands in files of its own; else only with several entry points. */
  readonly splitting?: boolean;
}

// tsup runs in the folder of the package it builds.
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { tsup?: BuildOptions };
const { entry = ['src/index.ts'], noExternal = [], define = {}, alias = {}, ...more } = manifest.tsup ?? {};

/** The one build of every package: its entry points to ESM with source maps in `dist/`. Types come from scripts/declarations.mjs. */
export default defineConfig({
  entry,
  noExternal,
  external: [/^node:/],
  define,
  format: 'esm',
  target: 'node20',
  platform: 'neutral',
  removeNodeProtocol: false,
  sourcemap: true,
  clean: true,
  treeshake: false,
  // Whose code is in the output, and under which licences: for what `noExternal` puts there.
  onSuccess: async () =>
    void execFileSync(process.execPath, [path.join(import.meta.dirname, 'scripts/notices.mjs')], { stdio: 'inherit' }),
  splitting: more.splitting ?? Object.keys(entry).length > 1,
  esbuildOptions(options) {
    // `neutral` knows no main fields, and a CommonJS package that is put in has only `main`.
    options.mainFields = ['module', 'main'];
    const place = ([from, to]: [string, string]) => [from, to.startsWith('.') ? path.resolve(to) : to] as const;
    options.alias = Object.fromEntries(Object.entries(alias).map(place));
  },
});
