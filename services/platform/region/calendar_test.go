package region_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

func openCalendar(t *testing.T) *region.Calendar {
	t.Helper()
	c, err := region.OpenCalendar(t.Context(), docstoretest.Open(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestSpringFestival2026: free from 15 to 23 February, worked on the Saturdays 14 and 28 February (调休).
func TestSpringFestival2026(t *testing.T) {
	c := openCalendar(t)
	for d := region.Day("2026-02-09"); d <= "2026-03-06"; d = d.Add(1) {
		want := d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
		switch {
		case d == "2026-02-14" || d == "2026-02-28":
			want = true
		case d >= "2026-02-15" && d <= "2026-02-23":
			want = false
		}
		if got := c.IsWorkday(d); got != want {
			t.Errorf("%s %s: %t", d, d.Weekday(), got)
		}
	}
	for _, tt := range []struct {
		from region.Day
		n    int
		want region.Day
	}{
		{"2026-02-13", 1, "2026-02-14"}, {"2026-02-14", 1, "2026-02-24"}, {"2026-02-13", 2, "2026-02-24"}, {"2026-02-13", 10, "2026-03-05"},
		{"2026-02-18", 1, "2026-02-24"}, {"2026-02-24", -1, "2026-02-14"}, {"2026-02-18", 0, "2026-02-18"}, {"2026-02-27", 2, "2026-03-02"},
		{"2026-01-01", 1, "2026-01-04"}, // New Year: free from 1 to 3 January, worked on Sunday the 4th
		{"nonsense", 3, "nonsense"},
	} {
		if got := c.AddWorkdays(tt.from, tt.n); got != tt.want {
			t.Errorf("%s and %d: %s, want %s", tt.from, tt.n, got, tt.want)
		}
		if tt.n > 0 && tt.from.Valid() && c.WorkdaysBetween(tt.from, tt.want) != tt.n {
			t.Errorf("between %s and %s: %d", tt.from, tt.want, c.WorkdaysBetween(tt.from, tt.want))
		}
	}
	if n := c.WorkdaysBetween("2026-03-05", "2026-02-13"); n != -10 {
		t.Errorf("backwards: %d", n)
	}
}

func TestTableOverrides(t *testing.T) {
	c := openCalendar(t)
	ctx := t.Context()
	if c.IsWorkday("2027-02-08") != true || c.IsWorkday("2027-02-06") != false {
		t.Error("a year without published calendar goes by the week")
	}
	for _, e := range []region.Entry{{Day: "2027-02-08", Note: " 春节 "}, {Day: "2027-02-06", Workday: true}, {Day: "2027-02-08", Note: "春节"}} {
		if err := c.Set(ctx, e.Day, e.Workday, e.Note); err != nil {
			t.Fatal(err)
		}
	}
	if !c.IsWorkday("2027-02-08") {
		t.Error("counts before Reload")
	}
	if err := c.Reload(ctx); err != nil {
		t.Fatal(err)
	}
	if c.IsWorkday("2027-02-08") || !c.IsWorkday("2027-02-06") || c.AddWorkdays("2027-02-05", 2) != "2027-02-09" {
		t.Error("the table does not count")
	}
	list, err := c.Entries(ctx)
	if err != nil || len(list) != 2 || list[0].Day != "2027-02-06" || list[1].Note != "春节" {
		t.Errorf("entries %v, %v", list, err)
	}
	if err := c.Set(ctx, "2027-02-30", true, ""); !errors.Is(err, region.ErrDay) {
		t.Errorf("no such day: %v", err)
	}
	if err := c.Set(ctx, "2027-02-10", true, strings.Repeat("长", 101)); !errors.Is(err, region.ErrNote) {
		t.Errorf("long note: %v", err)
	}
}

func TestAge(t *testing.T) {
	for _, tt := range []struct {
		birth, on region.Day
		want      int
	}{
		{"2010-03-02", "2026-03-01", 15}, // 15 years and 364 days
		{"2010-03-02", "2026-03-02", 16}, // the 16th birthday
		{"2010-03-02", "2026-03-03", 16},
		{"2010-01-01", "2025-12-31", 15}, {"2010-12-31", "2026-01-01", 15},
		{"2008-02-29", "2024-02-28", 15}, {"2008-02-29", "2024-02-29", 16}, // in a leap year on the day itself
		{"2008-02-29", "2026-02-28", 17}, {"2008-02-29", "2026-03-01", 18}, // else on 1 March
		{"2010-02-28", "2026-02-28", 16}, {"2010-03-01", "2026-02-28", 15},
		{"2026-03-02", "2026-03-02", 0}, {"2026-03-02", "2026-03-01", 0}, {"", "2026-03-01", 0}, {"2010-02-30", "2026-03-01", 0},
	} {
		if got := tt.birth.Age(tt.on); got != tt.want {
			t.Errorf("born %s, on %s: %d, want %d", tt.birth, tt.on, got, tt.want)
		}
	}
}

func TestDay(t *testing.T) {
	for s, ok := range map[string]bool{
		"2026-03-05": true, "2024-02-29": true, "2026-02-29": false, "2026-3-5": false, "2026-03-05 ": false, "0999-01-01": false, "": false, "20260305": false,
	} {
		if d, err := region.ParseDay(s); (err == nil) != ok || ok && d.String() != s || region.Day(s).Valid() != ok {
			t.Errorf("%q: %q, %v", s, d, err)
		}
	}
	for at, want := range map[string]region.Day{
		"2026-03-01T15:59:59Z": "2026-03-01", "2026-03-01T16:00:00Z": "2026-03-02", "2026-03-02T00:00:00+08:00": "2026-03-02",
		"1986-07-01T15:30:00Z": "1986-07-02", // summer time then: UTC+9
	} {
		instant, err := time.Parse(time.RFC3339, at)
		if err != nil || region.DayOf(instant) != want {
			t.Errorf("%s: %s, want %s", at, region.DayOf(instant), want)
		}
	}
	d := region.Day("2026-03-02")
	if d.Start() != time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC) || d.End() != d.Start().Add(24*time.Hour) || !region.Day("x").Start().IsZero() {
		t.Errorf("%s is [%s, %s)", d, d.Start(), d.End())
	}
	for _, tt := range []struct {
		from   region.Day
		months int
		want   region.Day
	}{{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-03-31", -1, "2026-02-28"}, {"2026-11-30", 3, "2027-02-28"}, {"2024-02-29", 12, "2025-02-28"}} {
		if got := tt.from.AddMonths(tt.months); got != tt.want {
			t.Errorf("%s and %d months: %s, want %s", tt.from, tt.months, got, tt.want)
		}
	}
	if n := region.Day("2027-03-01").Sub("2026-03-01"); n != 365 {
		t.Errorf("a year of %d days", n)
	}
	if got := region.MakeDay(2026, 2, 30); got != "2026-03-02" {
		t.Errorf("30 February is %s", got)
	}
}
