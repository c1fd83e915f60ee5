local process = require("process")

assert(process == _G.process)
local pid, err = process.pid()
assert(type(pid) == "string" and err == nil)
assert(pid:match("^{.+@.+|.+}$"))
assert(process.pid() == pid)
assert(process.id():match("^[^:]+:[^:]+$"))

assert(process.event.CANCEL == "pid.cancel" and process.event.EXIT == "pid.exit")
assert(process.event.LINK_DOWN == "pid.link.down" and process.event.OUTDATED == "pid.outdated")

-- Workflow IDs in PIDs.
assert(process.workflow_id("{shop:tc@shop:w|order-7}") == "order-7")
assert(process.workflow_id("shop:tc@shop:w|order-7") == "order-7")
assert(process.workflow_id("{shop:tc/other@shop:w|a|b{c}@d}") == "a|b{c}@d")
assert(process.workflow_id("{n-4f2a@shop:procs|01J}") == nil)
assert(process.workflow_id("{update|u1}") == nil)
assert(process.workflow_id("order-7") == nil)
assert(process.workflow_id("") == nil)
local id
id, err = process.workflow_id({})
assert(id == nil and err:kind() == "INVALID")
