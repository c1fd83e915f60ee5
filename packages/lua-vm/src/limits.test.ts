import { describe, expect, it } from 'vitest';
import { data, defineModule, fn, integer, list, string } from '@durable-lua/determinism';
import { type Host } from '@durable-lua/determinism/host';
import { createLua, type Limits } from './index.js';

const random = {
  bytes: async (count: number) => new Uint8Array(count),
  derived: (_: string, count: number) => new Uint8Array(count),
};
const workflow: Host = { name: 'a workflow', deterministic: true, capabilities: { random } };
const node: Host = { name: 'Node', capabilities: { random }, giveWay: (goOn) => void setImmediate(goOn) };
const soon = (turn: () => void) => void setImmediate(turn);

const outside = defineModule(
  {
    name: 'outside',
    summary: 'For these tests.',
    needs: ['random'],
  },
  {
    functions: {
      wait: fn({}, async ({ random }) => void (await random.bytes(1))),
      wait_for_nothing: fn({}, () => Promise.resolve()),
    },
  },
);

const run = (source: string, limits: Limits = {}, host = workflow) =>
  createLua({ modules: [outside], host, limits, ...(host === node ? { defer: soon } : {}) }).run({
    source,
    name: 'busy.lua',
  });

describe('a workflow', () => {
  const limits = { turnBudget: 100_000 };

  it.each([
    ['a loop', 'while true do end'],
    ['a numeric loop', 'for i = 1, math.huge do end'],
    ['goto', '::again:: goto again'],
    ['recursion by tail calls', 'local function f() return f() end f()'],
    ['a loop under pcall', 'while true do pcall(function() while true do end end) end'],
    ['a loop in a coroutine', 'coroutine.wrap(function() while true do end end)()'],
    ['a loop in a metamethod', 'local t = setmetatable({}, { __index = function() while true do end end }) return t.x'],
    ['a pattern that backtracks', 'string.find(string.rep("a", 200), string.rep("a*", 40) .. "b")'],
    ['a loop of yields', 'while true do coroutine.yield() end'],
    [
      'coroutines that hand over to each other',
      'local function f() coroutine.spawn(f) coroutine.yield() end while true do f() end',
    ],
    ['a comparator', 'table.sort({ 3, 2, 1 }, function() while true do end end)'],
    ['waits for promises that are kept already', 'while true do outside.wait_for_nothing() end'],
  ])('ends with the position when it never waits: %s', async (_, source) => {
    await expect(run(`\n${source}`, limits)).rejects.toMatchObject({
      kind: 'INTERNAL',
      retryable: false,
      message: expect.stringMatching(/^busy\.lua:2: more than 100000 steps without waiting/) as string,
    });
  });

  it('may use its budget anew after each wait for something outside', async () => {
    const source = 'local n = 0 for _ = 1, 10 do for _ = 1, 50000 do n = n + 1 end outside.wait() end return n';
    expect(await run(source, limits)).toBe(500_000);
  });

  it('counts the same each time', async () => {
    const source = 'local n = 0 for i = 1, 1000 do n = n + #tostring(i) end return n';
    const smallest = async (): Promise<number> => {
      let low = 1;
      for (let high = 10_000; low < high;) {
        const middle = Math.floor((low + high) / 2);
        const ok = await run(source, { turnBudget: middle }).then(
          () => true,
          () => false,
        );
        if (ok) high = middle;
        else low = middle + 1;
      }
      return low;
    };
    expect(await smallest()).toBe(await smallest());
  });
});

