package sheet_test

import (
	"bytes"
	"context"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// small keeps a round of fuzzing quick; the corpus of TestHostile has the real limits.
var small = sheet.Limits{FileBytes: 1 << 20, InflatedBytes: 1 << 20, Rows: 200, Cells: 5000, CellChars: 50}

// sound checks what holds for whatever Read has taken.
func sound(t *testing.T, got sheet.Table, err error) {
	t.Helper()
	if err != nil {
		if code := errCode(err); strings.HasPrefix(code, "no fault") {
			t.Fatal(code)
		}
		return
	}
	last := map[string]int{}
	for _, r := range got.Rows {
		if r.Number <= last[r.Sheet] && len(got.Sheets) == 1 {
			t.Fatalf("row %d after %d", r.Number, last[r.Sheet])
		}
		last[r.Sheet] = r.Number
		for _, c := range roster.Columns {
			cell := r.Cell(c.Key)
			if cell.Err != nil && (cell.Value != "" || cell.Note != "") {
				t.Fatalf("%s: refused and yet %q", c.Key, cell.Value)
			}
			if !utf8.ValidString(cell.Value) || utf8.RuneCountInString(cell.Value) > 2*small.CellChars {
				t.Fatalf("%s: %q", c.Key, cell.Value)
			}
			valid(t, c.Kind, cell.Value)
		}
	}
}

var forms = map[sheet.Kind]*regexp.Regexp{
	sheet.IDNumber: regexp.MustCompile(`^([0-9]{17}[0-9X])?$`),
	sheet.Mobile:   regexp.MustCompile(`^(1[3-9][0-9]{9})?$`),
	sheet.Integer:  regexp.MustCompile(`^(-?[0-9]{1,18})?$`),
	sheet.Decimal:  regexp.MustCompile(`^(-?[0-9]{1,18}(\.[0-9]{0,8}[1-9])?)?$`),
	sheet.YesNo:    regexp.MustCompile(`^(true|false)?$`),
}

func valid(t *testing.T, k sheet.Kind, v string) {
	t.Helper()
	if f := forms[k]; f != nil && !f.MatchString(v) {
		t.Fatalf("kind %d: %q", k, v)
	}
	if k == sheet.Date && v != "" {
		if d, err := time.Parse(time.DateOnly, v); err != nil || d.Year() < 1900 || d.Year() > 2119 {
			t.Fatalf("day %q", v)
		}
	}
}

func FuzzXLSX(f *testing.F) {
	f.Add(workbook(f, office))
	f.Add(zipped(f, rows(`<row><c t="s"><v>0</v></c></row>`)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := sheet.Read(context.Background(), "x.xlsx", data, roster, small)
		sound(t, got, err)
	})
}

// FuzzSheetXML lets the parts of a workbook vary inside a sound archive.
func FuzzSheetXML(f *testing.F) {
	f.Add(header+`<row r="3"><c r="A3" t="s"><v>0</v></c><c s="1"><v>38955</v></c></row>`, `<sst><si><r><t>王</t></r><rPh><t>x</t></rPh></si></sst>`, dayStyles)
	f.Add(`<row><c t="inlineStr"><is><t>姓_x000A_名</t></is></c><c><f>1</f></c></row><![CDATA[&]]><!-- > -->`, `<sst/>`, `<s><numFmt numFmtId="9" formatCode="yyyy&quot;年&quot;"/></s>`)
	f.Fuzz(func(t *testing.T, xml, shared, styles string) {
		data := zipped(t, bookParts("", sheetPart(`<worksheet><sheetData>`+xml), part{"xl/sharedStrings.xml", shared}, part{"xl/styles.xml", styles})...)
		got, err := sheet.Read(context.Background(), "x.xlsx", data, roster, small)
		sound(t, got, err)
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte(officeCSV))
	f.Add(gb18030(f, officeCSV))
	f.Add(utf16le(officeCSV))
	f.Add([]byte("姓名;身份证号\n\"a\"\"\n\";=\"1\"\r\n\r\n合计;\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := sheet.Read(context.Background(), "x.csv", data, roster, small)
		sound(t, got, err)
	})
}

// FuzzDate: what was read as a day is read as the same day again.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026.3.5", "2026年3月5日 08:30", "20260305", "38955", "85.9.11", "3/5/2026", "２０２６／３／５", "'2026-3-5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { twice(t, sheet.Date, s) })
}

// FuzzNumber: no number cell is ever taken for an ID number, and what was read is read as the same again.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"990053200608267116", "9.90053200608267E+17", "1e15", "0.1", "-0", "NaN", "0x1p62", "1_0", "999999999999999.9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := strconv.ParseFloat(s, 64); err == nil {
			if c := oneCell(t, sheet.IDNumber, number(s), ""); c.Err == nil && c.Value != "" {
				t.Fatalf("ID number %q from the number %s", c.Value, s)
			}
		}
		for _, k := range []sheet.Kind{sheet.Integer, sheet.Decimal, sheet.Mobile, sheet.IDNumber, sheet.YesNo, sheet.Text, sheet.Name} {
			twice(t, k, s)
		}
	})
}

func twice(t *testing.T, k sheet.Kind, s string) {
	t.Helper()
	first := csvCell(t, k, s)
	valid(t, k, first.Value)
	if first.Err != nil || first.Value == "" {
		return
	}
	if again := csvCell(t, k, first.Value); again.Value != first.Value {
		t.Fatalf("kind %d: %q, then %q %v", k, first.Value, again.Value, again.Err)
	}
}

// csvCell reads the text from a CSV file as WriteCSV writes it.
func csvCell(t *testing.T, k sheet.Kind, s string) sheet.Cell {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.WriteCSV(&b, sheet.Sheet{Header: []string{"值"}, Rows: [][]string{{s}}}); err != nil {
		t.Fatal(err)
	}
	l := sheet.Layout{Columns: []sheet.Column{{Key: "v", Names: []string{"值"}, Kind: k}}}
	got, err := sheet.Read(context.Background(), "x.csv", b.Bytes(), l, sheet.Limits{})
	if err != nil || len(got.Rows) == 0 {
		return sheet.Cell{}
	}
	return got.Rows[0].Cell("v")
}
