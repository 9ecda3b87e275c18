package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Stream writes a workbook row by row to its reader, with the same memory for any number of rows. As in Write nothing is a formula, and a cell is text
// unless its column has one of the Kinds and it reads as such. The first error is kept: later calls do nothing, and Close returns it.
type Stream struct {
	zip    *zip.Writer
	part   *bufio.Writer // of the sheet that is being written
	names  []string
	taken  map[string]bool
	name   string // as it was asked for
	header []string
	kinds  []Kind
	row    int // the last one written, from 1
	err    error
}

// maxStreamRows is how many rows a sheet of the format has.
const maxStreamRows = 1_048_576

// NewStream returns a writer of a workbook to w.
func NewStream(w io.Writer) *Stream {
	return &Stream{zip: zip.NewWriter(w), taken: map[string]bool{}}
}

// Begin begins a sheet with its header, which stays in view. The name is changed where the format or another sheet's name demands it.
func (s *Stream) Begin(name string, header []string, kinds ...Kind) {
	if s.err != nil {
		return
	}
	s.endSheet()
	s.name, s.header, s.kinds, s.row = name, header, kinds, 0
	s.names = append(s.names, sheetName(name, s.taken))
	w, err := s.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(s.names)))
	if s.keep(err); err != nil {
		return
	}
	s.part = bufio.NewWriterSize(w, 1<<16)
	s.text(xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, title := range header {
		width := 2*utf8.RuneCountInString(title) + 2
		if i < len(kinds) && kinds[i] == Date {
			width = max(width, 17)
		}
		s.text(fmt.Sprintf(`<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, min(max(width, 12), 40)))
	}
	s.text("</cols><sheetData>")
	s.write(header, nil, styleBold)
}

// Row writes one row below the header. When the sheet is full, the rows go on in another one with the same header.
func (s *Stream) Row(row []string) {
	if s.err == nil && s.row == maxStreamRows {
		s.Begin(s.name, s.header, s.kinds...)
	}
	s.write(row, s.kinds, styleText)
}

// Close writes what is left of the workbook and returns the first error. It does not close the writer below.
func (s *Stream) Close() error {
	if len(s.names) == 0 {
		s.Begin("", nil)
	}
	s.endSheet()
	var types, book, rels strings.Builder
	for i, name := range s.names {
		_, _ = fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i+1)
		_, _ = fmt.Fprintf(&book, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escaped(name), i+1, i+1)
		_, _ = fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relations, i+1)
	}
	for _, part := range [][2]string{
		{"xl/styles.xml", stylesPart},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + relations + `"><sheets>` + book.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() +
			`<Relationship Id="rIdS" Type="` + relations + `/styles" Target="styles.xml"/></Relationships>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relations +
			`/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ` +
			`ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` + types.String() + `</Types>`},
	} {
		if s.err != nil {
			break
		}
		w, err := s.zip.Create(part[0])
		if s.keep(err); err == nil {
			_, err = io.WriteString(w, xmlHead+part[1])
			s.keep(err)
		}
	}
	if s.err == nil {
		s.keep(s.zip.Close())
	}
	if s.err != nil {
		return fmt.Errorf("write workbook: %w", s.err)
	}
	return nil
}

// The styles of a stream's cells: places in stylesPart.
const (
	styleText = iota + 1
	styleBold
	styleWhole
	styleDecimal
	styleDay
	styleInstant
)

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	relations  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	stylesPart = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/>` +
		`<numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="7"><xf/>` +
		`<xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/><xf numFmtId="1" applyNumberFormat="1"/>` +
		`<xf numFmtId="4" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>`
)

func (s *Stream) endSheet() {
	if s.part == nil || s.err != nil {
		return
	}
	s.text("</sheetData></worksheet>")
	s.keep(s.part.Flush())
	s.part = nil
}

func (s *Stream) write(row []string, kinds []Kind, style int) {
	if s.err != nil || s.part == nil {
		return
	}
	s.row++
	s.text(`<row r="` + strconv.Itoa(s.row) + `">`)
	for i, raw := range row {
		if raw == "" {
			continue
		}
		at := columnName(i) + strconv.Itoa(s.row)
		if i < len(kinds) {
			if number, of, ok := streamValue(raw, kinds[i]); ok {
				s.text(`<c r="` + at + `" s="` + strconv.Itoa(of) + `"><v>` + number + `</v></c>`)
				continue
			}
		}
		s.text(`<c r="` + at + `" s="` + strconv.Itoa(style) + `" t="inlineStr"><is><t xml:space="preserve">` + escaped(clipUTF16(raw)) + `</t></is></c>`)
	}
	s.text("</row>")
}

// epoch is the day 0 of the format's calendar, which counts a 29 February 1900 that never was.
var epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// streamValue returns the number of a cell and its style, when the text reads as the kind says.
func streamValue(raw string, kind Kind) (number string, style int, ok bool) {
	switch kind {
	case Integer:
		n, err := strconv.ParseInt(raw, 10, 64)
		return strconv.FormatInt(n, 10), styleWhole, err == nil && n <= maxExact && n >= -maxExact
	case Decimal:
		n, err := strconv.ParseFloat(raw, 64)
		return strconv.FormatFloat(n, 'f', -1, 64), styleDecimal, err == nil && n <= maxExact && n >= -maxExact
	case Date:
		t, err := time.Parse(time.DateOnly, raw)
		if style = styleDay; err != nil {
			style = styleInstant
			t, err = time.Parse("2006-01-02 15:04", raw)
		}
		return strconv.FormatFloat(t.Sub(epoch).Hours()/24, 'f', -1, 64), style, err == nil && t.Year() > 1900 && t.Year() < 10_000
	}
	return "", 0, false
}

func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// maxCell is the number of UTF-16 units of a cell's text.
const maxCell = 32_767

// clipUTF16 cuts a text to what a cell holds.
func clipUTF16(text string) string {
	if len(text) <= maxCell {
		return text
	}
	units := 0
	for i, r := range text {
		if units++; r > 0xFFFF {
			units++
		}
		if units > maxCell {
			return text[:i]
		}
	}
	return text
}

// readAsCode finds what a spreadsheet would read as an escaped character, such as _x0041_.
var readAsCode = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func escaped(text string) string {
	text = readAsCode.ReplaceAllStringFunc(strings.ToValidUTF8(text, ""), func(m string) string { return "_x005F" + m })
	if !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > 0xFFFD || strings.ContainsRune(`<>&"'`, r) }) {
		return text
	}
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // the builder does not fail
	return b.String()
}

func (s *Stream) text(t string) {
	if s.err == nil {
		_, err := s.part.WriteString(t)
		s.keep(err)
	}
}

func (s *Stream) keep(err error) {
	if s.err == nil {
		s.err = err
	}
}

// CSVStream writes CSV row by row, as WriteCSV does, for programs that read it: numbers and days of columns with such a kind stand as they are, and so
// do digits that a spreadsheet would round. Only text that a spreadsheet would read as a formula gets an apostrophe.
type CSVStream struct {
	w     *csv.Writer
	kinds []Kind
}

// NewCSVStream writes the byte order mark and the header.
func NewCSVStream(w io.Writer, header []string, kinds ...Kind) (*CSVStream, error) {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return nil, fmt.Errorf("write CSV: %w", err)
	}
	s := &CSVStream{w: csv.NewWriter(w), kinds: kinds}
	s.w.UseCRLF = true
	s.Row(header)
	return s, nil
}

// Row writes one row. Close returns the error, if there was one.
func (s *CSVStream) Row(row []string) {
	out := make([]string, len(row))
	for i, raw := range row {
		raw = strings.ToValidUTF8(raw, "")
		if i < len(s.kinds) {
			if _, _, ok := streamValue(raw, s.kinds[i]); ok {
				out[i] = raw
				continue
			}
		}
		if out[i] = raw; !isBlank(raw) && needsGuard(raw) {
			out[i] = "'" + raw
		}
	}
	_ = s.w.Write(out) // Close returns the error
}

// Err returns the first error so far, so that a writer of many rows stops when nobody reads them.
func (s *CSVStream) Err() error { return s.w.Error() }

// Close writes what is left.
func (s *CSVStream) Close() error {
	s.w.Flush()
	if err := s.w.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// Err returns the first error so far, so that a writer of many rows stops when nobody reads them.
func (s *Stream) Err() error { return s.err }
