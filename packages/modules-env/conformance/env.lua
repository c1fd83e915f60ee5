-- GREETING and SHOP_REGION are set and may be seen, SECRET may not be seen.
local env = require("env")

assert(env.get("GREETING") == "hello")
local value, err = env.get("SHOP_REGION")
assert(value == "eu" and err == nil)

value, err = env.get("NOWHERE")
assert(value == nil and err:kind() == "NOT_FOUND" and not err:retryable())
assert(err:message():find("NOWHERE", 1, true))

value, err = env.get("SECRET")
assert(value == nil and err:kind() == "PERMISSION_DENIED")

value, err = env.get("")
assert(value == nil and err:kind() == "INVALID")

local ok
ok, err = env.set("GREETING", "bye")
assert(ok == nil and err:kind() == "PERMISSION_DENIED")
ok, err = env.set("", "bye")
assert(ok == nil and err:kind() == "INVALID")
assert(env.get("GREETING") == "hello")

local all = env.get_all()
assert(all.GREETING == "hello" and all.SHOP_REGION == "eu" and all.SECRET == nil)
all.GREETING = "changed"
assert(env.get_all().GREETING == "hello")

assert(not pcall(env.get, {}))
assert(not pcall(env.set, "GREETING", {}))
