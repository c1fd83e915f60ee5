---@meta workflow

---Facts about the running workflow, and child workflows that are waited for.
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
