-- Runs outside a workflow.
local workflow = require("workflow")

local info, err = workflow.info()
assert(info == nil and err == nil)
assert(workflow.history_length() == 0 and workflow.history_size() == 0)
assert(workflow.is_replaying() == false)
info, err = workflow.exec("test:echo", 1)
assert(info == nil and err:kind() == "INVALID" and tostring(err):find("process.exec", 1, true))
