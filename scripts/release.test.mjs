import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeRepository } from './lib/repository.mjs';

let dir;
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-release-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('a published package names the repository and the folder it comes from, and is otherwise as it was', () => {
  const file = path.join(dir, 'packages/geo/package.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ name: '@durable-lua/geo', files: ['dist'] }));

  writeRepository(dir, ['packages/geo'], 'https://github.com/somebody/durable-lua');

  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    name: '@durable-lua/geo',
    files: ['dist'],
    repository: {
      type: 'git',
      url: 'git+https://github.com/somebody/durable-lua.git',
      directory: 'packages/geo',
    },
  });
});
