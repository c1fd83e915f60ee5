import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Data } from '@durable-lua/determinism';
import { createRuntime } from './runtime.js';

async function call(yaml: string, lua: string): Promise<Data> {
  const project = await mkdtemp(join(tmpdir(), 'outside-'));
  onTestFinished(() => rm(project, { recursive: true }));
  await writeFile(join(project, '_index.yaml'), `namespace: app\nentries:\n${yaml}`);
  await writeFile(join(project, 'f.lua'), lua);
  const runtime = await createRuntime({ project });
  onTestFinished(() => runtime.shutdown());
  return runtime.call('app:f');
}

it('env sees the variables that entries name, and no others', async () => {
  const set = { OUTSIDE_A: 'a', OUTSIDE_B1: 'b1', OUTSIDE_SECRET: 's' };
  Object.assign(process.env, set);
  onTestFinished(() => Object.keys(set).forEach((name) => delete process.env[name]));
  const yaml = `
  - { name: settings, kind: env.variables, names: [OUTSIDE_A, OUTSIDE_NONE, "OUTSIDE_B*"] }
  - { name: f, kind: function.lua, source: "file://f.lua", modules: [env] }`;
  const lua = `
    local function kind(name) local _, err = env.get(name) return err and err:kind() or env.get(name) end
    return { main = function()
      return { kind("OUTSIDE_A"), kind("OUTSIDE_B1"), kind("OUTSIDE_NONE"), kind("OUTSIDE_SECRET"), kind("toString"), env.get_all(),
        tostring(select(2, env.get("OUTSIDE_NOME"))) }
    end }`;
  const denied = 'PERMISSION_DENIED';
  expect(await call(yaml, lua)).toEqual([
    'a',
    'b1',
    'NOT_FOUND',
    denied,
    denied,
    { OUTSIDE_A: 'a', OUTSIDE_B1: 'b1' },
    expect.stringMatching(/; did you mean 'OUTSIDE_NONE'\?$/),
  ]);
});

it('http_client reaches what an entry allows, and nothing private otherwise', async () => {
  const server = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const lua = `return { main = function()
    local response, err = http_client.get("http://127.0.0.1:${port}/")
    return err and err:kind() or response.body
  end }`;
  const f = '  - { name: f, kind: function.lua, source: "file://f.lua", modules: [http_client] }';
  expect(await call(f, lua)).toBe('PERMISSION_DENIED');
  expect(await call(`  - { name: c, kind: http.client, allow_private: [127.0.0.1] }\n${f}`, lua)).toBe('hello');
});

it('store keeps values from one call to the next, and knows the entries that are stores', async () => {
  const yaml = `
  - { name: cache, kind: store.memory, max_entries: 10 }
  - { name: other, kind: function.lua, source: "return { main = function() store.get('app:cache'):set('a', { 1, 2 }) end }", modules: [store] }
  - { name: f, kind: function.lua, source: "file://f.lua", modules: [store, funcs] }`;
  const lua = `return { main = function()
    assert(funcs.call("app:other") == nil)
    local _, err = store.get("app:cahce")
    return { store.get("app:cache"):get("a")[2], err:kind(), tostring(err) }
  end }`;
  expect(await call(yaml, lua)).toEqual([2, 'NOT_FOUND', expect.stringContaining("did you mean 'app:cache'?")]);
});

it('store keeps values in a file from one runtime to the next', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  process.env['OUTSIDE_FOLDER'] = folder;
  onTestFinished(() => void delete process.env['OUTSIDE_FOLDER']);
  const yaml = `
  - { name: orders, kind: store.sqlite, file: "\${env:OUTSIDE_FOLDER}/data/orders.db" }
  - { name: f, kind: function.lua, source: "file://f.lua", modules: [store] }`;
  const lua = `return { main = function()
    local orders = assert(store.get("app:orders"))
    local count = (orders:get("count") or 0) + 1
    orders:set("count", count)
    local info = orders:info()
    return { count, info.id, info.backend, info.durable }
  end }`;
  expect(await call(yaml, lua)).toEqual([1, 'app:orders', 'sqlite', true]);
  expect(await call(yaml, lua)).toEqual([2, 'app:orders', 'sqlite', true]);
});

it('registry shows every entry as it is written, and never how a client proves who it is', async () => {
  const yaml = `
  - { name: tc, kind: temporal.client, address: "h:1", auth: { type: api_key, api_key: very-secret } }
  - name: f
    kind: function.lua
    source: "file://f.lua"
    modules: [registry]
    meta: { tags: [one, two] }`;
  const lua = `return { main = function()
    return { found = registry.find({ ["meta.tags"] = { "two" } }), client = registry.get("app:tc"), all = #registry.snapshot():entries() }
  end }`;
  const data = { source: 'file://f.lua', modules: ['registry'] };
  expect(await call(yaml, lua)).toEqual({
    found: [{ id: 'app:f', kind: 'function.lua', meta: { tags: ['one', 'two'] }, data }],
    client: { id: 'app:tc', kind: 'temporal.client', meta: {}, data: { address: 'h:1' } },
    all: 2,
  });
});
