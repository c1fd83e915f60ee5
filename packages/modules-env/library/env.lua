---@meta env

---Say here in one sentence what it is for.
---@class envlib
env = {}

---A greeting.
---@param who string
---@return string
function env.greet(who) end

return env
