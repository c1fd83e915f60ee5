// Writes the table that src/oracle.test.ts holds our calendar, zones, layouts and durations against:
//
//	go run . > cases.json && npx prettier --write cases.json
//
// Everything in it is what Go's time package answers, with one exception: a time on the wall that a change of the clock
// skips or repeats follows our own rule (the offset before the change, the first of two), worked out here by search.
//
// Left out, since we differ on purpose: abbreviations such as GMT+3, which Go shows but does not subtract, numeric ones,
// which it does not subtract either, a zero offset in a value, which is UTC for us, and digits of a duration beyond what a
// double holds.
package main

import (
	"encoding/json"
	"math/big"
	"os"
	"strconv"
	"strings"
	"time"
)

type formatCase struct {
	Nanos  string `json:"nanos"`
	Zone   string `json:"zone"`
	Layout string `json:"layout"`
	Text   string `json:"text"`
}

type parseCase struct {
	Layout string `json:"layout"`
	Value  string `json:"value"`
	Zone   string `json:"zone"`
	Nanos  string `json:"nanos,omitempty"`
	Offset int    `json:"offset"`
	Letter string `json:"abbreviation"`
	Failed bool   `json:"failed,omitempty"`
}

type wallCase struct {
	Wall  [7]int `json:"wall"`
	Zone  string `json:"zone"`
	Nanos string `json:"nanos"`
}

type addCase struct {
	Nanos string `json:"nanos"`
	Zone  string `json:"zone"`
	Add   [3]int `json:"add"`
	Sum   string `json:"sum"`
}

type fieldCase struct {
	Nanos  string `json:"nanos"`
	Zone   string `json:"zone"`
	Fields [9]int `json:"fields"`
	Offset int    `json:"offset"`
	Letter string `json:"abbreviation"`
}

type roundCase struct {
	Nanos     string `json:"nanos"`
	Step      string `json:"step"`
	Rounded   string `json:"rounded"`
	Truncated string `json:"truncated"`
}

type durationCase struct {
	Text   string `json:"text"`
	Nanos  string `json:"nanos,omitempty"`
	Shown  string `json:"shown,omitempty"`
	Failed bool   `json:"failed,omitempty"`
}

type zoneCase struct {
	Name  string `json:"name"`
	Known bool   `json:"known"`
}

type table struct {
	Format    []formatCase   `json:"format"`
	Parse     []parseCase    `json:"parse"`
	Wall      []wallCase     `json:"wall"`
	Add       []addCase      `json:"add"`
	Fields    []fieldCase    `json:"fields"`
	Round     []roundCase    `json:"round"`
	Durations []durationCase `json:"durations"`
	Zones     []zoneCase     `json:"zones"`
}

// nanosOf counts from 1970, also where UnixNano leaves 64 bit.
func nanosOf(t time.Time) string {
	nanos := new(big.Int).Mul(big.NewInt(t.Unix()), big.NewInt(1_000_000_000))
	return nanos.Add(nanos, big.NewInt(int64(t.Nanosecond()))).String()
}

// zoneOf reads "UTC", an IANA name, or "fixed NAME SECONDS".
func zoneOf(spec string) *time.Location {
	if rest, ok := strings.CutPrefix(spec, "fixed "); ok {
		name, seconds, _ := strings.Cut(rest, " ")
		offset, err := strconv.Atoi(seconds)
		must(err)
		return time.FixedZone(name, offset)
	}
	loc, err := time.LoadLocation(spec)
	must(err)
	return loc
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// wall finds the instant of a time on the wall by trying every minute of two days.
func wall(f [7]int, loc *time.Location) time.Time {
	want := time.Date(f[0], time.Month(f[1]), f[2], f[3], f[4], f[5], f[6], time.UTC)
	for minutes := -26 * 60; minutes <= 26*60; minutes++ {
		t := want.Add(time.Duration(minutes) * time.Minute).In(loc)
		shown := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
		if shown.Equal(want) {
			return t
		}
	}
	// Skipped: the change is the one after which no earlier wall time is shown any more.
	_, before := want.Add(-36 * time.Hour).In(loc).Zone()
	return want.Add(-time.Duration(before) * time.Second).In(loc)
}

var times = []time.Time{
	time.Date(2024, 2, 29, 23, 59, 59, 999_999_999, time.UTC),
	time.Date(2023, 7, 4, 5, 6, 7, 80_900_000, time.UTC),
	time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC),
	time.Date(2006, 1, 2, 15, 4, 5, 0, time.UTC),
	time.Date(1985, 3, 9, 12, 0, 1, 1000, time.UTC),
}

