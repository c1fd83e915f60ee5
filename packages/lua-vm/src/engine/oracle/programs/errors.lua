--- positions
print(pcall(function()
  local x = nil
  return x.y
end))
print(pcall(function() error("at one") end)) print(pcall(function() error("at two", 2) end)) print(pcall(function() error("at zero", 0) end)) print(pcall(error)) print(pcall(error, nil)) print(pcall(error, { 1 }) == false)
--- names in messages
local t, up = {}, nil
print(pcall(function() local loc; loc.x = 1 end)) print(pcall(function() return up.x end)) print(pcall(function() return glob.x end)) print(pcall(function() return t.a.b end)) print(pcall(function() t[1][2] = 3 end)) print(pcall(function() return t:nope() end)) print(pcall(function() glob() end)) print(pcall(function() t.f() end)) print(pcall(function() up() end)) print(pcall(function() ("x")() end)) print(pcall(function() return -{} end)) print(pcall(function() return #5 end)) print(pcall(function() return t.x + 1 end)) print(pcall(function() return 1 + t.x end)) print(pcall(function() return t .. "x" end)) print(pcall(function() local a = "x" return a + 1 end)) print(pcall(function() for i in 5 do end end))
--- comparisons in messages
print(pcall(function() return 1 < "2" end)) print(pcall(function() return {} <= {} end)) print(pcall(function() return nil > 1 end)) print(pcall(function() return print < print end)) print(pcall(function() return true < false end))
--- bad arguments
print(pcall(string.rep)) print(pcall(string.rep, "x", {})) print(pcall(("x").rep, "x")) print(pcall(function() ("x"):rep({}) end)) print(pcall(setmetatable, 1, {})) print(pcall(setmetatable, {}, 1)) print(pcall(ipairs)) print(pcall(next, {}, "nokey")) print(pcall(math.floor, "x")) print(pcall(table.concat, 1)) print(pcall(tostring)) print(pcall(rawset, {}, nil, 1)) print(pcall(select, "x")) print(pcall(string.char, "x")) print(pcall(function() string.format("%d", {}) end)) print(pcall(math.random, 0)) print(pcall(math.random, 2, 1)) print(pcall(math.random, 1, 2, 3)) print(pcall(coroutine.resume, 1)) print(pcall(coroutine.create, 1)) print(pcall(rawlen, 5)) print(pcall(getmetatable)) print(pcall(assert)) print(pcall(assert, false)) print(pcall(assert, nil, "msg")) print(pcall(assert, false, { 1 }) == false) print(assert(1, 2, 3)) print(pcall(xpcall)) print(pcall(pcall))
--- xpcall
print(xpcall(function() error("x") end, function(m) return "handled: " .. m end)) print(xpcall(function(...) return ... end, print, 1, 2)) print(xpcall(error, function(m) return type(m) end, { 1 })) print(xpcall(function() local x = nil + 1 end, function(m) return m:upper() end)) print(pcall(xpcall, 1)) print(xpcall(function() error("a") end, function() error("b") end))
--- nested pcall
print(pcall(pcall, error, "x")) print(pcall(function() local ok, e = pcall(error, "inner") error("outer " .. e, 0) end)) local function deep(n) if n == 0 then error("bottom", 0) end local ok, e = pcall(deep, n - 1) error(e .. n, 0) end print(pcall(deep, 5))
--- error values
print(pcall(error, 42)) print(pcall(error, nil)) print(pcall(error, true)) local e = setmetatable({}, { __tostring = function() return "custom" end }) local ok, v = pcall(error, e) print(ok, v == e, tostring(v)) print(pcall(error, "with level", 3))
--- stack overflow
local function f() return 1 + f() end local ok, m = pcall(f) print(ok, m:match("stack overflow") ) local function g() return pcall(g) end print(type(g())) local ok, m = pcall(string.gsub, "x", ".", function() return f() end) print(ok, m:match("stack overflow"))
--- syntax errors
for _, s in ipairs { "x", "x =", "= 1", "for", "for i", "for i = 1 do end", "for i in do end", "if x", "if x then", "while true", "repeat", "function", "function f", "function f(", "function f(a,) end", "local", "local function", "return return", "x = }", "x = (1", "x = {1, 2", "f(", "a.b:c = 1", "a.1 = 2", "x = 'abc", "x = \"abc\ndef\"", "x = [[abc", "--[[ unclosed", "x = '\\q'", "x = '\\300'", "x = '\\x4'", "x = '\\u{110000}'", "x = 0x", "x = 1e", "x = 3..4", "x = 1.2.3", "goto 1", "::x", "break", "local a <const> = 1", "x = a and", "x = not", "a, b += 1", "f() = 1", "x = ...", "function f() return ... end", "return 1,", "@", "x = 5 $ 3", "x ~= 1", "x = y z" } do print(s, select(2, load(s, "=s"))) end
--- syntax error lines
print(load("x = 1\ny = 2\nz = = 3", "=lines")) print(load("if x then\n\nfoo(\n", "=lines")) print(load("function f()\n  x = 1\n", "@file.lua")) print(load("local x = 'a\\\nb'\ny y", "=lines")) print(load("x =\n\n\n5 5", "return x")) print(load("for i = 1, 2 do\nif x then\nend", "=open"))
--- chunk names
for _, n in ipairs { "=short", "@file.lua", "return 1", "line one\nline two", "@" .. ("d/"):rep(60) .. "f.lua", "=" .. ("n"):rep(100), ("s"):rep(100), "" } do print(select(2, pcall(load("error('x')", n)))) end
--- error in coroutines
local co = coroutine.create(function() error("in co") end) print(coroutine.resume(co)) print(coroutine.status(co), coroutine.resume(co)) local w = coroutine.wrap(function() error("in wrap") end) print(pcall(w)) print(pcall(w)) local w2 = coroutine.wrap(function() error({}) end) print(pcall(w2) == false) print(coroutine.resume(coroutine.create(function() local x = nil; x() end)))
