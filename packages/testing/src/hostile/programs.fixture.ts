/**
 * Programs that mean harm, or are merely wrong: each works without end, takes memory without end, or hands over what nobody can
 * take. All of them must end by themselves with an error that says where, and nobody else may notice.
 */

/**
 * How a program ends:
 * - `stopped`: kind `INTERNAL` with the place, which no `pcall` catches
 * - `raised`: an error that a `pcall` catches
 * - `over`: with a value or any error, but soon
 */
export type Ending = 'stopped' | 'raised' | 'over';

interface Bomb {
  readonly kind: string;
  /** The body of a function. */
  readonly lua: string;
  readonly ends: Ending;
  /** It waits, which nothing inside of a library function may. */
  readonly waits?: true;
}

const bomb = (kind: string, ends: Ending, ...bodies: readonly string[]): readonly Bomb[] =>
  bodies.map((lua) => ({ kind, ends, lua }));

const MB = '("x"):rep(1000000)';

const BOMBS: readonly Bomb[] = [
  ...bomb(
    'a loop without end',
    'stopped',
    'while true do end',
    'repeat until false',
    'for i = 1, math.huge do end',
    '::again:: goto again',
    'local function f() return f() end f()',
    'while true do pcall(error, "x") end',
    'while true do pcall(pcall, error) end',
    'while true do select(2, pcall(string.rep)) end',
    'local t = setmetatable({}, { __index = function(t, k) return k end }) local k = 1 while true do k = t[k] end',
    'local t = setmetatable({}, { __eq = function() return false end }) while t ~= setmetatable({}, getmetatable(t)) do end',
    'for k in function() return 1 end do end',
    'while true do coroutine.wrap(function() end)() end',
    'local f = coroutine.wrap(function() while true do coroutine.yield(1) end end) while true do f() end',
    'local t = setmetatable({}, { __tostring = function() return "x" end }) while true do tostring(t) end',
    'while true do local _ = require("json") end',
  ),
  ...bomb(
    'long work of the library',
    'stopped',
    `while true do local _ = ${MB} end`,
    `local a = ${MB} while true do local _ = a .. "y" end`,
    `local a = ${MB} while true do local _ = a:upper() end`,
    `local a = ${MB} while true do local _ = a:reverse() end`,
    `local a = ${MB} while true do local _ = a:byte(1, 100000) end`,
    `local a, b = ${MB}, ${MB} while true do local _ = a == b .. "" end`,
    `local a, b = ${MB}, ${MB} .. "y" while true do local _ = a < b end`,
    `local a = ${MB} local t = {} while true do t[a .. "y"] = 1 end`,
    'local n = ("9"):rep(1000000) while true do tonumber(n) end',
    'local n = ("z"):rep(1000000) while true do tonumber(n, 36) end',
    `local t = {} for i = 1, 1000 do t[i] = ("x"):rep(1000) end while true do table.concat(t) end`,
    'local t = {} for i = 1, 10000 do t[i] = i end while true do table.insert(t, 1, 0) table.remove(t, 1) end',
    'local t = {} for i = 1, 10000 do t[i] = i end while true do table.move(t, 1, 10000, 2) end',
    'local t = {} for i = 1, 10000 do t[i] = i end while true do table.sort(t, function(a, b) return a > b end) end',
    'local t = {} for i = 1, 10000 do t[i] = i end while true do select("#", table.unpack(t)) end',
    'local t = {} for i = 1, 10000 do t[i] = i end while true do for _ in pairs(t) do end end',
    `local a = ${MB} while true do utf8.len(a) end`,
    `local a = ${MB} while true do for _ in utf8.codes(a) do end end`,
    `local a = ${MB} while true do string.format("%q", a) end`,
    `local a = ${MB} while true do string.format("%s%s%s", a, a, a) end`,
    `local a = ${MB} while true do string.pack("s", a) end`,
    `local a = ${MB} while true do a:sub(2) end`,
    'while true do string.format("%99.99f", 1/3) end',
    'while true do os.date("%c%c%c%c%c%c%c%c", 0) end',
    'local function deep(n) if n == 0 then while true do debug.traceback("x") end end deep(n - 1) return 1 end deep(150)',
    'local function deep(n) if n == 0 then while true do errors.new("x") end end deep(n - 1) return 1 end deep(150)',
  ),
  ...bomb(
    'patterns that go back and forth',
    'stopped',
    '("("):rep(200000):find("%b()")',
    '("("):rep(200000):gsub("%b()", "")',
    'for _ in ("("):rep(200000):gmatch("%b()") do end',
    '("a"):rep(20000):find("(a-)%1%1%1b")',
    '("a"):rep(5000):find(".-.-.-.-b")',
    '("a"):rep(100000):gsub("a*b", "")',
    '("a"):rep(100000):match("a-a-b")',
    '("a"):rep(100000):find(("a?"):rep(10) .. "b")',
    'local s = ("ab"):rep(50000) while true do s:gsub("ab", "%0%0") end',
    'local s = ("a"):rep(100000) while true do s:find("%f[b]b") end',
    'local s = ("a"):rep(1000000) while true do s:find("b", 1, true) end',
    'local s = ("a"):rep(1000000) while true do s:find("aaaaaaaaaaaaaaaab", 1, true) end',
  ),
  ...bomb(
    'memory without end',
    'stopped',
    'local t = {} while true do t = { t } end',
    'local t = {} while true do t[#t + 1] = {} end',
    'local t = {} while true do t[#t + 1] = ("x"):rep(1000000) .. #t end',
    'local t = {} while true do t[#t + 1] = function() return t end end',
    'local t = {} while true do t[#t + 1] = coroutine.create(function() end) end',
    'local t = {} local i = 0 while true do i = i + 1 t["k" .. i] = i end',
    'local t = {} local i = 0 while true do i = i + 1 t[i + 0.5] = i end',
    'local t = {} while true do t[#t + 1] = channel.new(1) end',
    'local t = {} while true do t[#t + 1] = errors.new("x") end',
    'local t = {} while true do t[#t + 1] = setmetatable({}, {}) end',
    'local t = {} while true do t[#t + 1] = json.decode("[[[[[[[[]]]]]]]]") end',
    'local t = {} while true do t[#t + 1] = { ("x"):rep(10), ("y"):rep(10), n = #t } end',
    'local ch = channel.new(1000000000) while true do ch:send({}) end',
  ),
  ...bomb(
    'modules that are kept busy',
    'stopped',
    `local s = "[" .. ("1,"):rep(100000) .. "1]" while true do json.decode(s) end`,
    `local s = '"' .. ${MB} .. '"' while true do json.decode(s) end`,
    `local s = ('[{"a":'):rep(60) .. "1" .. ("}]"):rep(60) while true do json.decode(s) end`,
    `local s = '"' .. ("\\\\u0041"):rep(100000) .. '"' while true do json.decode(s) end`,
    'local t = {} for i = 1, 100000 do t[i] = i end while true do json.encode(t) end',
    `local a = ${MB} while true do json.encode(a) end`,
    'local t = {} for i = 1, 10000 do t["k" .. i] = i end while true do json.encode(t, { sort_keys = true }) end',
    'local t = {} for i = 1, 3000 do t[i] = { i } end while true do json.validate({ type = "array", uniqueItems = true }, t) end',
    'local s = { allOf = { {} } } for i = 1, 40 do s = { allOf = { s, s } } end json.validate(s, 1)',
    'local d = { a0 = {} } for i = 1, 60 do d["a" .. i] = { allOf = { { ["$ref"] = "#/$defs/a" .. i - 1 }, { ["$ref"] = "#/$defs/a" .. i - 1 } } } end json.validate({ ["$defs"] = d, ["$ref"] = "#/$defs/a60" }, 1)',
    'local s = "- 1\\n" while true do yaml.decode(s:rep(20000)) end',
    'while true do yaml.decode("{" .. ("a: {"):rep(100) .. ("}"):rep(101)) end',
    'local t = {} for i = 1, 20000 do t[i] = { a = i } end while true do yaml.encode(t) end',
    `local a = ${MB} while true do hash.md5(a) end`,
    `local a = ${MB} while true do hash.sha1(a) end`,
    `local a = ${MB} while true do hash.sha256(a) end`,
    `local a = ${MB} while true do hash.sha512(a) end`,
    `local a = ${MB} while true do hash.hmac_sha512(a, "k") end`,
    `local a = ${MB} while true do hash.fnv64(a) end`,
    `local a = ${MB} while true do crypto.hmac.sha256("k", a) end`,
    `local a = ${MB} while true do crypto.constant_time_compare(a, a) end`,
    'while true do crypto.pbkdf2("p", "s", 100000, 32) end',
    'while true do crypto.pbkdf2("p", "s", 1, 1048576) end',
    `local a, k = ${MB}, ("k"):rep(32) while true do crypto.decrypt.aes(a, k) end`,
    `local a, k = ${MB}, ("k"):rep(32) while true do crypto.decrypt.chacha20(a, k) end`,
    `local a = ${MB} while true do crypto.jwt.encode({ a = a }, "secret") end`,
    `local a = ("a"):rep(1000000) while true do crypto.jwt.verify(a .. "." .. a .. "." .. a, "secret") end`,
    `local a = ${MB} while true do base64.encode(a) end`,
    `local a = ("QUJD"):rep(250000) while true do base64.decode(a) end`,
    `local a = ("QUJD"):rep(250000) while true do base64.decode_url(a) end`,
    'while true do uuid.v4() end',
    'while true do uuid.v5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", ("n"):rep(1000000)) end',
    'while true do uuid.validate(("a"):rep(1000000)) end',
    `local p = payload.new(${MB}) while true do p:transcode("json/plain"):transcode("application/octet-stream") end`,
    'local t = {} for i = 1, 20000 do t[i] = { a = i } end local p = payload.new(t) while true do p:transcode("application/msgpack"):transcode("application/octet-stream") end',
    'local t = {} for i = 1, 20000 do t[i] = { a = i } end local p = payload.new(t) while true do p:transcode("yaml/plain"):transcode("text/plain") end',
    'local t = {} for i = 1, 20000 do t[i] = { a = i } end while true do errors.new("x", "y", t) end',
    'while true do errors.wrap("x", ("y"):rep(1000000)) end',
    'while true do errors.call_stack(errors.new("x")) end',
    'local e = errors.new("x") while true do e = errors.wrap(e, "y") end',
    'while true do time.parse("2006-01-02", ("2"):rep(1000000)) end',
    'local t = time.unix(0, 0) while true do t:format(("2006-01-02 "):rep(10000)) end',
    'while true do time.parse_duration(("1h"):rep(100000)) end',
    'while true do channel.new(1):close() end',
    'local ch = channel.new(1) while true do ch:send(1) ch:receive() end',
    'local cases = {} for i = 1, 1000 do cases[i] = channel.new():case_receive() end cases.default = true while true do channel.select(cases) end',
    'while true do ctx.all() end',
    'while true do coroutine.spawn(function() end) end',
  ),
  ...bomb(
    'lines of a log without end',
    'stopped',
    'while true do print("x") end',
    `while true do print(${MB}) end`,
    'while true do logger:info("x") end',
    `while true do logger:info("x", { a = ${MB} }) end`,
    'local t = {} for i = 1, 9000 do t[i] = { i } end while true do logger:warn("x", { t = t }) end',
  ),
  ...bomb(
    'expressions of others that never end',
    'over',
    'json.validate({ type = "string", pattern = "^(a+)+$" }, ("a"):rep(40) .. "b")',
    'json.validate({ type = "string", pattern = "(a*)*b" }, ("a"):rep(100000))',
    'json.validate({ type = "string", pattern = "(x+x+)+y" }, ("x"):rep(100000))',
    'json.validate({ patternProperties = { ["^(a|a)*$"] = {} } }, { [("a"):rep(40) .. "b"] = 1 })',
    'json.validate_string({ pattern = "^(.*a){20}$" }, json.encode(("a"):rep(1000) .. "b"))',
    'json.validate({ pattern = ("a?"):rep(1000) .. ("a"):rep(1000) }, ("a"):rep(1000))',
    'json.validate({ pattern = "(((a{100}){100}){100}){100}" }, "a")',
    'json.validate({ format = "url" }, "http://" .. ("a"):rep(50))',
    'json.validate({ format = "url" }, "http://" .. ("a-"):rep(50) .. "!")',
    'json.validate({ format = "regex" }, ("("):rep(100000))',
    'json.validate({ format = "email" }, ("a"):rep(100000) .. "@")',
    'json.validate({ format = "uri" }, "http://" .. ("a:"):rep(50000))',
    'json.validate({ format = "date-time" }, ("1"):rep(1000000))',
    'return ("a"):find(("(a"):rep(40))',
    'string.rep = nil',
    'channel.new(-1)',
    'json.decode(("["):rep(1000000))',
    'yaml.decode(("["):rep(100000))',
    'yaml.decode(("- "):rep(50000))',
    'local y = "a: &a [x,x,x,x,x,x,x,x,x]\\n" for i = 98, 110 do local c, p = string.char(i), string.char(i - 1) y = y .. c .. ": &" .. c .. " [" .. ("*" .. p .. ","):rep(9) .. "]\\n" end yaml.decode(y)',
    'yaml.decode(("a"):rep(100000) .. ": 1")',
    'yaml.decode("? " .. ("["):rep(5000))',
    'yaml.decode(("# x\\n"):rep(100000))',
  ),
  ...bomb(
    'more than fits',
    'raised',
    'local s = "x" while true do s = s .. s end',
    '("x"):rep(10000000000)',
    '("x"):rep(1000000000, ("y"):rep(1000))',
    'local s = ("x"):rep(1000000) s:gsub("x", ("y"):rep(1000))',
    'table.concat({ ("x"):rep(60000000), ("x"):rep(60000000) })',
    'select("#", table.unpack({}, 1, 100000000))',
    'string.char(table.unpack({}, 1, 10000000))',
    'local function f() return 1 + f() end f()',
    'local function f() f() f() end f()',
    'local t = setmetatable({}, {}) getmetatable(t).__index = t return t.x',
    'local a = {} for i = 1, 3000 do a = setmetatable({}, { __index = a }) end return a.x + 1',
    'local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) return t[1]',
    'return ("a"):find(("%f"):rep(100))',
    'error(("x"):rep(700000))',
    'error(("x"):rep(1500000))',
    'error(errors.new("BIG", ("x"):rep(3000000)))',
    'error(errors.new { message = "x", details = { a = ("x"):rep(3000000) } })',
    'local e = errors.new("x") for i = 1, 1000 do e = errors.wrap(e, ("y"):rep(1000)) end error(e)',
    'error(setmetatable({}, { __tostring = function() error("again") end }))',
    'error(setmetatable({}, { __tostring = function() return 5 end }))',
    'error(coroutine.create(print))',
    'error()',
    'error(nil)',
    'string.rep()',
    'return #5',
    'local t = nil return t.x',
    'return 1 < "x"',
    'return {} .. "x"',
    'string.format("%d", 1.5)',
    'string.format("%" .. ("9"):rep(1000) .. "d", 1)',
    'string.pack("i17", 1)',
    'setmetatable({}, 5)',
    'setmetatable(json, {})',
    'json.encode = nil',
    'load("return 1")',
    'io.open("/etc/passwd")',
    'os.execute("ls")',
    'debug.getregistry()',
    'require("fs")',
    'require("../../etc/passwd")',
    'coroutine.resume(coroutine.running()) coroutine.wrap(error)()',
    'local co co = coroutine.wrap(function() co() end) co()',
    'table.sort({ 3, 2, 1, 5, 4 }, function() error("no") end)',
    'math.random(0, -1) math.floor("x")',
    'utf8.char(-1)',
    'utf8.codepoint("\\xff")',
    'crypto.hmac.sha256({}, 1)',
    'channel.new("x")',
    'local ch = channel.new() ch:close() ch:send(1)',
  ),
  ...bomb(
    'what cannot be handed over',
    'over',
    'local t = {} t.t = t assert(json.encode(t))',
    'local t = {} for i = 1, 1000 do t = { t } end assert(json.encode(t))',
    'local t = {} for i = 1, 60 do t = { t, t } end assert(json.encode(t))',
    'local t = {} for i = 1, 60 do t = { t, t } end assert(yaml.encode(t))',
    'local t = {} for i = 1, 60 do t = { t, t } end assert(funcs.call("test:f", t))',
    'local t = {} for i = 1, 60 do t = { t, t } end errors.new("x", "y", t)',
    'local t = {} for i = 1, 60 do t = { t, t } end logger:info("x", { t = t })',
    'assert(funcs.call("test:f", print))',
    'assert(funcs.call("test:f", 0/0))',
    'assert(funcs.call("test:f", ("x"):rep(3000000)))',
    'assert(json.encode({ 1, nil, 3, x = 1 }))',
    'local t = { print } for i = 1, 100 do t = { [("k"):rep(1000000)] = t } end assert(funcs.call("test:f", t))',
  ),
  { kind: 'a dead end', ends: 'stopped', waits: true, lua: 'channel.new():receive()' },
  { kind: 'a dead end', ends: 'stopped', waits: true, lua: 'channel.new():send(1)' },
  {
    kind: 'coroutines that keep each other busy',
    ends: 'stopped',
    waits: true,
    lua: `local a, b = channel.new(), channel.new()
      coroutine.spawn(function() while true do b:send(a:receive()) end end)
      while true do a:send(1) b:receive() end`,
  },
  {
    kind: 'coroutines that keep each other busy',
    ends: 'stopped',
    waits: true,
    lua: 'local function again() coroutine.spawn(again) end again() channel.new():receive()',
  },
  {
    kind: 'coroutines that keep each other busy',
    ends: 'stopped',
    waits: true,
    lua: 'while true do coroutine.spawn(function() channel.new():receive() end) end',
  },
];