var layouts = []string{
	time.RFC3339, time.RFC3339Nano, time.RFC822, time.RFC822Z, time.RFC850, time.RFC1123, time.RFC1123Z, time.Kitchen,
	time.Stamp, time.StampMilli, time.StampMicro, time.StampNano, time.DateTime, time.DateOnly, time.TimeOnly,
	time.ANSIC, time.UnixDate, time.RubyDate, "2006-01-02 15:04:05.999999999 -0700 MST",
	"Monday, January 2, 2006 at 3:04 pm", "02/01/06 03:04:05PM", "Jan. _2, 2006", "2006-002 (__2) day",
	"15h4m5s", "3 o'clock", "05.000", "05,000", "05.999", "05,999999", "05.0", "05.0000000000", "05.x", "05.01",
	"-07", "-07:00", "-070000", "-07:00:00", "Z07", "Z0700", "Z070000", "Z07:00:00", "Z07:00",
	"_2006", "Janet Jan", "Monitor Mon", "1 01 2 02 3 03 4 04 5 05 6 06", "", "no fields", "20060102150405", "MST7", "__2006",
	"02.01.2006 15:04:05", "Mon Monday MON", "PMpm", "2006-01-02T15:04:05.000Z07:00",
}

var zones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "fixed  -12600", "fixed XYZ 3723", "Australia/Lord_Howe",
}

func formats() (cases []formatCase) {
	for i, layout := range layouts {
		for j, t := range times {
			zone := zones[(i+j)%len(zones)]
			cases = append(cases, formatCase{nanosOf(t), zone, layout, t.In(zoneOf(zone)).Format(layout)})
		}
	}
	for _, year := range []int{-5, 0, 1, 99, 999, 9999, 10000, 123456} {
		t := time.Date(year, 3, 1, 4, 5, 6, 0, time.UTC)
		cases = append(cases, formatCase{nanosOf(t), "UTC", "2006 06 Mon 002", t.Format("2006 06 Mon 002")})
	}
	return cases
}

