-- Waiting: sleep, after, timers, tickers; what happens in which order, and what stops what.
local time = require("time")

local function since(start) return time.now():sub(start):milliseconds() end

-- sleep suspends its own coroutine only.
local start, order = time.now(), {}
coroutine.spawn(function() order[#order + 1] = "other" end)
assert(select("#", time.sleep("5ms")) == 0)
order[#order + 1] = "main"
assert(table.concat(order, " ") == "other main" and since(start) >= 4)

-- A number is nanoseconds, a Duration is itself, less than a millisecond is one.
time.sleep(2 * time.MILLISECOND)
time.sleep(2.5 * time.MILLISECOND)
time.sleep(time.parse_duration("1ms"))
time.sleep(1)

-- Zero and less wait for nothing but a turn of the others.
order = {}
coroutine.spawn(function() order[#order + 1] = "other" end)
time.sleep(0)
order[#order + 1] = "main"
time.sleep("-1s")
assert(table.concat(order, " ") == "other main")

-- after: one time, then closed.
start = time.now()
local ch = assert(time.after("5ms"))
local fired, ok = ch:receive()
assert(ok and getmetatable(fired) == "time.Time" and not fired:before(start))
fired, ok = ch:receive()
assert(fired == nil and ok == false)
-- The host feeds it: Lua can only receive.
for _, refused in ipairs { ch.close, ch.send } do
  local fine, why = pcall(refused, ch, 1)
  assert(not fine and type(why) == "string" and why:find("channel is receive-only", 1, true), tostring(why))
end

-- Not above zero: at once, before anything else has its turn.
order = {}
for _, none in ipairs { 0, "-1s", time.parse_duration("0s") } do
  start = time.now()
  coroutine.spawn(function() order[#order + 1] = "other" end)
  ch = time.after(none)
  fired, ok = ch:receive()
  assert(ok and getmetatable(fired) == "time.Time" and not fired:before(start))
  fired, ok = ch:receive()
  assert(fired == nil and ok == false)
  local timer = time.timer(none)
  assert(timer:stop() == false and timer:reset("1h") == false)
  fired, ok = timer:response():receive()
  assert(ok and fired)
end
assert(#order == 0)
time.sleep(0)
assert(#order == 3)

-- The shorter of two fires first.
order = {}
for _, wait in ipairs { "30ms", "5ms" } do
  coroutine.spawn(function()
    time.after(wait):receive()
    order[#order + 1] = wait
  end)
end
time.sleep("60ms")
assert(table.concat(order, " ") == "5ms 30ms")

-- A timer has one channel, holds its time until it is read, and stops once.
local timer = assert(time.timer("2ms"))
assert(timer:response() == timer:channel() and timer:response() == timer:response())
time.sleep("20ms")
assert(timer:stop() == false and timer:reset("1h") == false)
fired, ok = timer:response():receive()
assert(ok and getmetatable(fired) == "time.Time")
fired, ok = timer:response():receive()
assert(fired == nil and ok == false)

timer = time.timer("1h")
local woken
coroutine.spawn(function() woken = { timer:channel():receive() } end)
time.sleep(0)
assert(timer:stop() == true and timer:stop() == false)
time.sleep(0)
assert(woken[1] == nil and woken[2] == false)

-- reset moves a pending timer, both ways.
timer = time.timer("1h")
assert(timer:reset("3ms") == true)
fired, ok = timer:response():receive()
assert(ok)
timer = time.timer("10ms")
start = time.now()
assert(timer:reset("40ms") == true)
timer:response():receive()
assert(since(start) >= 39)

-- A ticker ticks until it is stopped; what is unread stays readable.
local ticker = assert(time.ticker("3ms"))
assert(ticker:response() == ticker:channel())
local last
for _ = 1, 3 do
  local tick = ticker:response():receive()
  assert(last == nil or not tick:before(last))
  last = tick
end
time.sleep("15ms")
assert(ticker:stop() == true and ticker:stop() == true)
local unread = 0
for _ = 1, 16 do
  local _, more = ticker:response():receive()
  if not more then break end
  unread = unread + 1
end
assert(unread >= 1)
fired, ok = ticker:response():receive()
assert(fired == nil and ok == false)

-- Inside a coroutine of the program's own, and inside pcall.
local inner = coroutine.wrap(function()
  time.sleep("1ms")
  coroutine.yield("yielded")
  return pcall(time.sleep, "1ms")
end)
assert(inner() == "yielded")
assert(inner() == true)
