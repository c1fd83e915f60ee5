-- Durations: texts, numbers in nanoseconds, parts, comparison, arithmetic.
local time = require("time")

local function duration(v)
  local d, err = time.parse_duration(v)
  assert(d and err == nil, tostring(err))
  return d
end

assert(time.NANOSECOND == 1 and time.MICROSECOND == 1000 and time.MILLISECOND == 1000000)
assert(time.SECOND == 1000000000 and time.MINUTE == 60 * time.SECOND and time.HOUR == 3600000000000)
assert(math.type(time.HOUR) == "integer" and 5 * time.SECOND == 5000000000)

for text, shown in pairs {
  ["0"] = "0s", ["1h30m"] = "1h30m0s", ["1.5s"] = "1.5s", ["250ms"] = "250ms", ["1us"] = "1µs", ["1µs"] = "1µs",
  ["1μs"] = "1µs", ["-2m3.5s"] = "-2m3.5s", ["2h30m45s500ms"] = "2h30m45.5s", ["+.5s"] = "500ms", ["8760h"] = "8760h0m0s",
  ["90s"] = "1m30s", ["5.s"] = "5s", ["10ns"] = "10ns",
} do
  assert(tostring(duration(text)) == shown, text .. " gives " .. tostring(duration(text)))
end

for _, bad in ipairs { "", "5", "1 h", "1H", "1hour", "1d", "--1s", "h", ".s", "1e3s", "300000000h", "2562048h", "-2562048h", ("9"):rep(500) .. "h" } do
  local d, err = time.parse_duration(bad)
  assert(d == nil and err:kind() == "INVALID" and not err:retryable(), bad)
  assert(tostring(err):find('invalid duration "' .. bad .. '"', 1, true), tostring(err))
end
for bad, why in pairs { ["2562048h"] = "beyond 292 years", ["-2562048h"] = "beyond 292 years", ["1 day"] = '"500ms", "1.5h"' } do
  local _, err = time.parse_duration(bad)
  assert(tostring(err):find(why, 1, true), tostring(err))
end
for _, bad in ipairs { true, {}, print } do
  local d, err = time.parse_duration(bad)
  assert(d == nil and err:kind() == "INVALID")
end
local d, err = time.parse_duration(nil)
assert(d == nil and err:kind() == "INVALID")
d, err = time.parse_duration()
assert(d == nil and err:kind() == "INVALID")

assert(duration(1500000000) == duration("1.5s") and duration(duration("3s")) == duration("3s"))
assert(math.type(duration("90m"):hours()) == "float" and duration("90m"):hours() == 1.5)
assert(duration("90s"):minutes() == 1.5 and duration("1500ms"):seconds() == 1.5)
assert(duration("-1.9999ms"):milliseconds() == -1 and duration("2500ns"):microseconds() == 2)
assert(duration("2562047h47m16.854775807s"):nanoseconds() == math.maxinteger)
assert(math.type(duration("1s"):milliseconds()) == "integer")

local second, minute = duration("1s"), duration("1m")
assert(second == duration("1000ms") and second ~= minute and second < minute and second <= second and minute > second)
assert(second ~= 1000000000 and second ~= "1s" and second ~= time.now())
local ok, why = pcall(function() return second < 5 end)
assert(not ok and type(why) == "string" and why:find("time.Duration expected, got number", 1, true), tostring(why))

assert(tostring(second + minute) == "1m1s" and tostring(minute - second) == "59s" and tostring(-second) == "-1s")
assert(tostring(second * 3) == "3s" and tostring(3 * second) == "3s" and tostring(second * 1.5) == "1.5s")
assert(tostring(minute / 4) == "15s" and tostring(second / 3) == "333.333333ms")
ok, why = pcall(function() return second / 0 end)
assert(not ok and tostring(why):find("zero", 1, true))
ok, why = pcall(function() return duration("2000000h") + duration("2000000h") end)
assert(not ok and why:kind() == "INVALID")
assert(not pcall(function() return second + 1 end) and not pcall(function() return second * second end))

assert(time.duration(90, time.SECOND) == duration("90s") and time.duration(1.5, "h") == duration("90m"))
assert(time.duration(7) == duration("7ns") and time.duration(-2, "ms") == duration("-2ms"))
d, err = time.duration(1, "week")
assert(d == nil and err:kind() == "INVALID" and tostring(err):find("week", 1, true))

assert(type(second) == "userdata" and getmetatable(second) == "time.Duration" and second.length == nil)
assert(not pcall(function() second.length = 1 end))
