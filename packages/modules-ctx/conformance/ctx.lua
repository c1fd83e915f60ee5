-- Reading the context. Run with { tenant = "acme", attempt = 3, deep = { list = { 1, 2 } }, [""] = "hidden" }.
local ctx = require("ctx")

local v, err = ctx.get("tenant")
assert(v == "acme" and err == nil)
assert(ctx.get("attempt") == 3 and math.type(ctx.get("attempt")) == "integer")
assert(ctx.get("deep").list[2] == 2)

-- Copies, each time.
ctx.get("deep").list[2] = "changed"
local all = ctx.all()
all.tenant = "changed"
all.deep.list[1] = "changed"
assert(ctx.get("tenant") == "acme" and ctx.get("deep").list[1] == 1 and ctx.get("deep").list[2] == 2)
assert(ctx.all().tenant == "acme" and not rawequal(ctx.all(), ctx.all()))

for key, kind in pairs { [""] = "INVALID", missing = "NOT_FOUND", toString = "NOT_FOUND", __proto__ = "NOT_FOUND" } do
  v, err = ctx.get(key)
  assert(v == nil and err:kind() == kind and err:retryable() == false, key)
end
assert(select(2, ctx.get("missing")):message():find("missing", 1, true))

for _, bad in ipairs { {}, true, print } do
  local ok, why = pcall(ctx.get, bad)
  assert(not ok and type(why) == "string" and why:find("bad argument #1 to 'get' (string expected", 1, true), tostring(why))
end
assert(not pcall(ctx.get))
-- A number is taken as its text, as by the string functions of Lua.
assert(select(2, ctx.get(7)):kind() == "NOT_FOUND")
assert(not pcall(function() ctx.tenant = "mine" end))
