// What a new module package consists of.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GENERATOR_SOURCES, definitionIn, libraryFile } from './generated.mjs';
import { importSources } from './import-sources.mjs';

/** A name that cannot be taken, with the remedy. */
export class CannotScaffold extends Error {}

/** Words of Lua or JavaScript that no module can be called: both export and require it by its name. */
const RESERVED = new Set(
  (
    'and break case catch class const continue debugger default delete do else elseif end enum export extends false finally for ' +
    'function goto if implements import in instanceof interface let local new nil not null or package private protected ' +
    'public repeat return static super switch then this throw true try typeof until var void while with yield await eval ' +
    // Part of the language for every Lua author.
    'string table math utf8 coroutine os io debug print require package assert error ipairs next pairs pcall xpcall select ' +
    'rawequal rawget rawlen rawset setmetatable getmetatable tonumber tostring type unpack load loadstring loadfile dofile ' +
    'collectgarbage ' +
    // What the files of a module import, besides.
    'arguments undefined fn describe it'
  ).split(' '),
);

/** @throws CannotScaffold */
export function checkName(root, name) {
  if (!/^[a-z][a-z0-9]*$/.test(name)) {
    throw new CannotScaffold(`"${name}" cannot be a module: one lower-case word is expected, such as geo or sms2`);
  }
  if (RESERVED.has(name)) throw new CannotScaffold(`"${name}" is a word of Lua or of JavaScript: choose another name`);
  const dir = `packages/modules-${name}`;
  if (existsSync(path.join(root, dir))) throw new CannotScaffold(`${dir} is there already: choose another name`);
}

/**
 * Writes the files of a new module; nothing that exists is touched.
 * @returns the files, from the root
 * @throws CannotScaffold
 */
export async function scaffold(root, name) {
  checkName(root, name);
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const files = moduleFiles(name, manifest.engines.node);
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
export function moduleFiles(name, node = '') {
  const dir = `packages/modules-${name}`;
  return {
    [`${dir}/package.json`]: manifestOf(name, node),
    [`${dir}/README.md`]: readmeOf(name),
    [`${dir}/src/index.ts`]: sourceOf(name),
    [`${dir}/src/index.test.ts`]: testOf(name),
    [`${dir}/conformance/${name}.lua`]: conformanceOf(name),
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
    files: ['dist', 'README.md', 'conformance', 'library'],
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

const readmeOf = (name) => `# @durable-lua/modules-${name}

The Lua module \`${name}\`: say here in one sentence what it is for.

\`\`\`sh
npm install @durable-lua/modules-${name}
\`\`\`

\`\`\`lua
local ${name} = require("${name}")

print(${name}.greet("Ada")) --> Hello, Ada!
\`\`\`

| Function | Gives |
|---|---|
| \`greet(who)\` | a greeting |

Capabilities: none. From TypeScript: \`createLua({ modules: [${name}] })\`.
`;

const sourceOf = (name) => `import { defineModule, fn, string } from '@durable-lua/determinism';

/** The Lua module \`${name}\`. */
export const ${name} = defineModule(
  { name: '${name}', summary: 'Say here in one sentence what it is for.' },
  {
    functions: {
      greet: fn({ doc: 'A greeting.', params: { who: string }, returns: string }, (_, { who }) => \`Hello, \${who}!\`),
    },
  },
);
`;

const testOf = (name) => `import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { ${name} } from './index.js';

testModule(${name}, { files: new URL('..', import.meta.url) }, { describe, it });
`;

const conformanceOf = (name) => `-- What "${name}" promises, as asserts. It is run on every host, and replayed.
local ${name} = require("${name}")

assert(${name}.greet("Ada") == "Hello, Ada!")
assert(not pcall(${name}.greet))
`;

const changesetOf = (name) => `---
'@durable-lua/modules-${name}': minor
---

The Lua module \`${name}\`: say here what users can do now.
`;
