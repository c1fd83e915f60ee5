-- Needs a worker test:w and the workflows test:echo (gives its first argument), test:decline (fails) and test:never.
local process = require("process")
local events = assert(process.events())
assert(events == process.events())

local function starts(name, id, ...)
  local pid, err = process[name](id, "test:w", ...)
  assert(type(pid) == "string" and err == nil, tostring(err))
  return pid
end

-- One event tells of an end: with what came of it, or with the error.
local pid = starts("spawn_monitored", "test:echo", { n = 5 })
assert(process.monitor(pid))
local event = events:receive()
assert(event.kind == process.event.EXIT and event.from == pid)
assert(event.at:match("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d.*Z$"), event.at)
assert(event.result.value.n == 5 and event.result.error == nil)
assert(event.deadline == nil and event.timeout_ms == nil and event.reason == nil and event.sources == nil)

pid = starts("spawn_monitored", "test:decline")
event = events:receive()
assert(event.kind == process.event.EXIT and event.from == pid)
assert(event.result.value == nil and event.result.error:kind() == "PAYMENT_DECLINED")

-- exec tells by its results alone.
assert(process.exec("test:echo", "test:w", 1) == 1)

-- What a run says of itself.
local options = process.get_options()
assert(options.trap_links == false and options.upgradable == false)
assert(process.set_options({ trap_links = true }))
assert(process.get_options().trap_links == true and process.get_options().upgradable == false)
assert(process.set_options({}))

-- Links: the abnormal end is an event here, as links are trapped; with a monitor too, EXIT comes first.
pid = starts("spawn_linked", "test:decline")
event = events:receive()
assert(event.kind == process.event.LINK_DOWN and event.from == pid)
assert(event.result.error:kind() == "PAYMENT_DECLINED")
pid = starts("spawn_linked_monitored", "test:decline")
assert(events:receive().kind == process.event.EXIT)
assert(events:receive().kind == process.event.LINK_DOWN)

-- Ended by force, and asked to end.
pid = starts("spawn_monitored", "test:never")
assert(process.terminate(pid))
event = events:receive()
assert(event.from == pid and event.result.error:kind() == "CANCELED")
assert(event.result.error:details().terminated == true)
pid = starts("spawn_monitored", "test:never")
assert(process.cancel(pid, "30s", "no longer needed"))
event = events:receive()
assert(event.from == pid and event.result.error:kind() == "CANCELED")

-- Taken back.
pid = starts("spawn_linked_monitored", "test:never")
assert(process.unmonitor(pid) and process.unlink(pid) and process.unlink(pid))
assert(process.terminate(pid))
assert(process.exec("test:echo", "test:w", 2) == 2)
pid = starts("spawn_monitored", "test:echo", 3)
event = events:receive()
assert(event.from == pid and event.result.value == 3)

local function refused(kind, text, ...)
  local value, problem = ...
  assert(not value and problem:kind() == kind, tostring(problem))
  assert(tostring(problem):find(text, 1, true), tostring(problem))
end
for _, name in ipairs({ "monitor", "link", "cancel", "terminate" }) do
  refused("NOT_FOUND", "never-was", process[name]("never-was"))
  refused("INVALID", name .. ": destination is required", process[name](nil))
  refused("INVALID", name .. ": destination is required", process[name](""))
  refused("INVALID", "string expected, got table", process[name]({}))
end
local fine, why = pcall(process.cancel, process.pid(), -1)
assert(not fine and why:find("deadline: duration from 0 to 100 years expected", 1, true), why)
refused("INVALID", "got boolean", process.cancel(process.pid(), true))
refused("INVALID", "'trap_link'", process.set_options({ trap_link = true }))
refused("INVALID", "boolean expected, got number", process.set_options({ upgradable = 1 }))
refused("INVALID", "spawn_linked: requires at least id and host arguments", process.spawn_linked("test:echo"))
refused("INVALID", "namespace:name required", process.upgrade("echo"))
refused("NOT_FOUND", "test:nowhere", process.upgrade("test:nowhere"))

local registry = process.registry
assert(registry.LOCAL == 0 and registry.CONSISTENT == 1 and registry.EVENTUAL == 2 and registry.STRONG == 3)
refused("NOT_FOUND", "nobody", registry.lookup("nobody"))
refused("INVALID", "name", registry.lookup(""))
refused("UNAVAILABLE", "LOCAL", registry.register("me", nil, registry.STRONG))
refused("UNAVAILABLE", "LOCAL", registry.unregister("me", registry.EVENTUAL))
