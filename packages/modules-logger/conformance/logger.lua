-- Lines, children, and what is refused.
local logger = require("logger")

-- Both spellings, every level; nothing comes back.
for _, level in ipairs { "debug", "info", "warn", "error" } do
  assert(select("#", logger[level](logger, "as a method")) == 0)
  assert(select("#", logger[level]("as a function")) == 0)
  assert(select("#", logger[level]("with fields", { order = 7 })) == 0)
  assert(select("#", logger[level](logger, "with fields", { order = 7 })) == 0)
end
logger:info("no fields", nil)
logger:info("bytes \255\0 and more")
logger:info(42)

-- Children.
local orders = logger:named("orders")
assert(type(orders) == "userdata" and getmetatable(orders) == "logger.Logger" and tostring(orders) == "logger orders")
assert(tostring(logger.named("orders"):named("refunds"):with { a = 1 }) == "logger orders.refunds")
assert(tostring(logger:with { a = 1 }) == "logger" and tostring(logger.with { a = 1 }:named("x")) == "logger x")
assert(tostring(orders) == "logger orders")
assert(not pcall(function() orders.level = "debug" end) and not pcall(function() logger.level = "debug" end))
assert(orders.level == nil and logger.level == nil)
for _, level in ipairs { "debug", "info", "warn", "error" } do
  assert(select("#", orders[level](orders, "line", { n = 1 })) == 0)
end

-- Wrong arguments: Lua's words, and positions without self.
local function refused(text, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and type(err) == "string" and err:find(text, 1, true), tostring(err))
end
for _, log in ipairs { logger, orders } do
  for _, level in ipairs { "debug", "info", "warn", "error" } do
    refused("bad argument #1 to '" .. level .. "' (string expected, got no value)", function() log[level](log) end)
    refused("bad argument #1 to '" .. level .. "' (string expected, got table)", function() log[level](log, {}) end)
    refused("bad argument #2 to '" .. level .. "' (table expected, got string)", function() log[level](log, "m", "f") end)
  end
  refused("bad argument #1 to 'with' (table expected, got no value)", function() log:with() end)
  refused("bad argument #1 to 'with' (table expected, got boolean)", function() log:with(true) end)
  refused("bad argument #1 to 'named' (string expected, got nil)", function() log:named(nil) end)
  local ok, err = pcall(log.named, log, "")
  assert(not ok and err:kind() == "INVALID" and err:retryable() == false and err:message():find("must not be empty", 1, true))
end
refused("bad argument #1 to 'info' (string expected, got nil)", logger.info, nil)
refused("bad argument #1 to 'info' (string expected, got table)", logger.info, {})
refused("bad argument #2 to 'info' (table expected, got number)", logger.info, "m", 1)
refused("calling 'info' on bad self (logger.Logger expected", orders.info, "m")

-- Whatever a field is, the line is written, and the caller's table stays as it is.
local _, taken = pcall(logger.named, "")
local cycle = {}
cycle.self = cycle
local fields = {
  text = "t", whole = 1, float = 1.5, yes = true, big = math.maxinteger, nan = 0 / 0, inf = 1 / 0, minus = -1 / 0,
  raw = "\255", list = { 1, 2 }, object = { a = { b = 1 } }, mixed = { 1, a = 2 }, holes = { [3] = 1 }, empty = {},
  err = taken, fn = print, thread = coroutine.create(print),
  cycle = cycle, deep = { print, cycle }, logger = orders, module = logger, [1] = "skipped", [true] = "skipped",
}
local deep = {}
for _ = 1, 1000 do deep = { deep } end
fields.bottomless = deep
local wide = {}
for i = 1, 40 do wide = { wide, wide } end
fields.wide = wide
local before = {}
for key, value in pairs(fields) do before[key] = value end
logger:info("everything", fields)
orders:with(fields):warn("everything", fields)
for key, value in pairs(fields) do assert(rawequal(before[key], value) or value ~= value) end
for key in pairs(before) do assert(fields[key] ~= nil) end
assert(getmetatable(fields) == nil)
assert(select("#", logger:info("guarded", setmetatable({}, { __index = error, __pairs = error }))) == 0)

-- It never waits, so it works where waiting is impossible.
table.sort({ 3, 1, 2 }, function(a, b) logger:debug("compared", { a = a, b = b }) return a < b end)
