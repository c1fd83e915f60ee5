import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../testing/command-line.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'durable-lua-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

it('writes one folder, a package that says which module it holds, and what comes next', async () => {
  const { exitCode, out } = await run(['new-module', 'geo'], { cwd: folder });
  expect(exitCode).toBe(0);
  expect(out).toContain('Next: cd lua-geo && npm install && npm test');
  expect(readdirSync(folder)).toEqual(['lua-geo']);
  expect((readdirSync(path.join(folder, 'lua-geo'), { recursive: true }) as string[]).sort()).toEqual(
    [
      'README.md',
      'conformance',
      path.join('conformance', 'geo.lua'),
      'package.json',
      'src',
      path.join('src', 'index.test.ts'),
      path.join('src', 'index.ts'),
      'tsconfig.json',
    ].sort(),
  );
  const manifest = JSON.parse(read('lua-geo/package.json')) as { dependencies: object; keywords: string[] };
  expect(manifest).toMatchObject({ name: 'lua-geo', type: 'module' });
  expect(manifest.keywords).toContain('durable-lua-module');
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  // All packages have one version.
  expect(manifest.dependencies).toEqual({ '@durable-lua/determinism': `^${version}` });
  expect(read('lua-geo/src/index.ts')).toContain('export const geo = defineModule(');
  for (const file of ['README.md', 'src/index.ts', 'src/index.test.ts', 'conformance/geo.lua'])
    expect(read(`lua-geo/${file}`)).not.toContain('specimen');
});

it('overwrites nothing, and leaves everything as it was', async () => {
  writeFileSync(path.join(folder, 'README.md'), 'mine');
  const { exitCode, err } = await run(['new-module', 'geo', '.'], { cwd: folder });
  expect(exitCode).toBe(1);
  expect(err).toMatch(/^ALREADY_EXISTS: .* has README\.md already/);
  expect(readdirSync(folder)).toEqual(['README.md']);
});

it('refuses a name that Lua cannot require or TypeScript cannot export', async () => {
  for (const name of ['Geo', 'geo-json', '../geo', 'end', 'coroutine']) {
    const { exitCode, err } = await run(['new-module', name], { cwd: folder });
    expect({ name, exitCode }).toEqual({ name, exitCode: 1 });
    expect(err).toMatch(/^INVALID: new-module: /);
  }
  expect(readdirSync(folder)).toEqual([]);
});
