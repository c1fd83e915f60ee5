import { describe, expect, it } from 'vitest';
import { LuaError } from '@durable-lua/determinism';
import { createLua } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { store } from './index.js';
import { MemoryStore } from './memory.js';

/** One store, `app:memory`, anew each time. */
function stores(now: () => number = Date.now, maxEntries = 100) {
  const memory = new MemoryStore({ id: 'app:memory', maxEntries, now });
  return {
    open(id: string) {
      if (id === 'app:memory') return memory;
      throw new LuaError({ kind: 'NOT_FOUND', message: `there is no store '${id}'`, retryable: false });
    },
  };
}

testModule(
  store,
  {
    files: new URL('..', import.meta.url),
    capabilities: () => ({ stores: stores(() => 0) }),
    samples: { get: ['"app:memory"'] },
    instances: { 'store.Store': 'm.get("app:memory")' },
  },
  { describe, it },
);

it('what is kept for a time is gone when it is over, and makes room', async () => {
  let now = 1_000;
  const host = { name: 'a test', capabilities: { stores: stores(() => now, 2) } };
  const run = (body: string) => createLua({ modules: [store], host }).run(`local s = store.get("app:memory") ${body}`);
  await run('s:set("a", 1, 2) s:set("b", 2, "3s")');
  expect(await run('local _, err = s:set("c", 3) return err:kind()')).toBe('UNAVAILABLE');
  now += 1_999;
  expect(await run('return { s:has("a"), s:has("b"), #s:list().items }')).toEqual([true, true, 2]);
  now += 1;
  expect(
    await run('local _, err = s:get("a") return { err:kind(), s:has("b"), #s:list().items, s:delete("a") }'),
  ).toEqual(['NOT_FOUND', true, 1, false]);
  expect(await run('return s:set("c", 3)')).toBe(true);
});
