import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createLua, decodeData, encodeData, LuaFunction, type LuaTable } from './index.js';

describe('what TypeScript holds of Lua', () => {
  it('is a function or a table by reference, and data otherwise', async () => {
    const lua = createLua();
    expect(await lua.load('return 2^53 | 0')).toBe(2n ** 53n);
    expect(await lua.load('return "text"')).toBe('text');
    expect(await lua.load('return')).toBeUndefined();
    expect(await lua.load('return function() end')).toBeInstanceOf(LuaFunction);
    const table = await lua.load<LuaTable>('return { 10, x = "y", [2.5] = true, inner = { 1 }, [{}] = 1, f = print }');
    expect(table.keys()).toEqual([1, 'x', 2.5, 'inner', 'f']);
    expect([table.get(1), table.get('x'), table.get(2.5), table.get('none')]).toEqual([10, 'y', true, undefined]);
    expect(table.get<LuaTable>('inner').toData()).toEqual([1]);
    expect(table.get('f')).toBeInstanceOf(LuaFunction);
    expect(() => table.toData()).toThrow(/cannot/);
  });

  it('keeps its state between calls, and takes data, functions and tables', async () => {
    const lua = createLua();
    const counter = await lua.load<LuaTable>('local n = 0 return { add = function(by) n = n + by return n end }');
    const add = counter.get<LuaFunction>('add');
    expect(await lua.call(add, 40)).toBe(40);
    expect(await lua.call(add, 2n ** 60n)).toBe(2n ** 60n + 40n);
    const apply = await lua.load<LuaFunction>('return function(t, f, ...) return t == t and f(...) end');
    expect(await lua.call(apply, counter, add, 2)).toBe(2n ** 60n + 42n);
    interface Order {
      readonly id: string;
    }
    const order: Order = { id: 'o1' };
    expect(await lua.call<string>(await lua.load<LuaFunction>('return function(o) return o.id end'), order)).toBe('o1');
  });

  it('may wait, fail, and be called again afterwards', async () => {
    const lua = createLua();
    const fn = await lua.load<LuaFunction>({
      name: 'held.lua',
      source: `return function(fail)
        coroutine.spawn(function() coroutine.yield() end)
        coroutine.yield()
        if fail then error("on purpose") end
        return "good"
      end`,
    });
    await expect(lua.call(fn, true)).rejects.toThrow('held.lua:4: on purpose');
    expect(await lua.call(fn, false)).toBe('good');
    const first = lua.call(fn, false);
    await expect(lua.call(fn, false)).rejects.toMatchObject({ kind: 'CONFLICT' });
    expect(await first).toBe('good');
  });

  it('belongs to its state', async () => {
    const fn = await createLua().load<LuaFunction>('return function() end');
    const other = createLua();
    await expect(other.call(fn)).rejects.toMatchObject({
      kind: 'INVALID',
      message: expect.stringContaining('another'),
    });
    const own = await other.load<LuaFunction>('return function(f) return f() end');
    await expect(other.call(own, fn)).rejects.toMatchObject({ kind: 'INVALID' });
  });
});

it('bytes of another realm are bytes', async () => {
  const foreign = runInNewContext('new Uint8Array([1, 255])') as Uint8Array;
  expect(foreign instanceof Uint8Array).toBe(false);
  expect(encodeData(foreign).data).toBe(foreign);
  expect(decodeData(encodeData({ inner: foreign }))).toEqual({ inner: Uint8Array.of(1, 255) });
  const lua = createLua();
  const bytes = await lua.load<LuaFunction>('return function(s) return { s:byte(1, -1) } end');
  expect(await lua.call(bytes, foreign)).toEqual([1, 255]);
});
