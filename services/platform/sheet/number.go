package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// cellForm is what a cell was before it became displayed text.
type cellForm uint8

const (
	formText    cellForm = iota // a text cell
	formCSV                     // text of unknown origin
	formNumber                  // a number; the text shows all of it
	formRounded                 // a number too long to be exact; its text in E notation is refused again when it comes back
	formDay                     // a number shown as a day; the text is "2006-01-02", perhaps with a time
	formError                   // #N/A
	formFormula                 // a formula that was never calculated
)

const maxExact = 1e15 // integers below it are stored exactly

// displayNumber returns a stored number as a spreadsheet displays it.
func displayNumber(stored string, day, date1904 bool) (string, cellForm) {
	stored = strings.TrimSpace(stored)
	if stored == "" {
		return "", formText
	}
	v, err := strconv.ParseFloat(stored, 64)
	switch {
	case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
		return stored, formText
	case math.Abs(v) >= maxExact:
		return strconv.FormatFloat(v, 'E', 14, 64), formRounded
	}
	if day {
		if text, ok := displayDay(v, date1904); ok {
			return text, formDay
		}
	}
	if v == math.Trunc(v) {
		return strconv.FormatInt(int64(v), 10), formNumber
	}
	short, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64) // 0.1+0.2 is shown as 0.3
	return strconv.FormatFloat(short, 'f', -1, 64), formNumber
}

const (
	maxSerial  = 79_989 // 31 December 2118
	shift1904  = 1462
	leapSerial = 60 // 29 February 1900, which exists only in spreadsheets
)

// displayDay returns a serial number as a day, with the time if it has one.
func displayDay(v float64, date1904 bool) (string, bool) {
	minutes := int64(math.Round((v - math.Floor(v)) * 24 * 60))
	clock := time.UnixMilli(minutes * 60_000).UTC().Format("15:04")
	if v >= 0 && v < 1 && !date1904 {
		return clock, minutes > 0
	}
	day, ok := serialDay(v, date1904)
	if !ok {
		return "", false
	}
	if minutes > 0 && minutes < 24*60 {
		return day + " " + clock, true
	}
	return day, true
}

// serialDay returns the day of a serial number of days.
func serialDay(v float64, date1904 bool) (string, bool) {
	if v < 0 || v >= maxSerial+1 {
		return "", false
	}
	n := int(math.Floor(v))
	if date1904 {
		n += shift1904
	}
	if n < 1 || n > maxSerial || n == leapSerial {
		return "", false
	}
	if n > leapSerial {
		n--
	}
	return time.Date(1899, 12, 31+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
}
