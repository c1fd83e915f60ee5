import { describe, expect, it } from 'vitest';
import type { Host } from '@durable-lua/determinism/host';
import { createLua, decodeData } from './index.js';

const hosts: readonly Host[] = [
  { name: 'Node', capabilities: {} },
  { name: 'a workflow', deterministic: true, capabilities: {} },
];

/** Every field of every library, with the type of its value. */
const LIBRARIES = `
  local found = {}
  local function add(name, library)
    for key, value in pairs(library) do found[#found + 1] = { name, key, type(value) } end
  end
  for name, library in pairs(_G) do if type(library) == "table" and name ~= "_G" then add(name, library) end end
  add('getmetatable("").__index', getmetatable("").__index)
  table.sort(found, function(a, b) return a[1] .. a[2] < b[1] .. b[2] end)
  return found`;

/** How a program can write to a field, each of which is an instruction or a function of its own. */
const WRITES: readonly ((library: string, key: string) => string)[] = [
  (library, key) => `${library}.${key} = 1`,
  (library, key) => `local t = ${library} t.${key} = 1`,
  (library, key) => `local t, key = ${library}, "${key}" t[key] = 1`,
  (library, key) => `local t = ${library} (function() t.${key} = 1 end)()`,
  (library, key) => `local _ENV = ${library} ${key} = 1`,
  (library, key) => `load("${key} = 1", "c", "t", ${library})()`,
  (library, key) => `rawset(${library}, "${key}", 1)`,
  (library, key) => `${library}.${key} = nil`,
  (library, key) => `rawset(${library}, "${key}", nil)`,
  (library, key) => `for i = 1, 3 do ${library}.${key} = i end`,
  (library, key) => `local t = setmetatable({}, { __newindex = ${library} }) t.${key} = 1`,
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

  it.each(WRITES.map((write) => [write('string', 'upper'), write] as const))(
    'changes the libraries of no other state: %s',
    async (_, write) => {
      const before = (await run(LIBRARIES)) as [string, string, string][];
      expect(before.length).toBeGreaterThan(60);
      const attempts = before.map(([library, key]) => `pcall(function() ${write(library, key)} end)`);
      // One after the other, as what breaks pcall would protect the others.
      for (const attempt of attempts) await run(`return (${attempt})`);
      expect(await run(LIBRARIES)).toEqual(before);
    },
  );

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

describe('a workflow', () => {
  const workflow: Host = { name: 'a workflow', deterministic: true, capabilities: {} };
  const chunk = (name: string, source: string) => ({ name, source });
  const run = (source: string) =>
    createLua({
      host: workflow,
      libraries: {
        broken: chunk('broken.lua', 'made_by_broken = 1 error("broken")'),
        mine: chunk('mine.lua', 'return { own = 1 }'),
        late: chunk('late.lua', 'local set = ... return function(v) late_global = v end'),
      },
    }).run({ source, name: 'test.lua' });

  /** Each ends with what `string.rep`, `tostring` and the globals are afterwards: what they were. */
  it.each([
    'local _, g = pairs(_G) g.tostring = f',
    'local _, g = pairs(string) g.rep = f',
    'local it, s, k = pairs(string) s.rep = f',
    'for _, t in pairs({ _G, string, table, math, coroutine, os, debug, utf8, package, package.loaded }) do local _, g = pairs(t) g.rep = f end',
    'for k, v in pairs(_G) do if type(v) == "table" then local _, g = pairs(v) if g then g.rep = f end end end',
    'getmetatable("").__index.rep = f',
    'getmetatable("").__index = { rep = f }',
    'getmetatable("").__add = f',
    'string.rep("x", 1) getmetatable("").__index.rep = f',
    'string.rep("x", 1) getmetatable("").__index = { rep = f }',
    'local _, m = pairs(getmetatable("")) m.__index = { rep = f }',
    'rawset(string, "rep", f)',
    'rawset(_G, "tostring", f)',
    'rawset(getmetatable(""), "__index", { rep = f })',
    'rawset(package.loaded, "string", { rep = f })',
    'setmetatable(string, { __index = { rep = f } })',
    'setmetatable(_G, {})',
    'setmetatable(getmetatable(""), {})',
    'setmetatable("", {})',
    'table.insert(string, f)',
    'table.insert(_G, f)',
    'table.move({ f }, 1, 1, 1, string)',
    'table.move({ f }, 1, 1, 1, _G)',
    'table.sort(setmetatable({}, { __len = function() return 2 end, __index = string, __newindex = string }))',
    'table.remove(string)',
    'string.rep = f',
    'require("string").rep = f',
    'package.loaded.string = { rep = f }',
    'package.loaded = {}',
    'package.path = ""',
    '_ENV.tostring = f',
    '_ENV.string.rep = f',
    'local _ENV = getmetatable(_ENV) tostring = f',
    'debug.setmetatable("", { __index = { rep = f } })',
    'debug.getmetatable("").__index.rep = f',
    'debug.getregistry()[2].tostring = f',
    'debug.setupvalue(test, 1, {})',
    'debug.upvaluejoin(test, 1, f, 1)',
    'load("tostring = f")()',
    'setfenv(1, {})',
    'string = { rep = f }',
    'function string.rep() end',
    'next(_G) next(string) rawget(_G, "string").rep = f',
    'pcall(require, "broken") assigned = 1',
    'require("late")(1)',
    'coroutine.wrap(function() assigned = 1 end)()',
    'xpcall(function() assigned = 1 end, function() assigned = 1 end)',
    'for k in pairs(_G) do rawset(_G, k, nil) end',
    'select(2, pairs(_G)).tostring = f',
    'table.pack(pairs(_G))[2].tostring = f',
  ])('cannot be changed by %s', async (attack) => {
    const probe = `return { ("x"):rep(3), string.rep("x", 3), tostring(1), rawget(_G, "assigned") == nil,
      type(string), type(_G), rawget(_G, "late_global") == nil }`;
    const method = `local function f() return "changed" end
      local function test()
        pcall(function() ${attack} end)
        ${probe}
      end
      return { main = test }`;
    const lua = createLua({
      host: workflow,
      libraries: {
        broken: chunk('broken.lua', 'error("broken")'),
        late: chunk('late.lua', 'return function(v) late_global = v end'),
      },
    });
    const result = decodeData(await lua.runEntry({ name: 'test.lua', source: method, method: 'main' }, []));
    expect(result).toEqual(['xxx', 'xxx', '1', true, 'table', 'table', true]);
  });

  it('goes through its globals and libraries, and sees what they are', async () => {
    expect(
      await run(`
        local names, functions = {}, 0
        for k, v in pairs(string) do names[#names + 1] = k if type(v) == "function" then functions = functions + 1 end end
        local globals = {}
        for k in pairs(_G) do globals[k] = true end
        local string_again = getmetatable("").__index == string
        return { #names == functions, functions, globals.tostring, globals.string, globals._G, string_again }`),
    ).toEqual([true, 17, true, true, true, true]);
  });

  it('may define globals while a chunk loads, a library that is required included', async () => {
    expect(await run('mine = require("mine") function helper() return mine.own end return helper()')).toBe(1);
    await expect(run('local ok = pcall(require, "broken") return (pcall(require, "broken"))')).resolves.toBe(false);
  });

  it('tells of a global with any name', async () => {
    await expect(run('return _G["a(b"]')).rejects.toMatchObject({
      kind: 'INVALID',
      message: /undeclared global 'a\(b'/,
    });
  });
});

it('a table with the key __proto__ crosses the border as it is', async () => {
  const data = await createLua().run('return { ["__proto__"] = { admin = true }, x = 1 }');
  expect(Object.keys(data as object)).toEqual(['__proto__', 'x']);
  expect((data as { admin?: unknown }).admin).toBeUndefined();
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
});
