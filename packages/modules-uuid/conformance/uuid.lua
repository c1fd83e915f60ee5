-- Generating, checking, taking apart, writing.
local uuid = require("uuid")
local FORM = "^%x%x%x%x%x%x%x%x%-%x%x%x%x%-(%x)%x%x%x%-([89ab])%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x$"

-- Each kind: its form, its version, no two alike.
for version, make in pairs { [1] = uuid.v1, [4] = uuid.v4, [7] = uuid.v7 } do
  local seen, last = {}, ""
  for _ = 1, 200 do
    local id, err = make()
    assert(err == nil and id:match(FORM) == tostring(version) and id == id:lower() and not seen[id], id)
    assert(uuid.version(id) == version and uuid.variant(id) == "RFC4122" and uuid.validate(id) == true)
    if version == 7 then assert(id > last, last .. " then " .. id) end
    seen[id], last = true, id
  end
end

-- Version 1 has one node a run, which is no network card's.
local first, second = assert(uuid.parse(uuid.v1())), assert(uuid.parse(uuid.v1()))
assert(first.node == second.node and #first.node == 12 and tonumber(first.node:sub(2, 2), 16) % 2 == 1)

-- From names: the examples of RFC 9562, appendix A.
local DNS = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
assert(uuid.v3(DNS, "www.example.com") == "5df41881-3aed-3515-88a7-2f4a814cf09e")
assert(uuid.v5(DNS, "www.example.com") == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
assert(uuid.v5("urn:uuid:" .. DNS:upper(), "www.example.com") == uuid.v5(DNS, "www.example.com"))
assert(uuid.version(uuid.v3(DNS, "")) == 3 and uuid.version(uuid.v5(DNS, "\0\255")) == 5)

-- Taking apart: the examples of RFC 9562.
local parsed = uuid.parse("C232AB00-9414-11EC-B3C8-9F6BDECED846")
assert(parsed.version == 1 and parsed.variant == "RFC4122" and parsed.timestamp == 1645557742 and parsed.node == "9f6bdeced846")
parsed = uuid.parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")
assert(parsed.version == 7 and parsed.timestamp == 1645557742 and parsed.node == nil)
parsed = uuid.parse("919108f7-52d1-4320-9bac-f847db4148a8")
assert(parsed.version == 4 and parsed.timestamp == nil and parsed.node == nil)
for id, variant in pairs {
  ["00000000-0000-0000-0000-000000000000"] = "NCS", ["00000000-0000-4000-8000-000000000000"] = "RFC4122",
  ["00000000-0000-4000-bfff-000000000000"] = "RFC4122", ["00000000-0000-4000-c000-000000000000"] = "Microsoft",
  ["ffffffff-ffff-ffff-ffff-ffffffffffff"] = "Future",
} do
  assert(uuid.variant(id) == variant, id)
end

-- Spellings.
local id = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
for _, spelling in ipairs { id, id:upper(), "urn:uuid:" .. id, "URN:UUID:" .. id, "{" .. id .. "}", (id:gsub("-", "")) } do
  assert(uuid.validate(spelling) == true and uuid.format(spelling) == id and uuid.version(spelling) == 1, spelling)
end
assert(uuid.format(id, "standard") == id and uuid.format(id, "simple") == "6ba7b8109dad11d180b400c04fd430c8")
assert(uuid.format(id, "urn") == "urn:uuid:" .. id and uuid.format(id, nil) == id)

-- What is none: false for validate, an error for the others.
for _, bad in ipairs {
  "", "x", id:sub(2), id .. "0", id:gsub("8", "g"), (id:gsub("-", "", 1)), "{" .. id, id .. "}", "urn:uuid:{" .. id .. "}",
  "{6ba7b8109dad11d180b400c04fd430c8}", " " .. id, id .. "\n", "\255\254", 42, true, {}, print,
} do
  local valid, err = uuid.validate(bad)
  assert(valid == false and err == nil, tostring(bad))
  for _, f in ipairs { uuid.version, uuid.variant, uuid.parse, uuid.format } do
    local none, why = f(bad)
    assert(none == nil and why:kind() == "INVALID" and why:retryable() == false, tostring(bad))
  end
  local none, why = uuid.v5(bad, "name")
  assert(none == nil and why:kind() == "INVALID")
end
assert(uuid.validate() == false and uuid.validate(nil) == false)
for _, call in ipairs {
  function() return uuid.version() end, function() return uuid.format(id, "short") end, function() return uuid.format(id, {}) end,
  function() return uuid.v3(DNS) end, function() return uuid.v5(DNS, {}) end, function() return uuid.v3() end,
} do
  local none, why = call()
  assert(none == nil and why:kind() == "INVALID")
end
