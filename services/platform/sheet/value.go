package sheet

import (
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// styles are the ids of the cell styles of numbers and days.
type styles struct{ whole, decimal, day, instant int }

func valueStyles(f *excelize.File) (s styles, err error) {
	for _, v := range []struct {
		id     *int
		number int
		format string
	}{{&s.whole, 1, ""}, {&s.decimal, 4, ""}, {&s.day, 0, "yyyy-mm-dd"}, {&s.instant, 0, "yyyy-mm-dd hh:mm"}} {
		style := excelize.Style{NumFmt: v.number}
		if v.format != "" {
			style.CustomNumFmt = &v.format
		}
		if *v.id, err = f.NewStyle(&style); err != nil {
			return s, err
		}
	}
	return s, nil
}

// cells returns the cells of a row: values where the column's kind says so and the text reads as such, texts otherwise.
func (s styles) cells(row []string, kinds []Kind, text int) []any {
	out := textCells(row, text)
	for i, raw := range row {
		if i < len(kinds) {
			if c, ok := s.value(raw, kinds[i]); ok {
				out[i] = c
			}
		}
	}
	return out
}

func (s styles) value(raw string, kind Kind) (excelize.Cell, bool) {
	switch kind {
	case Integer:
		n, err := strconv.ParseInt(raw, 10, 64)
		return excelize.Cell{StyleID: s.whole, Value: n}, err == nil && n <= maxExact && n >= -maxExact
	case Decimal:
		n, err := strconv.ParseFloat(raw, 64)
		return excelize.Cell{StyleID: s.decimal, Value: n}, err == nil && n <= maxExact && n >= -maxExact
	case Date:
		if t, err := time.Parse(time.DateOnly, raw); err == nil {
			return excelize.Cell{StyleID: s.day, Value: t}, true
		}
		t, err := time.Parse("2006-01-02 15:04", raw)
		return excelize.Cell{StyleID: s.instant, Value: t}, err == nil
	}
	return excelize.Cell{}, false
}
