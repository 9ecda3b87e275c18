package sheet_test

import (
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

var update = flag.Bool("update", false, "write the goldens again")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

func TestSampleRoster(t *testing.T) {
	data, err := os.ReadFile("../../../../shared/data/volunteer-roster-sample.xlsx")
	if err != nil {
		t.Skip("the sample roster is not beside this checkout; TestOfficeRoster covers its kinds")
	}
	got := read(t, "roster.xlsx", data, roster)
	if len(got.Rows) != 12 || got.Skipped != 2 || got.Blank != 1 {
		t.Errorf("rows %d, skipped %d, blank %d; want 12, 2, 1", len(got.Rows), got.Skipped, got.Blank)
	}
	for _, r := range got.Rows {
		if ps := r.Problems(); len(ps) > 0 {
			t.Errorf("row %d: %s", r.Number, ps[0].Text("en"))
		}
	}
}

// office is a roster with everything that offices do to them.
func office(f *excelize.File) error {
	days, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return err
	}
	rows := [][]any{
		{"2026年度志愿者花名册"},
		{"填报单位（盖章）：              填报时间：2026年11月"},
		{"序号", "姓 名", "性别", "出生\n年月日", "*身份证号码（18位）：", "联系电话", "备注", "电话"},
		{1, "王　明", "男", 38955, "99005320060826711６", 13812345678, "", "010-1"},
		{2, "李\u200b丽 ", "女", "1985.9.11", "990049 1985 0911 3408", "+86 138-1234-5679"},
		{3, "张三", "男", "1992年11月23日", 9.90053200608267e17, "13812345678"},
		{4, "赵四", "男", "20260305", "9.90053E+17", 1.38e10},
		{},
		{5, "孙五", "男", "2026/3/5", "990038900505361", "8612345"},
		{6, "", "女", "85-9-11", "990013196306266222"},
		{7},
		{8},
		{"2026年度志愿者花名册"},
		{"序号", "姓 名", "性别", "出生\n年月日", "*身份证号码（18位）：", "联系电话"},
		{9, "周　六", "女", "2/3/1999", "99002519861015748x", "13812345678 / 13912345678"},
		{"合 计", "9人"},
		{"填表人：", "", "", "审核人："},
		{"注：本表一式两份"},
	}
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+1), &row); err != nil {
			return err
		}
	}
	if err := f.MergeCell("Sheet1", "A1", "H1"); err != nil {
		return err
	}
	if err := f.SetCellStyle("Sheet1", "D4", "D4", days); err != nil {
		return err
	}
	return officeSheets(f)
}

func officeSheets(f *excelize.File) error {
	for name, rows := range map[string][][]any{
		"两行表头": {
			{"志愿者信息", "", "", "监护人", "", "特长"},
			{"姓名", "性别", "身份证号", "姓名", "电话"},
			{"吴七", "男", "990013196306266222", "吴大", "13912345678", "书法"},
			{"郑八", "女", "990025198610157489", "", "", ""},
		},
		"说明": {{"填表说明"}, {"一、姓名按身份证填写"}},
		"隐藏": {{"姓名", "身份证号"}, {"钱九", "990013196306266222"}},
		"空表": {},
	} {
		if _, err := f.NewSheet(name); err != nil {
			return err
		}
		for i, row := range rows {
			if err := f.SetSheetRow(name, "A"+strconv.Itoa(i+1), &row); err != nil {
				return err
			}
		}
	}
	for _, r := range [][2]string{{"A1", "C1"}, {"D1", "E1"}, {"F1", "F2"}, {"F3", "F4"}} {
		if err := f.MergeCell("两行表头", r[0], r[1]); err != nil {
			return err
		}
	}
	return f.SetSheetVisible("隐藏", false)
}

func TestOfficeRoster(t *testing.T) {
	got := read(t, "roster.xlsx", workbook(t, office), roster)
	bySheet := map[string]sheet.SheetInfo{}
	for _, s := range got.Sheets {
		bySheet[s.Name] = s
	}
	ordered := got
	ordered.Sheets = nil
	for _, n := range []string{"Sheet1", "两行表头", "说明", "隐藏", "空表"} {
		ordered.Sheets = append(ordered.Sheets, bySheet[n])
	}
	golden(t, "office", dump(ordered, roster))
}

const officeCSV = "志愿者花名册\n\n序号,姓名,身份证号,联系电话,出生日期,特长\n" +
	"1,王明,'990053200608267116,13812345678,2006/8/26,\"书法,\n绘画\"\n" +
	"2,李丽,=\"990049198509113408\",1.38123E+10,31301,\"5\"\" 钉\"\n" +
	"3,张三,990053200608267000,13812345678,2006-08-26 00:00:00,\n" +
	",,,,,\n" +
	"4,赵四,9.90053E+17,１３８１２３４５６７８,2006年8月,\n" +
	"合计,3人,,,,\n"

func TestOfficeCSV(t *testing.T) {
	for name, data := range map[string][]byte{
		"UTF-8":          []byte(officeCSV),
		"UTF-8 with BOM": []byte("\uFEFF" + officeCSV),
		"CRLF":           []byte(strings.ReplaceAll(officeCSV, "\n", "\r\n")),
		"GB18030":        gb18030(t, officeCSV),
		"tab":            []byte(strings.NewReplacer("书法,\n", "书法,\n", ",", "\t").Replace(officeCSV)),
		"semicolon":      []byte(strings.NewReplacer("书法,\n", "书法,\n", ",", ";").Replace(officeCSV)),
		"UTF-16":         utf16le(officeCSV),
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, "office_csv", dump(read(t, "名册.CSV", data, roster), roster))
		})
	}
}

func utf16le(s string) []byte {
	b := []byte{0xFF, 0xFE}
	for _, r := range s { // all of them in the first plane
		b = append(b, byte(r), byte(r>>8))
	}
	return b
}

