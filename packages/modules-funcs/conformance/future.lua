-- Needs the functions test:echo, test:decline, test:absent (unknown), test:never (ends only when cancelled) and
-- test:stubborn (never ends).
local funcs = require("funcs")

-- Pending, then done.
local future = assert(funcs.async("test:echo", { n = 7 }))
assert(not future:is_complete() and not future:is_canceled())
local result, err = future:result()
assert(result == nil and err == nil)
assert(select("#", future:error()) == 2)
local channel = future:response()
assert(channel == future:response() and channel == future:channel())
local payload, ok = channel:receive()
assert(ok and payload:data().n == 7)
local second, open = channel:receive()
assert(second == nil and open == false)
assert(future:is_complete() and not future:is_canceled())
assert(future:result():data().n == 7)
err, ok = future:error()
assert(err == nil and ok == false)

-- Failed.
future = funcs.async("test:decline")
err, ok = future:response():receive()
assert(ok and err:kind() == "PAYMENT_DECLINED")
assert(future:response():receive() == nil)
assert(future:is_complete())
result, err = future:result()
assert(result == nil and err:kind() == "PAYMENT_DECLINED")
local failure, failed = future:error()
assert(failed == true and failure == err and failure:kind() == "PAYMENT_DECLINED")

-- Cancelled: closed without a value, whatever the callee does.
for _, id in ipairs({ "test:never", "test:stubborn" }) do
  future = funcs.async(id)
  ok, err = future:cancel()
  assert(ok == true and err == nil)
  assert(future:is_canceled())
  local value, got = future:response():receive()
  assert(value == nil and got == false)
  result, err = future:result()
  assert(result == nil and err:kind() == "CANCELED")
  assert(select(2, future:error()) == false)
  assert(future:cancel() == true)
end

-- Too late to cancel.
future = funcs.async("test:echo", 1)
future:response():receive()
ok, err = future:cancel()
assert(ok == false and err == nil)
assert(not future:is_canceled() and future:result():data() == 1)

-- A failure that nobody reads fails nothing.
funcs.async("test:decline")
funcs.async("test:absent")
funcs.call("test:echo")
funcs.call("test:echo")

-- Several calls at once, in any channel operation.
local futures = {}
for i = 1, 5 do
  futures[i] = funcs.async("test:echo", i)
end
local sum = 0
for _, each in ipairs(futures) do
  sum = sum + each:response():receive():data()
end
assert(sum == 15)

-- The channel belongs to the host.
local sent, problem = pcall(future:response().send, future:response(), 1)
assert(not sent and tostring(problem):find("receive-only", 1, true))
