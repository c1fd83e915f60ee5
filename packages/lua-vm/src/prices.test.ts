import { defineModule, fn } from '@durable-lua/determinism';
import { expect, it } from 'vitest';
import { createLua } from './lua.js';

const nothing = defineModule(
  { name: 'nothing', summary: 'A module.' },
  { functions: { at_all: fn({ doc: 'Nothing.' }, () => undefined) } },
);

async function unitsOf(source: string): Promise<number> {
  const lua = createLua({ modules: [nothing] });
  await lua.run(source);
  const { units } = lua.usage();
  lua.close();
  return units;
}

/** Each touches a megabyte; what stands before `|` makes it, and is not counted. */
const CALLS = [
  's:upper()',
  's:lower()',
  's:reverse()',
  's:rep(2)',
  's:byte(1, 100000)',
  's:find("y")',
  's:find("y", 1, true)',
  's:find(s, 1, true)',
  's:match("^.-y")',
  's:match("^(.*)$")',
  's:gsub("y", "")',
  's:gsub("^x", "y")',
  's:gsub("", "", 1)',
  's:gmatch("y")()',
  'local r = s .. "y" | r:sub(2, 3)',
  'local t, r = {}, s .. "y" | t[r] = 1',
  'local n = ("9"):rep(1000000) | tonumber(n)',
  'local n = ("9"):rep(1000000) | local _ = n + 1',
  'local n = ("z"):rep(1000000) | tonumber(n, 36)',
  'string.format("%s", s)',
  'string.format("%q", s)',
  'local f = ("%%"):rep(500000) | string.format(f)',
  'string.pack("z", s)',
  'string.pack("s", s)',
  'string.pack("c1000000", "")',
  'local z = s .. "\\0" | string.unpack("z", z)',
  'string.unpack("c1000000", s)',
  'local p = string.pack("s", s) | string.unpack("s", p)',
  'utf8.len(s)',
  'utf8.offset(s, 999999)',
  'local c = ("\\x80"):rep(1000000) | utf8.offset(c, 0, 1000000)',
  'local c = "a" .. ("\\x80"):rep(1000000) .. "b" | utf8.offset(c, 2)',
  'local c = "a" .. ("\\x80"):rep(1000000) .. "b" | utf8.offset(c, -2)',
  'table.concat({ s, s })',
  'local t = setmetatable({}, { __name = s }) | tostring(t)',
  'local t = setmetatable({}, { __name = s }) | pcall(function() return t + 1 end)',
  'local t = setmetatable({}, { __name = s }) | pcall(string.rep, t)',
  'local _ = nothing[s]',
];

it.each(CALLS)('who touches a megabyte pays for it: %s', async (given) => {
  const [call, before = ''] = given.split(' | ').reverse() as [string, string?];
  const prepared = `local s = ("x"):rep(1000000) ${before}`;
  // 0.05 µs for 64 bytes at the most.
  expect((await unitsOf(`${prepared} ${call}`)) - (await unitsOf(prepared))).toBeGreaterThan(1_000_000 / 65);
});

const many = (what: string): string => what.repeat(10_000);

it.each([
  ['statements', `local x = 0 repeat ${many('x = x + 1 ')} until x > 10000`, 10_000 / 16],
  ['statements of a function', `local x = 0 local function f() ${many('x = x + 1 ')} end f()`, 10_000 / 16],
  ['tables', many('do local _ = {} end '), 10_000],
  ['elements of a table', `local _ = { ${many('1, ')} }`, 10_000 / 4],
  ['functions', `while true do ${many('do local _ = function() end end ')} break end`, 10_000],
  ['lengths', `local t = {} ${many('do local _ = #t end ')}`, 10_000],
  ['overflows of the stack', 'local function f() return 1 + f() end pcall(f)', 1_500_000],
  ['errors of error handlers', 'xpcall(string.rep, function(e) error(e) end)', 8_000],
  ['lookups of gsub', 'local _ = ("x"):rep(10000):gsub(".", {})', 40_000],
  ['floats as text', 'local x = 0.5 for _ = 1, 10000 do local _ = tostring(x) end', 10 * 10_000],
])('a program pays for its %s', async (_, source, least) => {
  expect((await unitsOf(source)) - (await unitsOf(''))).toBeGreaterThan(least);
});
