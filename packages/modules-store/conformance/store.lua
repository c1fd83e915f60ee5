-- There is one store, app:memory, empty at the beginning.
local store = require("store")

local s, err = store.get("app:memory")
assert(err == nil and tostring(s) == "store.Store{app:memory}")
local none
none, err = store.get("")
assert(none == nil and err:kind() == "INVALID")
none, err = store.get("app:none")
assert(none == nil and err:kind() == "NOT_FOUND")

none, err = s:get("a")
assert(none == nil and err:kind() == "NOT_FOUND" and not err:retryable())
assert(s:has("a") == false and s:delete("a") == false)
local value = { list = { 1, 2.5, "three" }, empty = {} }
assert(s:set("a", value) == true)
value.list[1] = "changed"
local found = assert(s:get("a"))
assert(found.list[1] == 1 and found.list[3] == "three")
found.list[1] = "changed"
assert(s:get("a").list[1] == 1)
assert(s:has("a") == true)
assert(s:set("a", false) == true and s:get("a") == false and s:has("a"))
assert(s:set("n", 9007199254740993) and s:get("n") == 9007199254740993)
assert(s:delete("a") == true and s:has("a") == false and s:delete("n"))

for _, bad in ipairs({
  function() return s:set("a", nil) end,
  function() return s:set("a", 1, -1) end,
  function() return s:set("a", 1, "soon") end,
  function() return s:set("a", print) end,
  function() return s:set("", 1) end,
  function() return s:get("") end,
  function() return s:has("") end,
  function() return s:delete("") end,
  function() return s:entry("") end,
  function() return s:put("", 1) end,
  function() return s:put("a", nil) end,
  function() return s:put("a", 1, { only_if_absent = true, if_version = "1" }) end,
  function() return s:put("a", 1, { ttl = -1 }) end,
  function() return s:list({ limit = 0 }) end,
  function() return s:list({ limit = 1001 }) end,
}) do
  local ok, result, why = pcall(bad)
  assert(not ok or (result == nil and why:kind() == "INVALID"))
end
assert(s:has("a") == false)

local entry = assert(s:put("k", "one"))
assert(entry.key == "k" and entry.value == "one" and type(entry.version) == "string")
assert(s:entry("k").version == entry.version)
none, err = s:put("k", "two", { only_if_absent = true })
assert(none == nil and err:kind() == "ALREADY_EXISTS")
local second = assert(s:put("k", "two", { if_version = entry.version }))
assert(second.version ~= entry.version and s:get("k") == "two")
none, err = s:put("k", "three", { if_version = entry.version })
assert(none == nil and err:kind() == "CONFLICT" and err:retryable() == true and s:get("k") == "two")
none, err = s:put("none", 1, { if_version = "1" })
assert(none == nil and err:kind() == "CONFLICT")
assert(s:delete("k"))
none, err = s:put("k", "four", { if_version = second.version })
assert(none == nil and err:kind() == "CONFLICT")
local third = assert(s:put("k", "four", { only_if_absent = true, ttl = "1h" }))
assert(third.version ~= second.version)
none, err = s:entry("none")
assert(none == nil and err:kind() == "NOT_FOUND")
assert(s:delete("k"))

for i = 5, 1, -1 do assert(s:set("p/" .. i, i)) end
assert(s:set("q", 0))
local page = assert(s:list({ prefix = "p/", limit = 2 }))
assert(#page.items == 2 and page.items[1].key == "p/1" and page.items[2].value == 2 and page.has_more and page.cursor == "p/2")
page = s:list({ prefix = "p/", limit = 2, after = page.cursor })
assert(page.items[1].key == "p/3" and page.has_more)
page = s:list({ prefix = "p/", limit = 2, after = page.cursor })
assert(#page.items == 1 and page.items[1].key == "p/5" and not page.has_more and page.cursor == nil)
for _, key in ipairs({ "\0", "a\0b", "\xEF\xBF\xBD", "\xF0\x9F\x98\x80" }) do
  assert(s:set(key, key) and s:get(key) == key and s:entry(key).key == key)
end
local keys = {}
for _, item in ipairs(s:list().items) do keys[#keys + 1] = item.key end
assert(#keys == 10 and keys[1] == "\0" and keys[2] == "a\0b" and keys[9] == "\xEF\xBF\xBD" and keys[10] == "\xF0\x9F\x98\x80")
for _, key in ipairs({ "\0", "a\0b", "\xEF\xBF\xBD", "\xF0\x9F\x98\x80" }) do assert(s:delete(key)) end
assert(#s:list().items == 6 and #s:list({ prefix = "x" }).items == 0)

local info = s:info()
assert(info.id == "app:memory" and type(info.backend) == "string" and type(info.durable) == "boolean" and info.consistency == "strong")
assert(info.list and info.versioned and info.conditional_put and info.ttl)

assert(s:release() == true and s:release() == true)
none, err = s:get("q")
assert(none == nil and err:kind() == "INVALID")
assert(store.get("app:memory"):get("q") == 0)
