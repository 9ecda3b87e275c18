package sheet_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

var roster = sheet.Layout{Columns: []sheet.Column{
	{Key: "name", Names: []string{"姓名", "志愿者姓名"}, Required: true, Kind: sheet.Name},
	{Key: "gender", Names: []string{"性别"}},
	{Key: "birth", Names: []string{"出生日期", "出生年月日"}, Kind: sheet.Date},
	{Key: "id_number", Names: []string{"身份证号", "身份证号码", "证件号码"}, Required: true, Kind: sheet.IDNumber},
	{Key: "mobile", Names: []string{"手机号码", "联系电话", "手机", "电话"}, Kind: sheet.Mobile},
	{Key: "guardian", Names: []string{"监护人姓名"}, Kind: sheet.Name},
	{Key: "guardian_mobile", Names: []string{"监护人电话"}, Kind: sheet.Mobile},
	{Key: "skills", Names: []string{"特长", "技能"}},
}}

// part is one file of a hand-made archive.
type part struct{ name, body string }

func zipped(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, p := range parts {
		f, err := w.Create(p.name)
		if err == nil {
			_, err = f.Write([]byte(p.body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	rootRels = `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookXML  = `<workbook xmlns:r="r"><workbookPr%s/><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`
	bookRels = `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/>` +
		`<Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>`
	dayStyles = `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>` // s="1" shows a day
)

// bookParts are the parts of a workbook of one sheet with these rows; more come after or instead.
func bookParts(rows string, more ...part) []part {
	ps := []part{
		{"_rels/.rels", rootRels},
		{"xl/workbook.xml", fmt.Sprintf(bookXML, "")},
		{"xl/_rels/workbook.xml.rels", bookRels},
		{"xl/styles.xml", dayStyles},
		{"xl/worksheets/sheet1.xml", `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`},
	}
	for _, m := range more {
		replaced := false
		for i := range ps {
			if ps[i].name == m.name {
				ps[i], replaced = m, true
			}
		}
		if !replaced {
			ps = append(ps, m)
		}
	}
	return ps
}

// textRow is a row of inline texts.
func textRow(texts ...string) string {
	var b strings.Builder
	b.WriteString("<row>")
	for _, s := range texts {
		b.WriteString(`<c t="inlineStr"><is><t>` + s + `</t></is></c>`)
	}
	b.WriteString("</row>")
	return b.String()
}

func read(t testing.TB, name string, data []byte, l sheet.Layout) sheet.Table {
	t.Helper()
	got, err := sheet.Read(context.Background(), name, data, l, sheet.Limits{})
	if err != nil {
		t.Fatalf("Read(%s) = %v", name, err)
	}
	return got
}

// oneCell reads a single cell, given as XML, under a column of that kind.
func oneCell(t testing.TB, k sheet.Kind, cellXML, workbookPr string) sheet.Cell {
	t.Helper()
	l := sheet.Layout{Columns: []sheet.Column{{Key: "v", Names: []string{"值"}, Kind: k}}}
	rows := textRow("值") + "<row>" + cellXML + "</row>"
	got := read(t, "x.xlsx", zipped(t, bookParts(rows, part{"xl/workbook.xml", fmt.Sprintf(bookXML, workbookPr)})...), l)
	if len(got.Rows) != 1 {
		return sheet.Cell{}
	}
	return got.Rows[0].Cell("v")
}

func code(c sheet.Cell) string {
	if c.Err == nil {
		return ""
	}
	return c.Err.Code
}

func text(s string) string   { return `<c t="inlineStr"><is><t>` + s + `</t></is></c>` }
func number(s string) string { return `<c><v>` + s + `</v></c>` }
func day(s string) string    { return `<c s="1"><v>` + s + `</v></c>` }

func gb18030(t testing.TB, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// workbook lets excelize make a file.
func workbook(t testing.TB, make func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	if err := make(f); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// dump tells all that Read has found, cell by cell.
func dump(t sheet.Table, l sheet.Layout) string {
	var b strings.Builder
	for _, s := range t.Sheets {
		fmt.Fprintf(&b, "sheet %q hidden=%v header=%d rows=%d blank=%d skipped=%d\n", s.Name, s.Hidden, s.HeaderRow, s.Rows, s.Blank, s.SkipCount)
		if s.Skipped != nil {
			fmt.Fprintf(&b, "  not read: %s %s\n", s.Skipped.Code, s.Skipped.Text("zh"))
			continue
		}
		fmt.Fprintf(&b, "  header %q\n  unknown %q doubled %q\n", s.Header, s.Unknown, s.Doubled)
		for _, k := range s.Skips {
			fmt.Fprintf(&b, "  skip %d %s\n", k.Number, k.Why)
		}
	}
	for _, r := range t.Rows {
		fmt.Fprintf(&b, "%s %d\n", r.Sheet, r.Number)
		for _, c := range l.Columns {
			switch v := r.Cell(c.Key); {
			case v.Err != nil:
				fmt.Fprintf(&b, "  %s: %q refused %s\n", c.Key, v.Raw, v.Err.Code)
			case v.Note != "":
				fmt.Fprintf(&b, "  %s: %q read as %q (%s)\n", c.Key, v.Raw, v.Value, v.Note)
			case v.Raw != "":
				fmt.Fprintf(&b, "  %s: %q\n", c.Key, v.Value)
			}
		}
	}
	return b.String()
}