/** Where the body of a bomb stands: what is around it may not change how it ends. */
const AROUND: Readonly<Record<string, { readonly lua: string; readonly catches?: true; readonly waits?: true }>> = {
  'as it is': { lua: 'return bomb()', waits: true },
  'in pcall': { lua: 'for _ = 1, 3 do pcall(bomb) end return "caught"', catches: true, waits: true },
  'in a pcall of a pcall': { lua: 'pcall(pcall, pcall, bomb) return "caught"', catches: true, waits: true },
  'in a coroutine': { lua: 'return coroutine.wrap(bomb)()', waits: true },
  'in a coroutine in a pcall': {
    lua: 'local co = coroutine.create(function() pcall(bomb) error("x") end) coroutine.resume(co) return "caught"',
    catches: true,
    waits: true,
  },
  'in a coroutine of the scheduler': {
    lua: 'local done = channel.new() coroutine.spawn(function() bomb() done:send(1) end) return (done:receive())',
    waits: true,
  },
  'in __index': {
    lua: 'local t = setmetatable({}, { __index = function() bomb() end }) return t.x',
  },
  'in __tostring': {
    lua: 'return tostring(setmetatable({}, { __tostring = function() bomb() return "x" end }))',
  },
  'in __lt': {
    lua: 'local m = { __lt = function() bomb() end } return setmetatable({}, m) < setmetatable({}, m)',
  },
  'in a comparator of sort': { lua: 'table.sort({ 3, 2, 1 }, function(a, b) bomb() return a < b end)' },
  'in a callback of gsub': { lua: 'return (("abc"):gsub(".", function() bomb() end))' },
  'in a message handler': {
    lua: 'xpcall(error, function() bomb() end, "x") return "caught"',
    catches: true,
  },
  'in an iterator': { lua: 'for _ in function() bomb() end do end' },
};

