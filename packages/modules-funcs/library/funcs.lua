---@meta funcs

---How calls are made; never changes.
---@class funcs.Executor
local Executor = {}

---Another executor with these values added to the context of the callee.
---@param values any
---@return funcs.Executor
function Executor:with_context(values) end

---Raises an INVALID error: there is no security system. Give who acts by with_context, and check it where it counts.
---@param identity? any
---@return funcs.Executor
function Executor:with_actor(identity) end

---Raises an INVALID error: there is no security system. Give what is allowed by with_context, and check it where it counts.
---@param identity? any
---@return funcs.Executor
function Executor:with_scope(identity) end

---When a failed attempt is retried.
---@class funcs.Options.retry_policy
---@field initial_interval? number|string|time.Duration The wait before the second attempt.
---@field initialInterval? number|string|time.Duration The same as `initial_interval`.
---@field backoff_coefficient? number By what each wait is longer than the one before.
---@field backoffCoefficient? number The same as `backoff_coefficient`.
---@field maximum_interval? number|string|time.Duration The longest wait.
---@field maximumInterval? number|string|time.Duration The same as `maximum_interval`.
---@field maximum_attempts? integer How many attempts there are, the first included.
---@field maximumAttempts? integer The same as `maximum_attempts`.
---@field non_retryable_error_types? string[] Kinds of errors that are not retried, in any spelling.
---@field nonRetryableErrorTypes? string[] The same as `non_retryable_error_types`.

---The order in which its queue hands out tasks.
---@class funcs.Options.priority
---@field priority_key? integer Lower goes first.
---@field priorityKey? integer The same as `priority_key`.
---@field fairness_key? string Tasks of the same priority take turns by this key.
---@field fairnessKey? string The same as `fairness_key`.
---@field fairness_weight? number How large the share of its fairness key is.
---@field fairnessWeight? number The same as `fairness_weight`.

---When a failed call is retried.
---@class funcs.Options.retry
---@field max_attempts? integer How many attempts there are, the first included.
---@field maxAttempts? integer The same as `max_attempts`.
---@field initial_delay? number|string|time.Duration The wait before the second attempt.
---@field initialDelay? number|string|time.Duration The same as `initial_delay`.
---@field backoff_factor? number By what each wait is longer than the one before.
---@field backoffFactor? number The same as `backoff_factor`.

---Call options.
---@class funcs.Options
---@field ["activity.start_to_close_timeout"]? number|string|time.Duration How long one attempt may take.
---@field ["temporal.activity.start_to_close_timeout"]? number|string|time.Duration The same as `activity.start_to_close_timeout`.
---@field ["activity.schedule_to_close_timeout"]? number|string|time.Duration How long all attempts together may take.
---@field ["temporal.activity.schedule_to_close_timeout"]? number|string|time.Duration The same as `activity.schedule_to_close_timeout`.
---@field ["activity.schedule_to_start_timeout"]? number|string|time.Duration How long the call may wait for a worker.
---@field ["temporal.activity.schedule_to_start_timeout"]? number|string|time.Duration The same as `activity.schedule_to_start_timeout`.
---@field ["activity.heartbeat_timeout"]? number|string|time.Duration How long an attempt may be silent before it counts as lost.
---@field ["temporal.activity.heartbeat_timeout"]? number|string|time.Duration The same as `activity.heartbeat_timeout`.
---@field ["activity.auto_heartbeat"]? boolean Whether the worker sends heartbeats while an attempt runs, at every third of the heartbeat timeout; without one it sends none.
---@field ["temporal.activity.auto_heartbeat"]? boolean The same as `activity.auto_heartbeat`.
---@field ["activity.id"]? string The activity ID.
---@field ["temporal.activity.id"]? string The same as `activity.id`.
---@field ["activity.task_queue"]? string The queue on which the call is put.
---@field ["temporal.activity.task_queue"]? string The same as `activity.task_queue`.
---@field ["activity.wait_for_cancellation"]? boolean Whether a cancelled call ends only when the function has ended.
---@field ["temporal.activity.wait_for_cancellation"]? boolean The same as `activity.wait_for_cancellation`.
---@field ["activity.disable_eager_execution"]? boolean Whether the call goes through the server even where the workflow's own worker could take it at once.
---@field ["temporal.activity.disable_eager_execution"]? boolean The same as `activity.disable_eager_execution`.
---@field ["activity.retry_policy"]? funcs.Options.retry_policy When a failed attempt is retried.
---@field ["temporal.activity.retry_policy"]? funcs.Options.retry_policy The same as `activity.retry_policy`.
---@field ["activity.summary"]? string A line for people, shown in the history.
---@field ["temporal.activity.summary"]? string The same as `activity.summary`.
---@field ["activity.priority"]? funcs.Options.priority The order in which its queue hands out tasks.
---@field ["temporal.activity.priority"]? funcs.Options.priority The same as `activity.priority`.
---@field ["activity.local"]? boolean Whether the function runs inside the workflow's own worker, without a task of its own.
---@field ["temporal.activity.local"]? boolean The same as `activity.local`.
---@field ["activity.local_retry_threshold"]? number|string|time.Duration From which wait on a retry is left to the server, by a timer.
---@field ["temporal.activity.local_retry_threshold"]? number|string|time.Duration The same as `activity.local_retry_threshold`.
---@field timeout? number|string|time.Duration How long the whole call may take; after that it fails with `TIMEOUT`.
---@field retry? funcs.Options.retry When a failed call is retried.

---Another executor with these options over the earlier ones.
---@param options funcs.Options
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
