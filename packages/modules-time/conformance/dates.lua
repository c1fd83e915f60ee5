-- Instants and the calendar.
local time = require("time")

local t = time.date(2024, time.FEBRUARY, 29, 13, 14, 15, 123456789, time.utc)
assert(tostring(t) == "2024-02-29 13:14:15.123456789 +0000 UTC")
assert(t:year() == 2024 and t:month() == 2 and t:day() == 29 and t:hour() == 13 and t:minute() == 14 and t:second() == 15)
assert(t:nanosecond() == 123456789 and t:weekday() == time.THURSDAY and t:year_day() == 60)
local y, m, d = t:date()
local h, mi, s = t:clock()
assert(y == 2024 and m == 2 and d == 29 and h == 13 and mi == 14 and s == 15)
assert(t:unix() == 1709212455 and t:unix_nano() == 1709212455123456789 and math.type(t:unix_nano()) == "integer")
assert(t:format_rfc3339() == "2024-02-29T13:14:15Z" and t:format(time.RFC3339NANO) == "2024-02-29T13:14:15.123456789Z")

-- Numbers out of range carry over.
local function day(...) return time.date(...):format("2006-01-02 15:04:05") end
assert(day(2023, 13, 1, 0, 0, 0, 0, time.utc) == "2024-01-01 00:00:00")
assert(day(2024, 3, 0, 0, 0, 0, 0, time.utc) == "2024-02-29 00:00:00")
assert(day(2023, 12, 31, 25, 0, 0, 0, time.utc) == "2024-01-01 01:00:00")
assert(day(2024, 1, 1, 0, 0, -1, 0, time.utc) == "2023-12-31 23:59:59")
assert(day(2024, 5, 6) == "2024-05-06 00:00:00")

-- Unix seconds, with nanoseconds or a fraction.
assert(time.unix(0):utc():format_rfc3339() == "1970-01-01T00:00:00Z")
assert(time.unix(1.5):unix_nano() == 1500000000 and time.unix(1, 5):unix_nano() == 1000000005)
assert(time.unix(-1.5):unix() == -2 and time.unix(-1.5):unix_nano() == -1500000000)
assert(time.unix(1, -1):unix_nano() == 999999999 and time.unix(9007199254):unix() == 9007199254)

-- Adding.
assert(t:add("1h"):hour() == 14 and t:add(time.MINUTE):minute() == 15 and t:add(time.parse_duration("-1s")):second() == 14)
assert(t:add_date(1, 0, 0):format(time.DATE_ONLY) == "2025-03-01")
assert(time.date(2023, 1, 31, 0, 0, 0, 0, time.utc):add_date(0, 1, 0):format(time.DATE_ONLY) == "2023-03-03")
assert(time.date(2024, 1, 31, 0, 0, 0, 0, time.utc):add_date(0, 1, 0):format(time.DATE_ONLY) == "2024-03-02")
assert(t:add_date(0, 0, -29):format(time.DATE_ONLY) == "2024-01-31" and t:add_date(0, -2, 0):month() == time.DECEMBER)

-- Differences and order; the zone plays no part.
local later = t:add("90m")
assert(tostring(later:sub(t)) == "1h30m0s" and tostring(t:sub(later)) == "-1h30m0s")
assert(t:before(later) and later:after(t) and not t:after(later) and not t:before(t))
local elsewhere = t:in_location(time.fixed_zone("X", 3600))
assert(t:equal(elsewhere) and t == elsewhere and t < later and t <= elsewhere and later > t and t ~= later)
assert(t ~= 5 and t ~= time.utc and t ~= time.parse_duration(t:unix_nano()))
assert(t + time.parse_duration("90m") == later and later - t == time.parse_duration("90m"))
assert(later - time.parse_duration("90m") == t)
local span = time.date(3000, 1, 1):sub(time.date(1000, 1, 1))
assert(span:nanoseconds() == math.maxinteger)
assert(time.date(1000, 1, 1):sub(time.date(3000, 1, 1)):nanoseconds() == math.mininteger)

-- Multiples.
local hour = time.parse_duration("1h")
assert(t:truncate(hour):format("15:04:05.999999999") == "13:00:00" and t:round(hour):hour() == 13)
assert(time.date(2024, 1, 1, 1, 30, 0, 0, time.utc):round(hour):hour() == 2)
assert(t:round(time.parse_duration("0")) == t and t:truncate(time.parse_duration("-1s")) == t)

-- The zero time, and the ends of nanoseconds in 64 bit.
local zero = time.date(1, 1, 1, 0, 0, 0, 0, time.utc)
assert(zero:is_zero() and not t:is_zero() and zero:in_location(time.fixed_zone("X", 60)):is_zero())
assert(zero:unix() == -62135596800)
local ok, err = pcall(zero.unix_nano, zero)
assert(not ok and err:kind() == "INVALID")
assert(time.unix(0, math.maxinteger):unix_nano() == math.maxinteger)

local now = time.now()
assert(now:year() >= 2024 and now:location():string() == time.localtz:string() and time.now():sub(now):seconds() >= 0)
assert(type(t) == "userdata" and getmetatable(t) == "time.Time" and t.anything == nil)

-- The constants are plain integers.
for number, names in pairs {
  [0] = "SUNDAY", [1] = "JANUARY MONDAY", [2] = "FEBRUARY TUESDAY", [3] = "MARCH WEDNESDAY", [4] = "APRIL THURSDAY", [5] = "MAY FRIDAY",
  [6] = "JUNE SATURDAY", [7] = "JULY", [8] = "AUGUST", [9] = "SEPTEMBER", [10] = "OCTOBER", [11] = "NOVEMBER", [12] = "DECEMBER",
} do
  for name in names:gmatch("%S+") do assert(time[name] == number and math.type(time[name]) == "integer", name) end
end
local unit = 1
for name, times in ("NANOSECOND 1 MICROSECOND 1000 MILLISECOND 1000 SECOND 1000 MINUTE 60 HOUR 60"):gmatch("(%u+) (%d+)") do
  unit = unit * math.tointeger(tonumber(times))
  assert(time[name] == unit and math.type(time[name]) == "integer", name)
end
assert(5 * time.SECOND == 5000000000)
