-- Needs a worker test:w and the workflows test:echo (gives its first argument) and test:decline (fails).
local process = require("process")

local pid, err = process.spawn("test:echo", "test:w", 1)
assert(type(pid) == "string" and err == nil)
assert(process.exec("test:echo", "test:w", { n = 1 }).n == 1)
local value
value, err = process.exec("test:echo", "test:w")
assert(value == nil and err == nil)
value, err = process.exec("test:decline", "test:w")
assert(value == nil and err:kind() == "PAYMENT_DECLINED")

-- A spawner never changes.
local base = process.with_options({})
local named = base:with_name("named-1")
assert(process.workflow_id(named:spawn("test:echo", "test:w")) == "named-1")
assert(process.workflow_id(base:spawn("test:echo", "test:w")) ~= "named-1")
local given = named:with_options({ ["temporal.workflow.id"] = "given-1" })
assert(process.workflow_id(given:spawn("test:echo", "test:w")) == "given-1")
assert(process.workflow_id(given:with_options({ ["workflow.id"] = "given-2" }):spawn("test:echo", "test:w")) == "given-2")
assert(process.with_context({ a = 1 }):with_message("m", 1):exec("test:echo", "test:w", "x") == "x")

local function refused(text, ...)
  local result, problem = ...
  assert(result == nil and problem:kind() == "INVALID", tostring(problem))
  assert(tostring(problem):find(text, 1, true), tostring(problem))
end
for _, start in ipairs({ "spawn", "exec" }) do
  refused("requires at least id and host arguments", process[start]())
  refused("requires at least id and host arguments", process[start]("test:echo"))
  refused("requires at least id and host arguments", base[start](base, "test:echo", nil, 1))
  refused("namespace:name required", process[start]("echo", "test:w"))
  refused("namespace:name required", process[start]("test:echo", "w"))
  refused("string expected, got table", process[start]({}, "test:w"))
  refused("function cannot be sent", process[start]("test:echo", "test:w", print))
end

-- What options mean is checked when something is started.
local wrong = process.with_options({ ["temporal.workflow.cron_schedule"] = "@daily", ["temporal.workflow.start_delay"] = "5m" })
refused("temporal.workflow.cron_schedule' and 'temporal.workflow.start_delay'", wrong:spawn("test:echo", "test:w"))
refused("did you mean 'workflow.run_timeout'", process.with_options({ ["workflow.run_timout"] = 1 }):exec("test:echo", "test:w"))
refused("got function", process.with_options({ ["workflow.summary"] = print }):exec("test:echo", "test:w"))
assert(process.with_options({ ["cloud.region"] = "eu", pool = 3 }):exec("test:echo", "test:w", 1) == 1)

-- Builders raise an error object.
local function raised(text, fn, ...)
  local ok, problem = pcall(fn, ...)
  assert(not ok and type(problem) == "userdata", tostring(problem))
  assert(problem:kind() == "INVALID" and tostring(problem):find(text, 1, true), tostring(problem))
end
raised("table expected, got nil", process.with_options)
raised("table expected, got number", base.with_options, base, 5)
raised("table expected, got string", process.with_context, "tenant")
raised("callback", process.with_context, { callback = print })
local spawner = process.with_options({})
raised("no security system", spawner.with_actor, spawner, { id = "u1" })
raised("no security system", spawner.with_scope, spawner, nil)
raised("string expected, got number", base.with_name, base, 9)
raised("non-empty", base.with_name, base, "")
raised("string expected, got nil", base.with_message, base)
raised("reserved topic prefix", base.with_message, base, "@x")
raised("function cannot be sent", base.with_message, base, "t", print)
