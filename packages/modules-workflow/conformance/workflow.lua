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

-- What the run is found by. A search attribute needs a namespace that has it, so none is set here.
assert(type(info.memo.note) == "nil" and info.memo.gone == nil)
assert(workflow.attrs({ memo = { note = { by = "web", n = 9007199254740993 }, empty = {} } }))
assert(workflow.attrs({ memo = { second = "2", ["1"] = 1 }, search = { Unknown = {} } }))
info = workflow.info()
assert(info.memo.note.n == 9007199254740993 and info.memo.note.by == "web" and next(info.memo.empty) == nil)
local keys = {}
for key in pairs(info.memo) do keys[#keys + 1] = key end
assert(table.concat(keys, " ") == "1 empty note second", table.concat(keys, " "))

assert(getmetatable(info.start_time) == "time.Time" and getmetatable(info.run_start_time) == "time.Time")

-- Versions: decided once, the same at each call.
assert(workflow.version("fees", 1, 3) == 3)
assert(workflow.version("fees", 2, 4) == 3)
assert(workflow.version("fees#x", 0, 0) == 0 and workflow.version("older", -1, 1) == 1)
assert(workflow.version("only", 4, 4) == 4)
assert(workflow.last_result() == nil)

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
refused("change_id", workflow.version("", 1, 2))
refused("above max", workflow.version("fees", 3, 2))
refused("at least one of search or memo", workflow.attrs({}))
refused("unknown key 'tags'", workflow.attrs({ tags = {} }))
refused("search must be a table", workflow.attrs({ search = 1 }))
refused("'search.f'", workflow.attrs({ search = { f = print } }))
refused("id is required", workflow.exec())
refused("namespace:name required, got 'echo'", workflow.exec("echo"))
refused("string expected, got table", workflow.exec({}))
refused("function cannot be sent", workflow.exec("test:echo", print))
