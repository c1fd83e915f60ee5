-- Error objects: three forms, wrapping, kinds in any spelling, raising.
local errors = require("errors")

local e = errors.new("boom")
assert(e:kind() == "UNKNOWN" and e:message() == "boom" and e:retryable() == nil and e:details() == nil)
assert(tostring(e) == "boom" and type(e) == "userdata" and getmetatable(e) == "error")

e = errors.new { message = "no stock", kind = errors.NOT_FOUND, retryable = false, details = { sku = "A-1", left = 0, tags = { "x" } } }
assert(e:kind() == "NOT_FOUND" and e:message() == "no stock" and e:retryable() == false)
assert(e:details().sku == "A-1" and math.type(e:details().left) == "integer" and e:details().tags[1] == "x")
local copy = e:details()
copy.sku = "changed"
assert(e:details().sku == "A-1" and not rawequal(e:details(), e:details()))

e = errors.new("TIMEOUT", "too slow")
assert(e:kind() == errors.TIMEOUT and e:message() == "too slow" and e:details() == nil)
e = errors.new("PaymentDeclined", "no money", { code = 51 })
assert(e:kind() == "PaymentDeclined" and e:details().code == 51)

assert(errors.new { message = "m", retryable = true }:retryable() == true)
assert(errors.new { message = "m", details = {} }:details() == nil and errors.new { message = "m" }:kind() == errors.UNKNOWN)

-- Kinds.
for kind, aliases in pairs {
  UNKNOWN = { "Unknown", "" }, INVALID = { "Invalid" }, NOT_FOUND = { "NotFound", "not_found" }, ALREADY_EXISTS = { "AlreadyExists" },
  PERMISSION_DENIED = { "PermissionDenied" }, TIMEOUT = { "Timeout" }, CANCELED = { "Canceled", "CANCELLED", "Cancelled" },
  UNAVAILABLE = { "Unavailable" }, INTERNAL = { "Internal" }, CONFLICT = { "Conflict" }, RATE_LIMITED = { "RateLimited" },
} do
  assert(errors[kind] == kind)
  for _, alias in ipairs(aliases) do
    assert(errors.new { message = "m", kind = alias }:kind() == kind, alias)
    assert(errors.is(errors.new(kind, "m"), alias), alias)
  end
end
assert(errors.is(e, "PaymentDeclined") and not errors.is(e, errors.INVALID))
for _, other in ipairs { "NOT_FOUND", 5, true, {}, print } do assert(errors.is(other, "NOT_FOUND") == false) end
assert(errors.is(nil, errors.UNKNOWN) == false)

-- Wrapping says more in the text and changes nothing else.
local inner = errors.new { message = "inner", kind = errors.CONFLICT, retryable = true, details = { a = 1 } }
local outer = errors.wrap(errors.wrap(inner, "middle"), "outer")
assert(tostring(outer) == "outer: middle: inner" and outer:message() == "inner" and outer:kind() == errors.CONFLICT)
assert(outer:retryable() == true and outer:details().a == 1 and outer:stack() == inner:stack() and outer ~= inner)
assert(tostring(inner) == "inner" and errors.is(outer, "Conflict"))
local text = errors.wrap("plain", "around")
assert(text:kind() == "UNKNOWN" and text:message() == "plain" and tostring(text) == "around: plain")
assert(errors.wrap(nil, "around") == nil)

-- Text.
assert("failed: " .. inner == "failed: inner" and inner .. "!" == "inner!" and inner .. inner == "innerinner" and 1 .. inner == "1inner")

-- Raising keeps the very object.
local ok, caught = pcall(error, inner)
assert(not ok and rawequal(caught, inner))
ok, caught = pcall(function() error(inner) end)
assert(not ok and caught == inner and inner == inner and inner ~= errors.new("inner"))

-- Where it was made.
local function charge() return errors.new("declined") end
local made = charge()
local stack = errors.call_stack(made)
assert(stack.frames[1].source == "errors.lua" and math.type(stack.frames[1].line) == "integer", made:stack())
assert(#stack.frames >= 2 and made:stack():find("errors.lua", 1, true))
-- The file itself, or the method of an entry that it has become.
assert(stack.thread == "main chunk" or stack.thread:find("^function <errors%.lua:%d+>$"), stack.thread)
assert(stack.frames[1].line < stack.frames[2].line)
assert(errors.call_stack("text") == nil and errors.call_stack(nil) == nil and errors.call_stack {} == nil)

-- Mistakes are raised.
local function raised(part, f, ...)
  local fine, why = pcall(f, ...)
  assert(not fine and tostring(why):find(part, 1, true), tostring(why))
end
raised("message", errors.new, {})
raised("message", errors.new, { message = {} })
raised("retriable", errors.new, { message = "m", retriable = true })
raised("details", errors.new, { message = "m", details = "text" })
raised("details", errors.new, { message = "m", details = { f = print } })
raised("bad argument #1 to 'new'", errors.new)
raised("bad argument #1 to 'new'", errors.new, true)
raised("bad argument #3 to 'new'", errors.new, "INVALID", "m", "details")
raised("bad argument #1 to 'wrap'", errors.wrap, true, "x")
raised("bad argument #2 to 'wrap'", errors.wrap, e)
raised("bad argument #2 to 'is'", errors.is, e)
raised("bad self", e.kind, "x")
assert(not pcall(function() e.kind = nil end) and e.nothing == nil)
