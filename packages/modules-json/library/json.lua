---@meta json

---The null of JSON, as a value that a table can hold.
---@class json.null
local Null = {}

---JSON text and back, exact to 64-bit integers, and validation against JSON Schema.
---@class jsonlib
json = {}

---A value as JSON text, keys in the order in which they entered the table. Functions, NaN and infinities become null; a cycle, a sparse array, mixed keys, bytes that are not UTF-8 and more than 128 levels give nil and an INTERNAL error that names the place.
---@param v any
---@param options? { indent?: integer, sort_keys?: boolean }
---@return string|nil
---@return error|nil err
function json.encode(v, options) end

---The value that a JSON text describes. Numbers without fraction and exponent become integers, exact to 64 bit; null becomes nil. What is no text gives nil and an INVALID error, what is no JSON an INTERNAL one with line and column.
---@param s any
---@return any
---@return error|nil err
function json.decode(s) end

---Whether a value matches a JSON Schema of draft 2020-12 or 07, given as a table or as JSON text. Gives true, or false and an INVALID error whose details.errors lists {path, message}, the path as a JSON Pointer.
---@param schema any
---@param v any
---@return boolean
---@return error|nil err
function json.validate(schema, v) end

---Whether a JSON text describes a value that matches a JSON Schema. Gives true, or false and an INVALID error whose details.errors lists {path, message}, the path as a JSON Pointer.
---@param schema any
---@param text any
---@return boolean
---@return error|nil err
function json.validate_string(schema, text) end

---The same table, which is written as [] when it is empty. Gives the table.
---@param t any
---@return any
function json.array(t) end

---The same table, which is written as {} when it is empty. Gives the table.
---@param t any
---@return any
function json.object(t) end

---@type json.null
json.null = nil

return json
