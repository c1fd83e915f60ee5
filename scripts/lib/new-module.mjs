// What a new module package consists of.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GENERATOR_SOURCES, definitionIn, libraryFile } from './generated.mjs';
import { importSources } from './import-sources.mjs';
import { inRoot } from './root.mjs';

/** A name that cannot be taken, with the remedy. */
export class CannotScaffold extends Error {}

/** The template is that of `durable-lua new-module`, and so are its rules. */
const TEMPLATE = inRoot('packages/cli/module');
const RULES = { rules: inRoot('packages/cli/src/new-module/module-files.ts') };
const FILES = ['README.md', 'src/index.ts', 'src/index.test.ts', 'conformance/specimen.lua'];

/** Rejects with CannotScaffold. Needs what is installed. */
export async function checkName(root, name) {
  const fault = (await importSources(RULES)).rules.moduleNameFault(name);
  if (fault !== undefined) throw new CannotScaffold(fault);
  const dir = `packages/modules-${name}`;
  if (existsSync(path.join(root, dir))) throw new CannotScaffold(`${dir} is there already: choose another name`);
}

/**
 * Writes the files of a new module; nothing that exists is touched.
 * @returns the files, from the root
 * @throws CannotScaffold
 */
export async function scaffold(root, name) {
  await checkName(root, name);
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const files = await moduleFiles(name, manifest.engines.node);
  for (const file of Object.keys(files)) {
    // All or nothing: half a module would only be in the way.
    if (existsSync(path.join(root, file))) throw new CannotScaffold(`${file} is there already: choose another name`);
  }
  for (const [file, text] of Object.entries(files)) write(root, file, text);
  return [...Object.keys(files), await writeDefinitions(root, name)];
}

/** The definition file of a module, as `npm run generate` writes it. */
async function writeDefinitions(root, name) {
  const folder = `modules-${name}`;
  const sources = {
    reference: GENERATOR_SOURCES.reference,
    module: path.join(root, `packages/${folder}/src/index.ts`),
  };
  const { reference, module } = await importSources(sources);
  const definition = definitionIn(module);
  const file = libraryFile(folder, definition);
  write(root, file, reference.luaDefinitions(definition));
  return file;
}

function write(root, file, text) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text, { flag: 'wx' });
}

/** The files of a new module, by their paths from the root. */
async function moduleFiles(name, node) {
  const { moduleFile } = (await importSources(RULES)).rules;
  const dir = `packages/modules-${name}`;
  const text = (file) => moduleFile(readFileSync(path.join(TEMPLATE, file), 'utf8'), name);
  const own = `@durable-lua/modules-${name}`;
  const files = FILES.map((file) => [`${dir}/${moduleFile(file, name)}`, text(file).replaceAll(`lua-${name}`, own)]);
  return {
    [`${dir}/package.json`]: manifestOf(name, node),
    ...Object.fromEntries(files),
    [`.changeset/modules-${name}.md`]: changesetOf(name),
  };
}

function manifestOf(name, node) {
  const door = { types: './dist/index.d.ts', default: './dist/index.js' };
  const manifest = {
    name: `@durable-lua/modules-${name}`,
    version: '0.0.0',
    description: `The Lua module "${name}": say here in one sentence what it is for.`,
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    keywords: ['lua', 'temporal', 'durable-lua-module'],
    engines: { node },
    files: ['dist', 'README.md', 'library'],
    exports: {
      '.': { '@durable-lua/source': './src/index.ts', ...door },
      './package.json': './package.json',
    },
    publishConfig: { access: 'public', exports: { '.': door, './package.json': './package.json' } },
    scripts: { build: 'tsup --config ../../tsup.config.ts' },
    dependencies: { '@durable-lua/determinism': 'workspace:*' },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const changesetOf = (name) => `---
'@durable-lua/modules-${name}': minor
---

The Lua module \`${name}\`: say here what users can do now.
`;
