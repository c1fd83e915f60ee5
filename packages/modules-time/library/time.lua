---@meta time

---A length of time, exact in nanoseconds.
---@class time.Duration
---@operator add(time.Duration): time.Duration
---@operator sub(time.Duration): time.Duration
---@operator mul(time.Duration|number): time.Duration
---@operator div(number): time.Duration
---@operator unm: time.Duration
local Duration = {}

---Hours with a fraction.
---@return number
function Duration:hours() end

---Minutes with a fraction.
---@return number
function Duration:minutes() end

---Seconds with a fraction.
---@return number
function Duration:seconds() end

---Whole milliseconds, cut towards zero.
---@return integer
function Duration:milliseconds() end

---Whole microseconds, cut towards zero.
---@return integer
function Duration:microseconds() end

---Nanoseconds, exact.
---@return integer
function Duration:nanoseconds() end

---An instant, exact in nanoseconds, with the location in which it is shown. Immutable.
---@class time.Time
---@operator add(time.Duration): time.Time
---@operator sub(time.Time|time.Duration): any
local Time = {}

---This time later by d.
---@param d number|string|time.Duration a plain number counts nanoseconds
---@return time.Time
function Time:add(d) end

---The Duration from other to this.
---@param other time.Time
---@return time.Duration
function Time:sub(other) end

---Years, months and days later by the calendar; January 31 and one month is early March.
---@param years integer
---@param months integer
---@param days integer
---@return time.Time
function Time:add_date(years, months, days) end

---Whether this is earlier.
---@param other time.Time
---@return boolean
function Time:before(other) end

---Whether this is later.
---@param other time.Time
---@return boolean
function Time:after(other) end

---Whether both are the same instant, in whatever zones.
---@param other time.Time
---@return boolean
function Time:equal(other) end

---The text in a layout.
---@param layout string
---@return string
function Time:format(layout) end

---The text in layout RFC3339.
---@return string
function Time:format_rfc3339() end

---Whole seconds since 1970, rounded down.
---@return integer
function Time:unix() end

---Nanoseconds since 1970.
---@return integer
function Time:unix_nano() end

---Year, month, day.
---@return integer
---@return integer
---@return integer
function Time:date() end

---Hour, minute, second.
---@return integer
---@return integer
---@return integer
function Time:clock() end

---The year.
---@return integer
function Time:year() end

---The month, 1 to 12.
---@return integer
function Time:month() end

---The day of the month.
---@return integer
function Time:day() end

---The hour, 0 to 23.
---@return integer
function Time:hour() end

---The minute.
---@return integer
function Time:minute() end

---The second.
---@return integer
function Time:second() end

---The nanoseconds within the second.
---@return integer
function Time:nanosecond() end

---The day of the week, from 0 for Sunday.
---@return integer
function Time:weekday() end

---The day of the year, from 1.
---@return integer
function Time:year_day() end

---Whether this is 0001-01-01T00:00:00Z.
---@return boolean
function Time:is_zero() end

---The same instant in UTC.
---@return time.Time
function Time:utc() end

---The same instant in local time.
---@return time.Time
function Time:in_local() end

---The same instant in a location.
---@param loc time.Location
---@return time.Time
function Time:in_location(loc) end

---The location.
---@return time.Location
function Time:location() end

---To the nearest multiple of d since the zero time.
---@param d time.Duration
---@return time.Time
function Time:round(d) end

---Down to a multiple of d since the zero time.
---@param d time.Duration
---@return time.Time
function Time:truncate(d) end

---The rules of local time at a place.
---@class time.Location
local Location = {}

---The name.
---@return string
function Location:string() end

---Fires once.
---@class time.Timer
local Timer = {}

---The channel that yields the time once and then closes.
---@return channel
function Timer:response() end

---The channel that yields the time once and then closes.
---@return channel
function Timer:channel() end

---Closes the channel; whether the timer was still pending.
---@return boolean
function Timer:stop() end

---Starts a pending timer anew; whether it was still pending.
---@param d number|string|time.Duration a plain number counts nanoseconds
---@return boolean
function Timer:reset(d) end

---Fires at every interval until it is stopped.
---@class time.Ticker
local Ticker = {}

---The channel that yields a time at every interval.
---@return channel
function Ticker:response() end

---The channel that yields a time at every interval.
---@return channel
function Ticker:channel() end