describe('a state', () => {
  it('refuses strings, tables and recursion beyond its caps, as errors that pcall sees', async () => {
    const limits = { maxStringBytes: 1000, maxTableEntries: 100, maxStackSlots: 2000 };
    const source = `
      local function message(f) local ok, e = pcall(f) return tostring(e) end
      local function deep(n) return 1 + deep(n + 1) end
      return {
        message(function() return string.rep("x", 1001) end),
        message(function() local s = "xxxxxxxx" for _ = 1, 20 do s = s .. s end end),
        message(function() local t = {} for i = 1, 200 do t[i] = i end end),
        message(function() return deep(1) end),
      }`;
    const [rep, concat, table, deep] = (await run(source, limits)) as string[];
    expect(rep).toMatch(/string/);
    expect(concat).toMatch(/string length overflow/);
    expect(table).toMatch(/table overflow/);
    expect(deep).toMatch(/stack overflow/);
  });
});

describe('a function in Node', () => {
  it('lets its neighbours go on while it is busy', async () => {
    let turns = 0;
    let counting = true;
    const count = (): void => {
      turns += 1;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    const busy = 'local n = 0 for i = 1, 300000 do n = n + i end return n';
    expect(await run(busy, { slice: 10_000 }, node)).toBe(45_000_150_000);
    counting = false;
    expect(turns).toBeGreaterThan(20);
  });

  it('lets timers fire although it waits again and again for promises that are kept already', async () => {
    const lua = createLua({ modules: [outside], host: node, limits: { slice: 10_000 } });
    const result = lua.run('while true do outside.wait() outside.wait_for_nothing() end');
    setTimeout(() => lua.interrupt(), 20);
    await expect(result).rejects.toMatchObject({ kind: 'CANCELED' });
  });

  it('keeps its place in nested coroutines, sorts and pcalls', async () => {
    const busy = `
      local function work() local n = 0 for i = 1, 50000 do n = n + 1 end return n end
      local inner = coroutine.wrap(function() coroutine.yield(work()) return work() end)
      local t = { 3, 1, 2 }
      table.sort(t, function(a, b) work() return a < b end)
      return { inner(), inner(), select(2, pcall(work)), t }`;
    expect(await run(busy, { slice: 5_000 }, node)).toEqual([50_000, 50_000, 50_000, [1, 2, 3]]);
  });

  it.each([
    ['a pattern', '("x"):rep(1e5):find(("x*/"):rep(1e3) .. "y")'],
    ['a comparator', 'table.sort({ 3, 2, 1 }, function() while true do end end)'],
    ['a replacement', '("x"):gsub("x", function() while true do end end)'],
    ['a list without end', 'table.move({}, 1, 1 << 60, 2)'],
    ['text without end', 'table.concat(setmetatable({}, { __len = function() return 1 << 60 end }), "", 1, 1 << 60)'],
    ['a coroutine in a comparator', 'table.sort({ 3, 2, 1 }, coroutine.wrap(function() while true do end end))'],
  ])('lets the process go on in the middle of a call, and is interrupted there: %s', async (_, source) => {
    const lua = createLua({ host: node, limits: { slice: 10_000 }, defer: soon });
    const result = lua.run(`pcall(function() ${source} end) while true do end`);
    // Again and again: what has not begun cannot be interrupted.
    const interrupting = setInterval(() => lua.interrupt(), 20);
    await expect(result).rejects.toMatchObject({ kind: 'CANCELED' });
    clearInterval(interrupting);
  });

  it('goes on with a long call to its end, however small the slices', async () => {
    const long = `
      local t = {}
      for i = 1, 5000 do t[i] = (i * 7919) % 5003 end
      local plain = table.move(t, 1, #t, 1, {})
      table.sort(plain)
      table.sort(t, function(a, b) return a < b end)
      local s, n = ("a1b22"):rep(3000):gsub("%a%d+", function(m) return #m .. "," end)
      local words = 0
      for w in ("one two "):rep(500):gmatch("%w+") do words = words + #w end
      local m = { ("x"):rep(3000):find("(x-)(x*)$") }
      return { t[1], t[5000], plain[2500], #s, n, words, #m, #table.concat(t, ","), #table.move(t, 1, 5000, 3) }`;
    const expected = await run(long);
    expect(await run(long, { slice: 500 }, node)).toEqual(expected);
    expect(expected).toEqual([1, 5002, 2501, 12000, 6000, 3000, 4, 23892, 5002]);
  });

  it('still refuses to wait where Lua cannot yield', async () => {
    const source = `
      local co = coroutine.wrap(function() return pcall(table.sort, { 2, 1 }, coroutine.yield) end)
      local _, message = co()
      local ok = pcall(table.sort, { 3, 2, 1 }, function() outside.wait() return false end)
      return { message, ok, (coroutine.wrap(function() table.sort({ 2, 1 }, function() return pcall(error) end) coroutine.yield(7) end)()) }`;
    expect(await run(source, {}, node)).toEqual(['attempt to yield across a JS-call boundary', false, 7]);
  });

  it('ends a metamethod inside of a library function, which nothing can suspend, and says what to do', async () => {
    const source = 'return tostring(setmetatable({}, { __tostring = function() while true do end end }))';
    await expect(run(source, { slice: 10_000 }, node)).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: expect.stringMatching(/^\S+:1: more than 210000 steps in a metamethod .*: do the work before that call/),
    });
  });

  it('can be interrupted while it is busy', async () => {
    const lua = createLua({ host: node, limits: { slice: 10_000 }, defer: soon });
    const result = lua.run('while true do pcall(function() while true do end end) end');
    // Again and again: what has not begun cannot be interrupted.
    const interrupting = setInterval(() => lua.interrupt(), 20);
    await expect(result).rejects.toMatchObject({ kind: 'CANCELED' });
    clearInterval(interrupting);
  });
});

