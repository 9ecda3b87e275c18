package sheet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// book is an open workbook: its sheets, its shared strings, and which of its styles show a day.
type book struct {
	ctx      context.Context
	a        *archive
	lim      Limits
	sheets   []bookSheet
	date1904 bool
	strings  []string
	dates    []bool // by style index
	tags     int    // tags read so far, of all parts
}

type bookSheet struct {
	name, part string
	hidden     bool
}

type relation struct{ kind, target string }

const maxSheets = 255

func openBook(ctx context.Context, a *archive, lim Limits) (*book, error) {
	b := &book{ctx: ctx, a: a, lim: lim}
	root, err := b.relations("_rels/.rels", "")
	if err != nil {
		return nil, err
	}
	main := "xl/workbook.xml"
	for _, r := range root {
		if r.kind == "officeDocument" {
			main = r.target
		}
	}
	switch {
	case strings.HasSuffix(partName(main), ".bin"):
		return nil, ErrOldFormat
	case a.files[partName(main)] == nil || strings.HasPrefix(partName(main), "word/") || strings.HasPrefix(partName(main), "ppt/"):
		return nil, ErrType
	}
	dir := path.Dir(partName(main))
	rels, err := b.relations(path.Join(dir, "_rels", path.Base(partName(main))+".rels"), dir)
	if err != nil {
		return nil, err
	}
	if err := b.workbook(main, rels); err != nil {
		return nil, err
	}
	for _, r := range rels {
		switch r.kind {
		case "sharedStrings":
			err = b.sharedStrings(r.target)
		case "styles":
			err = b.styles(r.target)
		}
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

// eachTag calls f at every tag of the part; a missing part has none.
func (b *book) eachTag(part string, maxText int, f func(*scanner) error) error {
	r, err := b.a.open(part)
	if err != nil || r == nil {
		return err
	}
	defer func() { _ = r.Close() }()
	s := newScanner(r, maxText)
	for ; ; b.tags++ {
		if b.tags%4096 == 0 && b.ctx.Err() != nil {
			return b.ctx.Err()
		}
		if b.tags > 16*b.lim.Cells { // most of them are empty cells
			return ErrTooLarge
		}
		if err := s.next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := f(s); err != nil {
			return err
		}
	}
}

func (b *book) relations(part, dir string) (map[string]relation, error) {
	out := map[string]relation{}
	err := b.eachTag(part, 0, func(s *scanner) error {
		if s.end || string(s.name) != "Relationship" {
			return nil
		}
		if len(out) >= 2*b.lim.Entries {
			return ErrTooLarge
		}
		id, _ := s.attr("Id", false)
		kind, _ := s.attr("Type", false)
		target, _ := s.attr("Target", false)
		mode, _ := s.attr("TargetMode", false)
		if mode == "External" {
			return nil
		}
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		out[id] = relation{path.Base(kind), target}
		return nil
	})
	return out, err
}

func (b *book) workbook(part string, rels map[string]relation) error {
	return b.eachTag(part, 0, func(s *scanner) error {
		if s.end {
			return nil
		}
		switch string(s.name) {
		case "workbookPr":
			v, _ := s.attr("date1904", false)
			b.date1904 = v == "1" || v == "true"
		case "sheet":
			if len(b.sheets) >= maxSheets {
				return ErrTooLarge
			}
			name, _ := s.attr("name", false)
			state, _ := s.attr("state", false)
			id, _ := s.attr("id", true)
			sh := bookSheet{name: clipText(name, 100), hidden: state == "hidden" || state == "veryHidden"}
			if r := rels[id]; r.kind == "worksheet" {
				sh.part = r.target
			}
			b.sheets = append(b.sheets, sh)
		}
		return nil
	})
}

// maxText is the length of a cell's text in bytes before its entities are resolved: &#x10FFFF; is the longest entity.
func (b *book) maxText() int { return 10 * (b.lim.CellChars + 1) }

func (b *book) sharedStrings(part string) error {
	var text strings.Builder
	var kept int64
	phonetic := false
	return b.eachTag(part, b.maxText(), func(s *scanner) error {
		switch string(s.name) {
		case "rPh":
			phonetic = !s.end
		case "t":
			if s.end && !phonetic && text.Len() < b.maxText() {
				v, err := unescape(s.text, true)
				if err != nil {
					return err
				}
				text.WriteString(v)
			}
		case "si":
			if !s.end {
				text.Reset()
				return nil
			}
			v := clipText(text.String(), b.lim.CellChars+1)
			if kept += int64(len(v)); kept > b.lim.TextBytes || len(b.strings) >= b.lim.Cells {
				return ErrTooLarge
			}
			b.strings = append(b.strings, v)
		}
		return nil
	})
}

func (b *book) styles(part string) error {
	custom := map[int]bool{}
	inXfs := false
	return b.eachTag(part, 0, func(s *scanner) error {
		switch string(s.name) {
		case "numFmt":
			if s.end {
				return nil
			}
			id, _ := s.attr("numFmtId", false)
			code, _ := s.attr("formatCode", false)
			if n, err := strconv.Atoi(id); err == nil && len(custom) < 10_000 {
				custom[n] = showsDay(code)
			}
		case "cellXfs":
			inXfs = !s.end
		case "xf":
			if s.end || !inXfs {
				return nil
			}
			if len(b.dates) > 1<<16 {
				return ErrTooLarge
			}
			id, _ := s.attr("numFmtId", false)
			n, _ := strconv.Atoi(id)
			day, known := custom[n]
			b.dates = append(b.dates, day || !known && builtInDay(n))
		}
		return nil
	})
}

// builtInDay reports whether a built-in number format shows a day, in Western or Chinese Excel.
func builtInDay(n int) bool {
	return n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58
}

// showsDay reports whether a number format's code shows a day or a time; quoted text and [colours] are ignored.
func showsDay(code string) bool {
	var quoted, bracket bool
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case bracket:
		case strings.IndexByte("yYdDhHmMsS", c) >= 0:
			return true
		case c == ';':
			return false
		}
	}
	return false
}

