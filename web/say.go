package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/opendata"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// speaker writes numbers, times and states as people read them, in one language.
type speaker struct {
	lang string
	now  func() time.Time
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600) // no summer time since 1991

func (s speaker) funcs() template.FuncMap {
	return template.FuncMap{
		"t": s.t, "money": s.money, "minutes": s.minutes, "count": count, "points": points, "day": s.day, "days": s.days, "term": s.term, "span": s.span,
		"instant": s.instant, "label": s.label, "tone": tone, "state": s.state, "code": text, "amount": s.amount, "signed": s.signed, "date": s.dated, "share": basisPoints, "said": func(t opendata.Text) string { return t.In(s.lang) }, "meaning": func(c opendata.Column) string { return c.Described(s.lang) },
	}
}

func (s speaker) zh() bool { return s.lang != "en" }

// t picks the text; what follows the English one fills both, as fmt does.
func (s speaker) t(zh, en string, args ...any) string {
	text := zh
	if !s.zh() {
		text = en
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// count writes 12345 as 12,345. It takes any whole number, since templates do not convert.
func count(n any) string {
	text := fmt.Sprint(n)
	sign := ""
	if text[0] == '-' {
		sign, text = "−", text[1:]
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return sign + text
}

// points writes hundredths of a point as 86.50.
func points(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }

// signed writes an amount with its sign.
func (s speaker) signed(fen int64) string {
	if fen < 0 {
		return "−" + s.money(-fen)
	}
	return "+" + s.money(fen)
}

func (s speaker) money(fen int64) string {
	return "¥" + count(fen/100) + fmt.Sprintf(".%02d", fen%100)
}

func (s speaker) minutes(n int64) string {
	h, m := n/60, n%60
	switch {
	case h == 0:
		return s.t("%d 分钟", "%d min", m)
	case m == 0:
		return s.t("%s 小时", "%s h", count(h))
	default:
		return s.t("%s 小时 %d 分", "%s h %d min", count(h), m)
	}
}

// amount writes a contract indicator's number in its unit: hours are kept in minutes, percent in hundredths, yuan in fen.
func (s speaker) amount(n int64, unit string) string {
	switch unit {
	case "hours":
		return s.minutes(n)
	case "percent":
		return strings.TrimSuffix(strings.TrimRight(points(n), "0"), ".") + "%"
	case "yuan":
		return s.money(n)
	default:
		return count(n) + " " + s.label("unit", unit)
	}
}

var weekdays = [2][7]string{
	{"周日", "周一", "周二", "周三", "周四", "周五", "周六"},
	{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
}

// date is 11月23日 周一, with the year when it is not this one.
func (s speaker) date(at time.Time) string {
	at = at.In(shanghai)
	other := at.Year() != s.now().In(shanghai).Year()
	if s.zh() {
		year := ""
		if other {
			year = strconv.Itoa(at.Year()) + "年"
		}
		return fmt.Sprintf("%s%d月%d日 %s", year, at.Month(), at.Day(), weekdays[0][at.Weekday()])
	}
	year := ""
	if other {
		year = " " + strconv.Itoa(at.Year())
	}
	return fmt.Sprintf("%s %d %s%s", weekdays[1][at.Weekday()], at.Day(), at.Month().String()[:3], year)
}

func (s speaker) instant(at time.Time) string {
	return s.date(at) + " " + at.In(shanghai).Format("15:04")
}

func (s speaker) span(from, to time.Time) string {
	a, b := from.In(shanghai), to.In(shanghai)
	if a.YearDay() == b.YearDay() && a.Year() == b.Year() {
		return s.date(a) + " " + a.Format("15:04") + "–" + b.Format("15:04")
	}
	return s.instant(a) + " – " + s.instant(b)
}

// day writes a calendar day; one that is not set is a dash.
func (s speaker) day(d region.Day) string {
	if d == "" {
		return "—"
	}
	return s.date(d.Start().Add(12 * time.Hour))
}

func (s speaker) days(from, to region.Day) string {
	return strings.Join([]string{s.day(from), s.day(to)}, s.t(" 至 ", " – "))
}

// term is two days with their years and without weekdays: 2026年5月30日 至 2027年5月29日.
func (s speaker) term(from, to region.Day) string {
	layout := s.t("2006年1月2日", "2 Jan 2006")
	return from.Start().In(shanghai).Format(layout) + s.t(" 至 ", " – ") + to.Start().In(shanghai).Format(layout)
}

// dated is a day with its year and without its weekday; one that is not set is a dash.
func (s speaker) dated(d region.Day) string {
	if d == "" {
		return "—"
	}
	return d.Start().In(shanghai).Format(s.t("2006年1月2日", "2 Jan 2006"))
}

// label is the word of a code, or the code itself where there is none.
func (s speaker) label(kind string, value any) string { return labels[kind].Of(text(value), s.lang) }

// text is the code of a state, whatever its type.
func text(value any) string { return fmt.Sprint(value) }

// state is a label with its tone and a sign, so that it is never told by colour alone.
type state struct{ Text, Tone, Sign string }

var signs = map[string]string{"done": "✓", "wait": "◔", "late": "!", "open": "●"}

func (s speaker) state(kind string, value any) state {
	t := tone(kind, value)
	return state{Text: s.label(kind, value), Tone: t, Sign: signs[t]}
}
