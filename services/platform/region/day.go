package region

import (
	"time"
	_ "time/tzdata" // so that Shanghai is known on machines without zone files, with its summer times of 1986 to 1991

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ErrDay refuses what is no calendar day.
var ErrDay = fault.New(fault.Invalid, "day_invalid", "Give a date such as 2026-03-05.", "请填写正确的日期，例如 2026-03-05。")

// Shanghai is the zone of every Day.
var Shanghai = shanghai()

func shanghai() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil { // not with the zones compiled in; UTC+8 is right for every day since 1991
		return time.FixedZone("Asia/Shanghai", 8*60*60)
	}
	return loc
}

// Day is a calendar day in Shanghai, "2026-03-05". Days compare and sort as strings. "" is no day.
type Day string

// ParseDay returns the day written as 2026-03-05, or ErrDay.
func ParseDay(s string) (Day, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil || len(s) != len(time.DateOnly) || s < "1000" {
		return "", ErrDay
	}
	return Day(s), nil
}

// MakeDay returns the day of that date; dates that do not exist roll on as in time.Date.
func MakeDay(year int, month time.Month, day int) Day {
	return fromUTC(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DayOf returns the day on which the instant falls in Shanghai.
func DayOf(t time.Time) Day { return Day(t.In(Shanghai).Format(time.DateOnly)) }

// Valid tells whether d is a day that exists.
func (d Day) Valid() bool {
	_, err := ParseDay(string(d))
	return err == nil
}

// Start returns the instant at which the day begins, in UTC; the zero time when d is not valid.
func (d Day) Start() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), Shanghai)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// End returns the instant at which the next day begins, in UTC: the day is [Start, End).
func (d Day) End() time.Time { return d.Add(1).Start() }

// Add returns the day n days later, or earlier when n is negative. An invalid day stays as it is.
func (d Day) Add(n int) Day {
	t, ok := d.utc()
	if !ok {
		return d
	}
	return fromUTC(t.AddDate(0, 0, n))
}

// AddMonths returns the day n months later, at most the last of its month: January 31 and one month is February 28.
func (d Day) AddMonths(n int) Day {
	t, ok := d.utc()
	if !ok {
		return d
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return fromUTC(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// Sub returns how many days d is after e, negative when it is before; 0 when one is invalid.
func (d Day) Sub(e Day) int {
	a, ok := d.utc()
	b, ok2 := e.utc()
	if !ok || !ok2 {
		return 0
	}
	return int(a.Sub(b) / (24 * time.Hour))
}

// Before tells whether d is earlier than e.
func (d Day) Before(e Day) bool { return d < e }

// After tells whether d is later than e.
func (d Day) After(e Day) bool { return d > e }

// Weekday returns the day of the week; Sunday when d is invalid.
func (d Day) Weekday() time.Weekday {
	t, ok := d.utc()
	if !ok {
		return time.Sunday
	}
	return t.Weekday()
}

// Age returns the whole years of somebody born on d, at the day on. A year is complete on the birthday; for those born
// on February 29 that is March 1 in other years. Before birth, and when a day is invalid, it is 0.
func (d Day) Age(on Day) int {
	b, ok := d.utc()
	t, ok2 := on.utc()
	if !ok || !ok2 || t.Before(b) {
		return 0
	}
	years := t.Year() - b.Year()
	if t.Month() < b.Month() || t.Month() == b.Month() && t.Day() < b.Day() {
		years--
	}
	return years
}

// String returns the day as it is written.
func (d Day) String() string { return string(d) }

func (d Day) utc() (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return t, err == nil
}

func fromUTC(t time.Time) Day { return Day(t.Format(time.DateOnly)) }
