import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { LuaError, type Data } from '@durable-lua/determinism';
import { nodeHost } from '@durable-lua/host-node';
import { createLua } from '@durable-lua/lua-vm';
import { store as module } from '@durable-lua/modules-store';
import { SqliteStore } from './index.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'store-'));
  file = path.join(folder, 'data', 'store.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A store in the file, for the time of a test. */
function open(now?: () => number): SqliteStore {
  const store = new SqliteStore({ id: 'app:memory', file, ...(now && { now }) });
  onTestFinished(() => store.close());
  return store;
}

function run(store: SqliteStore, lua: string): Promise<Data> {
  const stores = {
    open(id: string) {
      if (id === 'app:memory') return store;
      throw new LuaError({ kind: 'NOT_FOUND', message: `there is no store '${id}'`, retryable: false });
    },
  };
  return createLua({ modules: [module], host: nodeHost({ stores }) }).run(lua);
}

const inStore = (store: SqliteStore, body: string) =>
  run(store, `local s = require("store").get("app:memory") ${body}`);

it('does what every store does', async () => {
  const conformance = new URL('../../modules-store/conformance/store.lua', import.meta.url);
  const store = open();
  await run(store, readFileSync(conformance, 'utf8'));
  expect(store.info).toEqual({ id: 'app:memory', backend: 'sqlite', consistency: 'strong', durable: true });
});

it('what is kept for a time is gone when it is over, also from the file', async () => {
  let now = 1_000;
  const store = open(() => now);
  await inStore(store, 's:set("a", 1, 2) s:set("b", 2, "3s")');
  now += 2_000;
  const read = 'local _, err = s:get("a") return { err:kind(), s:has("b"), #s:list().items, s:delete("a") }';
  expect(await inStore(store, read)).toEqual(['NOT_FOUND', true, 1, false]);
  now += 60_000;
  expect(await inStore(store, 'return s:put("b", 3, { only_if_absent = true }).value')).toBe(3);
  expect(await inStore(store, 'return #s:list().items')).toBe(1);
});

it('keeps values, versions and lives when it is closed, and opens again by itself', async () => {
  const store = open();
  await inStore(store, 's:set("a", { list = { 1, 2.5 }, x = "\\xff" }) s:set("b", 1) s:delete("b")');
  const entry = await inStore(store, 'local e = s:entry("a") return { e.key, e.version, e.value.list[2] }');
  await store.close();
  expect(await inStore(open(), 'local e = s:entry("a") return { e.key, e.version, e.value.list[2] }')).toEqual(entry);
  expect(await inStore(store, 'return s:get("a").x == "\\xff" and s:put("b", 1).version')).toBe('3');
});

/** A process that uses the file as `body` says, with `store` and `payload`. */
function processWith(body: string): ChildProcess {
  const program = path.join(folder, `${Math.random()}.mjs`);
  const dist = new URL('../dist/index.js', import.meta.url).href;
  writeFileSync(
    program,
    `import { SqliteStore } from ${JSON.stringify(dist)};
    const store = new SqliteStore({ id: 'app:memory', file: ${JSON.stringify(file)} });
    const encoder = new TextEncoder();
    const payload = (value) => ({ metadata: { encoding: encoder.encode('json/plain') }, data: encoder.encode(JSON.stringify(value)) });
    ${body}`,
  );
  const child = fork(program, { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

it('keeps everything that was written when its process is killed in the middle, again and again', async () => {
  for (let round = 1; round <= 3; round++) {
    const child = processWith(`
      for (let n = 1; ; n++) {
        await store.put('round-${round}/' + String(n).padStart(6, '0'), payload(n), {}).result;
        process.send(n);
      }`);
    let written = 0;
    child.on('message', (n: number) => {
      written = n;
      if (n === 20 + round * 37) child.kill('SIGKILL');
    });
    await once(child, 'exit');
    const kept = await inStore(
      open(),
      `
      local count, after, page = 0, nil, nil
      repeat
        page = s:list({ prefix = "round-${round}/", after = after, limit = 1000 })
        for i, item in ipairs(page.items) do assert(item.value == count + i) end
        count, after = count + #page.items, page.cursor
      until not page.has_more
      return count`,
    );
    expect(written).toBeGreaterThan(0);
    expect(kept).toBeGreaterThanOrEqual(written);
  }
}, 30_000);

it('processes that count in the same key at once lose no step', async () => {
  const count = `
    for (let left = 100; left > 0; ) {
      const entry = await store.get('n').result;
      const n = entry === undefined ? 0 : JSON.parse(new TextDecoder().decode(entry.value.data));
      const condition = entry === undefined ? { onlyIfAbsent: true } : { ifVersion: entry.version };
      try {
        await store.put('n', payload(n + 1), condition).result;
        left -= 1;
      } catch (error) {
        if (error.kind !== 'CONFLICT' && error.kind !== 'ALREADY_EXISTS') throw error;
      }
    }`;
  const ends = [1, 2, 3].map(() => once(processWith(count), 'exit'));
  expect((await Promise.all(ends)).map(([code]) => code as number)).toEqual([0, 0, 0]);
  expect(await inStore(open(), 'return s:get("n")')).toBe(300);
}, 30_000);

it('says what is wrong with a file', async () => {
  writeFileSync(path.join(folder, 'data'), 'no folder');
  const failed = 'local _, err = s:get("a") return { err:kind(), tostring(err) }';
  expect(await inStore(open(), failed)).toEqual([
    'UNAVAILABLE',
    expect.stringContaining(`the store 'app:memory': ${file}: `),
  ]);
  rmSync(path.join(folder, 'data'));
  mkdirSync(path.join(folder, 'data'));
  writeFileSync(file, 'this is no database, whatever else it may be. '.repeat(100));
  expect(await inStore(open(), failed)).toEqual(['UNAVAILABLE', expect.stringContaining('file is not a database')]);
});
