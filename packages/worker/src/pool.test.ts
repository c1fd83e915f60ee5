import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createRuntime, type Runtime } from './runtime.js';

/** A function that takes a while, and knows by a store how many of it run at once. */
async function runtimeWith(pool: string): Promise<Runtime> {
  const project = await mkdtemp(join(tmpdir(), 'pool-'));
  onTestFinished(() => rm(project, { recursive: true }));
  const yaml = `namespace: app
entries:
  - { name: counts, kind: store.memory }
  - { name: f, kind: function.lua, source: "file://f.lua", modules: [store, time, uuid], ${pool} }
  - { name: both, kind: function.lua, source: "file://both.lua", modules: [funcs, time] }`;
  const lua = `local counts = require("store").get("app:counts")
    return { main = function(what)
      if what == "most" then
        local most = 0
        for _, item in ipairs(counts:list({ prefix = "seen/" }).items) do most = math.max(most, item.value) end
        return most
      end
      local id = uuid.v4()
      counts:set("runs/" .. id, true)
      time.sleep(what == "long" and "1h" or "100ms")
      counts:set("seen/" .. id, #counts:list({ prefix = "runs/" }).items)
      counts:delete("runs/" .. id)
    end }`;
  const both = `return { main = function()
      local first = funcs.async("app:f", "long")
      time.sleep("20ms")
      local second = funcs.async("app:f", "long")
      time.sleep("20ms")
      second:cancel()
      second:response():receive()
      first:cancel()
      return (select(2, funcs.call("app:f")))
    end }`;
  await writeFile(join(project, '_index.yaml'), yaml);
  await writeFile(join(project, 'f.lua'), lua);
  await writeFile(join(project, 'both.lua'), both);
  const runtime = await createRuntime({ project });
  onTestFinished(() => runtime.shutdown());
  return runtime;
}

it.each([
  ['pool: { type: static, size: 2 }', 2],
  ['pool: { workers: 3 }', 3],
  ['pool: { type: lazy, size: 2, max_size: 4 }', 4],
  ['pool: { type: inline, size: 2 }', 9],
  ['method: main', 9],
])('a function with %s runs %d of nine calls at once', async (pool, most) => {
  const runtime = await runtimeWith(pool);
  await Promise.all(Array.from({ length: 9 }, () => runtime.call('app:f')));
  expect(await runtime.call('app:f', 'most')).toBe(most);
});

it('what is more than may wait is refused', async () => {
  const runtime = await runtimeWith('pool: { size: 1, buffer: 2 }');
  const calls = await Promise.allSettled(Array.from({ length: 5 }, () => runtime.call('app:f')));
  expect(calls.map(({ status }) => status)).toEqual([...Array<string>(3).fill('fulfilled'), 'rejected', 'rejected']);
  expect(calls[4]).toMatchObject({ reason: { kind: 'UNAVAILABLE', retryable: true } });
  expect(await runtime.call('app:f', 'most')).toBe(1);
});

it('a call that is cancelled while it waits ends at once, and takes no turn', async () => {
  const runtime = await runtimeWith('pool: { size: 1 }');
  expect(await runtime.call('app:both')).toBeUndefined();
  // The first one was ended before it could say so, the second one never ran.
  expect(await runtime.call('app:f', 'most')).toBe(2);
});