describe('the work of bindings', () => {
  const heavy = defineModule(
    { name: 'heavy', summary: 'Work.' },
    {
      functions: {
        loop: fn({ params: { rounds: integer() } }, ({ lua }, { rounds }) => {
          for (let i = 0; i < rounds; i++) lua.pay(1000);
        }),
        swallow: fn({}, ({ lua }) => {
          for (;;) {
            try {
              lua.pay(1000);
            } catch {
              return;
            }
          }
        }),
        later: fn({}, async ({ lua }) => {
          await Promise.resolve();
          lua.pay(20_000_000);
        }),
        take: fn({ params: { values: list(string) } }, () => undefined),
        give: fn({ returns: list(string) }, () => Array.from({ length: 1000 }, () => 'x'.repeat(1000))),
        copy: fn({ params: { data }, returns: data }, (_, args) => args.data),
      },
    },
  );
  const run = (source: string) => createLua({ host: workflow, modules: [heavy] }).run({ source, name: 'busy.lua' });
  const ends = { kind: 'INTERNAL', message: expect.stringMatching(/^busy\.lua:\d+: more than 10000000 steps/) };

  it.each([
    'heavy.loop(20000)',
    'while true do heavy.loop(1) end',
    'pcall(heavy.loop, 20000)',
    'heavy.swallow() while true do end',
    'heavy.later() pcall(function() while true do end end)',
    'local t = {} for i = 1, 1000 do t[i] = ("x"):rep(1000) end while true do heavy.take(t) end',
    'while true do heavy.give() end',
    'local t = {} for i = 1, 1000 do t[i] = { i } end while true do heavy.copy(t) end',
  ])('is paid for by the run, past every pcall: %s', async (source) => {
    await expect(run(`${source}\nreturn 1`)).rejects.toMatchObject(ends);
  });

  it('leaves a run alone that works little', async () => {
    expect(await run('heavy.loop(100) return #heavy.give()')).toBe(1000);
  });
});

it('ends the run also where the coroutine is one that others wait for', async () => {
  const source = 'local g = coroutine.group() g:spawn(function() while true do end end) g:wait() return "caught"';
  await expect(run(source, { turnBudget: 100_000 })).rejects.toMatchObject({ kind: 'INTERNAL' });
});
