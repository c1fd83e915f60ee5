// The guide for authors of modules: its example is a module that passes the kit, typed, and described as it says.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { definitionIn } from './lib/generated.mjs';
import { importSources } from './lib/import-sources.mjs';
import { codeBlocks } from './lib/readme.ts';
import { inRoot } from './lib/root.mjs';
import { scratchModule } from './lib/scratch-module.mjs';

const guide = pathToFileURL(inRoot('docs/writing-a-module.md'));
/** The blocks that name their file, by that name. */
const blocks = Object.fromEntries(
  ['ts', 'lua', 'yaml'].flatMap((language) =>
    codeBlocks(guide, language).map((text) => [/^(?:\/\/|--|#) (\S+)\n/.exec(text)?.[1], text]),
  ),
);
let module;

beforeAll(async () => {
  module = await scratchModule('geo');
  for (const file of ['src/index.ts', 'src/index.test.ts', 'conformance/geo.lua']) module.write(file, blocks[file]);
  module.write('src/hello.ts', blocks['hello.ts']);
  module.write('README.md', '# geo\n\n```lua\nprint(geo.parse("1,2"):metres_to(geo.parse("1,2"))) --> 0\n```\n');
}, 60_000);
afterAll(() => module.remove());

it('every block of it says which file it is', () =>
  expect(Object.keys(blocks)).toEqual([
    'hello.ts',
    'src/index.ts',
    'src/index.test.ts',
    'conformance/geo.lua',
    'shop/delivery.lua',
    'shop/_index.yaml',
  ]));

it('its example passes the conformance kit', { timeout: 120_000 }, async () => {
  const { passed, failures } = await module.test();
  expect(failures).toEqual([]);
  expect(passed).toBeGreaterThan(20);
});

it('its example without what it asks for fails in the words of the guide', { timeout: 120_000 }, async () => {
  const [words] = codeBlocks(guide, 'text');
  module.write('src/index.ts', blocks['src/index.ts'].replace("    wants: ['random'],\n", ''));
  const { failures } = await module.test('the module geo effects');
  module.write('src/index.ts', blocks['src/index.ts']);
  expect(failures.join('\n')).toContain(words.trim());
});

it('its example has no mistake in its types', { timeout: 120_000 }, async () => {
  // The one that is found.
  module.write('src/mistaken.ts', `import { geo } from './index.js';\nexport const name: number = geo.name;\n`);
  const [line, ...more] = (await module.typecheck()).trim().split('\n');
  expect(line).toMatch(/mistaken\.ts\(2,14\): error TS2322: Type 'string' is not assignable to type 'number'/);
  expect(more).toEqual([]);
});

it('its shortest module is a whole one', async () => {
  const { definition, vm } = await importSources({
    definition: path.join(module.dir, 'src/hello.ts'),
    vm: inRoot('packages/lua-vm/src/index.ts'),
  });
  const lua = vm.createLua({ modules: [definition.hello], host: { name: 'nothing', capabilities: {} } });
  expect(await lua.run('return require("hello").greet("Ada")')).toBe('Hello, Ada!');
});

it('its example is described for editors', async () => {
  const sources = await importSources({
    reference: inRoot('packages/reference/src/index.ts'),
    geo: path.join(module.dir, 'src/index.ts'),
  });
  const text = sources.reference.luaDefinitions(definitionIn(sources.geo));
  expect(text).toContain('---@param options { kmh: number }\n---@return integer|nil\n---@return error|nil err\n');
  expect(text).toContain('---@class geo.Point\n');
});
