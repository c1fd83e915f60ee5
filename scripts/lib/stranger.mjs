// Somebody who has the packages from a registry, and nothing of this repository.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, readJson } from './root.mjs';
import { run } from './run.mjs';

const LONG_MS = 900_000;

/** How each package manager installs what package.json says, and adds packages. */
export const MANAGERS = {
  npm: {
    install: ['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error'],
    add: ['npm', 'install', '--no-audit', '--no-fund'],
  },
  pnpm: {
    install: ['npx', '--yes', readJson('package.json').packageManager, 'install'],
    add: ['npx', '--yes', readJson('package.json').packageManager, 'add'],
  },
  yarn: { install: ['npx', '--yes', 'yarn@1.22.22', 'install'], add: ['npx', '--yes', 'yarn@1.22.22', 'add'] },
};

export class Stranger {
  /**
   * @param home where its folders are made
   * @param registry the address of the registry
   * @param node `{ version, file, env }` of the Node that it has
   * @param manager a key of MANAGERS
   */
  constructor({ home, registry, node, manager }) {
    Object.assign(this, { home, node, manager });
    this.env = {
      ...node.env,
      npm_config_registry: registry,
      YARN_REGISTRY: registry,
      npm_config_cache: path.join(home, 'cache-npm'),
      YARN_CACHE_FOLDER: path.join(home, 'cache-yarn'),
      npm_config_store_dir: path.join(home, 'store-pnpm'),
      npm_config_update_notifier: 'false',
    };
  }

  /** An empty folder with these dependencies installed. */
  async folder(name, dependencies = {}) {
    const folder = mkdtempSync(path.join(this.home, `${name}-`));
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
    if (Object.keys(dependencies).length > 0) await this.run(folder, MANAGERS[this.manager].install);
    return folder;
  }

  add(folder, names) {
    return this.run(folder, [...MANAGERS[this.manager].add, ...names]);
  }

  run(folder, [command, ...args], env = {}) {
    return run(command, args, { cwd: folder, env: { ...this.env, ...env }, timeout: LONG_MS });
  }

  /** Runs a program with its Node. */
  program(folder, args, env) {
    return this.run(folder, [this.node.file, ...args], env);
  }

  /** `durable-lua` as it is installed there. */
  cli(folder, args, { cwd = folder, env } = {}) {
    const bin = path.join(folder, 'node_modules', 'durable-lua', 'dist', 'main.js');
    return this.program(cwd, [bin, ...args], env);
  }
}

/** The demo's built files and sources with the dependencies that it has, without the workspace. */
export function copyDemo(folder, versionOf) {
  const { dependencies, ...manifest } = readJson('apps/demo/package.json');
  const outside = Object.entries(dependencies).map(([name, range]) => [
    name,
    range.startsWith('workspace:') ? versionOf(name) : range,
  ]);
  mkdirSync(folder, { recursive: true });
  for (const part of ['dist', 'shop']) cpSync(inRoot('apps/demo', part), path.join(folder, part), { recursive: true });
  delete manifest.scripts;
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ ...manifest, dependencies: Object.fromEntries(outside) }),
  );
}

/** The packages that a README has its reader install. */
export function installLine(readme) {
  const lines = [...readme.matchAll(/^npm install ([^]*?[^\\])$/gm)].map(([, line]) => line.replaceAll('\\\n', ' '));
  return lines.flatMap((line) => line.split(/\s+/)).filter((word) => word !== '' && !word.startsWith('-'));
}

/** The fenced blocks of a README: language and text of each. */
export const blocksOf = (readme) =>
  [...readme.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, code]) => ({ language, code }));

export const readReadme = (dir) => readFileSync(inRoot(dir, 'README.md'), 'utf8');