func parses() (cases []parseCase) {
	add := func(layout, value, zone string) {
		one := parseCase{Layout: layout, Value: value, Zone: zone}
		t, err := time.ParseInLocation(layout, value, zoneOf(zone))
		if err != nil {
			one.Failed = true
		} else {
			one.Nanos = nanosOf(t)
			one.Letter, one.Offset = t.Zone()
		}
		cases = append(cases, one)
	}
	// What a layout writes it reads, as far as it says anything.
	for i, layout := range layouts {
		if layout == "MST7" {
			continue // Letters alone put the time into year 0, before there were any.
		}
		for j, t := range times[:3] {
			zone := zones[(i+2*j)%3]
			add(layout, t.In(zoneOf(zone)).Format(layout), zone)
		}
	}
	for _, c := range [][3]string{
		{"2006-01-02", "2023-02-29", "UTC"}, {"2006-01-02", "2024-02-29", "UTC"}, {"2006-01-02", "2024-02-30", "UTC"},
		{"2006-01-02", "1900-02-29", "UTC"}, {"2006-01-02", "2000-02-29", "UTC"}, {"2006-01-02", "2024-13-01", "UTC"},
		{"2006-01-02", "2024-00-01", "UTC"}, {"2006-01-02", "2024-01-00", "UTC"}, {"2006-01-02", "2024-04-31", "UTC"},
		{"2006-01-02", "2024-1-02", "UTC"}, {"2006-01-02", "24-01-02", "UTC"}, {"2006-01-02", "2024-01-02x", "UTC"},
		{"2006-01-02", "2024-01-02 ", "UTC"}, {"2006-01-02", " 2024-01-02", "UTC"}, {"2006-01-02", "", "UTC"}, {"", "", "UTC"}, {"", "x", "UTC"},
		{"2006-1-2", "2024-1-2", "UTC"}, {"2006-1-2", "2024-11-22", "UTC"}, {"2006-1-2", "2024-011-2", "UTC"},
		{"15:04", "24:00", "UTC"}, {"15:04", "23:60", "UTC"}, {"15:04:05", "23:59:60", "UTC"}, {"15:04", "1:02", "UTC"}, {"15:04", "1:2", "UTC"},
		{"15:04:05", "12:00:00.5", "UTC"}, {"15:04:05", "12:00:00,123456789123", "UTC"}, {"15:04:05", "12:00:00.", "UTC"},
		{"15:04:05.000", "12:00:00.5", "UTC"}, {"15:04:05.000", "12:00:00.500", "UTC"}, {"15:04:05.000", "12:00:00.5000", "UTC"}, {"15:04:05.000", "12:00:00", "UTC"},
		{"15:04:05.999", "12:00:00", "UTC"}, {"15:04:05.999", "12:00:00.123456", "UTC"}, {"15:04:05,999", "12:00:00.25", "UTC"},
		{"3:04PM", "12:00AM", "UTC"}, {"3:04PM", "12:00PM", "UTC"}, {"3:04PM", "1:30PM", "UTC"}, {"3:04PM", "13:30PM", "UTC"}, {"3:04PM", "1:30pm", "UTC"}, {"3:04pm", "1:30pm", "UTC"},
		{"3:04PM", "0:30PM", "UTC"}, {"03:04 PM", "1:30 PM", "UTC"}, {"15:04 PM", "11:30 PM", "UTC"}, {"15:04 PM", "14:30 AM", "UTC"},
		{"Jan _2 2006", "Feb  3 2024", "UTC"}, {"Jan _2 2006", "Feb 13 2024", "UTC"}, {"Jan _2 2006", "feb 3 2024", "UTC"}, {"Jan _2 2006", "FEB 03 2024", "UTC"},
		{"January 2 2006", "february 3 2024", "UTC"}, {"January 2 2006", "Feb 3 2024", "UTC"}, {"Jan 2 2006", "February 3 2024", "UTC"},
		{"Mon Jan 2 2006", "Fri Feb 3 2024", "UTC"}, {"Mon Jan 2 2006", "Xyz Feb 3 2024", "UTC"}, {"Monday 2006", "Sunday 2024", "UTC"}, {"Monday 2006", "Sun 2024", "UTC"},
		{"2006-002", "2024-060", "UTC"}, {"2006-002", "2024-366", "UTC"}, {"2006-002", "2023-366", "UTC"}, {"2006-002", "2024-000", "UTC"}, {"2006-002", "2024-60", "UTC"},
		{"2006 __2", "2024  60", "UTC"}, {"2006 __2", "2023 60", "UTC"}, {"2006 __2", "2023   1", "UTC"}, {"2006-01-02 002", "2024-02-29 060", "UTC"}, {"2006-01-02 002", "2024-02-29 061", "UTC"},
		{"06-01-02", "68-01-02", "UTC"}, {"06-01-02", "69-01-02", "UTC"}, {"06-01-02", "00-01-02", "UTC"},
		{"2006-01-02 15:04", "2024-01-02    15:04", "UTC"}, {"2006-01-02   15:04", "2024-01-02 15:04", "UTC"}, {"2006-01-02 15:04", "2024-01-0215:04", "UTC"},
		{"2006 ", "2006", "UTC"}, {"2006 x", "2006", "UTC"},
		{time.RFC3339, "2024-07-01T12:00:00Z", "America/New_York"}, {time.RFC3339, "2024-07-01T12:00:00-04:00", "America/New_York"}, {time.RFC3339, "2024-07-01T12:00:00-05:00", "America/New_York"},
		{time.RFC3339, "2024-07-01T12:00:00.123456789+05:30", "UTC"}, {time.RFC3339, "2024-07-01T12:00:00+05", "UTC"}, {time.RFC3339, "2024-07-01T12:00:00", "UTC"}, {time.RFC3339, "2024-07-01 12:00:00Z", "UTC"},
		{time.RFC3339, "2024-07-01T12:00:00+24:00", "UTC"}, {time.RFC3339, "2024-07-01T12:00:00+25:00", "UTC"}, {time.RFC3339, "2024-07-01T12:00:00+01:60", "UTC"}, {time.RFC3339, "2024-07-01T12:00:00+01:61", "UTC"},
		{time.RFC3339, "2024-07-01T12:00:00z", "UTC"}, {time.RFC3339, "2024-07-01T12:00:00*01:00", "UTC"}, {"2006 -0700", "2024 Z", "UTC"}, {"2006 Z0700", "2024 Z", "Asia/Tokyo"},
		{"2006 -07:00:00", "2024 -04:56:02", "UTC"}, {"2006 -070000", "2024 +010203", "UTC"}, {"2006 -07", "2024 -09", "UTC"}, {"2006 -07", "2024 -9", "UTC"},
		{"2006-01-02 MST", "2024-01-02 EST", "America/New_York"}, {"2006-01-02 MST", "2024-07-02 EDT", "America/New_York"}, {"2006-01-02 MST", "2024-07-02 EST", "America/New_York"}, {"2006-01-02 MST", "2024-07-02 PST", "America/New_York"},
		{"2006-01-02 MST", "2024-07-02 CEST", "Europe/Berlin"}, {"2006-01-02 MST", "2024-07-02 UTC", "Europe/Berlin"}, {"2006-01-02 MST", "2024-07-02 GMT", "Europe/Berlin"}, {"2006-01-02 MST", "2024-01-02 GMT", "Europe/London"},
		{"2006-01-02 MST", "2024-07-02 WITA", "Asia/Makassar"}, {"2006-01-02 MST", "2024-07-02 KST", "Asia/Seoul"},
		{"2006-01-02 MST", "2024-07-02 ChST", "Pacific/Guam"}, {"2006-01-02 MST", "2024-07-02 ABCD", "UTC"}, {"2006-01-02 MST", "2024-07-02 AB", "UTC"}, {"2006-01-02 MST", "2024-07-02 ABCDEFG", "UTC"}, {"2006-01-02 MST", "2024-07-02 est", "America/New_York"},
		{"2006-01-02 15:04 MST", "2024-11-03 01:30 EDT", "America/New_York"}, {"2006-01-02 15:04 MST", "2024-11-03 01:30 EST", "America/New_York"},
		{"2006-01-02 15:04:05 -0700 MST", "2024-07-02 15:04:05 +0200 CEST", "Europe/Berlin"}, {"2006-01-02 15:04:05 -0700 MST", "2024-07-02 15:04:05 +0200 CEST", "UTC"}, {"2006-01-02 15:04:05 -0700 MST", "2024-07-02 15:04:05 +0200 XXX", "Europe/Berlin"},
		{"2006-01-02 15:04", "2024-07-02 15:04", "Europe/Berlin"}, {"2006-01-02 15:04", "2024-12-02 15:04", "Australia/Sydney"}, {"15:04", "10:00", "Asia/Kolkata"},
		{"Jan 2", "Feb 29", "UTC"}, {"2 Jan", "30 Feb", "UTC"}, {"2", "31", "UTC"}, {"2", "32", "UTC"},
	} {
		add(c[0], c[1], c[2])
	}
	return cases
}

