--- yield and resume
local co = coroutine.create(function(a, b) print(a, b) local c = coroutine.yield(a + b) print(c) local d, e = coroutine.yield(c * 2) return d + e end) print(coroutine.resume(co, 1, 2)) print(coroutine.status(co)) print(coroutine.resume(co, 10)) print(coroutine.resume(co, 3, 4)) print(coroutine.status(co), coroutine.resume(co))
--- wrap as generator
local function range(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i, i * i) end end) end for i, s in range(4) do print(i, s) end
--- producer and consumer
local function producer() return coroutine.create(function() for _, v in ipairs { "a", "b", "c" } do coroutine.yield(v) end return "end" end) end local p = producer() while true do local ok, v = coroutine.resume(p) print(ok, v) if coroutine.status(p) == "dead" then break end end
--- status and running
local co co = coroutine.create(function() print(coroutine.status(co), coroutine.running() == co, coroutine.isyieldable()) local inner = coroutine.create(function() print(coroutine.status(co)) end) coroutine.resume(inner) end) coroutine.resume(co) print(select(2, coroutine.running()), coroutine.isyieldable(), coroutine.status(co))
--- yield across pcall
local co = coroutine.wrap(function() local ok, v = pcall(function() local x = coroutine.yield(1) error("after " .. x, 0) end) coroutine.yield(tostring(ok) .. v) return "end" end) print(co()) print(co("resume")) print(co())
--- yield across xpcall and metamethods
local mt = { __index = function(_, k) return coroutine.yield(k) end, __add = function(a, b) return coroutine.yield("add") end, __lt = function() return coroutine.yield("lt") end, __concat = function() return coroutine.yield("cat") end, __call = function(_, x) return coroutine.yield(x) end, __eq = function() return coroutine.yield("eq") end, __len = function() return coroutine.yield("len") end, __newindex = function(_, k, v) coroutine.yield(k .. v) end, __unm = function() return coroutine.yield("unm") end, __le = function() return coroutine.yield("le") end }
local function T() return setmetatable({}, mt) end local co = coroutine.wrap(function() local t = T() print(t.x, t + 1, t < T(), "a" .. t, t(5), t == T(), #t, -t, t <= T()) t.k = "v" if t < T() then print("yes") else print("no") end print(xpcall(function() return coroutine.yield("x") end, print)) return "end" end) local r = co() while r ~= "end" do print("yielded", r) r = co(r == "lt" and 1 or r) end
--- yield in iterators
local co = coroutine.wrap(function() for v in function() return coroutine.yield("next") end do print("got", v) end return "done" end) print(co()) print(co(1)) print(co(2)) print(co(nil))
--- yield where it cannot
local co = coroutine.create(function() table.sort({ 3, 2, 1 }, function() coroutine.yield() end) end) local ok, m = coroutine.resume(co) print(ok, (m:gsub("JS", "C"))) print(pcall(coroutine.yield))
--- resume mistakes
local co co = coroutine.create(function() return coroutine.resume(co) end) print(coroutine.resume(co)) print(coroutine.resume(coroutine.running())) local w w = coroutine.wrap(function() return pcall(w) end) print(w())
--- many coroutines
local cos = {} for i = 1, 100 do cos[i] = coroutine.wrap(function() local s = 0 while true do s = s + coroutine.yield(s) end end) cos[i]() end local t = 0 for r = 1, 3 do for i = 1, 100 do t = t + cos[i](i) end end print(t)
--- permutations
local function perm(a, n) n = n or #a if n <= 1 then coroutine.yield(table.concat(a)) else for i = 1, n do a[n], a[i] = a[i], a[n] perm(a, n - 1) a[n], a[i] = a[i], a[n] end end end for p in coroutine.wrap(function() perm { "a", "b", "c" } end) do print(p) end
--- deep yield
local function down(n) if n == 0 then return coroutine.yield("bottom") end return down(n - 1) + 1 end local co = coroutine.wrap(function() return down(500) end) print(co(), co(0))
--- yield many values
local co = coroutine.wrap(function(...) local n = select("#", ...) while true do n = select("#", coroutine.yield(n, ...)) end end) print(co(1, 2, nil)) print(co()) print(co(nil, nil)) print(select("#", co(table.unpack({}, 1, 50))))
--- sieve
local function gen(n) return coroutine.wrap(function() for i = 2, n do coroutine.yield(i) end end) end local function filter(p, g) return coroutine.wrap(function() for n in g do if n % p ~= 0 then coroutine.yield(n) end end end) end local x, r = gen(60), {} while true do local n = x() if not n then break end r[#r + 1] = n x = filter(n, x) end print(table.concat(r, " "))
