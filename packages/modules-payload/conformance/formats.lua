-- Payloads: what they hold, and their formats.
local payload, errors, channel = require("payload"), require("errors"), require("channel")

-- Ambient: a global of its name as well.
assert(payload == _G.payload)

-- The formats.
local formats = {
  JSON = "json/plain", YAML = "yaml/plain", STRING = "text/plain", BYTES = "application/octet-stream",
  MSGPACK = "application/msgpack", LUA = "lua/any", GOLANG = "golang/any", ERROR = "golang/error",
}
for name, format in pairs(formats) do assert(payload.format[name] == format) end
for name in pairs(payload.format) do assert(formats[name], name) end
assert(not pcall(function() payload.format.JSON = "x" end))

-- Any Lua value, by reference.
local function holds(value)
  local p, none = payload.new(value)
  assert(none == nil and type(p) == "userdata" and getmetatable(p) == "Payload")
  assert(p:get_format() == "lua/any" and tostring(p) == "payload{format=lua/any}")
  for _, method in ipairs { "data", "unmarshal" } do
    local held, err = p[method](p)
    assert(rawequal(held, value) and math.type(held) == math.type(value) and err == nil)
  end
  return p
end
holds(nil)
holds(true)
holds(false)
holds(12)
holds(2.0)
holds(math.mininteger)
holds("")
holds("text")
holds("\255\0")
holds({ 1, 2, x = print })
holds(print)
holds(coroutine.create(print))
holds(channel.new())
local nan = payload.new(0 / 0):data()
assert(nan ~= nan)
assert(payload.new():data() == nil)

-- Error objects have a format of their own, and come back as they are.
local err = errors.wrap(errors.new({ message = "no tea", kind = "NOT_FOUND", details = { left = 0 } }), "packing")
local failed = payload.new(err)
assert(failed:get_format() == payload.format.ERROR and tostring(failed) == "payload{format=golang/error}")
assert(failed:data() == err and failed:unmarshal() == err)

-- A Payload is one already.
local once = payload.new({ 1 })
assert(payload.new(once) == once and payload.new(failed):get_format() == "golang/error")

-- Objects are the same only when they are one.
assert(payload.new(1) ~= payload.new(1) and once == once)
assert(once.anything == nil and not pcall(function() once.data = 1 end))
assert(not pcall(once.data) and not pcall(once.data, {}) and not pcall(once.get_format, 1))
assert(not pcall(once.transcode, err, "json/plain"))
