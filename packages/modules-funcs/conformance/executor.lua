-- Needs the functions test:echo, test:context (gives the context it was called with) and test:options (gives its options).
local funcs = require("funcs")

-- An executor never changes.
local plain = funcs.new()
local tenant = plain:with_context({ tenant = "t1" })
local both = tenant:with_context({ user = "u1", tenant = "t2" })
assert(next(plain:call("test:context")) == nil)
assert(tenant:call("test:context").tenant == "t1" and tenant:call("test:context").user == nil)
assert(both:call("test:context").tenant == "t2" and both:call("test:context").user == "u1")

-- Options merge key by key, whichever spelling.
local slow = plain:with_options({ ["activity.start_to_close_timeout"] = "1h", ["activity.summary"] = "slow" })
local slower = slow:with_options({ ["temporal.activity.start_to_close_timeout"] = "2h" })
local again = slower:with_options({ ["activity.start_to_close_timeout"] = 3000 })
assert(next(plain:call("test:options")) == nil)
assert(slow:call("test:options").startToCloseTimeout == 3600000)
assert(slower:call("test:options").startToCloseTimeout == 7200000)
assert(slower:call("test:options").summary == "slow")
assert(again:call("test:options").startToCloseTimeout == 3000)

-- A table that changes later changes nothing.
local retry = { maximum_attempts = 1 }
local options = { ["activity.retry_policy"] = retry }
local once = plain:with_options(options)
retry.maximum_attempts = 9
options["activity.id"] = "x"
assert(once:call("test:options").retryPolicy.maximumAttempts == 1)
assert(once:call("test:options").activityId == nil)

-- What options mean is checked by the call.
local value, err = plain:with_options({ ["activity.retry_policy"] = { maximum_attempts = "three" } }):call("test:echo")
assert(value == nil and err:kind() == "INVALID" and err:retryable() == false)
assert(err:message():find("activity.retry_policy.maximum_attempts", 1, true))
assert(err:message():find('got "three"', 1, true))
assert(err:details().option == "activity.retry_policy.maximum_attempts")
value, err = plain:with_options({ ["activity.summary"] = print }):async("test:echo")
assert(value == nil and err:message():find("string expected, got function", 1, true), tostring(err))

-- Builders raise an error object.
local function raised(text, fn, ...)
  local ok, problem = pcall(fn, ...)
  assert(not ok and type(problem) == "userdata", tostring(problem))
  assert(problem:kind() == "INVALID" and tostring(problem):find(text, 1, true), tostring(problem))
end
raised("table expected, got number", plain.with_options, plain, 5)
raised("table expected, got nil", plain.with_options, plain)
raised("got a list", plain.with_options, plain, { "activity.id" })
raised("table expected, got string", plain.with_context, plain, "tenant")
raised(".callback: funcs.Executor", plain.with_context, plain, { callback = plain })
raised("'user.errors[2]'", plain.with_context, plain, { user = { errors = { 1, err } } })
raised("callback", plain.with_context, plain, { callback = print })
raised("65536", plain.with_context, plain, { big = string.rep("x", 65536) })
raised("65536", tenant:with_context({ a = string.rep("x", 40000) }).with_context, tenant:with_context({ a = string.rep("x", 40000) }), { b = string.rep("y", 40000) })

-- There is no security system, and nobody is told that there is.
for _, method in ipairs({ "with_actor", "with_scope" }) do
  local ok, refused = pcall(plain[method], plain, { id = "u1" })
  assert(not ok and refused:kind() == "INVALID", tostring(refused))
  assert(tostring(refused):find(method .. ": this runtime has no security system", 1, true), tostring(refused))
end
