import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasShell, makeCommand } from './lib/make-command.mjs';
import { findPnpm } from './lib/pnpm.mjs';

const version = '1.2.3';
let dir;

const command = (folder, name, lines) => makeCommand(path.join(dir, folder, name), lines);
const find = () => findPnpm({ version, cache: path.join(dir, 'cache') });
const first = (env) => env.PATH.split(path.delimiter)[0];

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-pnpm-'));
  mkdirSync(path.join(dir, 'path'));
  vi.stubEnv('PATH', path.join(dir, 'path'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

describe.runIf(hasShell)('the pinned pnpm', () => {
  it('is the one on PATH, when that has the version', async () => {
    command('path', 'pnpm', `echo ${version}`);
    expect(await find()).toMatchObject({ from: 'PATH' });
  });

  it('is that of corepack, when another version is on PATH', async () => {
    command('path', 'pnpm', 'echo 9.9.9');
    // Its third argument is the folder it is to write to; the shell has no other command on this PATH.
    command('path', 'corepack', `echo '#!/bin/sh\necho ${version}' > "$3/pnpm"; /bin/chmod +x "$3/pnpm"`);
    const { from, env } = await find();
    expect(from).toBe('corepack');
    expect(first(env)).toBe(path.join(dir, 'cache', 'corepack'));
  });

  it('is that of npx, when corepack fails, and npx is asked once', async () => {
    command('path', 'corepack', 'echo "cannot verify" >&2; exit 1');
    command('npx-bin', 'pnpm', `echo ${version}`);
    command('path', 'npx', `echo "${dir}/npx-bin:$PATH"`);
    const { from, env } = await find();
    expect(from).toBe('npx');
    expect(first(env)).toBe(path.join(dir, 'npx-bin'));

    rmSync(path.join(dir, 'path', 'npx'));
    expect(await find()).toEqual({ from: 'npx, earlier', env });
  });

  it('is looked for anew, when npx has cleaned up since', async () => {
    command('npx-bin', 'pnpm', `echo ${version}`);
    command('path', 'npx', `echo "${dir}/npx-bin:$PATH"`);
    await find();
    rmSync(path.join(dir, 'npx-bin'), { recursive: true });
    command('npx-new', 'pnpm', `echo ${version}`);
    command('path', 'npx', `echo "${dir}/npx-new:$PATH"`);
    expect(first((await find()).env)).toBe(path.join(dir, 'npx-new'));
  });

  it('cannot be had without any of them: the error says what to type', async () => {
    await expect(find()).rejects.toThrow('npm install --global pnpm@1.2.3');
  });
});
