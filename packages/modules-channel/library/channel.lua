---@meta channel

---Typed FIFOs between coroutines, and select.
---@class channellib
channel = {}

---A channel. A send waits for a receiver, or for a free place among `size`.
---@param size? integer
---@return channel
function channel.new(size) end

---@class channel.select.result
---@field channel? channel
---@field value any
---@field ok boolean
---@field default? boolean
---@field timeout? boolean

---Waits for the first case that can go ahead, in the order of the list; with a default it does not wait, with a timeout (nanoseconds, a text or a Duration) not longer.
---@param cases any
---@param default? any
---@return channel.select.result
function channel.select(cases, default) end

return channel
