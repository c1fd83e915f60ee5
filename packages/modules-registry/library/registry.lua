---@meta registry

---Say here in one sentence what it is for.
---@class registrylib
registry = {}

---A greeting.
---@param who string
---@return string
function registry.greet(who) end

return registry
