---@meta registry

---The entries of one version.
---Not in workflows: call a function that looks into the registry
---@class registry.Snapshot
local Snapshot = {}

---@class registry.Snapshot.entries.result
---@field id string
---@field kind string
---@field meta table<string, any>
---@field data table<string, any>

---All entries, ordered by ID.
---Not in workflows: call a function that looks into the registry
---@return registry.Snapshot.entries.result[]|nil
---@return error|nil err
function Snapshot:entries() end

---The entry of an ID; `NOT_FOUND` if there is none.
---Not in workflows: call a function that looks into the registry
---@param id string
---@return registry.Snapshot.entries.result|nil
---@return error|nil err
function Snapshot:get(id) end

---The entries by a filter, as `registry.find`.
---Not in workflows: call a function that looks into the registry
---@param filter table<string, any>
---@return registry.Snapshot.entries.result[]|nil
---@return error|nil err
function Snapshot:find(filter) end

---The entries of a namespace, ordered by ID.
---Not in workflows: call a function that looks into the registry
---@param ns string
---@return registry.Snapshot.entries.result[]|nil
---@return error|nil err
function Snapshot:namespace(ns) end

---Its version.
---Not in workflows: call a function that looks into the registry
---@return registry.Version
function Snapshot:version() end

---Changes to it, which cannot be applied.
---Not in workflows: call a function that looks into the registry
---@return registry.Changes
function Snapshot:changes() end

---A version of the registry.
---Not in workflows: call a function that looks into the registry
---@class registry.Version
local Version = {}

---Its number.
---Not in workflows: call a function that looks into the registry
---@return integer
function Version:id() end

---Its number as text, `v1`.
---Not in workflows: call a function that looks into the registry
---@return string
function Version:string() end

---The one before; nil for the first.
---Not in workflows: call a function that looks into the registry
---@return registry.Version|nil
function Version:previous() end

---The one after; nil for the last.
---Not in workflows: call a function that looks into the registry
---@return registry.Version|nil
function Version:next() end

---The versions that there have been.
---Not in workflows: call a function that looks into the registry
---@class registry.History
local History = {}

---All of them, the first one first.
---Not in workflows: call a function that looks into the registry
---@return registry.Version[]|nil
---@return error|nil err
function History:versions() end

---The version of a number.
---Not in workflows: call a function that looks into the registry
---@param number integer
---@return registry.Version|nil
---@return error|nil err
function History:get_version(number) end

---Changes of the registry, which is read-only.
---Not in workflows: call a function that looks into the registry
---@class registry.Changes
local Changes = {}

---Notes down that an entry is to be made; gives the changes.
---Not in workflows: call a function that looks into the registry
---@param ... any
---@return registry.Changes
function Changes:create(...) end

---Notes down that an entry is to be changed; gives the changes.
---Not in workflows: call a function that looks into the registry
---@param ... any
---@return registry.Changes
function Changes:update(...) end

---Notes down that an entry is to be removed; gives the changes.
---Not in workflows: call a function that looks into the registry
---@param ... any
---@return registry.Changes
function Changes:delete(...) end

---An error of kind `INVALID`: the registry is read-only.
---Not in workflows: call a function that looks into the registry
---@return registry.Version|nil
---@return error|nil err
function Changes:apply() end

---The entries of the application, to look up and to search.
---Not in workflows: call a function that looks into the registry
---@class registrylib
registry = {}

---The entry of an ID; `NOT_FOUND` if there is none.
---Not in workflows: call a function that looks into the registry
---@param id string
---@return registry.Snapshot.entries.result|nil
---@return error|nil err
function registry.get(id) end

---The entries, ordered by ID, by a filter whose keys must all hold: `.kind`, `.name`, `.ns`, `.id` (`*` for any text), `meta.f` (equal; of a list all items), `~meta.f` (regular expression), `*meta.f` (contains), `^meta.f` (begins with), `$meta.f` (ends with).
---Not in workflows: call a function that looks into the registry
---@param filter table<string, any>
---@return registry.Snapshot.entries.result[]|nil
---@return error|nil err
function registry.find(filter) end

---Namespace and name of an ID, parted at the first colon; without one the namespace is empty.
---Not in workflows: call a function that looks into the registry
---@param id string
---@return { ns: string, name: string }
function registry.parse_id(id) end

---The version of the registry that is in use.
---Not in workflows: call a function that looks into the registry
---@return registry.Version|nil
---@return error|nil err
function registry.current_version() end

---All versions that there are: the one in use.
---Not in workflows: call a function that looks into the registry
---@return registry.Version[]|nil
---@return error|nil err
function registry.versions() end

---The entries as they are.
---Not in workflows: call a function that looks into the registry
---@return registry.Snapshot|nil
---@return error|nil err
function registry.snapshot() end

---The entries of a version; `NOT_FOUND` for another than the one in use.
---Not in workflows: call a function that looks into the registry
---@param number integer
---@return registry.Snapshot|nil
---@return error|nil err
function registry.snapshot_at(number) end

---The versions that there have been.
---Not in workflows: call a function that looks into the registry
---@return registry.History|nil
---@return error|nil err
function registry.history() end

---An error of kind `INVALID`: the registry is read-only.
---Not in workflows: call a function that looks into the registry
---@param version any
---@return boolean|nil
---@return error|nil err
function registry.apply_version(version) end

---An error of kind `INVALID`: the registry is read-only.
---Not in workflows: call a function that looks into the registry
---@param from any
---@param to any
---@return registry.Changes|nil
---@return error|nil err
function registry.build_delta(from, to) end

return registry
