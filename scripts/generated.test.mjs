// What is written from the descriptions of the modules is current, and tells all of them.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as vm from '../packages/lua-vm/src/index.ts';
import { definitionIn, GENERATOR_SOURCES, generatedFiles, moduleFolders, standardFolders } from './lib/generated.mjs';
import { outline } from './lib/lua-outline.mjs';
import { inRoot } from './lib/root.mjs';

const load = (file) => import(/* @vite-ignore */ file);
const loadAll = async (files) =>
  Object.fromEntries(await Promise.all(Object.entries(files).map(async ([name, file]) => [name, await load(file)])));

const sources = await loadAll(GENERATOR_SOURCES);
const folders = moduleFolders();
const modules = await loadAll(
  Object.fromEntries(folders.map((folder) => [folder, inRoot('packages', folder, 'src/index.ts')])),
);
const files = generatedFiles(sources, modules, standardFolders());
const standardModules = standardFolders().map((folder) => definitionIn(modules[folder]));

const read = (file) => {
  const place = inRoot(file);
  return existsSync(place) && statSync(place).isFile() ? readFileSync(place, 'utf8') : undefined;
};

describe('what is generated', () => {
  it.each(Object.keys(files))('%s is current', (file) => {
    const current = existsSync(inRoot(file)) && readFileSync(inRoot(file), 'utf8') === files[file];
    if (!current) throw Object.assign(new Error(`${file} is not current: run npm run generate`), { stack: '' });
  });

  it('is all that is there: what no module stands for any more is gone', () => {
    const there = ['docs/reference', ...folders.map((folder) => `packages/${folder}/library`)]
      .filter((folder) => existsSync(inRoot(folder)))
      .flatMap((folder) => readdirSync(inRoot(folder)).map((file) => `${folder}/${file}`));
    expect(there.filter((file) => !(file in files)).map((file) => `delete ${file}`)).toEqual([]);
  });

  it('holds no link to a page or a heading that does not exist', () => {
    const slug = (heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-');
    const pages = Object.entries(files).filter(([file]) => file.endsWith('.md'));
    /** The headings of a page; of a package, those of its README. */
    const headingsOf = (file) => {
      const text = files[file] ?? read(file) ?? read(`${file}/README.md`);
      return text && [...text.matchAll(/^#+ (.*)$/gm)].map(([, one]) => slug(one));
    };
    const links = pages.flatMap(([file, text]) =>
      [...text.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)].map(([, page, heading]) => ({
        from: file,
        page: page ? path.posix.join(path.posix.dirname(file), page) : file,
        heading,
      })),
    );
    expect(links.length).toBeGreaterThan(50);
    const dead = links.filter(({ page, heading }) => {
      const headings = headingsOf(page);
      return headings === undefined || (heading !== undefined && !headings.includes(heading));
    });
    expect(dead).toEqual([]);
  });

  it('has a definition file and a page for every standard module', () => {
    for (const { name } of standardModules) {
      expect(Object.keys(files)).toContain(`packages/modules-${name.replaceAll('_', '-')}/library/${name}.lua`);
      expect(Object.keys(files)).toContain(`docs/reference/${name}.md`);
    }
  });
});

describe.each(standardModules)('the definition file of $name', (module) => {
  const { name, functions, aliases = {}, classes = [] } = module;
  const text = files[`packages/modules-${name.replaceAll('_', '-')}/library/${name}.lua`];
  const found = outline(text);

  /** That a function is told of: its parameters, one annotation for each, and one for each result. */
  function told(where, { params, returns }) {
    const entries = Object.entries(params);
    const names = entries.map(([param, type]) => (type.rest ? '...' : param));
    const { params: given, annotations } = found.functions[where] ?? {};
    expect({ where, given }).toEqual({
      where,
      given: names.map((one) => expect.stringMatching(`^${one.replaceAll('.', '\\.')}_?$`)),
    });
    const annotated = annotations.filter((line) => line.startsWith('-@param ')).map((line) => line.split(/ |\?/)[1]);
    expect({ where, annotated }).toEqual({ where, annotated: given });
    const results = annotations.filter((line) => line.startsWith('-@return ')).length;
    const nothing = returns.types[0]?.kind === 'nothing' && !returns.fallible;
    expect({ where, results }).toEqual({
      where,
      results: nothing ? 0 : returns.types.length + (returns.fallible ? 1 : 0),
    });
  }

  it('is Lua 5.3 and tells of every function, its parameters and its results', () => {
    for (const [path, definition] of Object.entries(functions)) told(`${name}.${path}`, definition);
    for (const alias of Object.keys(aliases)) expect(found.names).toHaveProperty([`${name}.${alias}`]);
  });

  it('tells of every class and its methods', () => {
    for (const { name: className, methods } of classes) {
      const written = className.replace(/[^\w.]/g, '_');
      const [local] =
        Object.entries(found.names).find(([, { annotations }]) => annotations.includes(`-@class ${written}`)) ?? [];
      expect({ className, local }).toEqual({ className, local: expect.any(String) });
      for (const [method, definition] of Object.entries(methods)) told(`${local}:${method}`, definition);
    }
  });

  it('names only classes that are told of in it, or in another one', () => {
    const everything = Object.entries(files)
      .filter(([file]) => file.endsWith('.lua'))
      .flatMap(([, one]) => outline(one).classes);
    const plain = ['string', 'integer', 'number', 'boolean', 'nil', 'any', 'function', 'thread', 'table', 'false'];
    const types = [...text.matchAll(/^---@(?:param \S+|return|field \S+|type|operator \w+(?:\(([^)]*)\))?:) (\S+)/gm)];
    const names = types.flatMap(([, operand = '', type]) => `${operand}|${type}`.split(/[|()[\]]+|table<string,/));
    for (const one of names.filter((word) => /^[\w.]+$/.test(word))) expect([...plain, ...everything]).toContain(one);
  });

  it('is what `require` gives, as far as Lua can see', async () => {
    const paths = [...Object.keys(functions), ...Object.keys(aliases)];
    const types = paths.map((one) => `type(m.${one})`).join(', ');
    const lua = vm.createLua({ host: { name: 'a test', capabilities: {} } });
    const seen = await lua.run(`local m = (function() ${text} end)() return { m == ${name}, ${types} }`);
    expect(seen).toEqual([true, ...paths.map(() => 'function')]);
  });
});

it('the definition file of the language is Lua 5.3', () => {
  const { functions, classes } = outline(files['packages/reference/library/durable-lua.lua']);
  expect(classes).toEqual(expect.arrayContaining(['error', 'channel', 'select_case', 'coroutine.Group']));
  expect(functions['coroutine.spawn'].params).toEqual(['fn', '...']);
  expect(functions['io.open'].annotations).toContain('-@deprecated');
});
