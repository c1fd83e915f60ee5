import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { scaffold } from './new-module.mjs';
import { cacheDir, inRoot } from './root.mjs';

const call = promisify(execFile);

/**
 * A new module in a place of its own: inside the repository, so that what it imports is found; not in packages/, which
 * other tests list.
 */
export async function scratchModule(name) {
  mkdirSync(cacheDir, { recursive: true });
  const root = mkdtempSync(path.join(cacheDir, 'module-'));
  cpSync(inRoot('package.json'), path.join(root, 'package.json'));
  const files = await scaffold(root, name);
  const dir = path.join(root, `packages/modules-${name}`);
  const installed = path.join(dir, 'node_modules/@durable-lua');
  mkdirSync(installed, { recursive: true });
  for (const one of ['determinism', 'testing'])
    symlinkSync(inRoot('packages', one), path.join(installed, one), 'junction');
  return {
    root,
    dir,
    files,
    write: (file, text) => writeFileSync(path.join(dir, file), text),
    remove: () => rmSync(root, { recursive: true }),
    test: (name) => runTests(root, name),
    typecheck: () => typecheck(root),
  };
}

/** Runs its tests, or those that match, as they would be run in this repository: how many passed, and all failures in words. */
async function runTests(root, name) {
  const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST') && name !== 'NODE_ENV');
  const args = [
    'run',
    '--root',
    root,
    '--config',
    inRoot('vitest.config.ts'),
    '--project',
    'unit',
    '--reporter',
    'json',
    ...(name === undefined ? [] : ['--testNamePattern', name]),
  ];
  const { stdout, stderr } = await call(process.execPath, [inRoot('node_modules/vitest/vitest.mjs'), ...args], {
    cwd: root,
    env: Object.fromEntries(outer),
    maxBuffer: 1e8,
  }).catch((error) => error);
  const start = stdout.indexOf('{');
  if (start < 0) throw new Error(`vitest ended without a report: ${stdout}${stderr}`);
  const report = JSON.parse(stdout.slice(start));
  const messages = report.testResults.flatMap(({ message, assertionResults }) => [
    message,
    ...assertionResults.flatMap(({ failureMessages }) => failureMessages),
  ]);
  return { passed: report.numPassedTests, failures: messages.filter((text) => text !== '') };
}

/** What the compiler of this repository says about its TypeScript; empty when nothing. */
async function typecheck(root) {
  const config = { extends: inRoot('tsconfig.base.json'), include: ['packages/*/src/**/*.ts'] };
  writeFileSync(path.join(root, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = await call(process.execPath, [inRoot('scripts/lib/own-types.mjs'), root]);
  return stdout;
}