export interface Program {
  /** What it is, unique. */
  readonly name: string;
  readonly source: string;
  readonly ends: Ending;
  /** A `pcall` is around it: what can be caught ends in the text `caught`. */
  readonly catches: boolean;
}

export const MODULES = [
  'base64',
  'channel',
  'crypto',
  'ctx',
  'errors',
  'funcs',
  'hash',
  'json',
  'logger',
  'payload',
  'time',
  'uuid',
  'yaml',
];

function program({ kind, lua, ends }: Bomb, where: string): Program {
  const { lua: around, catches = false } = AROUND[where] as { lua: string; catches?: true };
  return {
    name: `${kind}, ${where}: ${lua.replace(/\s+/g, ' ').slice(0, 120)}`,
    source: `local function bomb()\n${lua}\nend\n${around}`,
    ends,
    catches,
  };
}

const places = (one: Bomb): string[] =>
  Object.keys(AROUND).filter((where) => one.waits !== true || AROUND[where]?.waits === true);

/** Each bomb at each place. */
export const everyProgram = (): readonly Program[] =>
  BOMBS.flatMap((one) => places(one).map((where) => program(one, where)));

/** Each bomb at one place, another one for each. */
export const someProgram = (): readonly Program[] =>
  BOMBS.map((one, index) => {
    const all = places(one);
    return program(one, all[index % all.length] as string);
  });
