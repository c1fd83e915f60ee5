// A new module is whole: it passes the conformance kit before a letter is changed, and nothing else is touched.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import prettier from 'prettier';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { definitionIn, generatedFiles, GENERATOR_SOURCES } from './lib/generated.mjs';
import { importSources } from './lib/import-sources.mjs';
import { checkName, scaffold } from './lib/new-module.mjs';
import { inRoot } from './lib/root.mjs';
import { scratchModule } from './lib/scratch-module.mjs';

const call = promisify(execFile);
let module;

beforeAll(async () => void (module = await scratchModule('geo')), 60_000);
afterAll(() => module.remove());

const inModule = (file) => path.join(module.root, file);
const read = (file) => readFileSync(inModule(file), 'utf8');

it('writes one folder and a changeset', () => {
  expect(module.files).toEqual([
    'packages/modules-geo/package.json',
    'packages/modules-geo/README.md',
    'packages/modules-geo/src/index.ts',
    'packages/modules-geo/src/index.test.ts',
    'packages/modules-geo/conformance/geo.lua',
    '.changeset/modules-geo.md',
    'packages/modules-geo/library/geo.lua',
  ]);
  for (const file of module.files) expect(read(file).length).toBeGreaterThan(0);
  expect(readdirSync(module.root).sort()).toEqual(['.changeset', 'package.json', 'packages']);
});

it('passes the conformance kit as it is', { timeout: 120_000 }, async () => {
  const { passed, failures } = await module.test();
  expect(failures).toEqual([]);
  expect(passed).toBeGreaterThan(12);
});

it('is formatted as the house is', async () => {
  const options = await prettier.resolveConfig(inRoot('package.json'));
  for (const file of module.files.filter((one) => /\.(ts|json)$/.test(one))) {
    const isFormatted = await prettier.check(read(file), { ...options, filepath: file });
    expect({ file, isFormatted }).toEqual({ file, isFormatted: true });
  }
});

it('has the definition file that npm run generate would write', async () => {
  const sources = await importSources({
    ...GENERATOR_SOURCES,
    geo: inModule('packages/modules-geo/src/index.ts'),
  });
  expect(definitionIn(sources.geo).name).toBe('geo');
  const generated = generatedFiles(sources, { 'modules-geo': sources.geo }, []);
  expect(read('packages/modules-geo/library/geo.lua')).toBe(generated['packages/modules-geo/library/geo.lua']);
  expect(read('packages/modules-geo/library/geo.lua')).toContain(
    '---@param who string\n---@return string\nfunction geo.greet(who) end',
  );
});

it('becomes a standard module by one line: that worker depends on it', async () => {
  const sources = await importSources({ ...GENERATOR_SOURCES, geo: inModule('packages/modules-geo/src/index.ts') });
  const options = await prettier.resolveConfig(inRoot('package.json'));
  for (const barredInWorkflows of [undefined, 'call a function', "do what's allowed"]) {
    const geo = { geo: { ...sources.geo.geo, barredInWorkflows } };
    const twenty = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        `modules-m${index}`,
        { [`m${index}`]: { ...geo.geo, name: `m${index}` } },
      ]),
    );
    const all = { ...twenty, 'modules-geo': geo };
    const files = generatedFiles(sources, all, Object.keys(all));
    const definitions = 'packages/worker/src/standard-modules.ts';
    const names = 'packages/registry/src/lua/standard-modules.ts';
    expect(files[definitions]).toContain("import { geo } from '@durable-lua/modules-geo';\n");
    expect(files[definitions]).toContain('  geo,\n');
    expect(files[names]).toContain("name: 'geo'");
    expect(files['docs/reference/geo.md']).toContain('# geo');
    for (const filepath of [definitions, names])
      expect(await prettier.check(files[filepath], { ...options, filepath })).toBe(true);
  }
});

it('overwrites nothing, and leaves nothing behind when it cannot begin', async () => {
  await expect(scaffold(module.root, 'geo')).rejects.toThrow(
    'packages/modules-geo is there already: choose another name',
  );
  writeFileSync(inModule('.changeset/modules-sms2.md'), 'mine');
  await expect(scaffold(module.root, 'sms2')).rejects.toThrow(
    '.changeset/modules-sms2.md is there already: choose another name',
  );
  expect(read('.changeset/modules-sms2.md')).toBe('mine');
  expect(existsSync(inModule('packages/modules-sms2'))).toBe(false);
});

it.each([
  ['Geo', /"Geo" cannot be a module: one lower-case word is expected, such as geo or sms2/],
  ['geo-json', /cannot be a module/],
  ['2geo', /cannot be a module/],
  ['../geo', /cannot be a module/],
  ['', /cannot be a module/],
  ['end', /"end" is a word of Lua or of JavaScript: choose another name/],
  ['class', /is a word of/],
  ['coroutine', /is a word of/],
  ['error', /is a word of/],
  ['fn', /is a word of/],
])('the name %j is refused', async (name, message) => {
  await expect(checkName(module.root, name)).rejects.toThrow(message);
  await expect(scaffold(module.root, name)).rejects.toThrow(message);
});

it.each([
  [['Geo'], 1, 'npm run new-module: "Geo" cannot be a module'],
  [[], 2, 'npm run new-module: give one name'],
  [['geo', 'sms'], 2, 'npm run new-module: give one name'],
  [['--fast', 'geo'], 2, "Unknown option '--fast'"],
])('the command %j ends with code %i and says why', async (args, code, message) => {
  const failed = await call(process.execPath, [inRoot('scripts/new-module.mjs'), ...args]).catch((error) => error);
  expect(failed.code).toBe(code);
  expect(failed.stdout + failed.stderr).toContain(message);
});
