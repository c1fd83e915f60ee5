-- Layouts, written and read.
local time = require("time")
local t = time.date(2006, 1, 2, 15, 4, 5, 60000000, time.utc)

for name, text in pairs {
  RFC3339 = "2006-01-02T15:04:05Z", RFC3339NANO = "2006-01-02T15:04:05.06Z", RFC822 = "02 Jan 06 15:04 UTC",
  RFC822Z = "02 Jan 06 15:04 +0000", RFC850 = "Monday, 02-Jan-06 15:04:05 UTC", RFC1123 = "Mon, 02 Jan 2006 15:04:05 UTC",
  RFC1123Z = "Mon, 02 Jan 2006 15:04:05 +0000", KITCHEN = "3:04PM", STAMP = "Jan  2 15:04:05",
  STAMP_MILLI = "Jan  2 15:04:05.060", STAMP_MICRO = "Jan  2 15:04:05.060000", STAMP_NANO = "Jan  2 15:04:05.060000000",
  DATE_TIME = "2006-01-02 15:04:05", DATE_ONLY = "2006-01-02", TIME_ONLY = "15:04:05",
} do
  assert(t:format(time[name]) == text, name .. ": " .. t:format(time[name]))
  local back, err = time.parse(time[name], text, time.utc)
  assert(back and err == nil, name .. ": " .. tostring(err))
  assert(back:format(time[name]) == text, name)
end

assert(t:format("Monday 2 January, 3 pm; 06 .000 ,999") == "Monday 2 January, 3 pm; 06 .060 ,06")
assert(t:format("__2 002 | Janet | _2006") == "  2 002 | Janet | _2006")
assert(t:format("") == "" and t:format("한국어 2006") == "한국어 2006")

-- Fields that a layout has not: year 0, January 1, midnight.
local kitchen = time.parse(time.KITCHEN, "3:04PM", time.utc)
assert(kitchen:year() == 0 and kitchen:month() == 1 and kitchen:day() == 1 and kitchen:hour() == 15)
-- A fraction that the layout has not.
assert(time.parse(time.TIME_ONLY, "15:04:05.25", time.utc):nanosecond() == 250000000)
-- The weekday is read, not checked; letters in any case.
assert(time.parse("Mon Jan 2 2006", "FRI feb 3 2024", time.utc):day() == 3)

for layout, values in pairs {
  ["2006-01-02"] = { "2024-02-30", "2024-13-01", "2024-00-10", "2024-1-02", "24-01-02", "2024-01-02 ", "x", "" },
  ["15:04"] = { "24:00", "12:60", "12", "12:3" },
  ["3:04PM"] = { "13:00PM", "1:00", "1:00XM" },
  [time.RFC3339] = { "2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00+1:00" },
} do
  for _, value in ipairs(values) do
    local none, err = time.parse(layout, value)
    assert(none == nil and err:kind() == "INVALID", layout .. " reads " .. value)
  end
end

-- Offsets in every spelling, written and read; Z stands for UTC where the layout says so.
local east = time.date(2024, 5, 6, 7, 8, 9, 0, time.fixed_zone("X", 5 * 3600 + 30 * 60 + 15))
for layout, texts in pairs {
  ["-0700"] = { "+0530", "+0000" }, ["-07:00"] = { "+05:30", "+00:00" }, ["-07"] = { "+05", "+00" },
  ["-070000"] = { "+053015", "+000000" }, ["-07:00:00"] = { "+05:30:15", "+00:00:00" },
  ["Z0700"] = { "+0530", "Z" }, ["Z07:00"] = { "+05:30", "Z" }, ["Z07"] = { "+05", "Z" },
} do
  assert(east:format(layout) == texts[1], layout .. " " .. east:format(layout))
  assert(t:format(layout) == texts[2], layout .. " " .. t:format(layout))
  for _, text in ipairs(texts) do
    local back = assert(time.parse("2006-01-02 15:04 " .. layout, "2024-05-06 07:08 " .. text))
    assert(back:format(layout) == text, layout .. " " .. back:format(layout))
  end
end
assert(east:format("MST") == "X" and t:format("MST") == "UTC" and east:format("Jan Mon 06 1 01 _2 03 04 05 pm PM") ~= "")
