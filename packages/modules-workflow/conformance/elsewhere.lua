-- Runs outside a workflow.
local workflow = require("workflow")

local info, err = workflow.info()
assert(info == nil and err == nil)
assert(workflow.history_length() == 0 and workflow.history_size() == 0)
assert(workflow.is_replaying() == false)
assert(workflow.version("fees", 1, 3) == 3)
assert(select("#", workflow.last_result()) == 2 and workflow.last_result() == nil)
info, err = workflow.exec("test:echo", 1)
assert(info == nil and err:kind() == "INVALID" and tostring(err):find("process.exec", 1, true))

-- What only a workflow can do is an error, never a raise.
local function refused(ok, problem)
  assert(ok == nil and problem:kind() == "INVALID", tostring(problem))
end
refused(workflow.attrs({ memo = { a = 1 } }))
refused(workflow.version("fees", 3, 1))
refused(workflow.query("total", function() return 1 end))
refused(workflow.update("add", { handle = function() end }))
refused(workflow.continue_as_new(1))
refused(workflow.with_options({ ["temporal.workflow.run_timeout"] = "1h" }):continue_as_new(1))
