// What is written from the descriptions of the modules.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { inRoot, readJson } from './root.mjs';

/** Where the sources are that the generator needs, besides those of the modules. */
export const GENERATOR_SOURCES = {
  reference: inRoot('packages/reference/src/index.ts'),
  names: inRoot('packages/determinism/src/module-names.ts'),
  schema: inRoot('packages/registry/src/index-schema.ts'),
};

/** The folders of the packages that define Lua modules. */
export const moduleFolders = () =>
  readdirSync(inRoot('packages')).filter(
    (folder) => folder.startsWith('modules-') && existsSync(inRoot('packages', folder, 'src/index.ts')),
  );

/** Those of the standard modules: what `worker` depends on. */
export const standardFolders = () =>
  Object.keys(readJson('packages/worker/package.json').dependencies)
    .map((name) => name.replace('@durable-lua/', ''))
    .filter((folder) => folder.startsWith('modules-'))
    .sort();

/** The module that a package exports. */
export function definitionIn(exports) {
  const found = Object.values(exports).find(
    (value) => typeof value?.functions === 'object' && Array.isArray(value.needs),
  );
  if (found === undefined) throw new Error('no module is exported: export what defineModule() gives');
  return found;
}

/** The definition file of a module, from the root of the repository. */
export const libraryFile = (folder, { name }) => `packages/${folder}/library/${name}.lua`;

/**
 * Every generated file by its path from the root.
 * @param sources the exports of GENERATOR_SOURCES
 * @param modules the exports of each module package by its folder
 * @param standard the folders of the standard ones
 */
export function generatedFiles({ reference, names, schema }, modules, standard) {
  const { luaDefinitions, languageDefinitions, referencePage, languagePage } = reference;
  const libraries = Object.entries(modules).map(([folder, exports]) => {
    const module = definitionIn(exports);
    return [libraryFile(folder, module), luaDefinitions(module)];
  });
  const standardModules = standard.map((folder) => definitionIn(modules[folder]));
  const addresses = addressesOf(standardModules);
  const except = [...addresses.keys()];
  const link = (name) => addresses.get(name) ?? languageAddress(name);
  const isAmbient = ({ name }) => names.AMBIENT_MODULES.includes(name);
  const pages = standard.map((folder) => {
    const module = definitionIn(modules[folder]);
    const page = referencePage(module, { ambient: isAmbient(module), example: exampleOf(folder), link });
    return [`docs/reference/${module.name}.md`, page];
  });
  return Object.fromEntries([
    ...libraries,
    ['packages/reference/library/durable-lua.lua', languageDefinitions({ except })],
    ...pages,
    ['docs/reference/language.md', languagePage({ except, link: (name) => addresses.get(name) })],
    ['docs/reference/README.md', indexOf(standardModules, isAmbient)],
    [
      'packages/worker/src/standard-modules.ts',
      standardDefinitions(standard.map((folder) => [folder, modules[folder]])),
    ],
    ['packages/registry/src/lua/standard-modules.ts', standardNames(standardModules)],
    [
      'packages/registry/schema/index.schema.json',
      `${JSON.stringify(schema.indexSchema({ modules: standardModules }), undefined, 1)}\n`,
    ],
  ]);
}

/** The Lua of a README, where there is one: the conformance kit runs it. */
function exampleOf(folder) {
  const readme = inRoot('packages', folder, 'README.md');
  return existsSync(readme) ? /^```lua\n([^]*?)^```$/m.exec(readFileSync(readme, 'utf8'))?.[1] : undefined;
}

const WRITTEN = '// Written by npm run generate, from the dependencies of packages/worker.';

/** The list of definitions that is composed when nothing else is asked for. */
function standardDefinitions(packages) {
  const named = packages.map(([folder, exports]) => {
    const definition = definitionIn(exports);
    return [folder, Object.keys(exports).find((name) => exports[name] === definition)];
  });
  return `${WRITTEN}
import type { ModuleDefinition } from '@durable-lua/determinism';
${named.map(([folder, name]) => `import { ${name} } from '@durable-lua/${folder}';`).join('\n')}

/** The modules of this release, composed when nothing else is asked for. */
export const standardModules: readonly ModuleDefinition[] = [
${named.map(([, name]) => `  ${name},`).join('\n')}
];
`;
}

/** What a project is checked against where no modules are given: names, and which of them workflows may not use. */
function standardNames(modules) {
  const rows = modules.map(({ name, barredInWorkflows }) => {
    if (barredInWorkflows === undefined) return `  { name: '${name}' },`;
    const text = barredInWorkflows.includes("'") ? JSON.stringify(barredInWorkflows) : `'${barredInWorkflows}'`;
    return `  {\n    name: '${name}',\n    barredInWorkflows: ${text},\n  },`;
  });
  return `${WRITTEN}
import type { ModuleDefinition } from '@durable-lua/determinism';

/** The modules of this release. */
export const STANDARD_MODULES: readonly Pick<ModuleDefinition, 'name' | 'barredInWorkflows'>[] = [
${rows.join('\n')}
];
`;
}

const anchor = (name) =>
  name
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');

const addressesOf = (modules) =>
  new Map(
    modules.flatMap(({ name, classes = [] }) => classes.map((one) => [one.name, `${name}.md#${anchor(one.name)}`])),
  );

const languageAddress = (name) => `language.md#${anchor(name)}`;

function indexOf(modules, isAmbient) {
  const rows = modules.map((module) => {
    const { name, summary, barredInWorkflows } = module;
    const where = [
      isAmbient(module) ? 'always' : 'declared',
      ...(barredInWorkflows === undefined ? [] : ['no workflows']),
    ];
    return `| [\`${name}\`](${name}.md) | ${summary} | ${where.join(', ')} |`;
  });
  return `# Reference

What Lua code finds on durable-lua. These pages and the definition files for editors (\`library/\` in each package) are written from
the modules themselves by \`npm run generate\`.

| Module | | |
|---|---|---|
${rows.join('\n')}
| [the language](language.md) | Lua 5.3, what is added and what is refused; errors, channels, payloads, groups | always |

\`declared\`: an entry lists the module in its \`modules\`.

A function that can fail gives \`nil\` and an [error](language.md#error) then, and its result and \`nil\` otherwise. An argument of a wrong
type raises Lua's \`bad argument #1 to 'f' (… expected, got …)\`, where nothing else is said. A parameter with a question mark may be
left out.
`;
}
