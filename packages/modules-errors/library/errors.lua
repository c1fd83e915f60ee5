---@meta errors

---Structured errors with kind, message, retryable and details.
---@class errorslib
errors = {}

---@class errors.new.first
---@field message string
---@field kind? string
---@field retryable? boolean
---@field details? table<string, any>

---An error from a message, from a kind, a message and details, or from a table with these and retryable.
---@param first string|errors.new.first
---@param message? string
---@param details? table<string, any>
---@return error
function errors.new(first, message, details) end

---An error that says more in its text and else is as the inner one; a string becomes one of kind UNKNOWN.
---@param err error|string|nil
---@param context string
---@return error|nil
function errors.wrap(err, context) end

---Whether err is an error of this kind, in any spelling.
---@param err any
---@param kind string
---@return boolean
function errors.is(err, kind) end

---@class errors.call_stack.result
---@field thread string
---@field frames { source: string, line: integer, name?: string }[]

---The Lua functions that were running when the error was made, innermost first; nil where that is unknown.
---@param err any
---@return errors.call_stack.result|nil
function errors.call_stack(err) end

errors.UNKNOWN = "UNKNOWN"
errors.INVALID = "INVALID"
errors.NOT_FOUND = "NOT_FOUND"
errors.ALREADY_EXISTS = "ALREADY_EXISTS"
errors.PERMISSION_DENIED = "PERMISSION_DENIED"
errors.TIMEOUT = "TIMEOUT"
errors.CANCELED = "CANCELED"
errors.UNAVAILABLE = "UNAVAILABLE"
errors.INTERNAL = "INTERNAL"
errors.CONFLICT = "CONFLICT"
errors.RATE_LIMITED = "RATE_LIMITED"

return errors
