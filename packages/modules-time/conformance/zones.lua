-- Locations, offsets, changes of the clock.
local time = require("time")
local berlin, newyork = assert(time.load_location("Europe/Berlin")), assert(time.load_location("America/New_York"))
local noon = time.date(2024, 7, 1, 12, 0, 0, 0, time.utc)

assert(time.utc:string() == "UTC" and tostring(time.utc) == "UTC" and noon:location():string() == "UTC")
assert(berlin:string() == "Europe/Berlin" and tostring(berlin) == "Europe/Berlin" and getmetatable(berlin) == "time.Location")
assert(time.load_location("UTC"):string() == "UTC" and time.load_location("Local"):string() == time.localtz:string())
assert(time.load_location("UTC") == time.utc and time.load_location("Local") == time.localtz)

local there = noon:in_location(berlin)
assert(there:hour() == 14 and there:format(time.RFC3339) == "2024-07-01T14:00:00+02:00" and there:location() == berlin)
assert(there:format("15:04 MST") == "14:00 CEST" and there:utc():hour() == 12 and there:in_local() == noon)
assert(noon:in_location(newyork):format(time.RFC1123) == "Mon, 01 Jul 2024 08:00:00 EDT")
for name, text in pairs {
  ["Asia/Seoul"] = "KST +0900", ["Asia/Kolkata"] = "IST +0530", ["Asia/Kathmandu"] = "+0545 +0545",
  ["America/Sao_Paulo"] = "-03 -0300", ["Europe/London"] = "BST +0100", ["Australia/Sydney"] = "AEST +1000",
} do
  assert(noon:in_location(time.load_location(name)):format("MST -0700") == text, name)
end

local fixed = time.fixed_zone("ABC", -12600)
assert(fixed:string() == "ABC" and noon:in_location(fixed):format("15:04 MST -07:00") == "08:30 ABC -03:30")

-- A wall time that does not exist takes the offset before the change, one that exists twice the first.
assert(time.date(2024, 3, 31, 2, 30, 0, 0, berlin):format(time.RFC3339) == "2024-03-31T03:30:00+02:00")
assert(time.date(2024, 10, 27, 2, 30, 0, 0, berlin):format(time.RFC3339) == "2024-10-27T02:30:00+02:00")
assert(time.date(2024, 3, 10, 2, 30, 0, 0, newyork):format(time.RFC3339) == "2024-03-10T03:30:00-04:00")
assert(time.date(2024, 11, 3, 1, 30, 0, 0, newyork):format(time.RFC3339) == "2024-11-03T01:30:00-04:00")
-- A day by the calendar is not always 24 hours.
local before = time.date(2024, 3, 30, 12, 0, 0, 0, berlin)
assert(before:add_date(0, 0, 1):hour() == 12 and before:add("24h"):hour() == 13)
assert(tostring(before:add_date(0, 0, 1):sub(before)) == "23h0m0s")

-- Offsets and letters in a value.
assert(time.parse(time.RFC3339, "2024-07-01T14:00:00+02:00", berlin):location() == berlin)
assert(time.parse(time.RFC3339, "2024-07-01T12:00:00Z", berlin):location() == time.utc)
assert(time.parse(time.RFC3339, "2024-07-01T12:00:00+00:00", berlin):location() == time.utc)
local odd = time.parse(time.RFC3339, "2024-07-01T15:00:00+03:00", berlin)
assert(odd == noon and odd:location():string() == "" and odd:format("-0700 MST") == "+0300 +0300")
assert(time.parse("2006-01-02 15:04 MST", "2024-07-01 14:00 CEST", berlin) == noon)
assert(time.parse("2006-01-02 15:04 MST", "2024-07-01 12:00 UTC", berlin):location() == time.utc)
local stranger = time.parse("2006-01-02 15:04 MST", "2024-07-01 12:00 XYZ", berlin)
assert(stranger == noon and stranger:location():string() == "XYZ" and stranger:format("-0700") == "+0000")
assert(time.parse("2006-01-02 15:04 MST", "2024-07-01 15:00 GMT+3", berlin) == noon)
assert(time.parse("2006-01-02 15:04 MST", "2024-07-01 17:45 +0545", berlin) == noon)
assert(time.parse("2006-01-02 15:04", "2024-07-01 14:00", berlin) == noon)
