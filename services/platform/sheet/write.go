package sheet

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// ContentType is the media type of workbooks.
const ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Sheet is one sheet to write. Its Name is changed where the format or another sheet's name demands it.
type Sheet struct {
	Name   string
	Hints  []string // a row above the header
	Header []string
	Rows   [][]string
	Kinds  []Kind     // by column: Integer, Decimal and Date cells are written as numbers and days, so that they sum and sort
	Lists  [][]string // by column: values offered in each cell below the header, 255 characters together at most
}

// Write writes a workbook. Nothing is a formula. A cell is text, so that a long number typed into the sheet keeps all its digits,
// unless its column has one of the Kinds and it reads as such: "12", "12.50", "2026-03-01", "2026-03-01 08:30". Texts longer
// than 32,767 characters are cut, as the format demands.
func Write(w io.Writer, sheets ...Sheet) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	if len(sheets) == 0 {
		sheets = []Sheet{{}}
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49})
	if err != nil {
		return fmt.Errorf("style of texts: %w", err)
	}
	values, err := valueStyles(f)
	if err != nil {
		return fmt.Errorf("style of numbers and days: %w", err)
	}
	bold, err := f.NewStyle(&excelize.Style{
		NumFmt: 49, Font: &excelize.Font{Bold: true},
		Alignment: &excelize.Alignment{WrapText: true},
	})
	if err != nil {
		return fmt.Errorf("style of the header: %w", err)
	}
	wrapped, err := f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Color: "5A5A5A"}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return fmt.Errorf("style of the hints: %w", err)
	}
	taken := map[string]bool{}
	for i, s := range sheets {
		name := sheetName(s.Name, taken)
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err == nil {
			err = writeSheet(f, name, s, values, text, wrapped, bold)
		}
		if err != nil {
			return fmt.Errorf("write sheet %d: %w", i+1, err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

func writeSheet(f *excelize.File, name string, s Sheet, values styles, text, wrapped, bold int) error {
	sw, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, width := range columnWidths(s) {
		if err := sw.SetColStyle(i+1, i+1, text); err != nil {
			return err
		}
		if err := sw.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := offerLists(f, name, s); err != nil {
		return err
	}
	var above [][]any
	if len(s.Hints) > 0 {
		above = append(above, textCells(s.Hints, wrapped))
	}
	if len(s.Header) > 0 {
		above = append(above, textCells(s.Header, bold))
	}
	top := len(above)
	if top > 0 {
		if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: top, TopLeftCell: "A" + strconv.Itoa(top+1), ActivePane: "bottomLeft"}); err != nil {
			return err
		}
	}
	for i, cells := range above {
		if err := sw.SetRow("A"+strconv.Itoa(i+1), cells); err != nil {
			return err
		}
	}
	for i, row := range s.Rows {
		if err := sw.SetRow("A"+strconv.Itoa(i+1+top), values.cells(row, s.Kinds, text)); err != nil {
			return err
		}
	}
	return sw.Flush()
}

// offerLists adds the lists of values. They only suggest: a cell takes other values too.
func offerLists(f *excelize.File, name string, s Sheet) error {
	below := 1
	for _, line := range [][]string{s.Hints, s.Header} {
		if len(line) > 0 {
			below++
		}
	}
	for i, list := range s.Lists {
		if len(list) == 0 || utf8.RuneCountInString(strings.Join(list, ",")) > listChars || strings.Contains(strings.Join(list, ""), ",") {
			continue
		}
		column, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		offer := excelize.NewDataValidation(true)
		offer.Sqref = column + strconv.Itoa(below) + ":" + column + strconv.Itoa(below+listRows)
		if err := offer.SetDropList(list); err != nil {
			return err
		}
		offer.ShowErrorMessage = false
		if err := f.AddDataValidation(name, offer); err != nil {
			return err
		}
	}
	return nil
}

// The limits of lists of values: the format's, and how many rows get them.
const (
	listChars = 255
	listRows  = 3000
)

func textCells(row []string, style int) []any {
	out := make([]any, len(row))
	for i, s := range row {
		cell := excelize.Cell{StyleID: style}
		if s != "" {
			cell.Value = strings.ToValidUTF8(s, "")
		}
		out[i] = cell
	}
	return out
}

// columnWidths fits the columns to the header and the first rows; a Chinese character counts twice.
func columnWidths(s Sheet) []float64 {
	var out []float64
	for n, row := range append([][]string{s.Header}, s.Rows[:min(100, len(s.Rows))]...) {
		for i, text := range row {
			if i == len(out) {
				out = append(out, 10)
			}
			places := utf8.RuneCountInString(text) + (len(text)-utf8.RuneCountInString(text))/2 + 2
			if n > 0 || places < 30 {
				out[i] = max(out[i], float64(min(places, 60)))
			}
		}
	}
	return out
}

var notInName = strings.NewReplacer(":", "_", `\`, "_", "/", "_", "?", "_", "*", "_", "[", "_", "]", "_")

func sheetName(name string, taken map[string]bool) string {
	name = strings.Trim(cleanText(notInName.Replace(strings.ToValidUTF8(name, ""))), "' ")
	if name == "" {
		name = "Sheet1"
	}
	base := clipText(name, 12) // a sheet's name has at most 31 UTF-16 units
	for n := 2; utf8.RuneCountInString(name) > 15 || taken[strings.ToLower(name)]; n++ {
		name = base + "-" + strconv.Itoa(n)
	}
	taken[strings.ToLower(name)] = true
	return name
}

// Template writes an empty sheet with the first wording of each column, with a star before required ones, below a row with the hints and with
// the lists of choices, if any column has some. Read finds the header below the hints.
func Template(w io.Writer, name string, layout Layout) error {
	s := Sheet{Name: name, Header: make([]string, len(layout.Columns)), Lists: make([][]string, len(layout.Columns))}
	hints, some := make([]string, len(layout.Columns)), false
	for i, c := range layout.Columns {
		s.Header[i] = c.Names[0]
		if c.Required {
			s.Header[i] = "*" + c.Names[0]
		}
		hints[i], s.Lists[i] = c.Hint, c.Choices
		some = some || c.Hint != ""
	}
	if some {
		s.Hints = hints
	}
	return Write(w, s)
}
