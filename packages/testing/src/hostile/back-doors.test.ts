import { expect, it } from 'vitest';
import { createTestRuntime } from '../index.js';

/** What gives a program a table that others may have as well: libraries, environments, metatables, what functions return. */
const TABLES: readonly string[] = [
  ...['string', 'table', 'math', 'coroutine', 'os', 'utf8', 'json', 'errors', 'time', 'process', 'workflow', '_G'],
  ...['getmetatable("")', 'getmetatable("").__index', 'getmetatable(_G)', 'getmetatable(string)'],
  ...['getmetatable(errors.new("x"))', 'getmetatable(channel.new(1))', 'getmetatable(time.now())'],
  ...['package', 'package.loaded', 'package.preload', 'package.searchers', 'require("json")'],
  ...['debug', 'debug.getregistry()', 'debug.getmetatable("")', 'debug.getmetatable(print)'],
  ...['debug.getuservalue(channel.new(1))', 'debug.getinfo(print)', 'select(2, debug.getupvalue(time.after, 1))'],
  ...[
    'select(2, pairs(_G))',
    'select(2, pairs(string))',
    'select(2, ipairs(string))',
    'select(3, pcall(next, string))',
  ],
  ...['load("return _ENV")()', 'load("return _G")()', '_ENV._G', 'coroutine.running()', 'string.gmatch("a", "a")'],
];

const EVIL = 'function() return "evil" end';
const NAMES = '{ "upper", "tostring", "encode", "kind", "format", "insert", "floor", "send", "__index", "__tostring" }';

/** What a program may try with a table `t`. */
const WAYS: readonly string[] = [
  `for _, name in ipairs(${NAMES}) do pcall(function() t[name] = ${EVIL} end) end`,
  `for _, name in ipairs(${NAMES}) do pcall(rawset, t, name, ${EVIL}) end`,
  `for name in pairs(t) do t[name] = ${EVIL} end`,
  `for name, one in next, t do if type(one) == "function" then rawset(t, name, ${EVIL}) end end`,
  'table.insert(t, 1) table.move({ 1, 2, 3 }, 1, 3, 1, t) table.sort(t)',
  `setmetatable(t, { __index = ${EVIL}, __newindex = ${EVIL} })`,
  `debug.setmetatable(t, { __index = ${EVIL} })`,
  'local _ENV = t upper = 1 tostring = 1 encode = 1 format = 1',
  'load("upper = 1 tostring = 1 encode = 1 format = 1", "c", "t", t)()',
  `for index = 1, 10 do debug.setupvalue(t, index, ${EVIL}) end`,
];

const INNOCENT = `return { main = function()
  local names = {}
  for _, library in ipairs { string, table, math, json, errors, time, coroutine, utf8 } do
    for name in pairs(library) do names[#names + 1] = name end
  end
  local box = channel.new(1)
  box:send(1)
  return {
    names, string.upper("a"), ("a"):upper(), tostring(1), json.encode({ 1 }), errors.new("x"):kind(), tostring(errors.new("x")),
    math.floor(1.5), string.format("%d", 3), table.concat({ 1, 2 }), coroutine.wrap(function() return 5 end)(),
    time.unix(0, 0):unix(), (box:receive()),
  }
end }`;

/** What the innocent one told at first. */
let first: unknown;

it.each(TABLES)('what a workflow does to %s, no other notices', async (table) => {
  const hostile = WAYS.map((way, index): [string, string] => [
    `app:hostile${index}`,
    `return { main = function() return tostring(select(2, pcall(function() local t = ${table} ${way} end))) end }`,
  ]);
  const runtime = createTestRuntime({ entries: { ...Object.fromEntries(hostile), 'app:innocent': INNOCENT } });
  for (const [id] of hostile) {
    await runtime
      .start(id)
      .result()
      .catch((error: unknown) => expect(error).toMatchObject({ kind: expect.any(String) as string }));
    const told = await runtime.start('app:innocent').result();
    expect(told).toEqual((first ??= told));
  }
  // As in any Lua.
  expect((first as unknown[]).slice(1)).toEqual(['A', 'A', '1', '[1]', 'UNKNOWN', 'x', 1, '3', '12', 5, 0, 1]);
});