var walls = []struct {
	zone string
	wall [7]int
}{
	// Skipped hours.
	{"America/New_York", [7]int{2024, 3, 10, 2, 30, 0, 0}}, {"America/New_York", [7]int{2024, 3, 10, 1, 59, 59, 0}}, {"America/New_York", [7]int{2024, 3, 10, 2, 0, 0, 0}}, {"America/New_York", [7]int{2024, 3, 10, 3, 0, 0, 0}},
	{"Europe/Berlin", [7]int{2024, 3, 31, 2, 30, 0, 0}}, {"Europe/Berlin", [7]int{2024, 3, 31, 1, 59, 59, 999}}, {"Europe/Berlin", [7]int{2024, 3, 31, 3, 0, 0, 0}}, {"Australia/Lord_Howe", [7]int{2024, 10, 6, 2, 15, 0, 0}},
	{"Europe/London", [7]int{2024, 3, 31, 1, 30, 0, 0}}, {"Asia/Beirut", [7]int{2024, 3, 31, 0, 30, 0, 0}}, {"America/Santiago", [7]int{2022, 9, 11, 0, 30, 0, 0}}, {"Pacific/Apia", [7]int{2011, 12, 30, 12, 0, 0, 0}},
	// Repeated hours.
	{"America/New_York", [7]int{2024, 11, 3, 1, 30, 0, 0}}, {"America/New_York", [7]int{2024, 11, 3, 0, 59, 59, 0}}, {"America/New_York", [7]int{2024, 11, 3, 2, 0, 0, 0}}, {"Europe/Berlin", [7]int{2024, 10, 27, 2, 30, 0, 0}},
	{"Europe/Berlin", [7]int{2024, 10, 27, 2, 0, 0, 0}}, {"Europe/Berlin", [7]int{2024, 10, 27, 3, 0, 0, 0}}, {"Australia/Lord_Howe", [7]int{2024, 4, 7, 1, 45, 0, 0}}, {"Europe/London", [7]int{2024, 10, 27, 1, 0, 0, 0}},
	// Ordinary, and out of range.
	{"Asia/Kolkata", [7]int{2024, 2, 29, 0, 0, 0, 0}}, {"Asia/Kathmandu", [7]int{1990, 5, 5, 5, 5, 5, 5}}, {"Pacific/Kiritimati", [7]int{2000, 1, 1, 0, 0, 0, 0}}, {"Pacific/Apia", [7]int{2011, 12, 31, 0, 0, 0, 0}},
	{"UTC", [7]int{2024, 13, 1, 0, 0, 0, 0}}, {"UTC", [7]int{2024, 0, 1, 0, 0, 0, 0}}, {"UTC", [7]int{2024, -11, 1, 0, 0, 0, 0}}, {"UTC", [7]int{2024, 3, 0, 0, 0, 0, 0}}, {"UTC", [7]int{2023, 3, 0, 0, 0, 0, 0}}, {"UTC", [7]int{2024, 1, 366, 0, 0, 0, 0}},
	{"UTC", [7]int{2024, 1, 1, 25, 61, 61, 1_500_000_000}}, {"UTC", [7]int{2024, 1, 1, -1, -1, -1, -1}}, {"UTC", [7]int{2024, 25, 400, 50, 100, 100, 0}}, {"Europe/Berlin", [7]int{2024, 3, 30, 26, 30, 0, 0}},
	{"UTC", [7]int{1, 1, 1, 0, 0, 0, 0}}, {"UTC", [7]int{0, 1, 1, 0, 0, 0, 0}}, {"UTC", [7]int{-400, 2, 29, 0, 0, 0, 0}}, {"UTC", [7]int{10000, 1, 1, 0, 0, 0, 0}}, {"UTC", [7]int{1969, 12, 31, 23, 59, 59, 999_999_999}},
	{"America/New_York", [7]int{2050, 7, 1, 12, 0, 0, 0}}, {"America/Sao_Paulo", [7]int{2018, 11, 4, 0, 30, 0, 0}},
}

