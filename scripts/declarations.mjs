#!/usr/bin/env node
// Checks the types of the repository and, in the same pass, writes each package's .d.ts files to its
// dist/, those that its entry points lead to. One program for all: one for each package would check the same files forty times.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { importsOf } from './lib/imports-of.mjs';
import { cacheDir, inRoot } from './lib/root.mjs';
import { CommandFailed, endChildrenOnSignal, runNode } from './lib/run.mjs';
import { packages } from './lib/workspace.mjs';

// Beside what tsc remembers of them: the one without the other would be taken for up to date.
const emitted = path.join(cacheDir, 'declarations');

/** The specifiers by which packages of ours may be imported. */
const published = new Set(
  packages().flatMap(({ manifest }) =>
    Object.keys(manifest.exports ?? {}).map((name) => path.posix.join(manifest.name, name)),
  ),
);

/** Copies a declaration and those that it imports, from `from` to `to`; each once. */
function copyReachable(file, { from, to, done }) {
  if (done.has(file)) return;
  done.add(file);
  const target = path.join(to, path.relative(from, file));
  mkdirSync(path.dirname(target), { recursive: true });
  cpSync(file, target);
  for (const name of importsOf(file, readFileSync(file, 'utf8'))) {
    if (name.startsWith('.')) {
      const next = path.resolve(path.dirname(file), name.replace(/\.js$/, '.d.ts'));
      if (!next.startsWith(from + path.sep) || !existsSync(next)) {
        throw new Error(`${target} would import ${name}, which is no declaration of its package: name the type there`);
      }
      copyReachable(next, { from, to, done });
    } else if (name.startsWith('@durable-lua/') && !published.has(name)) {
      throw new Error(`${target} would import ${name}, which its package does not export: name the type there`);
    }
  }
}

function removeOld(dist) {
  if (!existsSync(dist)) return;
  for (const name of readdirSync(dist, { recursive: true })) {
    if (name.endsWith('.d.ts')) rmSync(path.join(dist, name));
  }
}

/** Puts into dist/ what the entry points of a package lead to. */
function declare({ dir, manifest }) {
  const from = path.join(emitted, dir, 'src');
  const to = inRoot(dir, 'dist');
  removeOld(to);
  const done = new Set();
  for (const { '@durable-lua/source': source, types } of Object.values(manifest.exports ?? {})) {
    if (types === undefined) continue;
    const file = path.join(emitted, dir, source.replace(/\.tsx?$/, '.d.ts'));
    copyReachable(file, { from, to, done });
    const own = path.join(to, path.relative(from, file));
    const entry = inRoot(dir, types);
    if (own === entry) continue;
    const specifier = path
      .relative(path.dirname(entry), own)
      .replaceAll('\\', '/')
      .replace(/\.d\.ts$/, '.js');
    writeFileSync(entry, `export * from './${specifier}';\n`);
  }
}

endChildrenOnSignal();
const args = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--incremental'];
const places = [
  '--rootDir',
  inRoot(),
  '--outDir',
  emitted,
  '--tsBuildInfoFile',
  path.join(emitted, 'state.tsbuildinfo'),
];
try {
  await runNode(inRoot('node_modules/typescript/bin/tsc'), ['-p', inRoot('tsconfig.json'), ...args, ...places]);
  packages().forEach(declare);
} catch (error) {
  console.error(error instanceof CommandFailed ? error.output : error.message);
  process.exitCode = 1;
}
