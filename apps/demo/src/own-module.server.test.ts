import { appendFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime as SdkRuntime } from '@temporalio/worker';
import { createRuntime, standardModules, type Runtime } from '@durable-lua/worker';
import { transform } from 'esbuild';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { codeBlocks } from '../../../scripts/lib/readme.js';
import { Temporal } from './testing.js';

const guide = new URL('../../../docs/writing-a-module.md', import.meta.url);

/** The block of the guide that says it is this file. */
function block(language: string, file: string): string {
  const found = codeBlocks(guide, language).find((text) => text.split('\n', 1)[0]?.endsWith(` ${file}`));
  if (found === undefined) throw new Error(`docs/writing-a-module.md has no block of ${file}`);
  return found;
}

let temporal: Temporal;
let runtime: Runtime;
let folder: string;

// The shop as it is, in a place where it finds what the demo has installed; and besides what the guide says, nothing.
beforeAll(async () => {
  SdkRuntime.install({ logger: new DefaultLogger('ERROR') });
  const places = fileURLToPath(new URL('../dist', import.meta.url));
  await mkdir(places, { recursive: true });
  folder = await mkdtemp(path.join(places, 'own-module-'));
  const shop = path.join(folder, 'shop');
  await cp(fileURLToPath(new URL('../shop', import.meta.url)), shop, { recursive: true });
  await appendFile(path.join(shop, '_index.yaml'), block('yaml', 'shop/_index.yaml'));
  await writeFile(path.join(shop, 'delivery.lua'), block('lua', 'shop/delivery.lua'));

  // Installed as a workspace links its packages: vitest leaves what lies in node_modules to Node, which knows no sources.
  const geo = path.join(folder, 'my-lua-geo');
  await mkdir(geo);
  const manifest = { name: 'my-lua-geo', version: '1.0.0', type: 'module', exports: './index.js' };
  await writeFile(path.join(geo, 'package.json'), JSON.stringify(manifest));
  const { code } = await transform(block('ts', 'src/index.ts'), { loader: 'ts', target: 'node20' });
  await writeFile(path.join(geo, 'index.js'), code);
  await mkdir(path.join(shop, 'node_modules'));
  await symlink(geo, path.join(shop, 'node_modules/my-lua-geo'), 'junction');

  // The test server is shared: a queue of its own is all that is changed.
  const index = path.join(shop, '_index.yaml');
  const queue = path.basename(folder);
  await writeFile(index, (await readFile(index, 'utf8')).replace('task_queue: shop', `task_queue: ${queue}`));

  temporal = await Temporal.connect(inject('temporalAddress'));
  const modules = [...standardModules, 'my-lua-geo'];
  runtime = await createRuntime({ project: shop, modules, address: inject('temporalAddress') });
  await runtime.start();
});
afterAll(async () => {
  await runtime?.shutdown();
  await temporal?.close();
  await rm(folder, { recursive: true });
});

it('the module of the guide works in a workflow of the demo, as a package that the composition names', async () => {
  const id = `delivery-${path.basename(folder)}`;
  const run = await runtime.spawn('shop:delivery', 'shop:worker', { from: '52.52,13.405', to: '52.4,13.06' }, { id });
  expect(await run.result()).toEqual({ metres: 26915, at: { lat: 52.4, lon: 13.06 } });
  const timers = (await temporal.events(id)).flatMap(({ timerStartedEventAttributes: timer }) => timer ?? []);
  expect(timers).toHaveLength(1);
  expect(Number(timers[0]?.startToFireTimeout?.seconds ?? 0)).toBe(1);
});

it('what its author expects to fail fails the run with the words of the module', async () => {
  const run = await runtime.spawn('shop:delivery', 'shop:worker', { from: 'Berlin', to: '0,0' });
  await expect(run.result()).rejects.toMatchObject({
    kind: 'INVALID',
    message: 'parse: expected "latitude,longitude" in degrees, got "Berlin"',
  });
});
