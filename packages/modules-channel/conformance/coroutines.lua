-- Coroutines: the library of Lua 5.3, the scheduler's rules, and groups.
local log

local function said() return table.concat(log, " ") end
local function raised(part, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(part, 1, true), tostring(err))
end

-- spawn is no switch: the caller goes on, and the new ones run in the order in which they were spawned.
log = {}
for i = 1, 3 do coroutine.spawn(function(word, n) log[#log + 1] = word .. n end, "c", i) end
log[#log + 1] = "main"
coroutine.yield()
assert(said() == "main c1 c2 c3")
raised("bad argument #1 to 'spawn' (function expected, got number)", coroutine.spawn, 5)
raised("bad argument #1 to 'spawn'", coroutine.spawn)

-- At the top level of a scheduled coroutine yield gives the others their turn, and neither gives nor takes values.
log = {}
local function turns(name)
  for i = 1, 2 do
    log[#log + 1] = name .. i
    local count = select("#", coroutine.yield("dropped"))
    log[#log + 1] = "(" .. count .. ")"
  end
end
coroutine.spawn(turns, "a")
coroutine.spawn(turns, "b")
for _ = 1, 3 do coroutine.yield() end
assert(said() == "a1 b1 (0) a2 (0) b2 (0) (0)", said())

-- What can go on at once does not switch; what has to wait does.
log = {}
local buffered, direct = channel.new(1), channel.new()
coroutine.spawn(function()
  log[#log + 1] = "other"
  direct:send("x")
end)
buffered:send(1)
buffered:receive()
log[#log + 1] = "main"
assert(direct:receive() == "x")
assert(said() == "main other")

-- status, running, isyieldable.
local main, is_main = coroutine.running()
assert(type(main) == "thread" and is_main == true and coroutine.isyieldable())
local seen = {}
local thread = coroutine.spawn(function()
  local self, first = coroutine.running()
  seen.self, seen.first, seen.running = self, first, coroutine.status(self)
  coroutine.yield()
end)
assert(coroutine.status(thread) == "suspended")
coroutine.yield()
assert(seen.self == thread and seen.first == false and seen.running == "running")
assert(coroutine.status(thread) == "suspended")
coroutine.yield()
assert(coroutine.status(thread) == "dead" and coroutine.status(main) == "running")

-- Nobody but the scheduler resumes what it runs.
thread = coroutine.spawn(function() coroutine.yield() end)
local ok, why = coroutine.resume(thread)
assert(ok == false and why == "cannot resume a scheduled coroutine")
ok, why = coroutine.resume(main)
assert(ok == false)

-- Coroutines of the program's own are as in Lua: values go both ways, errors come back.
local co = coroutine.create(function(a, b)
  local c = coroutine.yield(a + b)
  local d, e = coroutine.yield(c * 2)
  return d, e
end)
assert(coroutine.status(co) == "suspended")
local function results(...) return table.concat({ tostring((...)), select(2, ...) }, ",") end
assert(results(coroutine.resume(co, 1, 2)) == "true,3")
assert(results(coroutine.resume(co, 10)) == "true,20")
assert(results(coroutine.resume(co, "x", "y")) == "true,x,y")
assert(coroutine.status(co) == "dead")
ok, why = coroutine.resume(co)
assert(ok == false and why == "cannot resume dead coroutine")
ok, why = coroutine.resume(coroutine.create(function() error({ code = 7 }) end))
assert(ok == false and why.code == 7)
local wrapped = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)
assert(wrapped() == 1 and wrapped() == 2 and wrapped() == 3 and wrapped() == nil)
raised("cannot resume dead coroutine", wrapped)
raised("broken", coroutine.wrap(function() error("broken") end))

-- A wait inside one of those parks the whole chain; the others run, and resume comes back only at a real yield.
local gate = channel.new()
log = {}
local inner = coroutine.wrap(function()
  log[#log + 1] = "waits"
  local value = gate:receive()
  log[#log + 1] = value
  coroutine.yield("yielded")
  return "returned"
end)
coroutine.spawn(function()
  log[#log + 1] = "other"
  gate:send("through")
end)
local first = inner()
log[#log + 1] = first
assert(said() == "waits other through yielded", said())
assert(inner() == "returned")

-- While it is parked it is normal, and nobody else can resume it.
local parked = coroutine.create(function() return gate:receive() end)
local states = {}
coroutine.spawn(function()
  states.status = coroutine.status(parked)
  states.ok, states.why = coroutine.resume(parked)
  gate:send("done")
end)
assert(select(2, coroutine.resume(parked)) == "done")
assert(states.status == "normal" and states.ok == false and states.why == "cannot resume non-suspended coroutine")

-- Waiting works in pcall, xpcall, metamethods and iterators; where Lua itself cannot be suspended it says so.
local function served(n) for i = 1, n do gate:send(i) end end
coroutine.spawn(served, 4)
assert(select(2, pcall(gate.receive, gate)) == 1)
assert(select(2, xpcall(function() return (gate:receive()) end, debug.traceback)) == 2)
local proxy = setmetatable({}, { __index = function() return (gate:receive()) end })
assert(proxy.anything == 3)
for v in function(_, last) if last == nil then return (gate:receive()) end end do assert(v == 4) end
raised("across a JS-call boundary", table.sort, { 2, 1 }, function() gate:receive() end)
raised("across a JS-call boundary", string.gsub, "x", "x", function() gate:receive() end)

-- A group: results in the order of the members, whoever ends first.
local group = coroutine.group()
for i = 1, 3 do
  assert(group:spawn(function(n)
    for _ = 1, 4 - n do coroutine.yield() end
    return n * 10, { "only an error or a text as second value is a failure" }
  end, i) == i)
end
local values, err = group:wait()
assert(#values == 3 and values[1] == 10 and values[2] == 20 and values[3] == 30 and err == nil)
-- With a limit: no more at once, and spawn waits for a place.
local running, most = 0, 0
group = coroutine.group(2)
for _ = 1, 5 do
  group:spawn(function()
    running = running + 1
    most = math.max(most, running)
    coroutine.yield()
    running = running - 1
  end)
end
assert(#group:wait() == 0 and most == 2 and running == 0)
-- The first failure, raised or returned, once all have ended; it is no failure of the run.
group = coroutine.group()
local finished = false
group:spawn(function() coroutine.yield() coroutine.yield() finished = true end)
group:spawn(function() return nil, "no stock" end)
group:spawn(function() error("later") end)
values, err = group:wait()
assert(values == nil and finished and err:message() == "no stock" and err:kind() == "INTERNAL")
assert(select(2, group:wait()) == err)
assert(tostring(group) == "coroutine.Group" and getmetatable(group) == "coroutine.Group")
raised("bad argument #1 to 'spawn'", function() group:spawn(1) end)
raised("group: argument 1: expected at least 1, got 0", coroutine.group, 0)
raised("bad argument #1 to 'group'", coroutine.group, "two")

-- Whoever still waits when the main coroutine ends is dropped.
coroutine.spawn(function() gate:receive() error("never") end)
