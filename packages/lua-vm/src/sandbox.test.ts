import { describe, expect, it } from 'vitest';
import type { Host } from '@durable-lua/determinism/host';
import { createLua } from './index.js';

const hosts: readonly Host[] = [
  { name: 'Node', capabilities: {} },
  { name: 'a workflow', deterministic: true, capabilities: {} },
];

describe.each(hosts)('Lua code in $name', (host) => {
  const run = (source: string) => createLua({ host }).run({ source, name: 'test.lua' });

  it('reaches nothing but Lua from its globals', async () => {
    // Every value that can be walked to is of a Lua type, and no userdata is among them.
    const types = await run(`
      local seen, types = {}, {}
      local function walk(value)
        types[type(value)] = true
        if seen[value] then return end
        if value ~= nil then seen[value] = true end
        if type(value) ~= "table" then return end
        for k, v in pairs(value) do walk(k) walk(v) end
        local mt = getmetatable(value)
        if mt ~= nil then walk(mt) end
      end
      walk(_G)
      walk(getmetatable("").__index)
      return types`);
    expect(Object.keys(types as object).sort()).toEqual(['function', 'number', 'string', 'table'].sort());
  });

  it('finds no property of JavaScript objects', async () => {
    expect(
      await run(`
        local t = {}
        local names = { "constructor", "__proto__", "prototype", "toString", "hasOwnProperty", "valueOf" }
        local found = {}
        for _, name in ipairs(names) do
          if t[name] ~= nil or string[name] ~= nil or rawget(_G, name) ~= nil then found[#found + 1] = name end
          t[name] = name
          if t[name] ~= name then found[#found + 1] = name end
        end
        return { found = found, back = t }`),
    ).toMatchObject({ back: { constructor: 'constructor', toString: 'toString' } });
  });

  it.each([
    ['precompiled code', 'return load("\\27Lua")'],
    ['source at run time', 'return load("return 1")()'],
    ['a file', 'return dofile("/etc/passwd")'],
    ['a file to require', 'return require("/etc/passwd")'],
    ['a C library', 'return require("os.execute")'],
    ['the registry', 'return debug.getregistry()'],
    ['upvalues', 'return debug.getupvalue(print, 1)'],
    ['metatables of others', 'return debug.setmetatable("", {})'],
    ['the environment', 'return os.getenv("PATH")'],
    ['a process', 'return os.execute("id")'],
    ['a handle', 'return io.popen("id")'],
  ])('is refused %s', async (_, source) => {
    await expect(run(source)).rejects.toMatchObject({ name: 'LuaError' });
  });

  it('shares nothing with another state', async () => {
    await run(`
      local meta = getmetatable("")
      pcall(function() meta.__add = function() return 1 end end)
      pcall(function() string.shared = 1 end)
      pcall(function() shared = 1 end)
      pcall(function() meta.__index.shared = 1 end)`);
    expect(
      await run(
        'return { rawget(_G, "shared") == nil, string.shared == nil, ("x").shared == nil, (pcall(function() return "a" + "b" end)) }',
      ),
    ).toEqual([true, true, true, false]);
  });
});

it('a table with the key __proto__ crosses the border as it is', async () => {
  const data = await createLua().run('return { ["__proto__"] = { admin = true }, x = 1 }');
  expect(Object.keys(data as object)).toEqual(['__proto__', 'x']);
  expect((data as { admin?: unknown }).admin).toBeUndefined();
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
});
