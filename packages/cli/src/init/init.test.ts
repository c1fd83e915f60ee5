import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkProject } from '@durable-lua/registry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../testing/command-line.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'durable-lua-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('begins a project that has nothing to find fault with, and says what comes next', async () => {
  const { exitCode, out } = await run(['init', 'x'], { cwd: folder, env: { DURABLE_LUA_COMMAND: undefined } });
  expect(exitCode).toBe(0);
  expect(out).toContain('Next: cd x && durable-lua dev');
  expect((await checkProject(path.join(folder, 'x'))).findings).toEqual([]);
});

it('tells editors where definitions and the schema are', async () => {
  await run(['init', folder]);
  const luarc = JSON.parse(readFileSync(path.join(folder, '.luarc.json'), 'utf8')) as Record<string, string[]>;
  const library = path.join(folder, luarc['workspace.library']?.[0] ?? '');
  expect(readFileSync(path.join(library, 'funcs.lua'), 'utf8')).toContain('["activity.retry_policy"]?');
  expect(readFileSync(path.join(library, 'project-entries.lua'), 'utf8')).toContain('call fun(id: "app:greet"|string,');
  const schema = /\$schema=(\S+)/.exec(readFileSync(path.join(folder, '_index.yaml'), 'utf8'))?.[1] ?? '';
  expect(JSON.parse(readFileSync(path.join(folder, schema), 'utf8'))).toMatchObject({ type: 'object' });
});

it('overwrites nothing, and leaves everything as it was', async () => {
  writeFileSync(path.join(folder, 'hello.lua'), 'return 1');
  writeFileSync(path.join(folder, '.gitignore'), 'secrets');
  const { exitCode, err } = await run(['init'], { cwd: folder });
  expect(exitCode).toBe(1);
  expect(err).toMatch(/^ALREADY_EXISTS: .* has hello\.lua already/);
  expect(readdirSync(folder).sort()).toEqual(['.gitignore', 'hello.lua']);
});

it('leaves a .gitignore alone that is there', async () => {
  writeFileSync(path.join(folder, '.gitignore'), 'secrets');
  const { exitCode } = await run(['init'], { cwd: folder });
  expect(exitCode).toBe(0);
  expect(readFileSync(path.join(folder, '.gitignore'), 'utf8')).toBe('secrets');
  expect(existsSync(path.join(folder, '_index.yaml'))).toBe(true);
});
