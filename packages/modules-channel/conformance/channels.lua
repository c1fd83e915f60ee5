-- Sending, receiving, closing; order; what travels.
local channel = require("channel")

local function list(ch)
  local seen = {}
  while true do
    local v, ok = ch:receive()
    if not ok then return seen end
    seen[#seen + 1] = v
  end
end

-- Without room a send waits for its receiver; blocked senders are served in order.
local ch, log = channel.new(), {}
for i = 1, 3 do
  coroutine.spawn(function()
    assert(ch:send(i) == true)
    log[#log + 1] = "sent " .. i
  end)
end
coroutine.yield()
assert(#log == 0)
for i = 1, 3 do
  local v, ok = ch:receive()
  assert(v == i and ok == true)
end
coroutine.yield()
assert(table.concat(log, " ") == "sent 1 sent 2 sent 3")

-- Blocked receivers are served in order too.
local got = {}
for i = 1, 3 do
  coroutine.spawn(function() got[i] = (ch:receive()) end)
end
coroutine.yield()
for _, v in ipairs { "a", "b", "c" } do ch:send(v) end
coroutine.yield()
assert(table.concat(got) == "abc")

-- A buffer takes as many as it has room for; then the next sender waits and moves up at a receive.
ch, log = channel.new(2), {}
coroutine.spawn(function()
  for i = 1, 4 do
    ch:send(i)
    log[#log + 1] = i
  end
  ch:close()
end)
coroutine.yield()
assert(table.concat(log) == "12")
assert(ch:receive() == 1)
coroutine.yield()
assert(table.concat(log) == "123")
assert(table.concat(list(ch)) == "234")

-- nil is a value like others; false too.
ch = channel.new(3)
ch:send(nil)
ch:send()
ch:send(false)
ch:close()
for _ = 1, 2 do
  local v, ok = ch:receive()
  assert(v == nil and ok == true)
end
local v, ok = ch:receive()
assert(v == false and ok == true)
-- Drained and closed, for ever.
for _ = 1, 2 do
  v, ok = ch:receive()
  assert(v == nil and ok == false)
end

-- Closing wakes receivers, in order, and is silent the second time.
ch, log = channel.new(), {}
for i = 1, 3 do
  coroutine.spawn(function()
    local value, more = ch:receive()
    assert(value == nil and more == false)
    log[#log + 1] = i
  end)
end
coroutine.yield()
assert(select("#", ch:close()) == 0)
ch:close()
coroutine.yield()
assert(table.concat(log) == "123")

-- Sending on a closed channel raises, at once or while waiting.
local fine, err = pcall(ch.send, ch, 1)
assert(not fine and type(err) == "string" and err:find("send on closed channel", 1, true), tostring(err))
ch, log = channel.new(), {}
for i = 1, 2 do
  coroutine.spawn(function()
    local sent, why = pcall(ch.send, ch, i)
    log[#log + 1] = tostring(sent) .. " " .. tostring(why):match("send on closed channel")
  end)
end
coroutine.yield()
ch:close()
coroutine.yield()
assert(table.concat(log, ", ") == "false send on closed channel, false send on closed channel")
v, ok = ch:receive()
assert(v == nil and ok == false)

-- Values are passed as they are: the same table, function, integer or float.
ch = channel.new(4)
local thing = setmetatable({}, { __index = { name = "thing" } })
for _, value in ipairs { thing, print, 1, 1.0 } do ch:send(value) end
v = ch:receive()
assert(rawequal(v, thing) and v.name == "thing" and ch:receive() == print)
assert(math.type(ch:receive()) == "integer" and math.type(ch:receive()) == "float")
-- Channels through channels.
ch:send(ch)
assert(ch:receive() == ch)

-- Negative room is none.
ch = channel.new(-5)
local done = false
coroutine.spawn(function() ch:send(1) done = true end)
coroutine.yield()
assert(not done)
ch:receive()

assert(type(ch) == "userdata" and getmetatable(ch) == "channel" and ch.anything == nil)
assert(tostring(ch):match("^channel: 0x%x+$") and tostring(ch) ~= tostring(channel.new()))
for _, bad in ipairs { "x", 1.5, {}, true } do
  fine, err = pcall(channel.new, bad)
  assert(not fine and type(err) == "string" and err:find("bad argument #1 to 'new'", 1, true), tostring(err))
end
assert(not pcall(function() return #ch end) and not pcall(function() ch.x = 1 end))
assert(not pcall(ch.receive, 5) and not pcall(ch.send))

-- What can go on at once does not let others run; so does a value that waits already.
ch, log = channel.new(1), {}
coroutine.spawn(function() log[#log + 1] = "other" end)
ch:send(1)
ch:receive()
assert(#log == 0)

-- From inside a coroutine of the program's own, and inside pcall.
ch = channel.new()
coroutine.spawn(function() ch:send("deep") end)
local inner = coroutine.wrap(function() return select(2, pcall(ch.receive, ch)) end)
assert(inner() == "deep")

-- A loop over a channel ends when it is closed and drained; two loops share its values.
ch = channel.new(2)
ch:send("a")
ch:send("b")
ch:close()
log = {}
for v in ch:iter() do log[#log + 1] = v end
assert(table.concat(log, ",") == "a,b")
for _ in ch:iter() do error("nothing is left") end
ch, log = channel.new(), {}
local loops = coroutine.group()
for i = 1, 2 do
  loops:spawn(function() for v in ch:iter() do log[#log + 1] = i .. ":" .. v end end)
end
coroutine.spawn(function()
  for v = 1, 4 do ch:send(v) end
  ch:close()
end)
loops:wait()
-- A receive that can go ahead at once does not let others run.
assert(table.concat(log, " ") == "1:1 1:3 2:2 1:4", table.concat(log, " "))

-- A mistake says where it stands.
ch = channel.new()
ch:close()
local fine, where = pcall(function() ch:send(1) end)
assert(not fine and where:find("^channels%.lua:%d+: send on closed channel$"), where)
