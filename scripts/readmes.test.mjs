// The code in the READMEs of the packages runs and prints what it says it prints.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeBlocks, runBlock } from './lib/readme.ts';
import { inRoot } from './lib/root.mjs';
import { blocksOf, installLine, readReadme } from './lib/stranger.mjs';
import { packages } from './lib/workspace.mjs';

/** A package whose README needs more than a module (a project, a server) runs it in a test of its own. */
const runsItself = (dir) =>
  ['readme.test.ts', 'readme.server.test.ts'].some((name) => existsSync(inRoot(dir, 'src', name)));

/** Any package of ours from its sources, any other as the package in `dir` finds it. */
const loadFor = (dir) => (specifier) => {
  const [, folder, door] = /^@durable-lua\/([^/]+)(\/.+)?$/.exec(specifier) ?? [];
  if (folder === undefined)
    return import(pathToFileURL(createRequire(inRoot(dir, 'package.json')).resolve(specifier)).href);
  const { manifest } = packages().find((one) => one.folder === folder);
  return import(
    /* @vite-ignore */ inRoot('packages', folder, manifest.exports[`.${door ?? ''}`]['@durable-lua/source'])
  );
};

const blocks = [
  ...packages()
    .filter(({ dir }) => existsSync(inRoot(dir, 'README.md')) && !runsItself(dir))
    .flatMap(({ dir }) =>
      ['js', 'ts'].flatMap((language) =>
        codeBlocks(pathToFileURL(inRoot(dir, 'README.md')), language).map((code) => ({ dir, code })),
      ),
    ),
  // Of the root only what needs no project; the rest runs on a server, in apps/demo.
  ...codeBlocks(pathToFileURL(inRoot('README.md')), 'js')
    .filter((code) => !code.includes('createRuntime'))
    .map((code) => ({ dir: '.', code })),
];

describe('the README', () => {
  // What a block writes belongs into no repository.
  const folder = mkdtempSync(path.join(tmpdir(), 'readmes-'));
  const before = process.cwd();
  beforeAll(() => process.chdir(folder));
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  it.each(blocks)('of $dir prints what it says', async ({ dir, code }) => {
    const { printed, promised } = await runBlock(code, loadFor(dir));
    expect(printed.length).toBeGreaterThan(0);
    expect(printed).toEqual(promised);
  });
});

/** The packages that code imports. */
const importedBy = (code) =>
  [...code.matchAll(/(?:^import .*from |^} from |\bimport\()'([^'.][^']*)'/gm)]
    .map(([, specifier]) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'))
    .filter((name) => !name.startsWith('node:'));

it.each(packages().filter(({ dir }) => installLine(readReadme(dir)).length > 0))(
  'the README of $dir installs what its code imports',
  ({ dir }) => {
    const readme = readReadme(dir);
    const code = blocksOf(readme).filter(({ language }) => /^(js|ts)$/.test(language));
    const imported = new Set(code.flatMap((block) => importedBy(block.code)));
    expect(installLine(readme)).toEqual(expect.arrayContaining([...imported]));
  },
);
