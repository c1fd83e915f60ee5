import { describe, expect, it } from 'vitest';
import { channel, defineModule, fn, integer, optional, rest, value, type LuaError } from '@durable-lua/determinism';
import type { Host } from '@durable-lua/determinism/host';
import { createLua, type Limits } from './index.js';

const workflow: Host = { name: 'a workflow', deterministic: true, capabilities: {} };
const node: Host = { name: 'Node', capabilities: {} };

const KEPT = Symbol('kept');

const outside = defineModule(
  { name: 'outside', summary: 'For these tests.' },
  {
    functions: {
      wait: fn({}, () => Promise.resolve()),
      channel: fn({ params: { size: integer() }, returns: channel }, ({ lua }, { size }) => lua.channel(size)),
      send: fn({ params: { to: channel, value } }, ({ lua }, args) =>
        lua.map(args.to.send(args.value), () => undefined),
      ),
      spawn: fn({ params: { fn: value, args: rest(value) } }, ({ lua }, args) => {
        lua.spawn(args.fn as never, args.args);
      }),
      // Keeps so many bytes in TypeScript.
      keep: fn({ params: { bytes: integer() } }, ({ lua }, { bytes }) => {
        const kept = lua.state(
          KEPT,
          () => ({ bytes: 0 }),
          (state) => state.bytes,
        );
        kept.bytes += bytes;
      }),
      nothing: fn({ params: { size: optional(integer()) } }, () => undefined),
    },
  },
);

const MIB = 1024 * 1024;
const stateIn = (host: Host, limits: Limits = {}) => createLua({ host, modules: [outside], limits });
const run = (source: string, host = workflow, limits: Limits = {}) =>
  stateIn(host, limits).run({ source, name: 'full.lua' });

const FILLING = [
  'local t = {} while true do t = { t } end',
  'local t = {} while true do t[#t + 1] = {} end',
  // What is measured while a table is made: its place holds something else yet.
  'local t = {} for i = 1, math.huge do local a = print a = {} t[i] = a end',
  'local t = {} for i = 1, math.huge do t[i] = i end',
  'local t = {} for i = 1, math.huge do t["k" .. i] = true end',
  'local t = {} for i = 1, math.huge do t[i] = ("x"):rep(1000) .. i end',
  'local s = "x" while true do s = s .. s end',
  'local t = {} for i = 1, math.huge do t[i] = ("x"):rep(1e6) end',
  'local t = {} for i = 1, 1e5 do t[i] = ("x"):rep(1e3) end return #table.concat(t, ",")',
  'local t = {} for i = 1, math.huge do t[i] = function() return i end end',
  'local t = {} for i = 1, math.huge do t[i] = coroutine.create(function() end) end',
  'local t = {} for i = 1, math.huge do t[i] = coroutine.wrap(function() coroutine.yield() end) t[i]() end',
  'local function deep(n) if n == 0 then coroutine.yield() end return 1 + deep(n - 1) end local t = {} for i = 1, math.huge do t[i] = coroutine.wrap(deep) t[i](5000) end',
  'local t = {} for i = 1, math.huge do t[i] = table.pack(("x"):rep(1e4):byte(1, -1)) end',
  'local t = {} for i = 1, math.huge do t[i] = ("ab"):rep(1e5):gmatch("a") end',
  'local c = outside.channel(1 << 40) while true do outside.send(c, {}) end',
  'local c = outside.channel(0) for i = 1, math.huge do outside.spawn(function() outside.send(c, {}) end) end',
  'while true do outside.spawn(function() coroutine.yield() end) end',
  'local t = {} while true do pcall(function() while true do t = { t } end end) end',
  'coroutine.wrap(function() local t = {} while true do t = { t } end end)()',
  'local t = setmetatable({}, { __index = function(t) while true do t = { t } end end }) return t.x',
  'table.sort({ 3, 2, 1 }, function() local t = {} while true do t = { t } end end)',
  '("x"):gsub("x", function() local t = {} while true do t = { t } end end)',
];

