package sheet

import (
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// Kind says how the cells of a column are read. Cell.Value of a blank cell is "" for every kind.
type Kind uint8

// The kinds. A cell that does not fit is refused with the fault named here.
const (
	Text     Kind = iota // full-width letters and digits become half-width; blanks are trimmed and runs of them reduced to one
	Name                 // as Text, without the blanks that align 王 明 with longer names
	Date                 // "2006-01-02"; ErrDate, ErrShortYear, ErrAmbiguous, ErrImpossible
	IDNumber             // 17 digits and a digit or X, the check digit not verified; ErrRounded, ErrOldID, ErrID
	Mobile               // 11 digits without country code; ErrMobile
	Integer              // "-12"; ErrInteger
	Decimal              // "2.5", no trailing zeros; ErrDecimal
	YesNo                // "true" or "false"; ErrYesNo
	Month                // "2006-01", also from a whole day; ErrMonth, ErrImpossible
)

// Column is a column to look for. Names are its accepted header wordings, at least one; Template writes the first. They are
// compared after NFKC, without blanks, punctuation and case, so "姓 名" and "*姓名：" both are "姓名"; a remark in brackets may
// follow. In a header of two lines the wording is both lines together: "监护人姓名". Hint and Choices are for templates only.
type Column struct {
	Key      string
	Names    []string
	Required bool // a sheet without it is not read, and a blank cell is ErrRequired
	Kind     Kind
	Hint     string   // what to write into the column
	Choices  []string // offered as a list; other values can be typed
}

// Layout lists the columns that a feature reads. MaxRows limits the rows of all sheets together; 0 means the limit of
// Limits.
type Layout struct {
	Columns []Column
	MaxRows int
}

// Limits bound the cost of reading one file. A zero field means its default.
type Limits struct {
	FileBytes     int64 // 20 MiB
	InflatedBytes int64 // 200 MiB, counted while inflating
	Ratio         int64 // 100, inflated to packed bytes of the whole archive beyond its first MiB
	Entries       int   // 1,000 in the archive
	Rows          int   // 100,000, skipped ones not counted
	Columns       int   // 200
	CellChars     int   // 2,000; a longer cell alone is refused
	Cells         int   // 2,000,000, blank ones not counted
	TextBytes     int64 // 64 MiB of stored text
}

func orDefault[T int | int64](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}

func (l Limits) withDefaults() Limits {
	orDefault(&l.FileBytes, 20<<20)
	orDefault(&l.InflatedBytes, 200<<20)
	orDefault(&l.Ratio, 100)
	orDefault(&l.Entries, 1000)
	orDefault(&l.Rows, 100_000)
	orDefault(&l.Columns, 200)
	orDefault(&l.CellChars, 2000)
	orDefault(&l.Cells, 2_000_000)
	orDefault(&l.TextBytes, 64<<20)
	return l
}

// Note is a code for a change to an accepted value, or a doubt about it.
type Note string

// The notes.
const (
	NoteTidied   Note = "tidied"       // blanks, full-width or invisible characters or a country code were removed
	NoteDate     Note = "date_reading" // the day was written in another form
	NoteSerial   Note = "date_serial"  // the cell held a bare number of days
	NoteCheckEnd Note = "check_ending" // the ID number ends in 000, so it may have been rounded once
)

// Text returns the note in the language ("en…", else Chinese).
func (n Note) Text(lang string) string {
	t := map[Note][2]string{
		NoteTidied:   {"Blanks and special characters were removed.", "已去除空格或特殊字符。"},
		NoteDate:     {"Read as a day; please check.", "已按日期识别，请核对。"},
		NoteSerial:   {"A bare number was read as a day; please check.", "数字已按日期序号识别，请核对。"},
		NoteCheckEnd: {"The ID number ends in 000; please check that it is complete.", "身份证号码末三位为 000，请核对是否完整。"},
	}[n]
	if strings.HasPrefix(lang, "en") {
		return t[0]
	}
	return t[1]
}

// Cell is one cell as read. Raw is the displayed text; Value is normalised, and "" when Err is set.
type Cell struct {
	Raw   string
	Value string
	Note  Note
	Err   *fault.Fault
}

// Row is one row below the header. Number is 1-based as in the spreadsheet. A Row is small and may be kept.
type Row struct {
	Sheet  string
	Number int

	head  *header
	cells []rawCell // non-blank cells from left to right
}

// Cell returns the cell in the column with that key; a blank one when the sheet or the row has none.
func (r Row) Cell(key string) Cell {
	if r.head == nil {
		return Cell{}
	}
	i, ok := r.head.column(key)
	if !ok {
		return Cell{}
	}
	return r.cell(i)
}

func (r Row) cell(i int) Cell {
	at := r.head.at[i]
	if at < 0 {
		return Cell{}
	}
	raw := cellAt(r.cells, at)
	return interpretCell(r.head.columns[i], raw.text, raw.form, r.head)
}

// Value returns Cell(key).Value.
func (r Row) Value(key string) string { return r.Cell(key).Value }

// Displayed returns the displayed texts by column of SheetInfo.Header; it may be shorter or longer than the header.
func (r Row) Displayed() []string { return denseTexts(r.cells) }

// Problem is a refused cell: the column's key, its wording in the sheet, and the reason.
type Problem struct {
	Key     string
	Wording string
	Err     *fault.Fault
}

// Text returns the problem in one sentence that begins with the column's wording.
func (p Problem) Text(lang string) string {
	if strings.HasPrefix(lang, "en") {
		return p.Wording + ": " + p.Err.Text(lang)
	}
	return p.Wording + "：" + p.Err.Text(lang)
}

// Problem returns a problem of the cell in the column with that key, for a rule of the caller.
func (r Row) Problem(key string, err *fault.Fault) Problem {
	p := Problem{Key: key, Wording: key, Err: err}
	if r.head == nil {
		return p
	}
	i, ok := r.head.column(key)
	switch {
	case !ok:
	case r.head.at[i] >= 0:
		p.Wording = strings.Trim(r.head.wording[r.head.at[i]], "*＊:： ")
	default:
		p.Wording = r.head.columns[i].Names[0]
	}
	return p
}

// Doubt marks a cell that was accepted but should be checked by a person.
type Doubt struct {
	Key     string // of the column
	Wording string // the column's heading in the sheet
	Code    string // of a Note, or of the caller
	texts   map[string][2]string
}

// Doubt returns a doubt about the cell in the column with that key. The texts are those of the caller's own codes, English and Chinese.
func (r Row) Doubt(key, code string, texts map[string][2]string) Doubt {
	return Doubt{Key: key, Wording: r.Problem(key, nil).Wording, Code: code, texts: texts}
}

// Text returns what to check, in the language ("en…", else Chinese).
func (d Doubt) Text(lang string) string {
	t, own := d.texts[d.Code]
	switch {
	case !own:
		return Note(d.Code).Text(lang)
	case strings.HasPrefix(lang, "en"):
		return t[0]
	}
	return t[1]
}

// Problems returns the refused cells in the layout's order; none when the row is accepted.
func (r Row) Problems() []Problem {
	var ps []Problem
	if r.head == nil {
		return ps
	}
	for i, c := range r.head.columns {
		if err := r.cell(i).Err; err != nil {
			ps = append(ps, r.Problem(c.Key, err))
		}
	}
	return ps
}

// Skip names a row that was not read as data.
type Skip struct {
	Number int
	Why    string // SkipTotal, SkipNote or SkipHeader
}

// The reasons for skipping a row.
const (
	SkipTotal  = "total"  // 合计, 小计 …
	SkipNote   = "note"   // 填表人, 审核, 说明 …, or no cell under a known column
	SkipHeader = "header" // a repeated header
)

// SheetInfo describes how one sheet was read.
type SheetInfo struct { //nolint:revive // Info alone would not say that a Table has several
	Name      string
	Hidden    bool              // a hidden sheet is not read, because nobody sees what it would import
	HeaderRow int               // the header's last line, 1-based; 0 when Skipped
	Header    []string          // wording of every column in one line; "" without one
	Columns   map[string]string // key → wording found
	Unknown   []string          // wordings that are in no column of the layout
	Doubled   []string          // wordings of a column that was found before; the first counts
	Rows      int
	Blank     int          // blank rows between others
	Skips     []Skip       // the first 100 rows skipped for other reasons
	SkipCount int          // the number of all of them
	Skipped   *fault.Fault // why the sheet was not read, or nil
}

// Table is the result of Read, in the order of the file.
type Table struct {
	Sheets  []SheetInfo
	Rows    []Row
	Blank   int // blank rows of all sheets
	Skipped int // totals, notes and repeated headers of all sheets
}
