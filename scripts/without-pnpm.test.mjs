// Who has Node and npm has all that the scripts need: npx brings pnpm, for us and for what we start.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hasShell, makeCommand } from './lib/make-command.mjs';
import { cacheDir, inRoot, readJson } from './lib/root.mjs';

const call = promisify(execFile);
const pinned = readJson('package.json').packageManager.replace('pnpm@', '');
let root;

/** A copy of the scripts, as in a repository that was cloned just now, and a PATH with node and npm alone. */
beforeEach(() => {
  mkdirSync(cacheDir, { recursive: true });
  root = mkdtempSync(path.join(cacheDir, 'without-pnpm-'));
  for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'patches', 'scripts']) {
    cpSync(inRoot(file), path.join(root, file), { recursive: true });
  }
  mkdirSync(path.join(root, 'packages/geo'), { recursive: true });
  writeFileSync(path.join(root, 'packages/geo/package.json'), '{"name":"geo"}');
  mkdirSync(path.join(root, 'path'));
  const commands = { node: process.execPath, npm: which('npm'), sh: '/bin/sh' };
  for (const [name, file] of Object.entries(commands)) symlinkSync(file, path.join(root, 'path', name));
  // npx answers as it does: with the PATH on which it has put what it fetched. This pnpm writes down what it is asked.
  makeCommand(path.join(root, 'path/npx'), `echo "${root}/fetched:$PATH"`);
  makeCommand(
    path.join(root, 'fetched/pnpm'),
    `[ "$1" = --version ] && echo ${pinned} && exit\necho "pnpm $*" >> "${root}/asked"`,
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const which = (name) =>
  process.env.PATH.split(path.delimiter)
    .map((dir) => path.join(dir, name))
    .find((file) => existsSync(file));

const npmRun = (...args) =>
  call(path.join(root, 'path/npm'), ['run', ...args], {
    cwd: root,
    env: { HOME: process.env.HOME, PATH: path.join(root, 'path'), npm_config_update_notifier: 'false' },
  });
const asked = () => readFileSync(path.join(root, 'asked'), 'utf8').trim().split('\n');

/** In the place of turbo: it looks up pnpm by its name, as turbo does. */
function fakeTurbo() {
  const file = path.join(root, 'node_modules/turbo/bin/turbo');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(
    file,
    `require('node:child_process').execFileSync('pnpm', ['for turbo', ...process.argv.slice(2)], { stdio: 'inherit' });`,
  );
}

it.runIf(hasShell)('npm run build installs, and turbo finds pnpm', async () => {
  fakeTurbo();
  await npmRun('build', '--', '--no-types');
  const [install, build, ...more] = asked();
  expect(install).toContain('pnpm install --frozen-lockfile');
  expect(build).toContain('pnpm for turbo run build');
  expect(more).toEqual([]);
});

it.runIf(hasShell)('npm run build builds one folder, and refuses what is none', async () => {
  fakeTurbo();
  await npmRun('build', '--', '--no-types', './packages/geo/');
  expect(asked().at(-1)).toContain('--filter=./packages/geo...');
  await expect(npmRun('build', '--', 'packages/sms')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('a folder with a package is expected, such as packages/lua-vm, got packages/sms'),
  });
});

it.runIf(hasShell)('npm run new-module writes a module and installs it', async () => {
  // What it generates from is there, as after an install.
  symlinkSync(inRoot('node_modules'), path.join(root, 'node_modules'), 'junction');
  for (const one of ['cli', 'determinism', 'reference', 'modules-funcs']) {
    symlinkSync(inRoot('packages', one), path.join(root, 'packages', one), 'junction');
  }
  mkdirSync(path.join(root, '.changeset'));
  const { stdout } = await npmRun('new-module', 'sms');
  expect(stdout).toContain('packages/modules-sms/library/sms.lua');
  expect(existsSync(path.join(root, 'packages/modules-sms/library/sms.lua'))).toBe(true);
  expect(asked()).toEqual(['pnpm install --no-frozen-lockfile']);
});
