---@meta store

---Say here in one sentence what it is for.
---@class storelib
store = {}

---A greeting.
---@param who string
---@return string
function store.greet(who) end

return store
