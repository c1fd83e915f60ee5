---@meta uuid

---Generate, check, parse and format UUIDs.
---@class uuidlib
uuid = {}

---By time and a random node of the run.
---@return string|nil
---@return error|nil err
function uuid.v1() end

---The UUID that a name has in a namespace, by MD5.
---@param ns string
---@param name string
---@return string|nil
---@return error|nil err
function uuid.v3(ns, name) end

---Random.
---@return string|nil
---@return error|nil err
function uuid.v4() end

---The UUID that a name has in a namespace, by SHA-1.
---@param ns string
---@param name string
---@return string|nil
---@return error|nil err
function uuid.v5(ns, name) end

---By time and randomness; within a run each is greater than the one before.
---@return string|nil
---@return error|nil err
function uuid.v7() end

---Whether a value is a UUID in an accepted spelling.
---@param x any
---@return boolean|nil
---@return error|nil err
function uuid.validate(x) end

---The version number.
---@param id string
---@return integer|nil
---@return error|nil err
function uuid.version(id) end

---RFC4122, NCS, Microsoft or Future.
---@param id string
---@return string|nil
---@return error|nil err
function uuid.variant(id) end

---@class uuid.parse.result
---@field version integer
---@field variant string
---@field timestamp? integer
---@field node? string

---Version and variant; for versions 1 and 7 the time in Unix seconds, for version 1 the node.
---@param id string
---@return uuid.parse.result|nil
---@return error|nil err
function uuid.parse(id) end

---Written as "standard", "simple" (32 digits) or "urn".
---@param id string
---@param format? string
---@return string|nil
---@return error|nil err
function uuid.format(id, format) end

return uuid