---Closes the channel; unread ticks stay readable. Always true.
---@return boolean
function Ticker:stop() end

---Clock, durable sleep and timers, durations, calendar, layouts and time zones.
---@class timelib
time = {}

---The time now. In a workflow that of the current workflow task.
---@return time.Time
function time.now() end

---Waits for d; at most lets others go first when d is not above zero.
---@param d number|string|time.Duration a plain number counts nanoseconds
function time.sleep(d) end

---A channel that yields the time once, after d, and then closes; at once when d is not above zero.
---@param d number|string|time.Duration a plain number counts nanoseconds
---@return channel
function time.after(d) end

---A Timer that fires once, after d; at once when d is not above zero.
---@param d number|string|time.Duration a plain number counts nanoseconds
---@return time.Timer
function time.timer(d) end

---A Ticker that fires every d, which must be above zero.
---@param d number|string|time.Duration a plain number counts nanoseconds
---@return time.Ticker
function time.ticker(d) end

---The time of a date and a clock in a location, local by default. Numbers out of range carry over.
---@param year integer
---@param month integer
---@param day integer
---@param hour? integer
---@param minute? integer
---@param second? integer
---@param nanosecond? integer
---@param loc? time.Location
---@return time.Time
function time.date(year, month, day, hour, minute, second, nanosecond, loc) end

---The time of Unix seconds and nanoseconds.
---@param sec number
---@param nsec? number
---@return time.Time
function time.unix(sec, nsec) end

---The time that a text writes in the form of a layout; without a zone in it, in a location, local by default.
---@param layout string
---@param value string
---@param loc? time.Location
---@return time.Time|nil
---@return error|nil err
function time.parse(layout, value, loc) end

---The Duration of a text such as "1h30m", or of nanoseconds.
---@param v number|string|time.Duration a plain number counts nanoseconds
---@return time.Duration|nil
---@return error|nil err
function time.parse_duration(v) end

---n times a unit: "ns", "us", "ms", "s", "m", "h", or a constant such as time.SECOND.
---@param n number
---@param unit? integer|string
---@return time.Duration|nil
---@return error|nil err
function time.duration(n, unit) end

---The Location of an IANA name.
---@param name string
---@return time.Location|nil
---@return error|nil err
function time.load_location(name) end

---A Location that is always so many seconds east of UTC.
---@param name string
---@param offset integer
---@return time.Location
function time.fixed_zone(name, offset) end

time.RFC3339 = "2006-01-02T15:04:05Z07:00"
time.RFC3339NANO = "2006-01-02T15:04:05.999999999Z07:00"
time.RFC822 = "02 Jan 06 15:04 MST"
time.RFC822Z = "02 Jan 06 15:04 -0700"
time.RFC850 = "Monday, 02-Jan-06 15:04:05 MST"
time.RFC1123 = "Mon, 02 Jan 2006 15:04:05 MST"
time.RFC1123Z = "Mon, 02 Jan 2006 15:04:05 -0700"
time.KITCHEN = "3:04PM"
time.STAMP = "Jan _2 15:04:05"
time.STAMP_MILLI = "Jan _2 15:04:05.000"
time.STAMP_MICRO = "Jan _2 15:04:05.000000"
time.STAMP_NANO = "Jan _2 15:04:05.000000000"
time.DATE_TIME = "2006-01-02 15:04:05"
time.DATE_ONLY = "2006-01-02"
time.TIME_ONLY = "15:04:05"
time.NANOSECOND = 1
time.MICROSECOND = 1000
time.MILLISECOND = 1000000
time.SECOND = 1000000000
time.MINUTE = 60000000000
time.HOUR = 3600000000000
time.JANUARY = 1
time.FEBRUARY = 2
time.MARCH = 3
time.APRIL = 4
time.MAY = 5
time.JUNE = 6
time.JULY = 7
time.AUGUST = 8
time.SEPTEMBER = 9
time.OCTOBER = 10
time.NOVEMBER = 11
time.DECEMBER = 12
time.SUNDAY = 0
time.MONDAY = 1
time.TUESDAY = 2
time.WEDNESDAY = 3
time.THURSDAY = 4
time.FRIDAY = 5
time.SATURDAY = 6
---@type time.Location
time.utc = nil
---@type time.Location
time.localtz = nil

return time
