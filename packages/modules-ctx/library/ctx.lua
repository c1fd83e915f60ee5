---@meta ctx

---Read-only values given by the caller, passed on to whatever this run calls.
---@class ctxlib
ctx = {}

---The value of a key, as a copy.
---@param key string
---@return any
---@return error|nil err
function ctx.get(key) end

---All values, as a new table.
---@return table<string, any>|nil
---@return error|nil err
function ctx.all() end

return ctx
