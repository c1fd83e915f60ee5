import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../state/own-parts.js';
import { EXCLUDED } from './excluded.js';

/** fengari's package carries its own tests, written for jest: here they run against the engine as it is installed. */

const root = dirname(createRequire(import.meta.url).resolve('fengari/package.json'));
const tests = join(root, 'test');
const files = ['.', 'test-suite'].flatMap((folder) =>
  readdirSync(join(tests, folder))
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => join(folder, name)),
);

/** Evaluates a test file with jest's globals; returns the names it registered. */
function register(file: string): Set<string> {
  const path = join(tests, file);
  const excluded = EXCLUDED[file] ?? {};
  const names = new Set<string>();
  const test = (name: string, body: () => void): void => {
    names.add(name);
    const reason = excluded[name];
    if (reason === undefined) it(name, body, 120_000);
    else it.skip(`${name} (excluded: ${reason})`, body);
  };
  test.skip = (name: string, body: () => void): void => it.skip(`${name} (skipped by upstream)`, body);
  // The last ten rounds of a hundred: each pushes a million values.
  const code = readFileSync(path, 'utf8').replace('for i = 999900, 1000000', 'for i = 999990, 1000000');
  const run = new Function('test', 'describe', 'expect', 'require', code);
  run(test, describe, expect, createRequire(path));
  return names;
}

const home = process.cwd();
beforeAll(() => process.chdir(root)); // some tests load files by paths relative to the package
afterAll(() => process.chdir(home));

describe.each(files)('%s', (file) => {
  const names = register(file);

  it('every exclusion names a test', () => {
    expect([...names]).toEqual(expect.arrayContaining(Object.keys(EXCLUDED[file] ?? {})));
  });
});

it('every exclusion names a file', () => {
  expect(files).toEqual(expect.arrayContaining(Object.keys(EXCLUDED)));
});
