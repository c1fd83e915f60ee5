import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineModule, fn, string } from '@durable-lua/determinism';
import { createRuntime, standardModules, type GivenModule } from './index.js';

const INDEX = `version: "1.0"
namespace: app
entries:
  - { name: f, kind: function.lua, source: "return function() return geo.from end", modules: [geo] }
`;

/** What a package of a module holds, without anything that had to be installed. */
const geo = (from: string): string =>
  `export const geo = { name: 'geo', summary: 'For this test.', needs: [], functions: {}, constants: { from: '${from}' } };\n` +
  'export default geo;\n';
const manifest = (fields: object): string => JSON.stringify({ name: 'my-geo', type: 'module', ...fields });

let base: string;
beforeEach(async () => void (base = await mkdtemp(path.join(tmpdir(), 'durable-lua-external-'))));
afterEach(() => rm(base, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries({ 'shop/_index.yaml': INDEX, ...files })) {
    await mkdir(path.dirname(path.join(base, file)), { recursive: true });
    await writeFile(path.join(base, file), text);
  }
}

/** Which file the function finds as its module. */
async function found(module: GivenModule): Promise<unknown> {
  const runtime = await createRuntime({ project: path.join(base, 'shop'), modules: [...standardModules, module] });
  return runtime.call('app:f');
}

describe('a module package is taken', () => {
  it.each([
    ['exports', { 'package.json': manifest({ exports: './built.js', main: './other.js' }), 'built.js': geo('built') }],
    [
      'exports for import alone',
      {
        'package.json': manifest({ exports: { '.': { types: './x.d.ts', import: './dist/esm.js' } } }),
        'dist/esm.js': geo('built'),
      },
    ],
    ['exports, without a name', { 'package.json': '{"exports":"./built.mjs"}', 'built.mjs': geo('built') }],
    ['main', { 'package.json': manifest({ main: './lib' }), 'lib/index.js': geo('built') }],
    ['index.js', { 'package.json': manifest({}), 'index.js': geo('built') }],
  ])('by the path of its folder, through its %s', async (_, files) => {
    await write(Object.fromEntries(Object.entries(files).map(([file, text]) => [`my-geo/${file}`, text])));
    const folder = path.join(base, 'my-geo');
    expect(await found(folder)).toBe('built');
    expect(await found(pathToFileURL(folder))).toBe('built');
    expect(await found(pathToFileURL(folder).href)).toBe('built');
    expect(await found(`./${path.relative(process.cwd(), folder)}`)).toBe('built');
  });

  it('by the path of a file', async () => {
    await write({ 'geo.mjs': geo('a file') });
    const file = path.join(base, 'geo.mjs');
    expect(await found(file)).toBe('a file');
    expect(await found(`./${path.relative(process.cwd(), file)}`)).toBe('a file');
    expect(await found(pathToFileURL(file))).toBe('a file');
  });

  it('by its npm name, where the project finds it, and with a path inside it', async () => {
    await write({
      'node_modules/my-geo/package.json': manifest({ exports: { import: './index.js' } }),
      'node_modules/my-geo/index.js': geo('above the project'),
      'node_modules/@me/geo/package.json': '{"name":"@me/geo","exports":{"./more":{"import":"./m.mjs"}}}',
      'node_modules/@me/geo/m.mjs': geo('inside'),
    });
    expect(await found('my-geo')).toBe('above the project');
    expect(await found('@me/geo/more')).toBe('inside');
  });
});

describe('a module package that cannot be had is refused with the remedy', () => {
  const at = (file: string): string => path.join(base, file);

  it.each<[string, Readonly<Record<string, string>>, (() => string) | string, () => string]>([
    [
      'a name that is not installed',
      {},
      'my-geo',
      () =>
        `module package 'my-geo' is not installed in ${at('shop')} or ${process.cwd()}: npm install my-geo, ` +
        `or give the path of its folder, such as './my-geo'`,
    ],
    [
      'a path that leads out of an installed package',
      { 'node_modules/my-geo/package.json': manifest({}), 'node_modules/other.js': geo('outside') },
      'my-geo/../other.js',
      () => `module package 'my-geo/../other.js': a path in a package leads nowhere else: remove '..'`,
    ],
    [
      'a path that is nowhere',
      {},
      () => at('geo'),
      () => `module package '${at('geo')}' does not exist: expected a folder`,
    ],
    [
      'a folder without a package',
      { 'geo/readme.md': '' },
      () => at('geo'),
      () => `there is no package.json in ${at('geo')}, and ${at('geo/index.js')} does not exist`,
    ],
    [
      'a package that is not built',
      { 'geo/package.json': manifest({ exports: './dist/index.js' }) },
      () => at('geo'),
      () =>
        `${at('geo/package.json')} leads to ./dist/index.js, but ${at('geo/dist/index.js')} does not exist: ` +
        `build the package, or correct "exports" or "main"`,
    ],
    [
      'an installed package that exports other things',
      { 'node_modules/my-geo/package.json': manifest({ exports: { './x': './x.js' } }) },
      'my-geo',
      () =>
        `Missing "." specifier in "my-geo" package: name its built file in "exports" of ${at('node_modules/my-geo/')}`,
    ],
    [
      'a broken package.json',
      { 'geo/package.json': '{' },
      () => at('geo'),
      () => `${at('geo/package.json')} is not JSON: `,
    ],
    [
      'a file with a mistake',
      { 'geo.mjs': 'throw new Error("closed on Sundays")' },
      () => at('geo.mjs'),
      () => `${at('geo.mjs')} cannot be loaded: closed on Sundays`,
    ],
    [
      'a file without a module',
      { 'geo.mjs': 'export const geo = 7' },
      () => at('geo.mjs'),
      () =>
        `'${at('geo.mjs')}' exports no module definition: export one made with defineModule() from ${at('geo.mjs')}`,
    ],
  ])('%s', async (_, files, module, message) => {
    await write(files);
    await expect(found(typeof module === 'string' ? module : module())).rejects.toMatchObject({
      kind: 'INVALID',
      message: expect.stringContaining(message()) as string,
    });
  });
});

describe('one name is one module', () => {
  const like = (name: string) =>
    defineModule({ name, summary: 'For this test.' }, { functions: { now: fn({ returns: string }, () => 'another') } });
  const runtime = (...modules: GivenModule[]) => createRuntime({ project: path.join(base, 'shop'), modules });

  it('two of one name are refused, wherever they come from; one that is given twice is one', async () => {
    await write({ 'geo.mjs': geo('a file') });
    const file = path.join(base, 'geo.mjs');
    const message = (name: string) => `two modules have the name '${name}': leave one of them out, or rename it`;
    const failure = (name: string) => ({ kind: 'INVALID', message: message(name) });
    await expect(runtime(...standardModules, like('time'))).rejects.toMatchObject(failure('time'));
    await expect(runtime(...standardModules, file, like('geo'))).rejects.toMatchObject(failure('geo'));
    expect(await (await runtime(...standardModules, ...standardModules, file)).call('app:f')).toBe('a file');
  });

  it('a definition in place of a standard module, which workflows would have nevertheless, is refused', async () => {
    await write({ 'geo.mjs': geo('a file') });
    const others = standardModules.filter(({ name }) => name !== 'time');
    await expect(runtime(...others, like('time'), path.join(base, 'geo.mjs'))).rejects.toMatchObject({
      kind: 'INVALID',
      message: expect.stringContaining("module 'time' is given as a definition, which serves functions only") as string,
    });
  });
});
