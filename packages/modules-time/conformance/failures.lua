-- Which mistakes are returned and which are raised.
local time = require("time")

local function returned(kind, v, err, ...)
  assert(v == nil and select("#", ...) == 0, "expected nil, err")
  assert(err:kind() == kind and err:retryable() == false and #err:message() > 0, tostring(err))
end

local function raised(part, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(part, 1, true), tostring(err))
end

-- Bad durations are raised, as error objects that say how one is written.
local function refused(part, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and type(err) == "userdata" and err:kind() == "INVALID" and not err:retryable(), tostring(err))
  assert(err:message():find(part, 1, true), err:message())
  assert(err:stack():find("failures.lua", 1, true), err:stack())
end
local timer = time.timer("1h")
for name, f in pairs { sleep = time.sleep, after = time.after, timer = time.timer, ticker = time.ticker,
  reset = function(...) timer:reset(...) end, add = function(...) return time.unix(0):add(...) end } do
  refused('invalid duration "5 s": expected a number with a unit such as "500ms", "1.5h" or "2h45m"', f, "5 s")
  refused('invalid duration "1 day"', f, "1 day")
  refused("or a number of nanoseconds such as 5 * time.SECOND", f, {})
  refused("duration expected, got nil: expected a number with a unit", f, nil)
  refused("invalid duration nan", f, 0 / 0)
  refused("beyond 292 years", f, 1e300)
  refused("beyond 292 years", f, "2562048h")
end
for _, none in ipairs { 0, "-1s" } do
  refused("above zero", time.ticker, none)
  refused("above zero", timer.reset, timer, none)
end

assert(timer:stop())

local t = time.unix(0)
raised("duration expected, got table", t.add, t, {})
raised("time.Time expected, got number", t.sub, t, 5)
raised("time.Time expected", t.before, t)
raised("time.Time expected", t.after, t, "x")
raised("time.Time expected", t.equal, t, time.parse_duration("1s"))
raised("integer expected, got no value", t.add_date, t, 1, 2)
raised("no integer representation", t.add_date, t, 1.5, 0, 0)
raised("time.Location expected, got string", t.in_location, t, "UTC")
raised("time.Duration expected, got number", t.round, t, 5)
raised("time.Duration expected, got string", t.truncate, t, "1s")
raised("bad self", t.unix, 5)
raised("bad self", t.unix, time.utc)

raised("integer expected, got string", time.date, "x", 1, 1)
raised("no integer representation", time.date, 2024, 1.5, 1)
raised("time.Location expected, got string", time.date, 2024, 1, 1, 0, 0, 0, 0, "UTC")
raised("expected, got table", time.unix, {})
raised("expected, got no value", time.unix)
raised("string expected, got table", time.parse, {}, "x")
raised("string expected, got no value", time.parse, "x")
raised("string expected, got table", time.load_location, {})
raised("string expected", time.fixed_zone, nil, 0)
raised("integer expected", time.fixed_zone, "X", "Y")

returned("INVALID", time.load_location(""))
returned("NOT_FOUND", time.load_location("Mars/Base"))
returned("NOT_FOUND", time.load_location("+01:00"))
returned("INVALID", time.parse("2006-01-02", "2024-02-30"))
returned("INVALID", time.parse("2006-01-02", "today"))
local _, err = time.parse("2006-01-02", "2024-02-30")
assert(tostring(err):find('"2006-01-02"', 1, true) and tostring(err):find('"2024-02-30"', 1, true))

raised("read-only", function() time.now = nil end)
raised("read-only", function() t.year = 1 end)
