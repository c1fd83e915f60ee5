import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { invalid, LuaError } from '@durable-lua/determinism';
import type { Work } from '../command.js';
import { writeWhole } from '../files.js';
import { moduleFile, moduleNameFault } from './module-files.js';

const PACKAGE = new URL('../package.json', import.meta.url);
const TEMPLATE = fileURLToPath(new URL('../module/', import.meta.url));

/** The ranges of what is not ours, and what the template is tested with. */
const TOOLS = { '@types/node': '^20.19.0', typescript: '^5.9.3', vitest: '^4.1.0' };

export const newModule: Work = async ({ args: [name = '', dir = `lua-${name}`], screen }) => {
  const fault = moduleNameFault(name);
  if (fault !== undefined) throw invalid(`new-module: ${fault}`);
  const root = screen.within(dir, { missing: 'allowed' });
  const files = Object.fromEntries(
    readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(path.relative(TEMPLATE, entry.parentPath), entry.name))
      .sort()
      .map((file) => [moduleFile(file, name), moduleFile(readFileSync(path.join(TEMPLATE, file), 'utf8'), name)]),
  );
  const all = { 'package.json': manifestOf(name), 'tsconfig.json': TSCONFIG, ...files };
  const there = Object.keys(all).filter((file) => existsSync(path.join(root, file)));
  if (there.length > 0) {
    const message = `${root} has ${there.join(', ')} already, and nothing is overwritten: give another folder`;
    throw new LuaError({ kind: 'ALREADY_EXISTS', message });
  }
  for (const [file, text] of Object.entries(all)) await writeWhole(path.join(root, file), text);
  const place = path.relative(process.cwd(), root);
  const next = [...(place === '' ? [] : [`cd ${place}`]), 'npm install', 'npm test'].join(' && ');
  screen.result(
    { folder: root, files: Object.keys(all), next },
    `The Lua module '${name}' in ${root}: ${Object.keys(all).join(', ')}\n\nNext: ${next}`,
  );
};

function manifestOf(name: string): string {
  const { version, engines } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string; engines: object };
  const manifest = {
    name: `lua-${name}`,
    version: '0.1.0',
    description: `The Lua module "${name}": say here in one sentence what it is for.`,
    type: 'module',
    sideEffects: false,
    keywords: ['lua', 'temporal', 'durable-lua-module'],
    engines,
    files: ['dist', 'README.md'],
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    scripts: { build: 'tsc', test: 'tsc --noEmit && vitest run', prepare: 'tsc' },
    dependencies: { '@durable-lua/determinism': `^${version}` },
    devDependencies: { '@durable-lua/testing': `^${version}`, ...TOOLS },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "nodenext",
    "strict": true,
    "declaration": true,
    "rootDir": "src",
    "outDir": "dist"
  },
  "include": ["src"],
  "exclude": ["src/**/*.test.ts"]
}
`;