describe.each([workflow, node])('a program in $name that fills the memory', (host) => {
  it.each(FILLING)('ends with its line and the limit: %s', async (source) => {
    const error = await run(source, host, { maxMemoryBytes: 16 * MIB }).catch((reason: unknown) => reason as LuaError);
    expect(error).toMatchObject({ kind: 'INTERNAL', retryable: false });
    expect((error as LuaError).message).toBe(
      'full.lua:1: more than 16 MiB of memory (limit maxMemoryBytes): keep less at a time',
    );
  });

  it('may make as much as it likes and keep little', async () => {
    const source = 'local t for i = 1, 3e4 do t = { { i }, tostring(i), function() return t end } end return #t';
    expect(await run(source, host, { maxMemoryBytes: MIB })).toBe(3);
  });

  it('is told of too deep a recursion by an error of Lua', async () => {
    const source =
      'local function f(n) return 1 + f(n + 1) end local ok, e = pcall(f, 1) return { ok, e:match("stack overflow") }';
    expect(await run(source, host)).toEqual([false, 'stack overflow']);
  });
});

describe('a workflow that waits', () => {
  const holding = (megabytes: number) =>
    `local t = {} for i = 1, ${megabytes} * 1000 do t[i] = ("x"):rep(400) .. i end\noutside.wait()\nreturn #t`;

  it('may hold what is small', async () => {
    expect(await run(holding(4))).toBe(4000);
  });

  it('may not hold much', async () => {
    await expect(run(holding(20))).rejects.toMatchObject({
      kind: 'INTERNAL',
      message: 'full.lua:2: more than 8 MiB of memory held while waiting (limit maxWaitingBytes): keep less',
    });
  });

  it('may use more between two waits', async () => {
    expect(await run(`${holding(20).split('\n')[0]} t = { #t }\noutside.wait()\nreturn t[1]`)).toBe(20_000);
  });

  it('holds what modules keep for it in TypeScript', async () => {
    const keeping = (bytes: number) => `outside.keep(${bytes}) local t = ("x"):rep(5e6)\noutside.wait() return #t`;
    expect(await run(keeping(1000).replace('5e6', '1e6'))).toBe(1_000_000);
    await expect(run(keeping(9_000_000))).rejects.toMatchObject({
      message: 'full.lua:2: more than 8 MiB of memory held while waiting (limit maxWaitingBytes): keep less',
    });
  });

  it('holds what its host allows elsewhere', async () => {
    expect(await run(holding(20), node)).toBe(20_000);
    await expect(run(holding(2), node, { maxWaitingBytes: 100_000 })).rejects.toMatchObject({
      message: 'full.lua:2: more than 100000 bytes of memory held while waiting (limit maxWaitingBytes): keep less',
    });
  });
});

describe('what a state has used', () => {
  const PROGRAM = `
    local t, s = {}, ""
    for i = 1, 2000 do t[i] = { i, tostring(i), function() return i end } s = s .. i end
    table.sort(t, function(a, b) return a[2] < b[2] end)
    outside.nothing(s:find("1999(%d+)"))
    local co = coroutine.wrap(function() for i = 1, 10 do coroutine.yield(i) end end)
    for i = 1, 10 do co() end
    outside.wait()
    return s:gsub("%d", "x")`;

  it('is the same for the same program, whatever ran before it and whoever looks on', async () => {
    const usages = [];
    for (let i = 0; i < 3; i++) {
      const lua = stateIn(workflow);
      lua.usage();
      await lua.run(PROGRAM);
      usages.push(lua.usage());
    }
    expect(usages[1]).toEqual(usages[0]);
    expect(usages[2]).toEqual(usages[0]);
    // Also on every machine and Node: a change of what things cost is one of this line.
    expect(usages[0]).toEqual({ units: 223966, bytes: 26084 });
  });
});
