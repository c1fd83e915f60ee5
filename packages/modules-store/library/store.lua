---@meta store

---A store of the application.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@class store.Store
local Store = {}

---The value of a key; `NOT_FOUND` if there is none, or its time is over.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@param key string
---@return any
---@return error|nil err
function Store:get(key) end

---Keeps a value, for `ttl` seconds or a duration, or for ever.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@param key string
---@param value any
---@param ttl? number|string|time.Duration
---@return boolean|nil
---@return error|nil err
function Store:set(key, value, ttl) end

---Whether a key has a value.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@param key string
---@return boolean|nil
---@return error|nil err
function Store:has(key) end

---Takes a key away; whether it had a value.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@param key string
---@return boolean|nil
---@return error|nil err
function Store:delete(key) end

---Value and version of a key.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@param key string
---@return { key: string, value: any, version: string }|nil
---@return error|nil err
function Store:entry(key) end

---@class store.Store.put.options
---@field ttl? number|string|time.Duration
---@field only_if_absent? boolean
---@field if_version? string

---Keeps a value if a condition holds: `only_if_absent`, else `ALREADY_EXISTS`; `if_version`, the version that the key has, else `CONFLICT`.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@param key string
---@param value any
---@param options? store.Store.put.options
---@return { key: string, value: any, version: string }|nil
---@return error|nil err
function Store:put(key, value, options) end

---@class store.Store.list.result
---@field items { key: string, value: any, version: string }[]
---@field cursor? string
---@field has_more boolean

---Entries in the order of their keys, at most `limit` (100, up to 1000): `after = page.cursor` gives the next ones.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@param options? { prefix?: string, after?: string, limit?: integer }
---@return store.Store.list.result|nil
---@return error|nil err
function Store:list(options) end

---@class store.Store.info.result
---@field id string
---@field backend string
---@field consistency string
---@field durable boolean
---@field list boolean
---@field versioned boolean
---@field conditional_put boolean
---@field ttl boolean

---What the store promises.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@return store.Store.info.result|nil
---@return error|nil err
function Store:info() end

---Lets go of the store: any other call fails from then on.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@return boolean|nil
---@return error|nil err
function Store:release() end

---Values by key, with a life, versions and conditions.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@class storelib
store = {}

---The store of an entry of kind `store.memory` or `store.sqlite`; `NOT_FOUND` if there is none.
---Not in workflows: keep it in a local variable, or call a function that uses the store
---@param id string
---@return store.Store|nil
---@return error|nil err
function store.get(id) end

return store
