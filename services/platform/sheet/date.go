package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

var (
	dayForm    = regexp.MustCompile(`^([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})[日号]?$`)
	eightForm  = regexp.MustCompile(`^([0-9]{4})([0-9]{2})([0-9]{2})$`)
	shortYear  = regexp.MustCompile(`^'?[0-9]{2}(年[0-9]{1,2}月[0-9]{1,2}[日号]?|[-./][0-9]{1,2}[-./][0-9]{1,2})$`)
	dayFirst   = regexp.MustCompile(`^[0-9]{1,2}[-./][0-9]{1,2}[-./]([0-9]{4}|[0-9]{2})$`)
	clockAfter = regexp.MustCompile(`(?i)^(.*?[0-9日号])(?:T|\s|上午|下午|星期.|周.|[（(].{1,3}[)）])*(?:[0-9]{1,2}[:：时点][0-9]{0,2}.{0,16})?$`)
	joins      = regexp.MustCompile(`\s*([-./年月])\s*|\s+([日号])`)
	monthForm  = regexp.MustCompile(`^([0-9]{4})(?:[-./年]([0-9]{1,2})|([0-9]{2}))月?$`)
	// oneDigitMonth matches numbers such as 2025.1, which may have been 2025.10.
	oneDigitMonth = regexp.MustCompile(`^[0-9]{4}\.[0-9]$`)
	serialForm    = regexp.MustCompile(`^[0-9]{1,5}(\.[0-9]+)?$`)
)

// dayMarks makes the marks between the parts of a day those that the forms above know.
var dayMarks = strings.NewReplacer("。", ".", "．", ".", "／", "/", "－", "-", "—", "-", "–", "-", "、", ".")

func readDate(c *Cell, s string, f cellForm, h *header) {
	day, note, err := parseDay(s, f, h.date1904)
	if err != nil {
		c.Err = err
		return
	}
	c.Value = day
	if day != c.Raw {
		c.Note = note
	}
}

func parseDay(s string, f cellForm, date1904 bool) (string, Note, *fault.Fault) {
	s = strings.TrimLeft(s, "'‘’`")
	s = dayMarks.Replace(s)
	s = joins.ReplaceAllString(s, "$1$2")
	if f == formRounded {
		return "", "", ErrDate
	}
	if m := eightForm.FindStringSubmatch(s); m != nil {
		return calendarDay(m)
	}
	if serialForm.MatchString(s) {
		return bareSerial(s, f, date1904)
	}
	if m := clockAfter.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	if m := dayForm.FindStringSubmatch(s); m != nil {
		return calendarDay(m)
	}
	if m := eightForm.FindStringSubmatch(s); m != nil {
		return calendarDay(m)
	}
	switch {
	case dayFirst.MatchString(s) && fourDigitTail(s):
		return "", "", ErrAmbiguous
	case shortYear.MatchString(s), dayFirst.MatchString(s):
		return "", "", ErrShortYear
	}
	return "", "", ErrDate
}

func readMonth(c *Cell, s string, f cellForm, h *header) {
	s = joins.ReplaceAllString(dayMarks.Replace(strings.TrimLeft(s, "'‘’`")), "$1$2")
	if m := monthForm.FindStringSubmatch(s); m != nil && !(f == formNumber && oneDigitMonth.MatchString(s)) {
		day, note, err := calendarDay([]string{"", m[1], m[2] + m[3], "1"})
		if err != nil {
			c.Err = err
			return
		}
		c.Value = day[:len("2026-03")]
		if c.Value != c.Raw {
			c.Note = note
		}
		return
	}
	readDate(c, s, f, h)
	switch {
	case c.Err == nil:
		c.Value = c.Value[:len("2026-03")]
	case !ErrImpossible.Is(c.Err):
		c.Err = ErrMonth
	}
}

func fourDigitTail(s string) bool {
	i := strings.LastIndexAny(s, "-./")
	return len(s)-i-1 == 4
}

func calendarDay(m []string) (string, Note, *fault.Fault) {
	y, _ := strconv.Atoi(m[1])
	mo, _ := strconv.Atoi(m[2])
	d, _ := strconv.Atoi(m[3])
	t := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, time.UTC)
	if y < 1900 || y > 2118 || int(t.Month()) != mo || t.Day() != d {
		return "", "", ErrImpossible
	}
	return t.Format(time.DateOnly), NoteDate, nil
}

// bareSerial reads a number without a day format as a serial day, unless it looks like a year or a year and month. A text
// must have five digits: fewer are an age or an ordinal.
func bareSerial(s string, f cellForm, date1904 bool) (string, Note, *fault.Fault) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v >= 1900 && v < 2119 || (f == formText || f == formCSV) && v < 10_000 {
		return "", "", ErrDate
	}
	day, ok := serialDay(v, date1904)
	if !ok {
		return "", "", ErrImpossible
	}
	return day, NoteSerial, nil
}
