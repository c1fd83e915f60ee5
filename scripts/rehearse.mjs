#!/usr/bin/env node
// npm run rehearse: publishes all packages to a registry on this machine and uses them from there as strangers do.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { findNode } from './lib/node.mjs';
import { replayThere } from './lib/plain-install.mjs';
import { findPnpm } from './lib/pnpm.mjs';
import { prepare } from './lib/prepare.mjs';
import { elapsed, say, step } from './lib/progress.mjs';
import { startRegistry } from './lib/registry.mjs';
import { inRoot, readJson, requireNode } from './lib/root.mjs';
import { CommandFailed, endChildrenOnSignal, run } from './lib/run.mjs';
import { blocksOf, copyDemo, installLine, MANAGERS, readReadme, Stranger } from './lib/stranger.mjs';
import { packages } from './lib/workspace.mjs';

const HELP = `npm run rehearse [-- options]

Builds and packs every package, publishes them to a registry of its own on this machine, installs them from there in empty folders and
uses them: durable-lua init, check and test, a new module and its conformance test, the demo, a replay of histories from JSON, and
each README's code. Ends with one line that
says how much was tried; exit code 0 only if all of it worked.

  --node <a,b>       versions of Node (default: the lowest that is supported, and 24); all package managers run on the first
  --managers <a,b>   package managers (default: ${Object.keys(MANAGERS)})
  --keep             keep the folders
  --help             this text`;

const lowest = readJson('package.json').engines.node.replace('>=', '');
const options = {
  node: { type: 'string', default: `${lowest},24` },
  managers: { type: 'string', default: Object.keys(MANAGERS).join(',') },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
};

/** READMEs whose code is no program that ends, or needs something that listens: tests of their own run them. */
const NOT_ALONE = new Set(['packages/host-workflow', 'packages/opentelemetry']);

/** What the code of a README finds beside it: files and folders of this repository, by the names that it uses. */
const GIVEN = {
  'packages/inspector': {
    'order.json': 'packages/worker/fixtures/histories/order-0.1.json',
    app: 'packages/worker/fixtures/recorded',
  },
};

requireNode();
const { values } = parseArgs({ options });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
endChildrenOnSignal();
const start = performance.now();
const home = mkdtempSync(path.join(tmpdir(), 'durable-lua-rehearsal-'));
const failures = [];
let tried = 0;

/** One thing that a stranger does. */
async function scene(title, work) {
  tried += 1;
  await step(title, work).catch((error) => {
    if (!(error instanceof CommandFailed)) say(error.stack ?? String(error));
    failures.push(title);
  });
}

await prepare();
const all = packages().filter(({ manifest }) => !manifest.private);
const registryFolder = path.join(home, 'registry');
mkdirSync(registryFolder);
const registry = await step('starting a registry on this machine', () => startRegistry(registryFolder));
const versions = new Map(all.map(({ manifest }) => [manifest.name, manifest.version]));
// Loaded now: it is one of the packages that were just built.
const { ensureDevServer } = await import('../packages/dev-server/dist/index.js');
const server = await ensureDevServer({ ui: false, onProgress: say });
try {
  await step('publishing', () => publish());
  const nodes = await Promise.all(values.node.split(',').map((version) => findNode(version)));
  for (const [index, node] of nodes.entries()) {
    for (const manager of index === 0 ? values.managers.split(',') : ['npm']) {
      await rehearse(new Stranger({ home, registry: registry.url, node, manager }), index === 0 && manager === 'npm');
    }
  }
} finally {
  registry.stop();
  await server.stop();
  if (values.keep) say(`kept: ${home}`);
  else rmSync(home, { recursive: true, force: true });
}
for (const failure of failures) say(`✗ ${failure}`);
console.log(`${all.length} packages published, ${tried} scenes, ${failures.length} failed, in ${elapsed(start)}`);
process.exit(failures.length === 0 ? 0 : 1);

