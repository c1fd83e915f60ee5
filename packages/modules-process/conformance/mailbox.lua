-- Runs alone; its messages are its own.
local process = require("process")
local me = process.pid()

local function post(topic, ...)
  local ok, err = process.send(me, topic, ...)
  assert(ok == true and err == nil, tostring(err))
end

-- Messages wait for a view. A topic with a listener is the listener's, every other the inbox's.
post("a", 1)
post("b", 2)
post("a", 3)
local inbox = assert(process.inbox())
assert(inbox == process.inbox())
local a = assert(process.listen("a"))
assert(a == process.listen("a"))
assert(a:receive() == 1)
local msg = inbox:receive()
assert(msg:topic() == "b" and msg:payload():data() == 2)
assert(a:receive() == 3)

-- What a raw listen gives.
post("a")
post("a", "one")
post("a", "one", nil, "three")
local value, ok = a:receive()
assert(value == nil and ok == true)
assert(a:receive() == "one")
value = a:receive()
assert(value[1] == "one" and value[2] == nil and value[3] == "three")

-- The newer options hold for what is received from then on.
post("a", { n = 4 })
post("a", { n = 5 })
assert(a:receive().n == 4)
assert(process.listen("a", { message = true }) == a)
msg = a:receive()
assert(msg:topic() == "a" and msg:from() == me and msg:payload():data().n == 5)
assert(msg:payload() == msg:payload())
assert(tostring(msg) == "process.Message{topic=a}")
assert(#msg:payloads() == 1 and msg:payloads()[1]:data().n == 5)

-- Messages without and with several arguments.
post("a")
msg = a:receive()
assert(msg:payload():data() == nil and #msg:payloads() == 0)
post("a", "x", "y")
msg = a:receive()
assert(msg:payload():data() == "x" and #msg:payload() == 2)
assert(#msg:payloads() == 2 and msg:payloads()[1]:data() == "x")
assert(msg:payloads()[2]:data() == "y")

-- unlisten: receivers go on without a value, waiting messages are the inbox's again.
process.listen("a")
post("a", "left over")
assert(process.unlisten(a) == nil)
value, ok = a:receive()
assert(value == nil and ok == false)
msg = inbox:receive()
assert(msg:topic() == "a" and msg:payload():data() == "left over")
process.unlisten(a)
process.unlisten(inbox)

local again = process.listen("a")
assert(again ~= a)
local ended = false
coroutine.spawn(function()
  local _, open = again:receive()
  ended = open == false
end)
post("b", "for the inbox")
process.unlisten(again)
assert(inbox:receive():topic() == "b")
post("b")
assert(ended)
inbox:receive()

-- Views are receive-only.
for _, name in ipairs({ "send", "close" }) do
  local done, problem = pcall(inbox[name], inbox, 1)
  assert(not done and tostring(problem):find("receive-only", 1, true))
end

local function refused(text, ...)
  local result, problem = ...
  assert(not result and problem:kind() == "INVALID", tostring(problem))
  assert(tostring(problem):find(text, 1, true), tostring(problem))
end
refused("destination is required", process.send(nil, "t"))
refused("destination is required", process.send("", "t"))
refused("topic is required", process.send(me, ""))
refused("string expected, got nil", process.send(me, nil))
refused("string expected, got table", process.send({}, "t"))
refused("reserved topic prefix '@'", process.send(me, "@messages"))
refused("reserved topic prefix '__temporal_'", process.send(me, "__temporal_x"))
refused(".f: function cannot be sent", process.send(me, "t", { f = print }))
refused("topic is required", process.listen(""))
refused("reserved topic prefix", process.listen("@messages"))
refused("string expected, got no value", process.listen())
refused("raw", process.listen("t", { raw = true }))
refused("boolean expected, got string", process.listen("t", { message = "yes" }))
refused("table expected, got boolean", process.listen("t", true))
refused("channel expected, got string", process.unlisten("t"))
refused("channel expected, got no value", process.unlisten())

local sent, err = process.send("{nobody@nowhere|1}", "t")
assert(sent == nil and err:kind() == "NOT_FOUND")
