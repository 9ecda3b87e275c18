package region

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/6tail/lunar-go/HolidayUtil"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// FirstYear and LastYear are the first and last year of the published holidays and shifted working days (调休) that are
// compiled in. In other years Monday to Friday are working days unless the table says otherwise: enter each new year's
// notice when it is published.
const (
	FirstYear = 2002
	LastYear  = 2026
)

// ErrNote refuses a note that is too long.
var ErrNote = fault.New(fault.Invalid, "calendar_note_long", "Keep the note within 100 characters.", "备注不超过 100 个字。")

// Calendar tells which days are working days. It is safe for concurrent use.
type Calendar struct {
	days  *docstore.Collection[calendarDay]
	table atomic.Pointer[map[Day]bool]
}

// calendarDay is one entry of the working-day table. Its id is the day.
type calendarDay struct {
	docstore.Meta `bson:",inline"`
	Day           Day    `bson:"day"`
	Workday       bool   `bson:"workday"`
	Note          string `bson:"note"`
}

// Entry is one day of the working-day table, which overrides the published calendar.
type Entry struct {
	Day     Day
	Workday bool
	Note    string
}

// OpenCalendar declares the working-day table and reads it.
func OpenCalendar(ctx context.Context, db *docstore.DB) (*Calendar, error) {
	days, err := declareDays(db)
	if err != nil {
		return nil, fmt.Errorf("declare %s: %w", calendarName, err)
	}
	c := &Calendar{days: days}
	return c, c.Reload(ctx)
}

// Reload reads the table again. Call it once a minute, and after a transaction that called Set.
func (c *Calendar) Reload(ctx context.Context) error {
	table := map[Day]bool{}
	err := c.days.Each(ctx, nil, func(d calendarDay) error {
		table[d.Day] = d.Workday
		return nil
	})
	if err != nil {
		return fmt.Errorf("read calendar: %w", err)
	}
	c.table.Store(&table)
	return nil
}

// IsWorkday reports whether the day is a working day: by the table, else by the published calendar, else Monday to Friday.
func (c *Calendar) IsWorkday(d Day) bool {
	if work, ok := (*c.table.Load())[d]; ok {
		return work
	}
	if work, ok := publishedDays()[d]; ok {
		return work
	}
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday
}

// AddWorkdays returns the n-th working day after d, or before it when n is negative; d itself does not count. With n = 0 it
// returns d. A term "within 10 working days" ends on AddWorkdays(d, 10).
func (c *Calendar) AddWorkdays(d Day, n int) Day {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	if !d.Valid() {
		return d
	}
	for idle := 0; n > 0 && idle < maxDaysOff; idle++ {
		d = d.Add(step)
		if c.IsWorkday(d) {
			n, idle = n-1, 0
		}
	}
	return d
}

// maxDaysOff ends the search in a table without working days.
const maxDaysOff = 400

// WorkdaysBetween returns the number of working days in (a, b]: on day b, how much of a term that began on a is used up. It
// is negative when b is before a.
func (c *Calendar) WorkdaysBetween(a, b Day) int {
	if b.Before(a) {
		return -c.WorkdaysBetween(b, a)
	}
	n := 0
	for i := range max(b.Sub(a), 0) {
		if c.IsWorkday(a.Add(i + 1)) {
			n++
		}
	}
	return n
}

// Set enters the day in the table, replacing an earlier entry. It returns ErrDay or ErrNote. In this process the change
// counts after the next Reload.
func (c *Calendar) Set(ctx context.Context, d Day, workday bool, note string) error {
	note = strings.TrimSpace(note)
	if !d.Valid() {
		return ErrDay.At("day")
	}
	if utf8.RuneCountInString(note) > 100 {
		return ErrNote.At("note")
	}
	_, err := c.days.Upsert(ctx, string(d), func(e *calendarDay) error {
		e.ID, e.Day, e.Workday, e.Note = string(d), d, workday, note
		return nil
	})
	if err != nil {
		return fmt.Errorf("calendar day %s: %w", d, err)
	}
	return nil
}

// Entries returns the table in order of days.
func (c *Calendar) Entries(ctx context.Context) ([]Entry, error) {
	out := []Entry{}
	err := c.days.Each(ctx, nil, func(d calendarDay) error { // Each goes by id, and the ids are the days
		out = append(out, Entry{d.Day, d.Workday, d.Note})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read calendar: %w", err)
	}
	return out, nil
}

// publishedDays holds the days that notices of the State Council made holidays or working days, from the library, read once.
var publishedDays = sync.OnceValue(func() map[Day]bool {
	days := map[Day]bool{}
	for y := FirstYear; y <= LastYear; y++ {
		l := HolidayUtil.GetHolidaysByYear(y)
		for e := l.Front(); e != nil; e = e.Next() {
			if h, ok := e.Value.(*HolidayUtil.Holiday); ok {
				days[Day(h.GetDay())] = h.IsWork()
			}
		}
	}
	return days
})