async function publish() {
  const { env } = await findPnpm();
  const destination = path.join(home, 'packed');
  const listing = await run(
    'pnpm',
    ['--recursive', '--filter', './packages/*', 'pack', '--json', '--pack-destination', destination],
    { env },
  );
  // The registry lets everybody publish, but npm wants to be somebody.
  const token = `--${registry.url.replace('http:', '')}:_authToken=nobody`;
  for (const { filename } of [JSON.parse(listing)].flat()) {
    await run(
      'npm',
      ['publish', filename, '--registry', registry.url, token, '--loglevel=error', '--provenance=false'],
      {
        cwd: home,
      },
    );
  }
}

async function rehearse(stranger, withReadmes) {
  const who = `Node ${stranger.node.version}, ${stranger.manager}`;
  const { peerDependencies } = all.find(({ manifest }) => manifest.name === '@durable-lua/worker').manifest;
  const ours = ['durable-lua', '@durable-lua/worker', '@durable-lua/testing'].map((name) => [name, versions.get(name)]);
  const dependencies = { ...peerDependencies, ...Object.fromEntries(ours) };
  let folder;
  await scene(`${who}: installs`, async () => (folder = await stranger.folder('plain', dependencies)));
  if (folder === undefined) return;
  await scene(`${who}: durable-lua init, check, test`, async () => {
    await stranger.cli(folder, ['init', 'shop']);
    const shop = { cwd: path.join(folder, 'shop') };
    await stranger.cli(folder, ['check'], shop);
    await stranger.cli(folder, ['test'], shop);
  });
  await scene(`${who}: a new module, and its conformance test`, async () => {
    await stranger.cli(folder, ['new-module', 'geo']);
    const geo = path.join(folder, 'lua-geo');
    await stranger.run(geo, MANAGERS[stranger.manager].install);
    await stranger.run(geo, ['npm', 'test']);
    await stranger.run(geo, ['npm', 'run', 'build']);
    const use = "console.log((await import('lua-geo')).geo.name)";
    await stranger.add(folder, [`file:${geo}`]);
    await stranger.program(folder, ['--input-type=module', '-e', use]);
  });
  await scene(`${who}: replays histories from JSON`, async (note) =>
    note(`${await replayThere(folder, stranger.node.file)} histories`),
  );
  await scene(`${who}: the demo`, async () => {
    const demo = path.join(stranger.home, `demo-${stranger.manager}-${stranger.node.version}`);
    copyDemo(demo, (name) => versions.get(name));
    await stranger.run(demo, MANAGERS[stranger.manager].install);
    await stranger.program(demo, ['dist/main.js', '--once'], { TEMPORAL_ADDRESS: server.address });
  });
  if (!withReadmes) return;
  for (const { dir } of all) await readme(stranger, who, dir);
}

/** Does what a README says: installs what it names, and runs its code. */
async function readme(stranger, who, dir) {
  const text = readReadme(dir);
  const blocks = blocksOf(text);
  const programs = blocks.filter(({ language, code }) => /^(js|ts)$/.test(language) && !code.includes("from 'vitest'"));
  const names = installLine(text);
  if (names.length === 0 || (programs.length > 0 && NOT_ALONE.has(dir))) return;
  await scene(`${who}: ${dir}/README.md`, async (note) => {
    const folder = await stranger.folder(path.basename(dir));
    await stranger.add(folder, names);
    for (const [name, from] of Object.entries(GIVEN[dir] ?? {}))
      cpSync(inRoot(from), path.join(folder, name), { recursive: true });
    const index = blocks.find(({ language }) => language === 'yaml')?.code;
    if (index !== undefined) {
      mkdirSync(path.join(folder, 'app'));
      writeFileSync(path.join(folder, 'app', '_index.yaml'), index);
    }
    for (const [number, { code }] of programs.entries()) {
      const file = `program-${number}.mjs`;
      const { outputText } = ts.transpileModule(code, {
        compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
      });
      writeFileSync(path.join(folder, file), outputText);
      await stranger.program(folder, [file], { TEMPORAL_ADDRESS: server.address });
    }
    note(`${programs.length} programs`);
  });
}