func wallCases() (cases []wallCase) {
	for _, w := range walls {
		cases = append(cases, wallCase{w.wall, w.zone, nanosOf(wall(w.wall, zoneOf(w.zone)))})
	}
	return cases
}

func adds() (cases []addCase) {
	starts := []struct {
		zone string
		t    time.Time
	}{
		{"UTC", time.Date(2024, 1, 31, 12, 0, 0, 5, time.UTC)}, {"UTC", time.Date(2023, 1, 31, 12, 0, 0, 0, time.UTC)}, {"UTC", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
		{"America/New_York", time.Date(2024, 3, 9, 7, 30, 0, 0, time.UTC)}, {"Europe/Berlin", time.Date(2024, 10, 26, 0, 30, 0, 0, time.UTC)}, {"Asia/Tokyo", time.Date(2024, 12, 31, 23, 0, 0, 0, time.UTC)},
	}
	for _, s := range starts {
		for _, d := range [][3]int{{0, 1, 0}, {1, 0, 0}, {0, 0, 1}, {0, -1, 0}, {-1, -13, -40}, {4, 0, 0}, {0, 0, 365}, {0, 0, 0}} {
			t := s.t.In(zoneOf(s.zone))
			y, m, day := t.Date()
			sum := wall([7]int{y + d[0], int(m) + d[1], day + d[2], t.Hour(), t.Minute(), t.Second(), t.Nanosecond()}, t.Location())
			cases = append(cases, addCase{nanosOf(t), s.zone, d, nanosOf(sum)})
		}
	}
	return cases
}

func fields() (cases []fieldCase) {
	instants := append([]time.Time{
		time.Unix(0, 0), time.Unix(-1, 0), time.Date(2024, 3, 10, 6, 59, 59, 0, time.UTC), time.Date(2024, 3, 10, 7, 0, 0, 0, time.UTC),
		time.Date(2024, 11, 3, 5, 59, 59, 0, time.UTC), time.Date(2024, 11, 3, 6, 0, 0, 0, time.UTC), time.Date(2024, 12, 31, 23, 30, 0, 0, time.UTC),
		time.Date(2100, 2, 28, 23, 0, 0, 0, time.UTC),
	}, times...)
	for i, t := range instants {
		for j, zone := range append(zones, "Asia/Seoul", "Asia/Tokyo", "Europe/London", "America/Sao_Paulo", "Australia/Sydney", "Africa/Nairobi") {
			if (i+j)%2 != 0 {
				continue
			}
			at := t.In(zoneOf(zone))
			if at.Year() < 1980 && (zone == "Europe/London" || zone == "Australia/Lord_Howe") {
				continue // Their letters of that time are history that we do not know.
			}
			letters, offset := at.Zone()
			cases = append(cases, fieldCase{
				nanosOf(t), zone,
				[9]int{at.Year(), int(at.Month()), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), int(at.Weekday()), at.YearDay()},
				offset, letters,
			})
		}
	}
	for _, year := range []int{-4713, -1, 0, 1, 4, 100, 400, 1582, 1600, 1700, 2400, 40000} {
		for _, day := range []int{1, 59, 60, 61, 365, 366} {
			at := time.Date(year, 1, day, 1, 2, 3, 0, time.UTC)
			cases = append(cases, fieldCase{
				nanosOf(at), "UTC",
				[9]int{at.Year(), int(at.Month()), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, int(at.Weekday()), at.YearDay()}, 0, "UTC",
			})
		}
	}
	return cases
}

