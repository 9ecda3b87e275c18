package attendance_test

import (
	"errors"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/attendance"
)

func TestCount(t *testing.T) {
	at := func(hour, minute int) time.Time { return monday.Add(time.Duration(hour*60+minute) * time.Minute) }
	for name, tt := range map[string]struct {
		in, out time.Time
		want    int64
	}{
		"exactly":                   {at(0, 0), at(2, 0), 120},
		"early and late":            {at(0, -30), at(2, 30), 150}, // a quarter of an hour counts before and after
		"a little early":            {at(0, -10), at(1, 0), 70},
		"rounded up":                {at(0, 0), at(1, 0).Add(30 * time.Second), 61},
		"rounded down":              {at(0, 0), at(1, 0).Add(29 * time.Second), 60},
		"out before it counts":      {at(0, -30), at(0, -20), 0},
		"in after it counts":        {at(2, 20), at(2, 25), 0},
		"out in the same moment":    {at(0, 0), at(0, 0), 0},
		"out before in, by a fault": {at(1, 0), at(0, 0), 0},
	} {
		if _, _, got := attendance.Count(tt.in, tt.out, at(0, 0), at(2, 0)); got != tt.want {
			t.Errorf("%s: %d minutes, want %d", name, got, tt.want)
		}
	}
}

func TestFits(t *testing.T) {
	// 2026-03-02 00:00 in Shanghai
	zero := time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC)
	stay := func(id, activity string, from, to float64, note string) attendance.Attendance {
		a := attendance.Attendance{ActivityID: activity, Note: note, Day: zero.Add(hours(from)).In(time.FixedZone("", 8*3600)).Format(time.DateOnly)}
		a.ID, a.CountFrom, a.CountTo = id, zero.Add(hours(from)), zero.Add(hours(to))
		return a
	}
	for name, tt := range map[string]struct {
		a      attendance.Attendance
		others []attendance.Attendance
		want   error
	}{
		"alone":                    {stay("a", "x", 9, 11, ""), nil, nil},
		"itself":                   {stay("a", "x", 9, 11, ""), []attendance.Attendance{stay("a", "x", 9, 12, "")}, nil},
		"touching":                 {stay("a", "x", 9, 11, ""), []attendance.Attendance{stay("b", "y", 11, 12, "")}, nil},
		"overlapping elsewhere":    {stay("a", "x", 9, 11, ""), []attendance.Attendance{stay("b", "y", 10.9, 12, "")}, attendance.ErrOverlap},
		"8 hours":                  {stay("a", "x", 8, 16, ""), nil, nil},
		"over 8 hours":             {stay("a", "x", 8, 16.1, ""), nil, attendance.ErrDayNote},
		"over 8 hours with a note": {stay("a", "x", 8, 16.1, "夏令营全天陪护"), nil, nil},
		"over 8 hours together":    {stay("a", "x", 8, 12, ""), []attendance.Attendance{stay("b", "y", 13, 17.5, "")}, attendance.ErrDayNote},
		"over 12 hours":            {stay("a", "x", 8, 20.1, "夏令营全天陪护"), nil, attendance.ErrDayFull},
		"across midnight":          {stay("a", "x", 20, 30, ""), nil, nil}, // 4 h on one day, 6 on the next
		"the next day is full":     {stay("a", "x", 20, 30, "值夜班"), []attendance.Attendance{stay("b", "y", 31, 38, "")}, attendance.ErrDayFull},
		"the day before is not":    {stay("a", "x", 24, 30, ""), []attendance.Attendance{stay("b", "y", 14, 24, "")}, nil},
		"a fourth pair": {stay("a", "x", 15, 16, ""), []attendance.Attendance{
			stay("b", "x", 9, 10, ""), stay("c", "x", 11, 12, ""), stay("d", "x", 13, 14, ""),
		}, attendance.ErrPairs},
	} {
		if err := tt.a.Fits(tt.others); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func hours(h float64) time.Duration { return time.Duration(h * float64(time.Hour)) }

func TestGrade(t *testing.T) {
	for _, tt := range []struct {
		in, out attendance.Method
		near    attendance.Near
		want    attendance.Grade
	}{
		{attendance.QR, attendance.QR, attendance.NearYes, attendance.GradeA},
		{attendance.QR, attendance.QR, attendance.NearWeak, attendance.GradeB},
		{attendance.QR, attendance.Hand, attendance.NearYes, attendance.GradeC},
		{attendance.Hand, attendance.Hand, attendance.NearUnknown, attendance.GradeD},
	} {
		a := attendance.Attendance{InBy: tt.in, OutBy: tt.out, InNear: tt.near, OutNear: tt.near}
		if got := a.Grade(); got != tt.want {
			t.Errorf("%s/%s/%s: %s, want %s", tt.in, tt.out, tt.near, got, tt.want)
		}
	}
}
