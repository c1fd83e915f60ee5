---@meta funcs

---How calls are made; never changes.
---@class funcs.Executor
local Executor = {}

---Another executor with these values added to the context of the callee.
---@param values any
---@return funcs.Executor
function Executor:with_context(values) end

---Another executor with these options over the earlier ones.
---@param options any
---@return funcs.Executor
function Executor:with_options(options) end

---Calls a function and waits for its result.
---@param id? string
---@param ... any
---@return any
---@return error|nil err
function Executor:call(id, ...) end

---Starts a call and returns at once.
---@param id? string
---@param ... any
---@return funcs.Future|nil
---@return error|nil err
function Executor:async(id, ...) end

---A call that was started with async.
---@class funcs.Future
local Future = {}

---The channel of the result: one Payload or error object, then closed.
---@return channel|nil
---@return error|nil err
function Future:response() end

---The channel of the result: one Payload or error object, then closed.
---@return channel|nil
---@return error|nil err
function Future:channel() end

---Whether the result is known; true also after cancel().
---@return boolean
function Future:is_complete() end

---Whether cancel() was called.
---@return boolean
function Future:is_canceled() end

---nil, nil while pending; a Payload; or nil and the error.
---@return Payload|nil
---@return error|nil err
function Future:result() end

---The error and true if the call failed, otherwise nil and false.
---@return error|nil
---@return boolean
function Future:error() end

---Asks for the end of the call; false when it has ended already. Does not wait.
---@return boolean|nil
---@return error|nil err
function Future:cancel() end

---Calls to functions, which are activities inside a workflow.
---@class funcslib
funcs = {}

---Calls a function and waits for its result.
---@param id? string
---@param ... any
---@return any
---@return error|nil err
function funcs.call(id, ...) end

---Starts a call and returns at once.
---@param id? string
---@param ... any
---@return funcs.Future|nil
---@return error|nil err
function funcs.async(id, ...) end

---An executor without context and options.
---@return funcs.Executor
function funcs.new() end

return funcs
