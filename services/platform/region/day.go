package region

import (
	"time"
	_ "time/tzdata" // Shanghai's zone with its summer times of 1986 to 1991, for machines without zone files

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ErrDay refuses a text that is not a calendar day.
var ErrDay = fault.New(fault.Invalid, "day_invalid", "Give a date such as 2026-03-05.", "请填写正确的日期，例如 2026-03-05。")

// Shanghai is the time zone of every Day.
var Shanghai = loadShanghai()

func loadShanghai() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil { // cannot happen with the compiled-in zones; UTC+8 is right for every day since 1991
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

// MakeDay returns the day of that date; a date that does not exist is carried over as in time.Date.
func MakeDay(year int, month time.Month, day int) Day {
	return fromUTC(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DayOf returns the day on which the instant falls in Shanghai.
func DayOf(t time.Time) Day { return Day(t.In(Shanghai).Format(time.DateOnly)) }

// Valid reports whether the day exists.
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

// LastInstant returns the last instant of the day, by which something due on it is due.
func (d Day) LastInstant() time.Time { return d.End().Add(-time.Millisecond) }

// Add returns the day n days later, or earlier when n is negative. An invalid day is returned unchanged.
func (d Day) Add(n int) Day {
	t, ok := d.utc()
	if !ok {
		return d
	}
	return fromUTC(t.AddDate(0, 0, n))
}

// AddMonths returns the day n months later, at most the last day of that month: January 31 plus one month is February 28.
func (d Day) AddMonths(n int) Day {
	t, ok := d.utc()
	if !ok {
		return d
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return fromUTC(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// Sub returns the number of days from e to d, negative when d is earlier; 0 when one is invalid.
func (d Day) Sub(e Day) int {
	a, ok := d.utc()
	b, ok2 := e.utc()
	if !ok || !ok2 {
		return 0
	}
	return int(a.Sub(b) / (24 * time.Hour))
}

// Before reports whether d is earlier than e.
func (d Day) Before(e Day) bool { return d < e }

// After reports whether d is later than e.
func (d Day) After(e Day) bool { return d > e }

// Weekday returns the day of the week; Sunday when d is invalid.
func (d Day) Weekday() time.Weekday {
	t, ok := d.utc()
	if !ok {
		return time.Sunday
	}
	return t.Weekday()
}

// Age returns the age in whole years, on the day given, of a person born on d. A year is complete on the birthday, for a
// birth on February 29 on March 1 of other years. It is 0 before the birth and when a day is invalid.
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

// String returns the day as text.
func (d Day) String() string { return string(d) }

// Say returns the day as people write it, 2026年3月5日 or 5 Mar 2026 (lang "en"), and the text unchanged when it is not a day.
func (d Day) Say(lang string) string {
	t, ok := d.utc()
	switch {
	case !ok:
		return string(d)
	case lang == "en":
		return t.Format("2 Jan 2006")
	}
	return t.Format("2006年1月2日")
}

// SayMonth returns the month 2026-03 as people write it, 2026年3月 or Mar 2026 (lang "en"), and the text unchanged when it is not a month.
func SayMonth(month, lang string) string {
	t, err := time.Parse("2006-01", month)
	switch {
	case err != nil:
		return month
	case lang == "en":
		return t.Format("Jan 2006")
	}
	return t.Format("2006年1月")
}

func (d Day) utc() (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return t, err == nil
}

func fromUTC(t time.Time) Day { return Day(t.Format(time.DateOnly)) }
