---@meta payload

---A value as it crossed a border, decoded when asked.
---@class Payload
local Payload = {}

---The Lua value, decoded anew at each call if it came encoded. What cannot be decoded gives nil and an INTERNAL error.
---@return any
---@return error|nil err
function Payload:data() end

---The same as data: the Lua value, decoded.
---@return any
---@return error|nil err
function Payload:unmarshal() end

---The format, such as json/plain.
---@return string
function Payload:get_format() end

---The same value as a new Payload of another format, one of payload.format. A conversion that would lose or invent something gives nil and an INTERNAL error that says why.
---@param format string
---@return Payload|nil
---@return error|nil err
function Payload:transcode(format) end

---Values with a format, as they cross borders, and their conversion: JSON, YAML, MessagePack, text, bytes.
---@class payloadlib
payload = {}

---A Payload that holds a value, nil included, by reference: in the same run data() gives the very same table. Its format is lua/any, for an error object golang/error; a Payload is given back as it is.
---@param v any
---@return Payload
function payload.new(v) end

---@class payloadlib.format
payload.format = {}

payload.format.JSON = "json/plain"
payload.format.YAML = "yaml/plain"
payload.format.STRING = "text/plain"
payload.format.BYTES = "application/octet-stream"
payload.format.MSGPACK = "application/msgpack"
payload.format.LUA = "lua/any"
payload.format.GOLANG = "golang/any"
payload.format.ERROR = "golang/error"

return payload