func rounds() (cases []roundCase) {
	instants := []time.Time{
		time.Date(2024, 5, 6, 7, 8, 9, 123_456_789, time.UTC), time.Date(2024, 5, 6, 12, 30, 0, 0, time.UTC), time.Date(1960, 5, 6, 7, 45, 30, 500_000_000, time.UTC),
		time.Date(2024, 5, 6, 23, 59, 59, 999_999_999, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(-3, 6, 1, 11, 0, 0, 0, time.UTC),
	}
	for _, t := range instants {
		for _, d := range []time.Duration{0, -1, 1, 1000, time.Millisecond, time.Second, 7 * time.Second, time.Minute, time.Hour, 5 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 12345678901} {
			cases = append(cases, roundCase{nanosOf(t), strconv.FormatInt(int64(d), 10), nanosOf(t.Round(d)), nanosOf(t.Truncate(d))})
		}
	}
	return cases
}

func durations() (cases []durationCase) {
	for _, text := range []string{
		"0", "0s", "-0", "+0", "1ns", "1us", "1µs", "1μs", "1ms", "1s", "1m", "1h", "1h30m", "2h30m45s500ms", "1.5h", "-1.5h", "+5s", ".5s", "5.s", "-.5s", "1.5s", "250ms", "-2m3.5s", "8760h",
		"1s1s", "1m1h", "100h", "0.000000001s", "0.0000000001s", "1.0000000009s", "9007199254.740993s", "2562047h47m16.854775807s", "-2562047h47m16.854775807s",
		"2562047h47m16.854775808s", "9223372036854775807ns", "9223372036854775808ns", "3000000h", "1us500ns", "1h0m0s", "0h0m0s", "00012s", "1.50s",
		"", "5", "1 h", "1H", "1hour", "h", "s", ".s", ".", "-", "+", "1d", "1w", "--1s", "+-1s", "1e3s", "1..5s", "1,5s", " 1s", "1s ", "1s2", "1m 1s", "0x1s", "٣s", "1h-5m", "-.s", "ms", "NaN", "inf", "1.5", "1µ",
	} {
		d, err := time.ParseDuration(text)
		if err != nil {
			cases = append(cases, durationCase{Text: text, Failed: true})
		} else {
			cases = append(cases, durationCase{Text: text, Nanos: strconv.FormatInt(int64(d), 10), Shown: d.String()})
		}
	}
	return cases
}

func zoneNames() (cases []zoneCase) {
	for _, name := range []string{
		"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kolkata", "Asia/Calcutta", "Etc/GMT+5", "EST5EDT", "CET", "GMT", "Zulu", "US/Eastern",
		"PST", "IST", "JST", "ACT", "Mars/Base", "Europe", "Europe/", "../etc/passwd", "/UTC", "+01:00", "UTC+3", "Europe/Berlin ", "SystemV/PST8",
	} {
		_, err := time.LoadLocation(name)
		cases = append(cases, zoneCase{name, err == nil})
	}
	return cases
}

func main() {
	all := table{formats(), parses(), wallCases(), adds(), fields(), rounds(), durations(), zoneNames()}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	must(out.Encode(all))
}
