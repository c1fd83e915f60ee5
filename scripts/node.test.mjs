import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasShell, makeCommand } from './lib/make-command.mjs';
import { findNode } from './lib/node.mjs';
import { inRoot } from './lib/root.mjs';

const call = promisify(execFile);
let dir;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'durable-lua-node-'));
  vi.stubEnv('PATH', path.join(dir, 'path'));
  // What npx would do, with a program that says which version it is, what it is to run, and which node that will find.
  makeCommand(path.join(dir, 'path/npx'), `echo "${dir}/fetched/node"`);
  const lines = [`[ "$1" = --version ] && echo v22.5.1 && exit`, `echo "ran $*; NODE=$NODE"`, 'node --version; exit 7'];
  makeCommand(path.join(dir, 'fetched/node'), lines.join('\n'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

describe.runIf(hasShell)('another Node', () => {
  it('is the node of everything that is started', async () => {
    const { version, file, env } = await findNode('22');
    expect({ version, file }).toEqual({ version: '22.5.1', file: path.join(dir, 'fetched/node') });
    expect(env.PATH.split(path.delimiter)[0]).toBe(path.join(dir, 'fetched'));
    expect(env).toMatchObject({ NODE: file, npm_node_execpath: file });
  });

  it.each(['22.5', '22.5.1'])('may be named as exactly as %s', async (wanted) =>
    expect((await findNode(wanted)).version).toBe('22.5.1'),
  );

  it.each(['24', '22.51', '2'])('that is not %s is refused, with what may be the cause', async (wanted) => {
    await expect(findNode(wanted)).rejects.toThrow(`npx gives Node 22.5.1, and ${wanted} is wanted.`);
    await expect(findNode(wanted)).rejects.toThrow('npm config get ignore-scripts');
  });
});

describe.runIf(hasShell)('npm run test:node', () => {
  const command = (...args) =>
    call(process.execPath, [inRoot('scripts/test-node.mjs'), ...args]).catch((error) => error);

  it('runs npm test on it, with the arguments, and ends as that does', async () => {
    const { code, stdout } = await command('22', 'packages/geo', '-t', 'a b');
    const ran = `ran ${inRoot('scripts/test.mjs')} packages/geo -t a b; NODE=${path.join(dir, 'fetched/node')}`;
    expect(stdout).toBe(`${ran}\nv22.5.1\n`);
    expect(code).toBe(7);
  });

  it.each([[[]], [['packages/geo']], [['v22']], [['latest']]])('asks for a version when given %j', async (args) => {
    const { code, stderr } = await command(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(`a version of Node is expected, such as 22 or 24.1.0, got ${args[0] ?? 'nothing'}`);
  });
});
