-- Needs the functions test:echo (gives its first argument), test:arguments ({ n, first }) and test:decline.
local funcs = require("funcs")

-- Values travel both ways.
assert(funcs.call("test:echo", "text") == "text")
assert(funcs.call("test:echo", 2^53 | 0) == 9007199254740992)
assert(funcs.call("test:echo", { a = { 1, 2, 3 } }).a[3] == 3)
assert(funcs.call("test:echo", "\255") == "\255")
assert(funcs.call("test:echo", nil) == nil)
assert(select("#", funcs.call("test:echo", 1)) == 2)
assert(select(2, funcs.call("test:echo", 1)) == nil)

-- Trailing nils are arguments.
assert(funcs.call("test:arguments").n == 0)
assert(funcs.call("test:arguments", 1, nil, nil).n == 3)

-- The callee's own error comes back whole.
local value, err = funcs.call("test:decline")
assert(value == nil)
assert(err:kind() == "PAYMENT_DECLINED" and err:message() == "card expired" and err:retryable() == false)
assert(err:details().code == 51)

-- A function that does not exist.
value, err = funcs.call("test:absent")
assert(value == nil and err:kind() == "NOT_FOUND")

-- A wrong ID.
local function refused(text, ...)
  local result, problem = ...
  assert(result == nil and problem:kind() == "INVALID", tostring(problem))
  assert(tostring(problem):find(text, 1, true), tostring(problem))
end
refused("target is required", funcs.call())
refused("target is required", funcs.call(nil, 1))
refused("target is required", funcs.call(""))
refused("'charge', which has no namespace", funcs.call("charge"))
refused("':charge', which has no namespace", funcs.call(":charge"))
refused("'shop:', which has no name", funcs.call("shop:"))
refused("call", funcs.call({}))
refused("string expected, got table", funcs.call({}))
refused("string expected, got boolean", funcs.async(true))

-- An argument that cannot be sent.
refused("call: argument 2: .items[3]: function cannot be sent", funcs.call("test:echo", { items = { 1, 2, print } }))

-- Only the calling coroutine waits.
local order = {}
coroutine.spawn(function()
  order[#order + 1] = funcs.call("test:echo", "spawned")
end)
order[#order + 1] = "main"
funcs.call("test:echo")
funcs.call("test:echo")
assert(table.concat(order, " ") == "main spawned")