// sheetScan reads one worksheet cell by cell.
type sheetScan struct {
	b      *book
	c      *collector
	row    int
	col    int
	cells  []rawCell
	inCell bool
	skip   bool // inside a phonetic run
	kind   string
	style  int
	value  string
	inline strings.Builder
	calc   bool // the cell has a formula
	merges int
}

const lastRow, lastColumn = 1 << 20, 1 << 14 // the limits of the format

func (b *book) readSheet(sh bookSheet, c *collector) error {
	w := &sheetScan{b: b, c: c}
	return b.eachTag(sh.part, b.maxText(), w.tag)
}

func (w *sheetScan) tag(s *scanner) error {
	switch name := string(s.name); {
	case name == "row" && !s.end:
		return w.startRow(s)
	case name == "row":
		return w.c.addRow(w.row, w.cells)
	case name == "c" && !s.end:
		return w.startCell(s)
	case name == "mergeCell" && !s.end:
		return w.merge(s)
	case !w.inCell:
		return nil
	case name == "c":
		w.inCell = false
		return w.endCell()
	case name == "f":
		w.calc = true
	case name == "rPh":
		w.skip = !s.end
	case name == "v" && s.end:
		v, err := unescape(s.text, true)
		w.value = v
		return err
	case name == "t" && s.end && !w.skip && w.inline.Len() < w.b.maxText():
		v, err := unescape(s.text, true)
		w.inline.WriteString(v)
		return err
	}
	return nil
}

func (w *sheetScan) startRow(s *scanner) error {
	w.cells, w.col = w.cells[:0], -1
	next := w.row + 1
	if v, ok := s.attr("r", false); ok {
		n, err := strconv.Atoi(v)
		if err != nil || n < next {
			return ErrUnreadable
		}
		next = n
	}
	if next > lastRow {
		return ErrTooLarge
	}
	w.row = next
	return nil
}

func (w *sheetScan) startCell(s *scanner) error {
	w.inCell, w.calc, w.skip, w.value = true, false, false, ""
	w.inline.Reset()
	col := w.col + 1
	if ref, ok := s.attr("r", false); ok {
		c, _, ok := cellReference(ref)
		if !ok || c < col || w.row == 0 {
			return ErrUnreadable
		}
		col = c
	}
	if col >= lastColumn {
		return ErrTooLarge
	}
	w.col = col
	w.kind, _ = s.attr("t", false)
	w.style = 0
	if style, ok := s.attr("s", false); ok {
		w.style, _ = strconv.Atoi(style)
	}
	return nil
}

func (w *sheetScan) endCell() error {
	if w.value == "" && w.inline.Len() == 0 && !w.calc {
		return nil
	}
	text, f, err := w.displayed()
	if err != nil {
		return err
	}
	if isBlank(text) {
		return nil
	}
	if w.col >= w.b.lim.Columns {
		return ErrTooLarge
	}
	w.cells = append(w.cells, rawCell{w.col, clipText(text, w.b.lim.CellChars+1), f})
	return nil
}

// displayed returns the current cell's text as a spreadsheet shows it.
func (w *sheetScan) displayed() (string, cellForm, error) {
	v := w.value
	if w.calc && v == "" && w.kind != "str" {
		return "#N/A", formFormula, nil // so the cell is refused again after Refused has returned it
	}
	switch w.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil || i < 0 || i >= len(w.b.strings) {
			return "", formText, ErrUnreadable
		}
		return w.b.strings[i], formText, nil
	case "inlineStr":
		return w.inline.String(), formText, nil
	case "str":
		return v, formText, nil
	case "b":
		if v == "1" || v == "true" {
			return "TRUE", formText, nil
		}
		return "FALSE", formText, nil
	case "e":
		return v, formError, nil
	case "d":
		return strings.Replace(v, "T", " ", 1), formText, nil
	}
	text, f := displayNumber(v, w.style >= 0 && w.style < len(w.b.dates) && w.b.dates[w.style], w.b.date1904)
	return text, f, nil
}

// merge records a merged range of several rows: its value counts for each of them.
func (w *sheetScan) merge(s *scanner) error {
	if w.merges++; w.merges > w.b.lim.Rows {
		return ErrTooLarge
	}
	ref, _ := s.attr("ref", false)
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return nil
	}
	col, first, ok1 := cellReference(from)
	_, last, ok2 := cellReference(to)
	if ok1 && ok2 && last > first {
		w.c.merges = append(w.c.merges, merged{col, first, last})
	}
	return nil
}

// cellReference splits "AB12" into column 27 and row 12, or returns false.
func cellReference(ref string) (col, row int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		col = col*26 + int(c-'A') + 1
	}
	if i == 0 || i > 3 || col > lastColumn {
		return 0, 0, false
	}
	row, err := strconv.Atoi(ref[i:])
	return col - 1, row, err == nil && row > 0 && !bytes.ContainsAny([]byte(ref[i:i+1]), "+-")
}