func TestHeaders(t *testing.T) {
	guarded := sheet.Layout{Columns: []sheet.Column{
		{Key: "name", Names: []string{"姓名"}, Required: true}, {Key: "id", Names: []string{"身份证号"}, Required: true}, {Key: "mobile", Names: []string{"电话"}},
	}}
	for _, tt := range []struct {
		name, csv string
		header    int
		mobile    string // the first row's
		err       string
	}{
		{"first line", "姓名,身份证号,电话\n王明,1,2\n", 1, "2", ""},
		{"other order, doubled", "电话,身份证号,姓名,电话\n2,1,王明,3\n", 1, "2", ""},
		{"remark gives way to the exact wording", "姓名,身份证号,电话（家长）,电话\n王明,1,3,2\n", 1, "2", ""},
		{"remark alone", "姓名,身份证号,电话（本人）\n王明,1,2\n", 1, "2", ""},
		{"somebody else's telephone", "基本信息,,监护人,\n姓名,身份证号,姓名,电话\n王明,1,王大,3\n", 2, "", ""},
		{"a group that says nothing", "基本信息,,,监护人\n姓名,身份证号,电话,姓名\n王明,1,2,王大\n", 2, "2", ""},
		{"a group of pupils that says nothing", "基本信息,,就读情况\n姓名,身份证号,电话\n王明,1,2\n", 2, "2", ""},
		{"a group that is said again below", "基本信息,,电话,\n姓名,身份证号,电话（家长）,备注\n王明,1,2,\n", 2, "2", ""},
		{"line 20", strings.Repeat("说明\n", 19) + "姓名,身份证号,电话\n王明,1,2\n", 20, "2", ""},
		{"line 21", strings.Repeat("说明\n", 20) + "姓名,身份证号,电话\n王明,1,2\n", 0, "", "sheet_no_header"},
		{"a required column is not there", "姓名,电话\n王明,2\n", 0, "", "sheet_no_header"},
		{"header alone", "姓名,身份证号,电话\n", 1, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := sheet.Read(t.Context(), "x.csv", []byte(tt.csv), guarded, sheet.Limits{})
			if errCode(err) != tt.err {
				t.Fatalf("Read = %v, want %q", err, tt.err)
			}
			if err != nil {
				return
			}
			if got.Sheets[0].HeaderRow != tt.header {
				t.Errorf("header in row %d, want %d", got.Sheets[0].HeaderRow, tt.header)
			}
			if len(got.Rows) > 0 && got.Rows[0].Value("mobile") != tt.mobile {
				t.Errorf("mobile %q, want %q", got.Rows[0].Value("mobile"), tt.mobile)
			}
		})
	}
}

func TestSkips(t *testing.T) {
	for _, tt := range []struct{ row, why string }{
		{"合计,,12", sheet.SkipTotal}, {"合 计：12人,,", sheet.SkipTotal}, {"13,合计,", sheet.SkipTotal}, {"本页小计,3,", sheet.SkipTotal},
		{"共计12人,,", sheet.SkipTotal}, {"Total,12,", sheet.SkipTotal}, {"总人数：12,,", sheet.SkipTotal},
		{"填表人：张三,,审核人：", sheet.SkipNote}, {"审 核：,,", sheet.SkipNote}, {"单位负责人（签字）：,,", sheet.SkipNote}, {"※注：须填全,,", sheet.SkipNote},
		{"填表人    审核人,,", sheet.SkipNote}, {",,,只在未知列", sheet.SkipNote}, {"姓名,身份证号,电话", sheet.SkipHeader}, {"名册", sheet.SkipHeader},
		{"合计明,990013196306266222,", ""}, {"小计村,990013196306266222,", ""}, {"王明,,", ""}, {"单位：某某,990013196306266222,", ""},
	} {
		data := "名册\n姓名,身份证号,电话,其他\n" + tt.row + "\n"
		got := read(t, "x.csv", []byte(data), roster)
		why := ""
		if s := got.Sheets[0].Skips; len(s) > 0 {
			why = s[0].Why
		}
		if why != tt.why || len(got.Rows) != 1-got.Skipped {
			t.Errorf("%q: skipped as %q, want %q", tt.row, why, tt.why)
		}
	}
}

// TestMerged: a value that is merged over several rows counts for each that has something of its own, never for the header.
func TestMerged(t *testing.T) {
	data := workbook(t, func(f *excelize.File) error {
		for i, row := range [][]any{{"姓名", "身份证号", "特长"}, {"王明", "1", "书法"}, {"李丽", "2"}, {}, {"张三", "3"}, {"赵四", "4"}} {
			if err := f.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+1), &row); err != nil {
				return err
			}
		}
		return f.MergeCell("Sheet1", "C2", "C5")
	})
	got := read(t, "x.xlsx", data, roster)
	var skills []string
	for _, r := range got.Rows {
		skills = append(skills, r.Value("skills"))
	}
	if s := strings.Join(skills, ","); s != "书法,书法,书法," {
		t.Errorf("skills %s", s)
	}
}

func TestRowLimit(t *testing.T) {
	l := roster
	l.MaxRows = 2
	csv := "姓名,身份证号\n王明,1\n合计,1\n李丽,2\n"
	if got, err := sheet.Read(t.Context(), "x.csv", []byte(csv), l, sheet.Limits{}); err != nil || len(got.Rows) != 2 {
		t.Errorf("two rows: %d, %v", len(got.Rows), err)
	}
	_, err := sheet.Read(t.Context(), "x.csv", []byte(csv+"张三,3\n"), l, sheet.Limits{})
	if errCode(err) != "sheet_too_many_rows" {
		t.Errorf("three rows: %v", err)
	}
}
