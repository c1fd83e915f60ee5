import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, it, onTestFinished } from 'vitest';
import { createRuntime, standardModules, type GivenModule, type Runtime } from './index.js';
import { fixtureFolder } from './testing/fixture.js';
import './testing/logs.js';
import { scratchFolder } from './testing/scratch.js';

const address = inject('temporalAddress');
let dir: string;

// A copy, because bundles are kept beside the project; and one that still finds the packages that this one depends on.
beforeAll(async () => {
  dir = await scratchFolder('external');
  await cp(fixtureFolder('external'), dir, { recursive: true });
});
afterAll(() => rm(dir, { recursive: true }));

/** Starts the project with its own module. */
async function start(module: GivenModule = path.join(dir, 'fortune.mjs')): Promise<Runtime> {
  const env = { QUEUE: path.basename(dir) };
  const runtime = await createRuntime({ project: dir, env, modules: [...standardModules, module], address });
  await runtime.start();
  return runtime;
}

/** Starts the project, runs its workflow once, and says how long the start took. */
async function tell(name: string, module?: GivenModule) {
  const began = performance.now();
  const runtime = await start(module);
  const took = performance.now() - began;
  try {
    const run = await runtime.spawn('app:fortune', 'app:worker', name);
    return { told: await run.result(), took };
  } finally {
    await runtime.shutdown();
  }
}

/** Changes a file of the module: not the one that was named, but one that it imports. */
async function change(from: string, to: string): Promise<void> {
  const wish = path.join(dir, 'wish.mjs');
  const text = await readFile(wish, 'utf8');
  expect(text).toContain(from);
  await writeFile(wish, text.replace(from, to));
}

const bundles = async () => (await readdir(path.join(dir, 'node_modules/.cache/durable-lua'))).sort();

it('a module given by its path is bundled for workflows, and kept until one of its files changes', async () => {
  const first = await tell('Ada');
  expect(first.told).toEqual({ here: 'good luck, Ada', there: 'good luck, Ada', at: true });
  const kept = await bundles();
  expect(kept.filter((file) => file.endsWith('.js'))).toHaveLength(1);

  const second = await tell('Bob');
  expect(second.told).toMatchObject({ here: 'good luck, Bob' });
  expect(await bundles()).toEqual(kept);
  console.log(`start with a bundle made: ${Math.round(first.took)} ms, kept: ${Math.round(second.took)} ms`);
  expect(second.took).toBeLessThan(3_000);

  await change('good luck', 'bonne chance');
  const third = await tell('Eve');
  // In functions Node itself keeps what it has loaded.
  expect(third.told).toMatchObject({ here: 'bonne chance, Eve', there: 'good luck, Eve' });
  expect(await bundles()).toHaveLength(kept.length);
  expect(await bundles()).not.toEqual(kept);
});

it.each([
  ['fails', 'name.length.nothing.at(0)', /Cannot read properties of undefined \(reading 'at'\)/],
  ['would leave something for other runs', '(globalThis.seen = name)', /object is not extensible/],
])(
  'a module that %s fails the workflow task, not the run, and says where: the run ends well once it is fixed',
  async (_, bug, message) => {
    await change('(name) =>', `(name) => ${bug} ??`);
    const broken = await start();
    const run = await broken.spawn('app:fortune', 'app:worker', 'Ada');
    const client = new Client({ connection: await Connection.connect({ address }) });
    const handle = client.workflow.getHandle(run.workflowId);
    const failures = async () => {
      const { events } = await handle.fetchHistory();
      return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) => failed?.failure ?? []);
    };
    while ((await failures()).length === 0) await sleep(20);
    expect((await failures())[0]?.message).toMatch(message);
    expect((await failures())[0]?.stackTrace).toMatch(/ at wish \(.*wish\.mjs:1:\d+\)/);
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await broken.shutdown();

    await change(` ${bug} ??`, '');
    const fixed = await start();
    expect(await handle.result()).toMatchObject({ here: expect.stringMatching(/Ada$/) });
    await fixed.shutdown();
    await client.connection.close();
  },
);

// Other ways to say where it is: external-modules.test.ts.
it('a package given by the path of its folder, outside of the project, is bundled for workflows', async () => {
  const folder = await scratchFolder('fortune');
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(path.join(folder, 'built'));
  for (const file of ['fortune.mjs', 'wish.mjs'])
    await cp(path.join(fixtureFolder('external'), file), path.join(folder, 'built', file));
  const manifest = { name: 'my-fortune', exports: { '.': { types: './index.d.ts', import: './built/fortune.mjs' } } };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  const { told } = await tell('Ada', `./${path.relative(process.cwd(), folder)}`);
  expect(told).toEqual({ here: 'good luck, Ada', there: 'good luck, Ada', at: true });
});
