package sheet

import (
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// Kind says how the cells of a column are understood. Cell.Value of a blank cell is "" in every kind.
type Kind uint8

// The kinds. What does not fit is refused with the fault named here, never guessed.
const (
	Text     Kind = iota // full-width letters and digits made half-width, blanks trimmed and runs of them made one
	Name                 // as Text, and the blanks that align 王 明 with longer names are removed
	Date                 // "2006-01-02"; ErrDate, ErrShortYear, ErrAmbiguous, ErrImpossible
	IDNumber             // 17 digits and a digit or X, the check digit not verified; ErrRounded, ErrOldID, ErrID
	Mobile               // 11 digits without country code; ErrMobile
	Integer              // "-12"; ErrInteger
	Decimal              // "2.5", no trailing zeros; ErrDecimal
	YesNo                // "true" or "false"; ErrYesNo
)

// Column is one thing looked for. Names are its accepted header wordings, at least one; the first is what Template writes. They are
// compared after NFKC, without blanks, punctuation and case, so "姓 名" and "*姓名：" both are "姓名"; a remark in brackets
// may follow. Under a header of two lines the wording is both lines together: "监护人姓名".
type Column struct {
	Key      string
	Names    []string
	Required bool // a sheet without it is not read, and a blank cell is ErrRequired
	Kind     Kind
}

// Layout is what a feature expects of a sheet. MaxRows limits the rows of all sheets together; 0 leaves it to Limits.
type Layout struct {
	Columns []Column
	MaxRows int
}

// Limits bound what one file may cost. A zero field means its default.
type Limits struct {
	FileBytes     int64 // 20 MiB
	InflatedBytes int64 // 200 MiB, counted while inflating
	Ratio         int64 // 100, inflated to packed, of the whole archive beyond its first MiB
	Entries       int   // 1,000 in the archive
	Rows          int   // 100,000 that are not skipped
	Columns       int   // 200
	CellChars     int   // 2,000; a longer cell is refused alone
	Cells         int   // 2,000,000 that are not blank
	TextBytes     int64 // 64 MiB of text kept
}

func orDefault[T int | int64](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}

func (l Limits) filled() Limits {
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

// Note is a code for what Read did to, or doubts about, a value that it accepted.
type Note string

// The notes.
const (
	NoteTidied   Note = "tidied"       // blanks, full-width or invisible characters or a country code were removed
	NoteDate     Note = "date_reading" // the day was written otherwise
	NoteSerial   Note = "date_serial"  // the cell held a bare number of days
	NoteCheckEnd Note = "check_ending" // an ID number that ends in 000: complete, or rounded once? somebody should look
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

// Cell is one cell as understood. Raw is as displayed, Value is normalised and "" when Err is set.
type Cell struct {
	Raw   string
	Value string
	Note  Note
	Err   *fault.Fault
}

// Row is one row below the header. Number is 1-based as the spreadsheet shows it. A Row is small and may be kept.
type Row struct {
	Sheet  string
	Number int

	head  *head
	cells []rawCell // those that are not blank, from left to right
}

// Cell returns the cell under the column with that key; blank when the sheet or the row does not have it.
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
	return interpret(r.head.columns[i], raw.text, raw.form, r.head)
}

// Value is Cell(key).Value.
func (r Row) Value(key string) string { return r.Cell(key).Value }

// Displayed returns the row as displayed, by column of SheetInfo.Header; it may be shorter or longer than the header.
func (r Row) Displayed() []string { return dense(r.cells) }

// Problem is a refused cell: the column's key, its wording in the sheet, and why.
type Problem struct {
	Key     string
	Wording string
	Err     *fault.Fault
}

// Text says the problem in one sentence, with the column's wording in front.
func (p Problem) Text(lang string) string {
	if strings.HasPrefix(lang, "en") {
		return p.Wording + ": " + p.Err.Text(lang)
	}
	return p.Wording + "：" + p.Err.Text(lang)
}

// Problem blames the cell under the column with that key, for a rule of the caller's.
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

// Problems returns the refused cells in the layout's order; empty when the row can be taken.
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

// Skip names a row that was not taken for data.
type Skip struct {
	Number int
	Why    string // SkipTotal, SkipNote or SkipHeader
}

// Why a row was skipped.
const (
	SkipTotal  = "total"  // 合计, 小计 …
	SkipNote   = "note"   // 填表人, 审核, 说明 …, or nothing under any known column
	SkipHeader = "header" // the header once more
)

// SheetInfo tells how one sheet was understood.
type SheetInfo struct { //nolint:revive // Info alone would not say that a Table has several
	Name      string
	Hidden    bool              // then it was not read: nobody sees what it would bring in
	HeaderRow int               // its last line, 1-based; 0 when Skipped
	Header    []string          // every column's wording in one line, "" where there is none
	Columns   map[string]string // key → wording found
	Unknown   []string          // wordings that no column of the layout knows
	Doubled   []string          // wordings found once more for a column already found; the first counts
	Rows      int
	Blank     int          // blank rows between others
	Skips     []Skip       // the first 100 rows skipped for another reason
	SkipCount int          // all of them
	Skipped   *fault.Fault // why the whole sheet was not read, or nil
}

// Table is what Read found, in the order of the file.
type Table struct {
	Sheets  []SheetInfo
	Rows    []Row
	Blank   int // blank rows of all sheets
	Skipped int // totals, notes, repeated headers of all sheets
}
