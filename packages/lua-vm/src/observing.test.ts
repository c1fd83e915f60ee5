import { expect, it } from 'vitest';
import { createLua, type Lua, type LuaCoroutineView } from './index.js';

const run = async (source: string, observer = {}): Promise<Lua> => {
  const lua = createLua({ observer });
  await lua.runEntry({ source, name: 'a.lua', method: 'main' }, []).catch(() => undefined);
  return lua;
};

it('the place of an end is the line that returned, or failed, in the function that its author named', async () => {
  const returned = await run('local function main()\n  local x = 1\n  return x\nend\nreturn { main = main }');
  expect(returned.place('last')).toEqual({ file: 'a.lua', line: 3, function: 'main', coroutine: 'main' });
  expect(returned.place('now')).toBeUndefined();
  const failed = await run(
    'local M = {}\nfunction M.help()\n  error("no")\nend\nfunction M.main()\n  M.help() return 1\nend\nreturn M',
  );
  expect(failed.place('last')).toEqual({ file: 'a.lua', line: 3, function: 'help', coroutine: 'main' });
});

/** Coroutines of both sorts, errors, metamethods, closures, cycles, many calls: what a look could disturb. */
const BUSY = `
local shared, total = { list = { 1, 2, 3 }, name = "shared" }, 0
shared.self = shared
local odd = setmetatable({ inside = true }, {
  __index = function() total = total + 1 return total end,
  __tostring = function() error("asked") end,
  __pairs = function() error("walked") end,
})
local function deep(n)
  local mine = "level " .. n
  if n == 0 then coroutine.spawn(function(...) local got = ... total = total + got end, 7) return 1 end
  return deep(n - 1) + #mine
end
local function produce(from)
  for i = from, from + 2 do coroutine.yield(i * 1.5) end
end
local function main(...)
  local results, big = {}, string.rep("x", 5000)
  for i = 1, 3 do results[i] = deep(i * 5) end
  local each = coroutine.wrap(produce)
  results[#results + 1] = each(10)
  local ok, why = pcall(function() error({ code = odd.code }) end)
  local sum = select("#", ...)
  return { sum = sum, total = total, results = results, ok = ok, why = why }
end
return { main = main }`;

it('a look changes nothing: the same result, the same work, the same bytes', async () => {
  const once = async (observed: boolean) => {
    const reached: string[] = [];
    const seen: unknown[] = [];
    const lua: Lua = createLua({
      ...(observed && {
        observer: {
          rested: () => void seen.push(lua.look()),
          ended: () => void seen.push(lua.look()),
          reached: (file: string, line: number) => void reached.push(`${file}:${line}`),
          hides: () => true,
        },
      }),
    });
    const payload = await lua.runEntry({ source: BUSY, name: 'busy.lua', method: 'main' }, []);
    return { payload, usage: lua.usage(), reached, seen };
  };
  const plain = await once(false);
  const watched = await once(true);
  expect([watched.payload, watched.usage]).toEqual([plain.payload, plain.usage]);
  expect(plain.usage.units).toBeGreaterThan(1000);
  expect(new Set(watched.reached)).toContain('busy.lua:11');
  expect(watched.seen.length).toBeGreaterThan(0);
});

it('a failed coroutine is shown as it stood, with what its variables held', async () => {
  let seen: unknown;
  const source = `local rate = 1.5
local function price(item, ...)
  local cents, tags = item.cents * rate, { "a", [true] = 2, password = "open sesame" }
  tags.me = tags
  error("no price")
end
local function main()
  local order = { item = { cents = 10, name = "cup\\n" }, long = string.rep("y", 100) }
  for i = 1, 1 do price(order.item, i, "more") end
  return 1
end
return { main = main }`;
  const observer = { ended: (): void => void (seen = lua.look({ secret: (name) => name === 'password' })) };
  const lua: Lua = createLua({ observer });
  await expect(lua.runEntry({ source, name: 'a.lua', method: 'main' }, [])).rejects.toThrow('no price');
  expect(seen).toEqual([
    {
      label: 'main',
      waitsFor: '',
      calls: [
        {
          file: 'a.lua',
          line: 5,
          function: 'price',
          locals: [
            { name: 'item', value: '{ cents = 10, name = "cup\\n" }' },
            { name: 'cents', value: '15.0' },
            { name: 'tags', value: '{ "a", [true] = 2, password = <hidden>, me = <cycle> }' },
            { name: '...[1]', value: '1' },
            { name: '...[2]', value: '"more"' },
          ],
          upvalues: [{ name: 'rate', value: '1.5' }],
        },
        {
          file: 'a.lua',
          line: 9,
          function: 'main',
          locals: [
            {
              name: 'order',
              value: `{ item = { cents = 10, name = "cup\\n" }, long = "${'y'.repeat(80)}" … (100 characters) }`,
            },
            { name: 'i', value: '1' },
          ],
          upvalues: [{ name: 'price', value: 'function price (a.lua:2)' }],
        },
      ],
    },
  ]);
});

it('a wait inside of coroutines that code resumes itself is shown where it is', async () => {
  let seen: readonly LuaCoroutineView[] = [];
  const source = `local function main()
  local outer = "o"
  coroutine.wrap(function()
    local inner = "i"
    coroutine.wrap(function()
      local innermost, g = "ii", coroutine.group()
      g:spawn(function() g:wait() end)
      g:wait()
    end)()
  end)()
end
return { main = main }`;
  const lua: Lua = createLua({ observer: { rested: () => void (seen = lua.look()) } });
  await expect(lua.runEntry({ source, name: 'a.lua', method: 'main' }, [])).rejects.toThrow(
    'all coroutines are blocked',
  );
  expect(seen.map(({ label, waitsFor }) => [label, waitsFor])).toEqual([
    ['main', 'the end of the group'],
    ['coroutine 1', 'the end of the group'],
  ]);
  expect(seen[0]?.calls.map(({ line, locals }) => [line, locals[0]?.value])).toEqual([
    [8, '"ii"'],
    [5, '"i"'],
    [3, '"o"'],
  ]);
});
