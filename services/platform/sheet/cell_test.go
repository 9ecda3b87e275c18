package sheet_test

import (
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

func TestCells(t *testing.T) {
	const rounded = "number_rounded"
	for _, tt := range []struct {
		kind       sheet.Kind
		cell       string
		value, err string
		note       sheet.Note
	}{
		{sheet.IDNumber, text("990053200608267116"), "990053200608267116", "", ""},
		{sheet.IDNumber, text(" 990053 20060826 7116 "), "990053200608267116", "", sheet.NoteTidied},
		{sheet.IDNumber, text("'990053200608267116"), "990053200608267116", "", sheet.NoteTidied},
		{sheet.IDNumber, text("９９００５３２００６０８２６７１１６"), "990053200608267116", "", sheet.NoteTidied},
		{sheet.IDNumber, text("99002519861015748x"), "99002519861015748X", "", sheet.NoteTidied},
		{sheet.IDNumber, text("99002519861015748Х"), "99002519861015748X", "", sheet.NoteTidied},
		{sheet.IDNumber, text("990053&#xA0;200608267116"), "990053200608267116", "", sheet.NoteTidied},
		{sheet.IDNumber, number("9.90053200608267E+17"), "", rounded, ""},
		{sheet.IDNumber, number("990053200608267000"), "", rounded, ""},
		{sheet.IDNumber, number("990053200608267116"), "", rounded, ""}, // some programs write all digits; a spreadsheet that saves it will not
		{sheet.IDNumber, number("9.90053200608267000e17"), "", rounded, ""},
		{sheet.IDNumber, text("1.10105E+17"), "", rounded, ""},
		{sheet.IDNumber, text("1.10105e+17"), "", rounded, ""},
		{sheet.IDNumber, text("9.90053200608267E17"), "", rounded, ""},
		{sheet.IDNumber, text("990053200608267000"), "", rounded, ""}, // the check digit is wrong: pasted after it was rounded
		{sheet.IDNumber, number("990053850911340"), "", "id_old", ""},
		{sheet.IDNumber, text("990053850911340"), "", "id_old", ""},
		{sheet.IDNumber, text("99005320060826711"), "", "id_format", ""},
		{sheet.IDNumber, text("9900532006082671161"), "", "id_format", ""},
		{sheet.IDNumber, text("无"), "", "id_format", ""},
		{sheet.IDNumber, `<c t="str"><f>TEXT(A1,0)</f><v>990053200608267116</v></c>`, "990053200608267116", "", ""},
		{sheet.IDNumber, `<c><f>A1</f></c>`, "", "formula_no_value", ""},
		{sheet.IDNumber, `<c t="e"><v>#N/A</v></c>`, "", "cell_error", ""},
		{sheet.Text, text("#DIV/0!"), "", "cell_error", ""},

		{sheet.Date, day("38955"), "2006-08-26", "", ""},
		{sheet.Date, day("38955.75"), "2006-08-26", "", sheet.NoteDate},
		{sheet.Date, number("38955"), "2006-08-26", "", sheet.NoteSerial},
		{sheet.Date, text("38955"), "2006-08-26", "", sheet.NoteSerial},
		{sheet.Date, day("1"), "1900-01-01", "", ""},
		{sheet.Date, day("59"), "1900-02-28", "", ""},
		{sheet.Date, number("60"), "", "date_impossible", ""},
		{sheet.Date, day("61"), "1900-03-01", "", ""},
		{sheet.Date, text("2026.3.5"), "2026-03-05", "", sheet.NoteDate},
		{sheet.Date, text("2026/3/5"), "2026-03-05", "", sheet.NoteDate},
		{sheet.Date, text("2026年3月5日"), "2026-03-05", "", sheet.NoteDate},
		{sheet.Date, text("2026 年 3 月 5 日"), "2026-03-05", "", sheet.NoteDate},
		{sheet.Date, text("２０２６．３．５"), "2026-03-05", "", sheet.NoteDate},
		{sheet.Date, text("2026。3。5"), "2026-03-05", "", sheet.NoteDate},
		{sheet.Date, text("20260305"), "2026-03-05", "", sheet.NoteDate},
		{sheet.Date, number("20260305"), "2026-03-05", "", sheet.NoteDate},
		{sheet.Date, day("20260305"), "2026-03-05", "", sheet.NoteDate},
		{sheet.Date, text("2026-03-05 08:30:00"), "2026-03-05", "", sheet.NoteDate},
		{sheet.Date, text("2026年3月5日 星期四"), "2026-03-05", "", sheet.NoteDate},
		{sheet.Date, text("2026-03-05"), "2026-03-05", "", ""},
		{sheet.Date, text("2024-02-29"), "2024-02-29", "", ""},
		{sheet.Date, text("2026-02-29"), "", "date_impossible", ""},
		{sheet.Date, text("2026-13-01"), "", "date_impossible", ""},
		{sheet.Date, text("1899-12-31"), "", "date_impossible", ""},
		{sheet.Date, text("26.3.5"), "", "date_short_year", ""},
		{sheet.Date, text("85年9月11日"), "", "date_short_year", ""},
		{sheet.Date, text("3/5/2026"), "", "date_ambiguous", ""},
		{sheet.Date, text("2/2/2026"), "", "date_ambiguous", ""},
		{sheet.Date, text("03-05-2026"), "", "date_ambiguous", ""},
		{sheet.Date, text("2026年3月"), "", "date_unreadable", ""},
		{sheet.Date, number("2026.3"), "", "date_unreadable", ""},
		{sheet.Date, number("1985"), "", "date_unreadable", ""},
		{sheet.Date, text("41"), "", "date_unreadable", ""},
		{sheet.Date, text("去年"), "", "date_unreadable", ""},
		{sheet.Date, number("1e17"), "", "date_unreadable", ""},

		{sheet.Mobile, number("13812345678"), "13812345678", "", ""},
		{sheet.Mobile, number("1.3812345678E10"), "13812345678", "", ""},
		{sheet.Mobile, text("+86 138-1234-5678"), "13812345678", "", sheet.NoteTidied},
		{sheet.Mobile, text("１３８１２３４５６７８"), "13812345678", "", sheet.NoteTidied},
		{sheet.Mobile, text("1.38E+10"), "", rounded, ""},
		{sheet.Mobile, text("13812345678/13912345678"), "", "mobile_format", ""},
		{sheet.Mobile, text("010-12345678"), "", "mobile_format", ""},

		{sheet.Name, text("王　明"), "王明", "", sheet.NoteTidied},
		{sheet.Name, text("买买提·艾力"), "买买提·艾力", "", ""},
		{sheet.Name, text("John  Smith"), "John Smith", "", sheet.NoteTidied},
		{sheet.Text, text("  书法、&#x200B;绘画 "), "书法、绘画", "", sheet.NoteTidied},
		{sheet.Text, text("'=1+1"), "=1+1", "", sheet.NoteTidied},
		{sheet.Text, text("'n' Sync"), "'n' Sync", "", ""},
		{sheet.Text, text("3E2"), "3E2", "", ""},
		{sheet.Text, text("9.9E+17"), "", rounded, ""},
		{sheet.Text, number("9.9E+17"), "", rounded, ""},
		{sheet.Text, `<c t="inlineStr"><is><t>a_x000A_b</t></is></c>`, "a b", "", sheet.NoteTidied},
		{sheet.Text, text(strings.Repeat("&#24180;", 2000)), strings.Repeat("年", 2000), "", ""},
		{sheet.Text, text(strings.Repeat("&#24180;", 2001)), "", "cell_too_long", ""},

		{sheet.Integer, number("12"), "12", "", ""},
		{sheet.Integer, text("－１２"), "-12", "", sheet.NoteTidied},
		{sheet.Integer, text("1,234"), "1234", "", sheet.NoteTidied},
		{sheet.Integer, text("12.00"), "12", "", sheet.NoteTidied},
		{sheet.Integer, text("12岁"), "", "integer_format", ""},
		{sheet.Integer, text("1.5"), "", "integer_format", ""},
		{sheet.Integer, number("1e15"), "", rounded, ""},
		{sheet.Decimal, number("0.30000000000000004"), "0.3", "", ""},
		{sheet.Decimal, text("2.50"), "2.5", "", sheet.NoteTidied},
		{sheet.Decimal, text("100"), "100", "", ""},
		{sheet.Decimal, text("0"), "0", "", ""},
		{sheet.Decimal, text("2.5小时"), "", "decimal_format", ""},
		{sheet.Decimal, text("1/3"), "", "decimal_format", ""},

		{sheet.YesNo, text("√"), "true", "", ""},
		{sheet.YesNo, text(" 否 "), "false", "", ""},
		{sheet.YesNo, `<c t="b"><v>1</v></c>`, "true", "", ""},
		{sheet.YesNo, text("大概"), "", "yes_no_format", ""},
	} {
		got := oneCell(t, tt.kind, tt.cell, "")
		if got.Value != tt.value || code(got) != tt.err || got.Note != tt.note {
			t.Errorf("kind %d %s = %q %q %q, want %q %q %q", tt.kind, tt.cell, got.Value, code(got), got.Note, tt.value, tt.err, tt.note)
		}
	}
}

func TestDays1904(t *testing.T) {
	for cell, want := range map[string]string{day("0"): "1904-01-01", day("37493"): "2006-08-26", number("37493"): "2006-08-26"} {
		if got := oneCell(t, sheet.Date, cell, ` date1904="1"`); got.Value != want {
			t.Errorf("%s = %q %v, want %s", cell, got.Value, got.Err, want)
		}
	}
}

// TestValidIDNumberEndingIn000: an ID number may end in 000. As a text with a right check digit it is taken and pointed out.
func TestValidIDNumberEndingIn000(t *testing.T) {
	id := ""
	for month := range 12 {
		for d := range 28 {
			s := "9900532006" + string(rune('0'+(month+1)/10)) + string(rune('0'+(month+1)%10)) + string(rune('0'+(d+1)/10)) + string(rune('0'+(d+1)%10)) + "1000"
			if got := oneCell(t, sheet.IDNumber, text(s[:18]), ""); got.Err == nil {
				id = s[:18]
				if got.Note != sheet.NoteCheckEnd {
					t.Errorf("note %q", got.Note)
				}
			}
		}
	}
	if id == "" {
		t.Fatal("none of 336 has a right check digit")
	}
	got := read(t, "x.csv", []byte("姓名,身份证号\n王明,"+id+"\n"), roster)
	if c := got.Rows[0].Cell("id_number"); code(c) != "number_rounded" {
		t.Errorf("in CSV, where nobody can tell: %q %v", c.Value, c.Err)
	}
}

func TestNoteAndProblemTexts(t *testing.T) {
	for _, n := range []sheet.Note{sheet.NoteTidied, sheet.NoteDate, sheet.NoteSerial, sheet.NoteCheckEnd} {
		if n.Text("en") == "" || n.Text("zh") == "" || n.Text("en") == n.Text("zh") {
			t.Errorf("note %s: %q, %q", n, n.Text("en"), n.Text("zh"))
		}
	}
	got := read(t, "x.csv", []byte("姓名,身份证号\n王明,1\n"), roster)
	p := got.Rows[0].Problems()[0]
	if p.Key != "id_number" || !strings.HasPrefix(p.Text("zh"), "身份证号：") || !strings.HasPrefix(p.Text("en"), "身份证号: ") {
		t.Errorf("problem %q %q", p.Key, p.Text("zh"))
	}
	if p := got.Rows[0].Problem("skills", sheet.ErrRequired); p.Wording != "特长" {
		t.Errorf("a column that the sheet does not have: %q", p.Wording)
	}
}

// TestMonths reads months as offices write them, and refuses those that can be read in two ways.
func TestMonths(t *testing.T) {
	layout := sheet.Layout{Columns: []sheet.Column{{Key: "name", Names: []string{"姓名"}, Required: true}, {Key: "since", Names: []string{"外出时间"}, Kind: sheet.Month}}}
	for text, want := range map[string]string{
		"2025-03": "2025-03", "2025年3月": "2025-03", "2025.12": "2025-12", "202503": "2025-03", "2025年 3 月": "2025-03", "2025/3/8": "2025-03", "": "",
		"2025-13": "date_impossible", "2026-02-30": "date_impossible", "2025": "month_unreadable", "去年": "month_unreadable", "25年3月": "month_unreadable", "2025-": "month_unreadable",
	} {
		got, err := sheet.Read(t.Context(), "a.csv", []byte("姓名,外出时间\n甲,"+text+"\n"), layout, sheet.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		c := got.Rows[0].Cell("since")
		if c.Err != nil && c.Err.Code != want || c.Err == nil && c.Value != want {
			t.Errorf("%q: %q %v, want %q", text, c.Value, c.Err, want)
		}
	}
	for number, want := range map[string]string{"2025.1": "month_unreadable", "2025.11": "2025-11", "202503": "2025-03"} {
		rows := `<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>外出时间</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="B2"><v>` + number + `</v></c></row>`
		got, err := sheet.Read(t.Context(), "a.xlsx", zipped(t, bookParts(rows)...), layout, sheet.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if c := got.Rows[0].Cell("since"); c.Err != nil && c.Err.Code != want || c.Err == nil && c.Value != want {
			t.Errorf("the number %s: %q %v, want %q", number, c.Value, c.Err, want)
		}
	}
}
