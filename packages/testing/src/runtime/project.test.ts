import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { defineModule, LuaError } from '@durable-lua/determinism';
import { loadProject } from '@durable-lua/registry';
import { standardModules } from '@durable-lua/worker/modules';
import { createTestRuntime, fakeActivity } from '../index.js';

const INDEX = `
version: "1.0"
namespace: tea
entries:
  - { name: temporal, kind: temporal.client, address: "localhost:7233" }
  - { name: worker, kind: temporal.worker, client: temporal, task_queue: tea }
  - name: prices
    kind: library.lua
    source: return { cents = 890 }
  - name: price
    kind: function.lua
    imports: { prices: "tea:prices" }
    method: price
    meta: { temporal: { activity: { worker: worker } }, options: { activity.retry_policy: { maximum_attempts: 2 } } }
    source: |
      local prices = require("prices")
      return { price = function(n) return n * prices.cents end }
  - name: order
    kind: workflow.lua
    modules: [funcs, time]
    meta: { temporal: { workflow: { worker: worker } } }
    source: |
      return function(order)
        time.sleep("24h")
        local cents, err = funcs.call("tea:price", order.quantity)
        return cents, err
      end
`;

async function folderOf(index: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, '_index.yaml'), index);
  return folder;
}

const project = async () => loadProject(await folderOf(INDEX));

/** A module as a package in a folder of its own, which needs nothing installed. */
const GEO = `export const geo = { name: 'geo', summary: 'For this test.', needs: [], functions: {}, constants: { RADIUS: 6371 } };`;
async function geoPackage(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-geo-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, 'package.json'), '{ "name": "geo", "exports": "./geo.mjs" }');
  await writeFile(path.join(folder, 'geo.mjs'), GEO);
  return folder;
}

it('loads a folder, with the modules that it is given, by itself', async () => {
  const index = INDEX.replace('[funcs, time]', '[funcs, time, os, string, table, geo]').replace(
    'return cents, err',
    'return cents + geo.RADIUS',
  );
  const runtime = await createTestRuntime({
    project: await folderOf(index),
    modules: [...standardModules, await geoPackage()],
  });
  expect(await runtime.run('tea:order', { quantity: 2 })).toBe(1780 + 6371);
});

it('lets workflows in virtual time use a module that is given as a definition', async () => {
  const geo = defineModule({ name: 'geo', summary: 'For this test.' }, { functions: {}, constants: { RADIUS: 5 } });
  const folder = pathToFileURL(
    await folderOf(INDEX.replace('time]', 'time, geo]').replace('return cents, err', 'return geo.RADIUS')),
  );
  const runtime = await createTestRuntime({ project: folder, modules: [...standardModules, geo] });
  expect(await runtime.run('tea:order', { quantity: 2 })).toBe(5);
});

it('tells everything that is wrong with a folder, each with its place', async () => {
  const folder = await folderOf(
    INDEX.replace('[funcs, time]', '[funcs, tiem]').replace('method: price', 'method: prise'),
  );
  await expect(createTestRuntime({ project: folder })).rejects.toThrow(
    /_index\.yaml:20:22: tea:order: modules\[1\]: .*did you mean "time"/,
  );
  await expect(
    createTestRuntime({ project: await folderOf(INDEX.replace('method: price', 'method: prise')) }),
  ).rejects.toThrow(
    '_index.yaml:13:13: tea:price: method: _index.yaml:price returns no function named "prise"; it returns only price [E-METHOD]',
  );
});

it('loads modules for Lua sources, too', async () => {
  const entries = {
    'a:main': { source: 'return function() return geo.RADIUS, nil end', modules: ['geo', 'math', 'os'] },
  };
  const runtime = await createTestRuntime({ entries, modules: [...standardModules, await geoPackage()] });
  expect(await runtime.run('a:main')).toBe(6371);
});

it('runs the workflows of a project with its own functions and libraries', async () => {
  const runtime = createTestRuntime({ project: await project() });
  expect(await runtime.run('tea:order', { quantity: 2 })).toBe(1780);
  expect(runtime.now).toEqual(new Date('2024-01-02T00:00:00Z'));
});

it('lets a fake take the place of a function, with the default options of that function', async () => {
  const price = fakeActivity(() => {
    throw new Error('closed');
  });
  const runtime = createTestRuntime({ project: await project(), functions: { 'tea:price': price } });
  await expect(runtime.run('tea:order', { quantity: 2 })).rejects.toThrow('closed');
  expect(price.calls).toHaveLength(2);
});

it('knows from the project what runs where', async () => {
  const processes = `
  - { name: procs, kind: process.host }
  - { name: kettle, kind: process.lua, source: "return function(n) time.sleep('1m') return n * 2 end", modules: [time], method: main }
  - name: brew
    kind: workflow.lua
    meta: { temporal: { workflow: { worker: worker } } }
    source: |
      return function()
        local said = { process.exec("tea:kettle", "tea:procs", 21) }
        for i, call in ipairs {
          { "tea:kettle", "tea:worker" }, { "tea:order", "tea:procs" }, { "tea:kettle", "tea:price" }, { "tea:kettle", "tea:none" },
        } do said[i + 1] = select(2, process.spawn(call[1], call[2])):kind() end
        return said
      end
`;
  const folder = await folderOf(INDEX.trimEnd() + processes);
  const runtime = await createTestRuntime({ project: folder });
  expect(await runtime.run('tea:brew')).toEqual([42, 'INVALID', 'INVALID', 'INVALID', 'NOT_FOUND']);
});

it.each([
  ['functions', 'tea:prise', "functions: the project has no 'tea:prise'; did you mean 'tea:price'?"],
  [
    'functions',
    'bank:charge',
    "functions: the project has no 'bank:charge', and no code that names it: it has tea:price",
  ],
  ['workflows', 'tea:ordre', "workflows: the project has no 'tea:ordre'; did you mean 'tea:order'?"],
] as const)('refuses a fake among the %s for %s, which nothing can call', async (what, id, message) => {
  const loaded = await project();
  expect(() => createTestRuntime({ project: loaded, [what]: { [id]: fakeActivity() } })).toThrow(message);
});

it('takes a fake for an activity of another language that the code names, and for everything else', async () => {
  const index = INDEX.replace('funcs.call("tea:price", order.quantity)', 'funcs.call("bank:charge")');
  const functions = { 'bank:charge': () => 'charged', '*': () => 'other' };
  const runtime = await createTestRuntime({ project: await folderOf(index), functions });
  expect(await runtime.run('tea:order', {})).toBe('charged');
});

it('an attempt of a function that is run as it is fails where the test says so, and is retried', async () => {
  const attempts: unknown[] = [];
  const runtime = createTestRuntime({
    project: await project(),
    beforeAttempt: {
      'tea:price': ({ args, attempt }) => {
        attempts.push([...args, attempt]);
        if (attempt === 1) throw new Error('no answer');
      },
    },
  });
  expect(await runtime.run('tea:order', { quantity: 2 })).toBe(1780);
  expect(attempts).toEqual([
    [2, 1],
    [2, 2],
  ]);
  const broken = createTestRuntime({
    project: await project(),
    beforeAttempt: {
      'tea:price': () => {
        throw new LuaError({ kind: 'GONE', message: 'the shop is closed', retryable: false });
      },
    },
  });
  await expect(broken.run('tea:order', { quantity: 2 })).rejects.toMatchObject({ kind: 'GONE' });
  const misspelt = { project: await project(), beforeAttempt: { 'tea:prize': () => undefined } };
  expect(() => createTestRuntime(misspelt)).toThrow("there is no function 'tea:prize'; did you mean 'tea:price'?");
});
