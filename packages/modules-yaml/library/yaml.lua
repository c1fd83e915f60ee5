---@meta yaml

---YAML 1.2 and back, exact to 64-bit integers, with keys in the order you want.
---@class yamllib
yaml = {}

---A table as YAML, keys in the order in which they entered it. At every level the keys of field_order come first, and sort_unordered sorts the others. What is no table gives nil and an INVALID error; a cycle, a sparse array, mixed keys, bytes that are not UTF-8 and more than 128 levels an INTERNAL one that names the place.
---@param t any
---@param options? { field_order?: string[], sort_unordered?: boolean }
---@return string|nil
---@return error|nil err
function yaml.encode(t, options) end

---The value of the first document of a text in YAML 1.2, core schema. Integers are exact to 64 bit, timestamps stay strings, keys are text as it is written, null becomes nil. What is no text gives nil and an INVALID error, what is no YAML or has an unknown tag an INTERNAL one with line and column.
---@param s any
---@return any
---@return error|nil err
function yaml.decode(s) end

return yaml
