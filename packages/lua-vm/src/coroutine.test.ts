import { describe, expect, it } from 'vitest';
import { defineModule, fn, integer, operation, result, string } from '@durable-lua/determinism';
import { type Host } from '@durable-lua/determinism/host';
import { createLua } from './index.js';

const probe = defineModule(
  {
    name: 'probe',
    summary: 'For these tests.',
  },
  {
    functions: {
      later: fn({ params: { ms: integer(), text: string }, returns: result(string) }, (_, { ms, text }) =>
        operation(new Promise<string>((resolve) => setTimeout(() => resolve(text), ms)), () => undefined),
      ),
    },
  },
);
const host: Host = { name: 'a test', capabilities: {} };
const run = (source: string) => createLua({ modules: [probe], host }).run({ source, name: 'test.lua' });

describe('coroutine.spawn', () => {
  it('puts the new coroutine at the end of the queue, with its arguments', async () => {
    expect(
      await run(`
        local order = {}
        for i = 1, 3 do coroutine.spawn(function(a, b) order[#order + 1] = a .. b end, i, "!") end
        order[#order + 1] = "main"
        coroutine.yield()
        return order`),
    ).toEqual(['main', '1!', '2!', '3!']);
  });

  it('lets the coroutines take turns at yields, in order', async () => {
    expect(
      await run(`
        local order = {}
        local function worker(name) for i = 1, 2 do order[#order + 1] = name .. i coroutine.yield("dropped") end end
        coroutine.spawn(worker, "a")
        coroutine.spawn(worker, "b")
        for _ = 1, 3 do
          local count = select("#", coroutine.yield("dropped"))
          order[#order + 1] = "main" .. count
        end
        return order`),
    ).toEqual(['a1', 'b1', 'main0', 'a2', 'b2', 'main0', 'main0']);
  });

  it('refuses what is no function', async () => {
    await expect(run('coroutine.spawn(1)')).rejects.toThrow(
      "test.lua:1: bad argument #1 to 'spawn' (function expected, got number)",
    );
  });

  it('ends the run when a spawned coroutine fails', async () => {
    await expect(
      run('coroutine.spawn(function() error("inside") end) probe.later(1000, "never") return 1'),
    ).rejects.toMatchObject({ kind: 'INTERNAL', message: 'test.lua:1: inside' });
  });

  it('drops the others when main returns', async () => {
    const started = performance.now();
    expect(
      await run('coroutine.spawn(function() probe.later(5000, "late") error("never") end) coroutine.yield() return 1'),
    ).toBe(1);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('a scheduled coroutine', () => {
  it('has a status, and cannot be resumed by hand', async () => {
    expect(
      await run(`
        local seen = {}
        local co = coroutine.spawn(function() seen[1] = coroutine.status((coroutine.running())) probe.later(1, "x") end)
        seen[2] = coroutine.status(co)
        coroutine.yield()
        seen[3] = coroutine.status(co)
        seen[4] = select(2, coroutine.resume(co))
        probe.later(20, "x")
        seen[5] = coroutine.status(co)
        local main, is_main = coroutine.running()
        seen[6] = is_main
        seen[7] = select(2, coroutine.running())
        return seen`),
    ).toEqual(['running', 'suspended', 'suspended', 'cannot resume a scheduled coroutine', 'dead', true, true]);
  });
});

describe('a coroutine made by create or wrap', () => {
  it('is Lua 5.3 where nothing waits', async () => {
    expect(
      await run(`
        local co = coroutine.create(function(a, b)
          local c = coroutine.yield(a + b)
          local d, e = coroutine.yield(c * 2)
          return d + e
        end)
        local results = {}
        for _, args in ipairs({ { 1, 2 }, { 10 }, { 3, 4 }, {} }) do
          local ok, value = coroutine.resume(co, table.unpack(args))
          results[#results + 1] = tostring(ok) .. ":" .. tostring(value) .. ":" .. coroutine.status(co)
        end
        return results`),
    ).toEqual(['true:3:suspended', 'true:20:suspended', 'true:7:dead', 'false:cannot resume dead coroutine:dead']);
  });

  it('waits transparently: resume returns only at a real yield', async () => {
    expect(
      await run(`
        local inner = coroutine.create(function()
          local a = probe.later(1, "a")
          local b = coroutine.yield(a)
          return probe.later(1, b)
        end)
        local _, first = coroutine.resume(inner)
        local _, second = coroutine.resume(inner, "b")
        return { first, second, coroutine.status(inner) }`),
    ).toEqual(['a', 'b', 'dead']);
  });

  it('is normal while it is parked, and cannot be resumed from elsewhere', async () => {
    expect(
      await run(`
        local seen = {}
        local inner = coroutine.create(function() probe.later(10, "x") return "done" end)
        coroutine.spawn(function()
          seen[1] = coroutine.status(inner)
          seen[2] = select(2, coroutine.resume(inner))
        end)
        seen[3] = select(2, coroutine.resume(inner))
        return seen`),
    ).toEqual(['normal', 'cannot resume non-suspended coroutine', 'done']);
  });

  it('waits through several of them, and errors come back through each', async () => {
    expect(
      await run(`
        local function nest(depth)
          if depth == 0 then probe.later(1, "deep") error({ code = 7 }) end
          return coroutine.wrap(function() return nest(depth - 1) end)()
        end
        local ok, err = pcall(nest, 5)
        return { ok, err.code }`),
    ).toEqual([false, 7]);
  });

  it('can be left behind half way', async () => {
    expect(
      await run(`
        local co = coroutine.wrap(function() for i = 1, 10 do coroutine.yield(i) end end)
        local sum = 0
        for i in co do sum = sum + i if i == 3 then break end end
        return sum`),
    ).toBe(6);
  });
});
