---@meta workflow

---How a workflow goes on as a new run; never changes.
---@class workflow.NextRun
local NextRun = {}

---Options of the next run.
---@class workflow.Options
---@field ["temporal.workflow.task_queue"]? string The queue from which the workflow is run.
---@field ["workflow.task_queue"]? string The same as `temporal.workflow.task_queue`.
---@field ["temporal.workflow.run_timeout"]? number|string|time.Duration How long one run may take, at most as long as the whole execution.
---@field ["workflow.run_timeout"]? number|string|time.Duration The same as `temporal.workflow.run_timeout`.
---@field ["temporal.workflow.task_timeout"]? number|string|time.Duration How long a worker may take for one workflow task.
---@field ["workflow.task_timeout"]? number|string|time.Duration The same as `temporal.workflow.task_timeout`.
---@field ["temporal.workflow.memo"]? table<string, any> Values stored with the run, for people and for `workflow.info()`.
---@field ["workflow.memo"]? table<string, any> The same as `temporal.workflow.memo`.
---@field ["temporal.workflow.search_attributes"]? table<string, string|number|boolean|time.Time|string[]> Values under which the run can be found.
---@field ["workflow.search_attributes"]? table<string, string|number|boolean|time.Time|string[]> The same as `temporal.workflow.search_attributes`.
---@field ["temporal.workflow.typed_search_attributes"]? table<string, string|number|boolean|time.Time|string[]> The same as `temporal.workflow.search_attributes`.
---@field ["workflow.typed_search_attributes"]? table<string, string|number|boolean|time.Time|string[]> The same as `temporal.workflow.search_attributes`.

---Another one with these options over the earlier ones.
---@param options workflow.Options
---@return workflow.NextRun
function NextRun:with_options(options) end

---Goes on as a new run of the same workflow with these arguments and the unread messages; does not return.
---@param ... any
---@return nil
---@return error|nil err
function NextRun:continue_as_new(...) end

---Facts about the running workflow, child workflows that are waited for, queries, updates, and going on as a new run.
---@class workflowlib
workflow = {}

---A table of facts about this run; nil outside a workflow.
---@return any
---@return error|nil err
function workflow.info() end

---Runs a child workflow and waits for its result.
---@param id? string
---@param ... any
---@return any
---@return error|nil err
function workflow.exec(id, ...) end

---Answers the queries of this name with what the function returns for their arguments; nil takes it away. It may neither wait nor have an effect, and must change nothing.
---@param name string
---@param handler? function
---@return boolean|nil
---@return error|nil err
function workflow.query(name, handler) end

---Carries out the updates of this name: `validate` refuses one by an error, before it is accepted, and may not wait; `handle` runs in a coroutine of its own, and what it returns is the result. nil takes the handler away.
---@param name string
---@param handler? { validate?: function, handle: function }
---@return boolean|nil
---@return error|nil err
function workflow.update(name, handler) end

---Goes on as a new run of the same workflow with these arguments and the unread messages; does not return.
---@param ... any
---@return nil
---@return error|nil err
function workflow.continue_as_new(...) end

---Options for the next run: `workflow.with_options(t):continue_as_new(...)`.
---@param options workflow.Options
---@return workflow.NextRun
function workflow.with_options(options) end

---Which version of a change this run goes by, from min to max: max for a run that is new to it, the version it began with for a run under way, min for one that is older than the change. The same at each call of a run; max outside a workflow. A run whose version the code no longer has waits for code that has it.
---@param change_id? string
---@param min? integer
---@param max? integer
---@return integer|nil
---@return error|nil err
function workflow.version(change_id, min, max) end

---Changes what this run is found by: `search` holds search attributes by name (an empty table takes one away), `memo` values by key (`json.null` takes one away); what is not named stays. A name that the namespace does not have, as its worker has found when it started, or one of another type is an error of this call.
---@param changes? any
---@return boolean|nil
---@return error|nil err
function workflow.attrs(changes) end

---What the run before this one of a cron schedule has returned; nil if there is none, and outside a workflow.
---@return any
---@return error|nil err
function workflow.last_result() end

---Number of history events as of this workflow task; 0 outside a workflow.
---@return integer|nil
---@return error|nil err
function workflow.history_length() end

---Bytes of history as of this workflow task; 0 outside a workflow.
---@return integer|nil
---@return error|nil err
function workflow.history_size() end

---Whether this code is being replayed; for logging only. false outside a workflow.
---@return boolean
function workflow.is_replaying() end

return workflow
