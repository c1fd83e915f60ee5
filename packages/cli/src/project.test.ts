import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { check } from './commands/check.js';
import { test } from './commands/test.js';
import { types } from './commands/types.js';
import { printedBy } from './testing/printed.js';

const FIXTURE = fileURLToPath(new URL('../fixtures/own-module', import.meta.url));

/** A copy of the project beside it, where the module finds what it imports. */
function copy(manifest?: string): string {
  const dir = mkdtempSync(`${FIXTURE}-`);
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(FIXTURE, dir, { recursive: true });
  if (manifest !== undefined) writeFileSync(path.join(dir, 'package.json'), manifest);
  return dir;
}

describe('modules of a project that its package.json names', () => {
  it('are there for check, for test and for types', async () => {
    const dir = copy();
    expect(await printedBy(check, 'check', dir)).toMatchObject({ exitCode: 0 });
    expect(await printedBy(test, 'test', dir)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('1 passed') as string,
    });
    expect(await printedBy(types, 'types', dir)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('geo.lua') as string,
    });
  });

  it.each([
    ['{', /package\.json is not JSON: /],
    ['{ "durable-lua": { "modules": "./geo.mjs" } }', /"modules": list of npm names and paths expected$/m],
    ['{ "durable-lua": { "module": [] } }', /"durable-lua": unknown option 'module'; did you mean 'modules'\?$/m],
    ['{ "durable-lua": ["./geo.mjs"] }', /"durable-lua": an object of options expected, got a list$/m],
    ['{ "durable-lua": { "modules": ["./goe.mjs"] } }', /'.*goe\.mjs' does not exist: expected a folder or a file$/m],
    ['{ "private": true }', /\[E-MODULE\]$/m],
  ])('are refused where they cannot be right: %s', async (manifest, text) => {
    const { exitCode, out, err } = await printedBy(check, 'check', copy(manifest));
    expect({ exitCode, said: out + err }).toEqual({ exitCode: 1, said: expect.stringMatching(text) as string });
  });
});
