-- Runs inside a workflow. Needs the workflows test:echo (gives its first argument) and test:decline (fails).
local workflow = require("workflow")

local info, err = workflow.info()
assert(err == nil)
for _, field in ipairs({ "workflow_id", "run_id", "workflow_type", "task_queue", "namespace", "first_run_id" }) do
  assert(type(info[field]) == "string" and info[field] ~= "", field)
end
assert(info.attempt >= 1 and math.type(info.attempt) == "integer")
assert(math.type(info.history_length) == "integer" and math.type(info.history_size) == "integer")
assert(type(info.continue_as_new_suggested) == "boolean")
assert(type(info.memo) == "table" and type(info.search_attributes) == "table")

-- A new table each time.
info.workflow_id = "changed"
assert(workflow.info() ~= info and workflow.info().workflow_id ~= "changed")

assert(workflow.history_length() == info.history_length)
assert(workflow.history_size() == info.history_size)
assert(type(workflow.is_replaying()) == "boolean")

-- A child and its result.
assert(workflow.exec("test:echo", { n = 1 }).n == 1)
local value
value, err = workflow.exec("test:echo")
assert(value == nil and err == nil)
value, err = workflow.exec("test:decline")
assert(value == nil and err:kind() == "PAYMENT_DECLINED")

local function refused(text, ...)
  local result, problem = ...
  assert(result == nil and problem:kind() == "INVALID", tostring(problem))
  assert(tostring(problem):find(text, 1, true), tostring(problem))
end
refused("id is required", workflow.exec())
refused("namespace:name required, got 'echo'", workflow.exec("echo"))
refused("string expected, got table", workflow.exec({}))
refused("function cannot be sent", workflow.exec("test:echo", print))
