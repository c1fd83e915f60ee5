-- Conversions between the formats of payloads: every pair, and what does not convert.
local payload, errors, channel = require("payload"), require("errors"), require("channel")
local F = payload.format

local function described(value)
  if type(value) ~= "table" then
    return (math.type(value) or type(value)) .. " " .. tostring(value)
  end
  local parts = {}
  for key, item in pairs(value) do parts[#parts + 1] = tostring(key) .. "=" .. described(item) end
  return "{" .. table.concat(parts, ", ") .. "}"
end

local function same(a, b)
  local left, right = described(a), described(b)
  assert(left == right, left .. " is not " .. right)
end

local function to(format, p)
  local converted, err = p:transcode(format)
  assert(err == nil, err)
  assert(converted ~= p and converted:get_format() == format)
  assert(tostring(converted) == "payload{format=" .. format .. "}")
  return converted
end

local function data(p)
  local value, err = p:data()
  assert(err == nil, err)
  same(value, (p:unmarshal()))
  return value
end

local function refused(p, format, ...)
  local none, err = p:transcode(format)
  assert(none == nil and err, "converted to " .. (none and described(data(none)) or "nothing"))
  assert(err:kind() == "INTERNAL" and err:retryable() == false, err)
  assert(err:message():find("is not convertible to " .. format, 1, true), err:message())
  for _, part in ipairs { ... } do assert(err:message():find(part, 1, true), err:message()) end
end

-- From a value to a document and back, through every other document: nothing is lost.
local order = {
  id = "o-1", total = 12.5, paid = true, big = 9007199254740993, min = math.mininteger, max = math.maxinteger,
  whole = 4294967296, negative = -4294967297, list = { 1, "two", { 3 } }, text = 'é "quoted"\n: #', number = "12", nothing = "",
  bytes = "\255\0\128", yes = "yes", null = "null", date = "2024-02-29", merge = "<<", deep = { a = { b = { c = 1 } } },
}
order["__proto__"] = "a key like any other"
local ordered = setmetatable({}, { __index = order })
local documents = { F.JSON, F.YAML, F.MSGPACK }
for _, value in ipairs { order, { 1, 2, 3 }, "text", "", 12, -1, 0.5, 1e300, 1e20, -2.5e-7, true, false, math.maxinteger, "\255" } do
  for _, first in ipairs(documents) do
    local p = to(first, payload.new(value))
    local keys = 0
    if type(value) == "table" then
      for key, item in pairs(value) do same(data(p)[key], item) keys = keys + 1 end
      for _ in pairs(data(p)) do keys = keys - 1 end
      assert(keys == 0)
    else
      same(data(p), value)
    end
    for _, second in ipairs(documents) do
      same(data(to(second, p)), data(p))
      for _, held in ipairs { F.LUA, F.GOLANG } do same(data(to(held, to(second, p))), data(p)) end
    end
  end
end
for _, format in ipairs(documents) do
  assert(data(to(format, payload.new(nil))) == nil)
  assert(data(to(format, payload.new(2.0))) == 2 and math.type(data(to(format, payload.new(2.0)))) == "integer")
  -- A document is a copy, decoded anew each time.
  local t = { 1 }
  local p = to(format, payload.new(t))
  t[1] = 2
  assert(data(p)[1] == 1 and data(p) ~= data(p))
end

-- A held value stays the very same.
local held = { print }
assert(data(to(F.GOLANG, payload.new(held))) == held and data(to(F.LUA, to(F.GOLANG, payload.new(held)))) == held)

-- Documents as text and bytes, and out of them.
local p = payload.new({ a = { 1, 2.5, "x" } })
same(data(to(F.STRING, to(F.JSON, p))), '{"a":[1,2.5,"x"]}')
same(data(to(F.BYTES, to(F.JSON, p))), '{"a":[1,2.5,"x"]}')
same(data(to(F.STRING, to(F.YAML, p))), "a:\n  - 1\n  - 2.5\n  - x\n")
same(data(to(F.BYTES, to(F.MSGPACK, p))), "\x81\xa1a\x93\x01\xcb\x40\x04\0\0\0\0\0\0\xa1x")
same(data(to(F.STRING, to(F.JSON, payload.new(nil)))), "null")
same(data(to(F.BYTES, to(F.MSGPACK, payload.new(nil)))), "\xc0")
same(data(to(F.STRING, to(F.JSON, payload.new("text")))), '"text"')
same(data(to(F.STRING, to(F.JSON, payload.new({ math.maxinteger })))), "[9223372036854775807]")
same(data(to(F.STRING, to(F.YAML, payload.new(math.mininteger)))), "-9223372036854775808\n")
same(data(to(F.BYTES, to(F.MSGPACK, payload.new(math.mininteger)))), "\xd3\x80\0\0\0\0\0\0\0")
same(data(to(F.BYTES, to(F.MSGPACK, payload.new(4294967296)))), "\xcf\0\0\0\1\0\0\0\0")
same(data(to(F.BYTES, to(F.MSGPACK, payload.new("\255")))), "\xc4\1\255")
same(data(to(F.STRING, to(F.JSON, payload.new("\255")))), '{"$lua":"bytes","data":"/w=="}')
same(data(to(F.STRING, to(F.JSON, payload.new({})))), "{}")
for _, format in ipairs(documents) do
  for _, value in ipairs { { a = { 1, "x" } }, "text", 12, false, "\255\0" } do
    local document = to(format, payload.new(value))
    same(data(to(format, to(F.BYTES, document))), value)
    if format ~= F.MSGPACK then same(data(to(format, to(F.STRING, document))), value) end
  end
end

-- A large whole number has no exponent in JSON: a reader would take it for a float.
same(data(to(F.STRING, to(F.JSON, payload.new(1e21)))), "1000000000000000000000")
same(data(to(F.STRING, to(F.JSON, to(F.MSGPACK, payload.new(1e21))))), "1000000000000000000000")

-- Reading what somebody else wrote.
local function read(format, text, from) return data(to(format, to(from or F.STRING, payload.new(text)))) end
same(read(F.JSON, ' {"n": 1e2, "n": 9223372036854775807, "list": []} '), { n = math.maxinteger, list = {} })
same(read(F.YAML, "a: &x [0x10, ~]\nb: *x\nc: {<<: {d: 1}}\n"), { a = { 16 }, b = { 16 }, c = { d = 1 } })
same(read(F.YAML, "yes"), "yes")
same(read(F.YAML, "2024-02-29"), "2024-02-29")
same(read(F.MSGPACK, "\xcf\x7f\xff\xff\xff\xff\xff\xff\xff", F.BYTES), math.maxinteger)
same(read(F.MSGPACK, "\xc4\2hi", F.BYTES), "hi")
-- As it was written, so it stays.
same(data(to(F.STRING, to(F.JSON, to(F.STRING, payload.new('{ "a" : 1.50 }'))))), '{ "a" : 1.50 }')

-- Strings.
for _, format in ipairs { F.LUA, F.GOLANG, F.STRING, F.BYTES } do
  same(data(to(format, payload.new("héllo"))), "héllo")
  same(data(to(format, to(F.BYTES, payload.new("héllo")))), "héllo")
  same(data(to(format, to(F.STRING, payload.new("héllo")))), "héllo")
end
same(data(to(F.BYTES, payload.new("\255\0"))), "\255\0")
refused(payload.new("\255"), F.STRING, "not UTF-8 text", "application/octet-stream")
refused(to(F.BYTES, payload.new("\255")), F.STRING, "not UTF-8 text")
for _, value in ipairs { 12, 1.5, true, { "x" }, print } do
  refused(payload.new(value), F.STRING, "lua/any", "string expected, got " .. type(value), "json/plain first")
  refused(payload.new(value), F.BYTES, "string expected")
end
refused(payload.new(nil), F.STRING, "string expected, got nil")

-- Error objects: through any document, whole; never into a text.
local err = errors.wrap(
  errors.new({ message = "no tea", kind = "OutOfStock", retryable = false, details = { left = 0, raw = "\255" } }), "packing")
for _, format in ipairs { F.JSON, F.YAML, F.MSGPACK, F.LUA, F.GOLANG, F.ERROR } do
  local p = to(format, payload.new(err))
  for _, again in ipairs { p, to(F.ERROR, p), to(F.JSON, p), to(F.MSGPACK, p), to(F.YAML, p) } do
    local back = data(again)
    assert(tostring(back) == "packing: no tea" and back:kind() == "OutOfStock" and back:message() == "no tea")
    assert(back:retryable() == false and back:details().left == 0 and back:details().raw == "\255", format)
    assert(back:stack() == err:stack())
  end
end
assert(data(to(F.ERROR, payload.new(err))) == err and data(to(F.LUA, payload.new(err))) == err)
refused(payload.new(err), F.STRING, "golang/error", "string expected, got error")
for _, value in ipairs { "text", 12, {} } do
  refused(payload.new(value), F.ERROR, "error object expected, got " .. type(value))
end
refused(to(F.JSON, payload.new({ message = "no tea" })), F.ERROR, "error object expected, got table")

-- What has no form in a document.
local cycle = {}
cycle.inner = { cycle }
for _, format in ipairs(documents) do
  refused(payload.new({ items = { 1, print } }), format, ".items[2]: function cannot be sent")
  refused(payload.new(0 / 0), format, "nan")
  refused(payload.new(cycle), format, "contains itself")
  refused(payload.new({ 1, x = 2 }), format, "mixed")
  refused(payload.new({ ["$lua"] = "bytes" }), format, "reserved")
  refused(payload.new({ channel.new() }), format, "[1]: channel cannot be sent")
end

-- What is no such document.
refused(to(F.STRING, payload.new("{")), F.JSON, "text/plain", "not JSON")
refused(to(F.STRING, payload.new("")), F.JSON, "not JSON")
refused(to(F.STRING, payload.new("{} x")), F.JSON, "not JSON")
refused(to(F.BYTES, payload.new("\255")), F.JSON, "not UTF-8")
refused(to(F.STRING, payload.new("")), F.YAML, "no document")
refused(to(F.STRING, payload.new("a: [1")), F.YAML, "not YAML")
refused(to(F.STRING, payload.new("a: 1\n---\nb: 2")), F.YAML, "not YAML")
refused(to(F.STRING, payload.new("a: !mine 1")), F.YAML, "!mine")
refused(to(F.STRING, payload.new("a: {8080: web}")), F.YAML, ".a: a key of type bigint")
refused(to(F.STRING, payload.new("[.nan]")), F.YAML, "[1]: NaN has no form in JSON")
refused(to(F.STRING, payload.new("9223372036854775809")), F.YAML, "the integer 9223372036854775809")
refused(to(F.BYTES, payload.new("\255")), F.YAML, "not UTF-8")
refused(to(F.STRING, payload.new("\x01")), F.MSGPACK, "not text")
refused(to(F.MSGPACK, payload.new(1)), F.STRING, "MessagePack is not text")
refused(to(F.BYTES, payload.new("")), F.MSGPACK, "not MessagePack")
refused(to(F.BYTES, payload.new("\1\1")), F.MSGPACK, "not MessagePack")
refused(to(F.BYTES, payload.new("\x81\x01\x01")), F.MSGPACK, "a key of type number")
refused(to(F.BYTES, payload.new("\x81\xa1\xff\x01")), F.MSGPACK, "a key that is not UTF-8")
refused(to(F.BYTES, payload.new("\xd6\xff\0\0\0\0")), F.MSGPACK, "an extension type has no form in JSON")
refused(to(F.BYTES, payload.new("\xcf\xff\xff\xff\xff\xff\xff\xff\xff")), F.MSGPACK, "the integer 18446744073709551615")

for text, what in pairs {
  ["a: 1\nb: {a: 1, b: 2, a: 3}"] = "Map keys must be unique at line 2, column 17",
  ["a: 1\n'a': 2"] = "Map keys must be unique at line 2, column 1",
  ["a: 1\n]"] = "at line 2, column 1",
  ["a: 1\n\nb: !mine 1"] = "Unresolved tag: !mine at line 3, column 4",
} do refused(to(F.STRING, payload.new(text)), F.YAML, what) end
same(read(F.YAML, "a: {a: 1}\nb: {a: 1}\nc: [{a: 1}, {a: 1}]").b, { a = 1 })

-- Bombs: nothing grows beyond measure.
local lines = { "a: &a [x]" }
for c = string.byte("b"), string.byte("m") do
  local before = "*" .. string.char(c - 1)
  lines[#lines + 1] = string.char(c) .. ": &" .. string.char(c) .. " [" .. (before .. ", "):rep(9) .. before .. "]"
end
refused(to(F.STRING, payload.new(table.concat(lines, "\n"))), F.YAML, "not YAML")
local wide = "a: &a " .. ("x"):rep(20000) .. "\nb: [" .. ("*a, "):rep(600) .. "]"
refused(to(F.STRING, payload.new(wide)), F.YAML, "expands")
-- 128 levels are read, and what is deeper is refused before it is read: the same on each stack.
for _, format in ipairs { F.JSON, F.YAML } do
  to(format, to(F.STRING, payload.new(("["):rep(128) .. ("]"):rep(128))))
  for _, levels in ipairs { 129, 10000 } do
    refused(to(F.STRING, payload.new(("["):rep(levels) .. ("]"):rep(levels))), format, "nested deeper than 128")
  end
  refused(to(F.STRING, payload.new(('{"a":'):rep(129) .. "1" .. ("}"):rep(129))), format, "nested deeper than 128")
end
refused(to(F.STRING, payload.new(("- "):rep(129) .. "x")), F.YAML, "nested deeper than 128")
refused(to(F.BYTES, payload.new(("\x91"):rep(100000) .. "\1")), F.MSGPACK)

-- Formats.
local none, unknown = p:transcode("text/html")
assert(none == nil and unknown:kind() == "INTERNAL" and unknown:retryable() == false)
assert(unknown:message():find('unknown payload format "text/html": expected one of json/plain, ', 1, true), unknown)
for _, wrong in ipairs { true, {}, print } do
  local ok, raised = pcall(p.transcode, p, wrong)
  assert(not ok and tostring(raised):find("string expected, got " .. type(wrong), 1, true))
end
assert(not pcall(p.transcode, p))
