// The code in the READMEs of the packages runs and prints what it says it prints.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { codeBlocks, runBlock } from './lib/readme.ts';
import { inRoot } from './lib/root.mjs';
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
  it.each(blocks)('of $dir prints what it says', async ({ dir, code }) => {
    const { printed, promised } = await runBlock(code, loadFor(dir));
    expect(printed.length).toBeGreaterThan(0);
    expect(printed).toEqual(promised);
  });
});
