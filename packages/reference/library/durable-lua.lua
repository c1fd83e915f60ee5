---@meta _

---A structured error.
---@class error
---@operator concat(any): string
local Error = {}

---The kind, never nil.
---@return string
function Error:kind() end

---The message of the innermost error.
---@return string
function Error:message() end

---true, false, or nil when not stated.
---@return boolean|nil
function Error:retryable() end

---A fresh copy of the details table, or nil.
---@return table<string, any>|nil
function Error:details() end

---The Lua traceback, "" if there is none.
---@return string
function Error:stack() end

---A FIFO between coroutines.
---@class channel
local Channel = {}

---Waits until taken or buffered.
---@param value any
---@return boolean
function Channel:send(value) end

---A value and true, or nil and false once closed and drained.
---@return any
---@return boolean
function Channel:receive() end

---No more values; closing twice does nothing.
function Channel:close() end

---For a loop: `for v in ch:iter() do`, until the channel is closed and drained, or gives nil.
---@return channel_iterator
function Channel:iter() end

---A case for channel.select.
---@param value any
---@return select_case
function Channel:case_send(value) end

---A case for channel.select.
---@return select_case
function Channel:case_receive() end

---@class channel_iterator
---@overload fun(): any, boolean
local ChannelIterator = {}

---@class select_case
local SelectCase = {}

---@class oslib
os = {}

---@class iolib
io = {}

---@class debuglib
debug = {}

---Coroutines that belong together.
---@class coroutine.Group
local Group = {}

---Starts fn(...) as a member; waits for a place when the group has a limit. Its place among the results.
---@param fn function
---@param ... any
---@return integer
function Group:spawn(fn, ...) end

---Waits for all members: their first results in order; or, once all have ended, the first failure.
---@return any[]|nil
---@return error|nil err
function Group:wait() end

---Starts fn(...) as a coroutine of its own; it first runs when its turn comes. An error in it fails the run.
---@param fn function
---@param ... any
---@return thread
function coroutine.spawn(fn, ...) end

---A group of coroutines, of which at most `limit` run at once.
---@param limit? integer
---@return coroutine.Group
function coroutine.group(limit) end

---@class os.time.date
---@field year integer
---@field month integer
---@field day integer
---@field hour? integer
---@field min? integer
---@field sec? integer
---@field isdst? boolean

---Unix seconds of a date, in a workflow in UTC; the hour is 12 unless given, fields beyond their range carry over, and the table gets them as they are then. Without a date the time now, outside of workflows.
---@param date? os.time.date
---@return integer
function os.time(date) end

---A time as text by the rules of strftime in the C locale, or with "*t" as a table, in a workflow in UTC; without a time the time now, outside of workflows. %Z gives the letters that the platform knows, otherwise the offset.
---@param format? string
---@param time? integer
---@return string|table<string, any>
function os.date(format, time) end

---Seconds from t1 to t2.
---@param t2 integer
---@param t1 integer
---@return number
function os.difftime(t2, t1) end

---Seconds since this Lua state began. Not in workflows.
---@return number
function os.clock() end

os.platform = "durable-lua"

---The message and the calls that were running, as text. A thread may stand before the message.
---@param message any
---@param level? integer
---@return string
function debug.traceback(message, level) end

---x to the power of y.
---@param x number
---@param y number
---@return number
function math.pow(x, y) end

---The logarithm to base 10.
---@param x number
---@return number
function math.log10(x) end

---The angle of the point x, y, in radians.
---@param y number
---@param x number
---@return number
function math.atan2(y, x) end

---The hyperbolic sine.
---@param x number
---@return number
function math.sinh(x) end

---The hyperbolic cosine.
---@param x number
---@return number
function math.cosh(x) end

---The hyperbolic tangent.
---@param x number
---@return number
function math.tanh(x) end

---The same as `table.unpack`.
unpack = table.unpack

---Not available: use move the code to a library entry and require it.
---@deprecated
function load(...) end

---Not available: use move the code to a library entry and require it.
---@deprecated
function loadstring(...) end

---Not available: use move the code to a library entry and require it.
---@deprecated
function loadfile(...) end

---Not available: use move the code to a library entry and require it.
---@deprecated
function dofile(...) end

---Not available: use nothing: memory is managed by the host.
---@deprecated
function collectgarbage(...) end

---Not available: use nothing: precompiled code is refused.
---@deprecated
function string.dump(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.debug(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.gethook(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.getinfo(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.getlocal(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.getmetatable(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.getregistry(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.getupvalue(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.getuservalue(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.sethook(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.setlocal(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.setmetatable(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.setupvalue(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.setuservalue(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.upvalueid(...) end

---Not available: use debug.traceback, or an error with details.
---@deprecated
function debug.upvaluejoin(...) end

---Not available: use a function outside Lua.
---@deprecated
function os.execute(...) end

---Not available: use a function outside Lua.
---@deprecated
function os.exit(...) end

---Not available: use a function outside Lua.
---@deprecated
function os.remove(...) end

---Not available: use a function outside Lua.
---@deprecated
function os.rename(...) end

---Not available: use a function outside Lua.
---@deprecated
function os.tmpname(...) end

---Not available: use a function outside Lua.
---@deprecated
function os.setlocale(...) end

---Not available: use env.get, in a workflow the input or ctx.
---@deprecated
function os.getenv(...) end

---Not available: use do I/O in a function, and from a workflow call it with funcs.call.
---@deprecated
function io.open(...) end

---Not available: use do I/O in a function, and from a workflow call it with funcs.call.
---@deprecated
function io.close(...) end

---Not available: use do I/O in a function, and from a workflow call it with funcs.call.
---@deprecated
function io.read(...) end

---Not available: use do I/O in a function, and from a workflow call it with funcs.call.
---@deprecated
function io.write(...) end

---Not available: use do I/O in a function, and from a workflow call it with funcs.call.
---@deprecated
function io.lines(...) end

---Not available: use do I/O in a function, and from a workflow call it with funcs.call.
---@deprecated
function io.popen(...) end

---Not available: use do I/O in a function, and from a workflow call it with funcs.call.
---@deprecated
function io.tmpfile(...) end

---Not available: use do I/O in a function, and from a workflow call it with funcs.call.
---@deprecated
function io.input(...) end

---Not available: use do I/O in a function, and from a workflow call it with funcs.call.
---@deprecated
function io.output(...) end

---Not available: use do I/O in a function, and from a workflow call it with funcs.call.
---@deprecated
function io.type(...) end

---Not in workflows: use crypto.random_bytes, crypto.random.* or uuid.v4.
function math.random(...) end

---Not in workflows: use crypto.random_bytes, crypto.random.* or uuid.v4.
function math.randomseed(...) end
