--- closures share and separate
local fs = {} for i = 1, 3 do fs[i] = function() i = i + 1 return i end end print(fs[1](), fs[1](), fs[2](), fs[3]())
local function counter() local n = 0 return function() n = n + 1 return n end, function() return n end end
local inc, get = counter() inc() inc() print(get()) local inc2 = counter() print(inc2(), get())
--- closures in while and repeat
local fs, i = {}, 0 while i < 3 do local j = i fs[#fs + 1] = function() j = j + 10 return j end i = i + 1 end print(fs[1](), fs[2](), fs[1](), fs[3]())
local k, g = 0 repeat local x = k k = k + 1 g = function() return x end until x >= 2 print(g(), k)
--- closures survive errors
local saved local ok, e = pcall(function() local v = 1 saved = function() v = v + 1 return v end error("boom") end) print(ok, e, saved(), saved())
--- closures in coroutines
local co = coroutine.wrap(function() local n = 0 local f = function() n = n + 1 return n end coroutine.yield(f) coroutine.yield(n) end) local f = co() print(f(), f(), co())
--- varargs
local function v(...) local a, b = ... return select("#", ...), a, b, ... end print(v()) print(v(nil, nil)) print(v(1, 2, 3)) print((v(1, 2)))
local function t(...) return { ... }, table.pack(...).n end print(#t(1, 2, 3), select(2, t(nil, nil))) print(table.unpack({ 1, 2, 3 }, 2)) print(math.max(table.unpack { 3, 9, 4 }))
local function tail(n, ...) if n == 0 then return ... end return tail(n - 1, n, ...) end print(tail(5)) print(select("#", tail(100)))
--- multiple assignment
local a, b, c = (function() return 1, 2, 3 end)() print(a, b, c) a, b = b, a print(a, b) local x, y = 1 print(x, y) local t = { 1, 2 } local i = 1 i, t[i] = i + 1, 20 print(i, t[1], t[2]) local p, q, r = (function() return 1, 2 end)(), 10 print(p, q, r)
--- goto
for i = 1, 3 do for j = 1, 3 do if j == 2 then goto continue end print(i, j) ::continue:: end end
do local i = 1 ::top:: if i <= 3 then print(i) i = i + 1 goto top end end
do local fs = {} local i = 1 ::again:: local x = i fs[i] = function() return x end i = i + 1 if i <= 3 then goto again end print(fs[1](), fs[2](), fs[3]()) end
print(load("goto nope")) print(load("do ::a:: end goto a")) print(load("::a:: ::a::")) print(load("goto f local x ::f:: print(x)")) print(load("break"))
--- nested break
for i = 1, 3 do while true do if i == 2 then break end do break end end for _ in pairs { 1 } do break end print(i) end repeat local done = true until done
--- logic
print(nil and 1, false or nil, 1 and 2, nil or false, not nil, not 0, 1 == 1.0, "1" == 1, nil == false) print(false == nil, 0 and "zero is true", "" and "empty too") local function f() return nil, 1 end print(f() or "default", (f()))
--- integer and float loops
local n = 0 for i = 10, 1, -3 do n = n + i end print(n) for x = 0, 1, 0.25 do io = x end print(io) for i = 3, 1 do print("no") end local i = 5 while i > 0 do i = i - 2 end print(i)
--- tables
local t = { 1, 2, x = 3, [10] = 4, ["y z"] = 5, { 6 } } print(#t, t.x, t[10], t["y z"], t[3][1]) t[#t + 1] = 7 print(#t) t[#t] = nil print(#t) print(#{ n = 1 }, #{ 1, 2, nil }, #{ 1, nil, 3 }, next({}))
local big = {} for i = 1, 300 do big[i] = i end print(#big, big[300]) for i = 300, 101, -1 do big[i] = nil end print(#big) local l = { (function() return 1, 2, 3 end)() } print(#l) l = { (function() return 1, 2, 3 end)(), 10 } print(#l)
--- removal while traversing
local t = {} for i = 1, 100 do t[i] = i t["k" .. i] = i end local n = 0 for k in pairs(t) do t[k] = nil n = n + 1 end print(n, next(t)) t = { 1, 2, 3, a = 1 } for k, v in pairs(t) do t[k] = v * 2 end print(t[1], t[2], t[3], t.a)
--- array order
for k, v in pairs { 10, 20, 30, 40 } do print(k, v) end for i, v in ipairs { 1, 2, nil, 4 } do print(i, v) end local p = setmetatable({}, { __index = function(_, i) if i <= 3 then return i * i end end }) for i, v in ipairs(p) do print(i, v) end
--- sort
local t = { 5, 2, 8, 1, 9, 3 } table.sort(t) print(table.concat(t, " ")) table.sort(t, function(a, b) return a > b end) print(table.concat(t, " ")) local w = { "banana", "apple", "Cherry", "date" } table.sort(w) print(table.concat(w, " ")) table.sort(w, function(a, b) return a:lower() < b:lower() end) print(table.concat(w, " "))
local big = {} local x = 7 for i = 1, 500 do x = (x * 1103515245 + 12345) % 2147483648 big[i] = x end table.sort(big) for i = 2, 500 do assert(big[i - 1] <= big[i]) end print(big[1], big[500]) print(pcall(table.sort, { 1, "a", 2 })) print(pcall(table.sort, { 1, 2, 3 }, 1)) print(pcall(table.sort, { 3, 1, 2 }, function() error("cmp") end))
--- insert and remove
local t = {} table.insert(t, "b") table.insert(t, 1, "a") table.insert(t, #t + 1, "c") print(table.concat(t)) print(table.remove(t, 1), table.remove(t), table.concat(t), table.remove({}), table.remove({}, 0)) print(#t, table.remove(t, #t + 1))
--- method calls and self
local o = { n = 1 } function o:add(k) self.n = self.n + k return self end function o.static(x) return x * 2 end print(o:add(2):add(3).n, o.static(4)) local a = { b = { c = { d = function(self, x) return self ~= nil, x end } } } print(a.b.c:d(5))
--- inheritance
local A = {} A.__index = A function A.new(x) return setmetatable({ x = x }, A) end function A:get() return self.x end local B = setmetatable({}, { __index = A }) B.__index = B function B.new(x) return setmetatable(A.new(x), B) end function B:get2() return self:get() * 2 end local b = B.new(21) print(b:get(), b:get2(), getmetatable(b) == B, rawget(b, "get"))
--- arithmetic metamethods
local mt = {} local function V(x) return setmetatable({ x = x }, mt) end local function val(v) return type(v) == "table" and v.x or v end
for _, op in ipairs { "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "concat" } do mt["__" .. op] = function(a, b) return op .. "(" .. val(a) .. "," .. val(b) .. ")" end end
mt.__unm = function(a) return "unm(" .. a.x .. ")" end mt.__bnot = function(a) return "bnot(" .. a.x .. ")" end mt.__len = function(a) return a.x end
local a, b = V(1), V(2) print(a + b, a - 1, 2 * b, a / b, a % 3, 4 ^ b, a // b, a & 1, 2 | b, a ~ b, a << 1, 1 >> b, a .. b, "s" .. a, a .. 1, -a, ~b, #a)
--- comparison metamethods
local mt = { __eq = function(a, b) return a.v == b.v end, __lt = function(a, b) return a.v < b.v end, __le = function(a, b) return a.v <= b.v end } local function N(v) return setmetatable({ v = v }, mt) end print(N(1) == N(1), N(1) ~= N(2), N(1) < N(2), N(1) <= N(1), N(2) > N(1), N(1) >= N(2), rawequal(N(1), N(1)))
local lt = { __lt = function(a, b) return a.v < b.v end } local function M(v) return setmetatable({ v = v }, lt) end print(M(1) <= M(2), M(2) <= M(1)) print(pcall(function() return N(1) < 1 end)) print(N(1) == 1, pcall(function() return setmetatable({}, {}) < {} end))
--- index metamethods
local log = {} local t = setmetatable({}, { __index = function(_, k) log[#log + 1] = "get " .. tostring(k) return k end, __newindex = function(t, k, v) log[#log + 1] = "set " .. tostring(k) rawset(t, k, v) end }) print(t.a, t[1]) t.b = 2 t.b = 3 print(t.b, rawget(t, "c")) print(table.concat(log, ";"))
local base = { z = 26 } local d = setmetatable({}, { __index = base, __newindex = base }) d.y = 25 print(d.z, rawget(d, "y"), base.y) print(pcall(function() local a = setmetatable({}, { __index = function() error("no field") end }) return a.x end))
--- call, tostring, name, metatable
local c = setmetatable({}, { __call = function(self, ...) return select("#", ...), ... end, __tostring = function() return "callable" end, __metatable = "locked" }) print(c(1, 2, nil)) print(tostring(c), getmetatable(c), pcall(setmetatable, c, {})) print((tostring(setmetatable({}, { __name = "My.Type" })):gsub("0x%x+", "PTR"))) print(pcall(function() return setmetatable({}, { __name = "My.Type" }) + 1 end)) local cc = setmetatable({}, { __call = c }) print(pcall(cc, 5))
--- pairs and len metamethods
local t = setmetatable({ 1, 2, 3 }, { __pairs = function(t) return function(_, k) if not k then return 1, "one" end end, t, nil end, __len = function() return 42 end }) for k, v in pairs(t) do print(k, v) end print(#t, rawlen(t)) print(pcall(function() return #setmetatable({}, { __len = function() return "x" end }) end)) print(pcall(table.unpack, setmetatable({}, { __len = function() return "x" end })))
--- load
print(load("return 1 + 1")()) print(load("x =")) print(load("return ...", "chunk")(7, 8)) print(load(function() return nil end)) local parts, i = { "return ", "4", "2" }, 0 print(load(function() i = i + 1 return parts[i] end)()) local env = { y = 5 } print(load("return y", "c", "t", env)(), load("y = 6", "c", "t", env)(), env.y) print(load("\27Lua", "b", "t")) print(pcall(load, 5))
--- environments
local function f() local _ENV = { print = print } x = 5 print(x, _ENV.x) end f() print(x) local _ENV = setmetatable({}, { __index = _ENV }) y = 1 print(y, _G.y)
--- integer division in constants
local k <const_is_not_lua53 = 1
--- deep nesting
local t = {} local c = t for i = 1, 150 do c.n = {} c = c.n end local d = 0 c = t while c.n do c = c.n d = d + 1 end print(d) local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end print(depth(5000)) print(select("#", table.unpack({}, 1, 200)))
--- tail calls do not grow
local function loop(n) if n == 0 then return "done" end return loop(n - 1) end print(loop(100000)) local function even(n) if n == 0 then return true end return odd(n - 1) end function odd(n) if n == 0 then return false end return even(n - 1) end print(even(1001))
--- long strings of operators
print(1 + 2 * 3 - 4 / 2 ^ 2 // 1 % 3, 2 ^ 3 ^ 2, -2 ^ 2, not 1 == 2, 1 .. 2 .. 3, "a" .. "b" == "ab", 1 << 2 + 1, 5 & 3 | 4 ~ 1, #"abc" + 1, - - 1, not not nil, 1 < 2 == true, 2 * 3 % 4)
--- many locals and upvalues
local s = {} for i = 1, 190 do s[#s + 1] = "local v" .. i .. " = " .. i end s[#s + 1] = "return v1 + v95 + v190" print(load(table.concat(s, "\n"))()) s = {} for i = 1, 201 do s[#s + 1] = "local v" .. i end print(load(table.concat(s, "\n"), "=many")) print(load("local a = " .. ("("):rep(250) .. "1" .. (")"):rep(250), "=deep") == nil)
--- many constants
local s = { "local t = {" } for i = 1, 600 do s[#s + 1] = "'k" .. i .. "'," end s[#s + 1] = "} local x = 0 for i = 1, #t do x = x + #t[i] end return x, #t, t[300] .. 'z', {" for i = 1, 300 do s[#s + 1] = "a" .. i .. " = " .. i .. "," end s[#s + 1] = "}" local a, b, c, d = load(table.concat(s))() print(a, b, c, d.a299)
