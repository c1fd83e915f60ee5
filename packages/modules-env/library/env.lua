---@meta env

---Environment variables that the application may see.
---Not in workflows: give the workflow its configuration as input, or call a function that reads it
---@class envlib
env = {}

---The value of a variable. `NOT_FOUND` when it is not set, `PERMISSION_DENIED` when no `env.variables` entry of the application names it.
---Not in workflows: give the workflow its configuration as input, or call a function that reads it
---@param key string
---@return string|nil
---@return error|nil err
function env.get(key) end

---Variables are read-only: an error of kind `PERMISSION_DENIED`.
---Not in workflows: give the workflow its configuration as input, or call a function that reads it
---@param key string
---@param value string
---@return boolean|nil
---@return error|nil err
function env.set(key, value) end

---All variables that are set and may be seen, by name.
---Not in workflows: give the workflow its configuration as input, or call a function that reads it
---@return table<string, string>|nil
---@return error|nil err
function env.get_all() end

return env
