// What is written from the descriptions of the modules.
import { existsSync, readdirSync } from 'node:fs';
import { inRoot } from './root.mjs';

/** Where the sources are that the generator needs, besides those of the modules. */
export const GENERATOR_SOURCES = {
  reference: inRoot('packages/reference/src/index.ts'),
  standard: inRoot('packages/worker/src/standard-modules.ts'),
  names: inRoot('packages/registry/src/lua/modules.ts'),
};

/** The folders of the packages that define Lua modules. */
export const moduleFolders = () =>
  readdirSync(inRoot('packages')).filter(
    (folder) => folder.startsWith('modules-') && existsSync(inRoot('packages', folder, 'src/index.ts')),
  );

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
 */
export function generatedFiles({ reference, standard, names }, modules) {
  const { luaDefinitions, languageDefinitions, referencePage, languagePage } = reference;
  const libraries = Object.entries(modules).map(([folder, exports]) => {
    const module = definitionIn(exports);
    return [libraryFile(folder, module), luaDefinitions(module)];
  });
  const { standardModules } = standard;
  const addresses = addressesOf(standardModules);
  const except = [...addresses.keys()];
  const link = (name) => addresses.get(name) ?? languageAddress(name);
  const isAmbient = ({ name }) => names.AMBIENT_MODULES.includes(name);
  const pages = standardModules.map((module) => [
    `docs/reference/${module.name}.md`,
    referencePage(module, { ambient: isAmbient(module), link }),
  ]);
  return Object.fromEntries([
    ...libraries,
    ['packages/reference/library/durable-lua.lua', languageDefinitions({ except })],
    ...pages,
    ['docs/reference/language.md', languagePage({ except, link: (name) => addresses.get(name) })],
    ['docs/reference/README.md', indexOf(standardModules, isAmbient)],
  ]);
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
