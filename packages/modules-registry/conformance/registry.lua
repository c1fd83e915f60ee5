-- The entries are shop:greet, shop:order and shop.web:api.
local registry = require("registry")

local greet, err = registry.get("shop:greet")
assert(err == nil and greet.id == "shop:greet" and greet.kind == "function.lua")
assert(greet.meta.title == "Greets" and greet.meta.tags[2] == "en" and greet.data.method == "main")
greet.meta.title = "changed"
assert(registry.get("shop:greet").meta.title == "Greets")

local none
none, err = registry.get("shop:none")
assert(none == nil and err:kind() == "NOT_FOUND")
none, err = registry.get("shop:gret")
assert(none == nil and err:message() == "get: there is no entry 'shop:gret'; did you mean 'shop:greet'?")
assert(not pcall(registry.get, {}))

local function ids(filter)
  local found = assert(registry.find(filter))
  local names = {}
  for i, entry in ipairs(found) do names[i] = entry.id end
  return table.concat(names, " ")
end

local everything = "shop.web:api shop:greet shop:order"
assert(ids({}) == everything)
assert(ids({ [".kind"] = "function.lua" }) == "shop:greet")
assert(ids({ [".kind"] = "*.lua" }) == "shop:greet shop:order")
assert(ids({ [".id"] = "shop*:*" }) == everything)
assert(ids({ [".id"] = "*web*i" }) == "shop.web:api")
assert(ids({ [".id"] = "*order*order" }) == "")
assert(ids({ [".ns"] = "shop" }) == "shop:greet shop:order")
assert(ids({ [".name"] = "*r*" }) == "shop:greet shop:order")
assert(ids({ ["meta.title"] = "Greets" }) == "shop:greet")
assert(ids({ ["meta.limit"] = 5 }) == "shop:order")
assert(ids({ ["meta.limit"] = "5" }) == "")
assert(ids({ ["meta.tags"] = { "public" } }) == "shop.web:api shop:greet")
assert(ids({ ["meta.tags"] = { "en", "public" } }) == "shop:greet")
assert(ids({ meta = { title = "Greets", tags = { "en" } } }) == "shop:greet")
assert(ids({ ["~meta.title"] = "^(Gr|Ta).*s$" }) == "shop:greet")
assert(ids({ ["~meta.title"] = "order" }) == "shop:order")
assert(ids({ ["*meta.title"] = "an" }) == "shop:order")
assert(ids({ ["*meta.tags"] = "public" }) == "shop.web:api shop:greet")
assert(ids({ ["^meta.title"] = "Takes" }) == "shop:order")
assert(ids({ ["$meta.title"] = "ts" }) == "shop:greet")
assert(ids({ [".kind"] = "*.lua", ["*meta.title"] = "order" }) == "shop:order")

for _, filter in ipairs({ { kind = "x" }, { [".type"] = "x" }, { ["!meta.x"] = "y" }, { ["~meta.title"] = "(" }, { ["~meta.title"] = "(?=a)" }, { [".kind"] = 5 }, { meta = 5 } }) do
  local found
  found, err = registry.find(filter)
  assert(found == nil and err:kind() == "INVALID")
end
assert(not pcall(registry.find, "x"))

local id = registry.parse_id("a.b:c:d")
assert(id.ns == "a.b" and id.name == "c:d")
id = registry.parse_id("alone")
assert(id.ns == "" and id.name == "alone")
assert(not pcall(registry.parse_id, {}))

local now = registry.current_version()
assert(now:id() == 1 and now:string() == "v1" and tostring(now) == "v1")
assert(now:previous() == nil and now:next() == nil)
assert(#registry.versions() == 1 and registry.versions()[1]:id() == 1)
assert(registry.history():versions()[1]:string() == "v1" and registry.history():get_version(1):id() == 1)

local snapshot = assert(registry.snapshot())
assert(#snapshot:entries() == 3 and snapshot:version():id() == 1)
assert(snapshot:get("shop:order").kind == "workflow.lua")
assert(#snapshot:namespace("shop") == 2 and #snapshot:namespace("web") == 0)
assert(#snapshot:find({ [".ns"] = "shop" }) == 2)
assert(#assert(registry.snapshot_at(1)):entries() == 3)
none, err = registry.snapshot_at(7)
assert(none == nil and err:kind() == "NOT_FOUND")
none, err = registry.snapshot_at(0)
assert(none == nil and err:kind() == "INVALID")
none, err = registry.history():get_version(2)
assert(none == nil and err:kind() == "NOT_FOUND")

for _, change in ipairs({
  function() return snapshot:changes():create({ id = "a:b" }):update({}):delete("a:b"):apply() end,
  function() return registry.apply_version(now) end,
  function() return registry.build_delta({}, {}) end,
}) do
  none, err = change()
  assert(none == nil and err:kind() == "INVALID" and err:message():find("read-only", 1, true))
end
