-- Waiting for the first of several.
local channel = require("channel")

local function raised(part, ...)
  local ok, err = pcall(channel.select, ...)
  assert(not ok and type(err) == "string" and err:find(part, 1, true), tostring(err))
end

-- The first ready case in the order of the list wins.
local a, b = channel.new(2), channel.new(2)
a:send("from a")
b:send("from b")
for _ = 1, 3 do
  local r = channel.select { b:case_receive(), a:case_receive() }
  assert(r.channel == b and r.value == "from b" and r.ok == true and r.default == nil)
  b:send("from b")
end
b:receive()
local r = channel.select { b:case_receive(), a:case_receive() }
assert(r.channel == a and r.value == "from a")

-- Nothing ready: the default, in either place. Only true counts.
for _, pick in ipairs {
  function() return channel.select { a:case_receive(), default = true } end,
  function() return channel.select({ a:case_receive() }, true) end,
  function() return channel.select({}, true) end,
} do
  r = pick()
  assert(r.default == true and r.ok == true and r.channel == nil and r.value == nil)
end
coroutine.spawn(function() a:send("late") end)
r = channel.select({ a:case_receive(), default = "yes" }, 1)
assert(r.value == "late" and r.default == nil)

-- A ready case beats the default, also a closed one.
a:send(nil)
r = channel.select { a:case_receive(), default = true }
assert(r.channel == a and r.value == nil and r.ok == true)
local closed = channel.new()
closed:close()
r = channel.select { closed:case_receive(), default = true }
assert(r.channel == closed and r.value == nil and r.ok == false and r.default == nil)

-- Sending: into a free place, or to who waits.
r = channel.select { b:case_send("x") }
assert(r.channel == b and r.value == "x" and r.ok == true)
assert(b:receive() == "x")
local direct = channel.new()
r = channel.select { direct:case_send(1), default = true }
assert(r.default)
local got
coroutine.spawn(function() got = direct:receive() end)
coroutine.yield()
r = channel.select { direct:case_send(2), default = true }
coroutine.yield()
assert(r.channel == direct and r.ok and got == 2)
-- From who waits to send.
coroutine.spawn(function() direct:send("handed over") end)
coroutine.yield()
assert(channel.select { direct:case_receive() }.value == "handed over")

-- Blocked: the first to come wins; the others are withdrawn and lose nothing.
local one, two = channel.new(), channel.new()
coroutine.spawn(function() r = channel.select { one:case_receive(), two:case_receive() } end)
coroutine.yield()
two:send("second")
coroutine.yield()
assert(r.channel == two and r.value == "second")
local delivered = false
coroutine.spawn(function() one:send("kept") delivered = true end)
coroutine.yield()
assert(not delivered and one:receive() == "kept")

-- A withdrawn send is not sent.
coroutine.spawn(function() r = channel.select { one:case_send("withdrawn"), two:case_receive() } end)
coroutine.yield()
two:send("go")
coroutine.yield()
assert(r.channel == two)
assert(channel.select { one:case_receive(), default = true }.default)

-- Two selects can meet.
local met
coroutine.spawn(function() met = channel.select { one:case_receive() } end)
coroutine.yield()
r = channel.select { one:case_send("met") }
coroutine.yield()
assert(r.channel == one and r.value == "met" and met.value == "met" and met.ok)

-- One channel in two cases: one of them.
coroutine.spawn(function() r = channel.select { one:case_receive(), one:case_receive() } end)
coroutine.yield()
one:send("once")
coroutine.yield()
assert(r.value == "once" and channel.select { one:case_receive(), default = true }.default)

-- Closing wakes a blocked select.
local gone = channel.new()
coroutine.spawn(function() r = channel.select { gone:case_receive() } end)
coroutine.yield()
gone:close()
coroutine.yield()
assert(r.channel == gone and r.ok == false and r.value == nil)

-- A send case on a closed channel raises, now and while waiting; its turn in the list decides.
raised("send on closed channel", { closed:case_send(1) })
raised("send on closed channel", { closed:case_send(1), default = true })
a:send("ready")
assert(channel.select { a:case_receive(), closed:case_send(1) }.value == "ready")
local dying, why = channel.new()
coroutine.spawn(function() why = select(2, pcall(channel.select, { dying:case_send(1) })) end)
coroutine.yield()
dying:close()
coroutine.yield()
assert(tostring(why):find("send on closed channel", 1, true))

-- Mistakes.
raised("invalid select case #2 (got string)", { a:case_receive(), "b" })
raised("invalid select case #1 (got channel)", { a })
raised("invalid select case #2 (got nil)", { a:case_receive(), nil, b:case_receive() })
raised("invalid select case #1 (got function)", { function() end, default = true })
raised("select needs at least one case", {})
raised("select needs at least one case", { default = false })
raised("bad argument #1 to 'select' (table expected, got nil)")
raised("bad argument #1 to 'select' (table expected, got channel)", a)
raised("invalid select case #2 (got nil)", { [1] = a:case_receive(), [3] = b:case_receive() })

-- A case can be used again.
local again = b:case_send("again")
channel.select { again }
channel.select { again }
assert(b:receive() == "again" and b:receive() == "again")

-- A timeout ends the wait, and only the wait.
local silent = channel.new()
r = channel.select { silent:case_receive(), timeout = "5ms" }
assert(r.timeout == true and r.ok == false and r.channel == nil and r.value == nil and r.default == nil)
r = channel.select { timeout = 1000000 }
assert(r.timeout == true, "without any case it is a pause")
for _, none in ipairs { 0, -1, "0", "-1s" } do
  r = channel.select { silent:case_receive(), timeout = none }
  assert(r.timeout == true and r.ok == false)
end
b:send("there")
r = channel.select { silent:case_receive(), b:case_receive(), timeout = 0 }
assert(r.value == "there" and r.timeout == nil)
r = channel.select { silent:case_receive(), default = true, timeout = "1h" }
assert(r.default == true and r.ok == true and r.timeout == nil)
-- What comes in time wins; the timer is gone, and the case that lost took nothing.
local late = channel.new()
coroutine.spawn(function() coroutine.yield() late:send(1) late:send(2) end)
r = channel.select { late:case_receive(), silent:case_receive(), timeout = "1h" }
assert(r.channel == late and r.value == 1 and r.timeout == nil)
assert(late:receive() == 2)
-- A send that was not taken in time is withdrawn.
r = channel.select { silent:case_send("lost"), timeout = "1ms" }
assert(r.timeout == true and channel.select({ silent:case_receive() }, true).default == true)
for _, bad in ipairs { "soon", {}, true } do
  local ok, err = pcall(channel.select, { silent:case_receive(), timeout = bad })
  assert(not ok and err:kind() == "INVALID", tostring(err))
end

-- What cannot be right raises an error that says where: a wait without its limit would be one for ever.
local fine, why = pcall(channel.select, { silent:case_receive(), timeout = "5 s" })
assert(not fine and tostring(why):find('^select: timeout: invalid duration "5 s": expected a number with a unit'), tostring(why))
fine, why = pcall(channel.select, { silent:case_receive(), timout = "5s" })
assert(not fine and why:find("select: unknown key 'timout'; did you mean 'timeout'?", 1, true), why)
