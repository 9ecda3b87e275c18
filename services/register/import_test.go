package register_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
)

// listOf returns a workbook with a title above the header.
func listOf(t testing.TB, header []string, rows ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.Write(&b, sheet.Sheet{Name: "名单", Rows: append([][]string{{"阳光街道农村留守儿童花名册"}, header}, rows...)}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func number(seq int) string { return ident.MakeIDNumber("990001", "2016-05-06", 500+seq) }

func (e *env) imports(a auth.Actor, kind register.Kind, data []byte, dry bool) register.ImportReport {
	e.T.Helper()
	return must(e.Register.Import(e.As(a), register.ImportRequest{Kind: kind, Filename: "名单.xlsx", Data: data, DryRun: dry}))(e.T)
}

// told returns the outcomes of the rows with the codes of their problems by column.
func told(r register.ImportReport) []string {
	var out []string
	for _, row := range r.Rows {
		line := string(row.Outcome)
		for _, p := range row.Problems {
			line += " " + p.Key + "=" + p.Err.Code
		}
		for _, d := range row.Doubts {
			line += " ?" + d.Key + "=" + d.Code
		}
		out = append(out, line)
	}
	return out
}

func (e *env) all() []register.File {
	e.T.Helper()
	return must(e.Register.List(e.As(auth.Actor{Job: "test"}), register.FileQuery{Page: []docstore.Option{docstore.Limit(100)}}))(e.T).Items
}

var childHeader = []string{
	"序号", "姓名", "性别", "民族", "出生年月", "公民身份号码", "村/社区", "家庭住址", "监护人", "监护人联系电话", "监护类型", "与监护人关系", "学校", "年级", "班级", "是否寄宿", "健康状况",
	"残疾类别", "残疾等级", "父亲姓名", "父亲电话", "父亲务工地", "母亲姓名", "母亲是否健在", "是否低保", "风险等级", "备注", "血型",
}

func childRow(seq int, village string) []string {
	return []string{
		fmt.Sprint(seq), "欧阳思远", "女", "布依族", "2016.5.6", number(seq), village, childAddress, guardianName, guardianMobile, "爷爷奶奶", "奶奶", "阳光小学", "三年级", "2班", "是", "健康",
		"无", "/", "欧阳建国", "138 1234 5678", "广东省东莞市", "司马秀兰", "健在", "是", "中", "", "O",
	}
}

// TestImportList imports a list as an office keeps it: the dry run stores nothing, the import writes drafts of the importer with every column, and
// importing again finds them. The importer does not verify them.
func TestImportList(t *testing.T) {
	e := newEnv(t)
	row := childRow(2, "龙井村")
	row[2] = map[bool]string{true: "男", false: "女"}[int(number(2)[16]-'0')%2 == 1]
	first := childRow(1, "青岩")
	first[2] = map[bool]string{true: "男", false: "女"}[int(number(1)[16]-'0')%2 == 1]
	data := listOf(t, childHeader, first, row)
	want := []string{"good ?details.father_alive=inferred ?details.father_where=inferred", "good ?details.father_alive=inferred ?details.father_where=inferred"}
	sorted := func(r register.ImportReport) []string {
		out := told(r)
		for i := range out {
			parts := strings.Fields(out[i])
			slices.Sort(parts[1:])
			out[i] = strings.Join(parts, " ")
		}
		return out
	}
	dry := e.imports(e.Supervisor, register.LeftBehindChild, data, true)
	if got := sorted(dry); !slices.Equal(got, want) || dry.Returned != nil || len(e.all()) > 0 {
		t.Fatalf("dry run: %q, %d files", got, len(e.all()))
	}
	if u := dry.Sheets[0].Unknown; !slices.Equal(u, []string{"备注", "血型"}) {
		t.Errorf("ignored: %v", u)
	}
	got := e.imports(e.Supervisor, register.LeftBehindChild, data, false)
	if !slices.Equal(sorted(got), want) {
		t.Fatalf("import: %q", sorted(got))
	}
	f := must(e.Register.Read(e.As(e.Supervisor), got.Rows[0].FileID))(t)
	if f.Status != register.Draft || f.Region != village || f.Birth != "2016-05-06" || f.Guardianship != register.ByGrandparents || f.Schooling != register.Primary || f.Grade != 3 ||
		f.Risk != register.Yellow || f.Identity.Name != childName || f.Identity.GuardianMobile != guardianMobile || f.Identity.Address != childAddress {
		t.Errorf("facts: %+v %+v", f.Facts, f.Identity.Mask())
	}
	for code, want := range (form.Answers{
		"ethnicity": "布依族", "caregiver_relation": "paternal_grandparent", "school_name": "阳光小学", "class": "2班", "boarding": "yes", "health": "healthy",
		"father_alive": "living", "father_where": "away", "father_work_place": "广东省东莞市", "mother_alive": "living", "aid": "minimum_living",
	}) {
		if f.Details[code] != want {
			t.Errorf("%s: %q, want %q", code, f.Details[code], want)
		}
	}
	if f.Private["father_mobile"] != "13812345678" || f.Private["mother_name"] != "司马秀兰" {
		t.Errorf("sealed: %v", f.Private)
	}
	if f.Letter == must(e.Register.Read(e.As(e.Supervisor), got.Rows[1].FileID))(t).Letter && got.Rows[0].FileID == got.Rows[1].FileID {
		t.Error("one file for two rows")
	}
	again := e.imports(e.Supervisor, register.LeftBehindChild, data, false)
	if again.Count(register.ImportKnown) != 2 || again.Rows[0].FileID != f.ID || len(e.all()) != 2 {
		t.Errorf("again: %q, %d files", told(again), len(e.all()))
	}
	must(e.Register.Submit(e.As(e.Director), f.ID, 0))(t)
	_, err := e.Register.Verify(e.As(e.Supervisor), f.ID, 0)
	wants(t, "verified by who imported it", err, auth.ErrSelf)
	changes := must(e.Register.History(e.As(e.Supervisor), f.ID))(t).Items
	if first := changes[len(changes)-1]; first.Act != "beneficiary.import" || first.By != e.Supervisor.UserID {
		t.Errorf("history: %+v", first)
	}
}

// TestImportNameOfAParent imports a list that names the parents and does not say whether they live: the rows go in, nothing is guessed.
func TestImportNameOfAParent(t *testing.T) {
	e := newEnv(t)
	data := listOf(t, []string{"姓名", "身份证号", "村", "监护类型", "父亲姓名", "父亲务工地", "母亲姓名"}, []string{"欧阳思远", number(1), "龙井村", "祖辈", "欧阳建国", "东莞", "司马秀兰"})
	got := e.imports(e.Supervisor, register.LeftBehindChild, data, false)
	if s := told(got)[0]; !strings.HasPrefix(s, "good") || !strings.Contains(s, "?details.mother_name=left_out") || strings.Contains(s, "mother_alive") {
		t.Fatal(s)
	}
	f := must(e.Register.Read(e.As(e.Supervisor), got.Rows[0].FileID))(t)
	if f.Private["father_name"] != "欧阳建国" || f.Private["mother_name"] != "" || f.Details["mother_alive"] != "" {
		t.Errorf("%v %v", f.Private, f.Details)
	}
	data = listOf(t, []string{"姓名", "身份证号", "村", "母亲是否健在", "母亲姓名"}, []string{"欧阳思远", number(2), "龙井村", "去世", "司马秀兰"})
	if s := told(e.imports(e.Supervisor, register.LeftBehindChild, data, true))[0]; !strings.Contains(s, "details.mother_name=import_unasked") {
		t.Errorf("a name that is not asked: %s", s)
	}
}

// TestImportRefusals gives single wrong values, each refused at its column and nowhere else; nothing is stored.
func TestImportRefusals(t *testing.T) {
	header := []string{"姓名", "身份证号", "村", "监护类型", "年级"}
	for _, tt := range []struct {
		column, text, want string
	}{
		{"姓名", "", "refused name=cell_required"},
		{"姓名", strings.Repeat("长", 51), "refused name=cell_too_long"},
		{"身份证号", number(1)[:17] + string("0123456789"[(number(1)[16]-'0'+5)%10]), ""},
		{"身份证号", "99000120160506", "refused id_number=id_format"},
		{"身份证号", "9.90001201605065E+17", "refused id_number=number_rounded"},
		{"村", "石板村", "refused region=import_village"},
		{"村", "520111006201", "refused region=import_village"},
		{"村", "520111005202", "good"},
		{"村", "", "refused region=village_needed"},
		{"乡镇", "石板镇", "refused region=import_village"},
		{"监护类型", "委托监护", "refused guardianship=import_word"},
		{"监护类型", "本人", "refused guardianship=child_self"},
		{"年级", "很高", "refused grade=import_grade"},
		{"年级", "3", "refused grade=import_grade"},
		{"年级", "八年级(2)班", "good"},
		{"学业", "高中", "good"}, // 高三
		{"学业", "幼儿园", "refused grade=import_grades"},
		{"学业", "小学", "good"},
		{"出生日期", "2026-02-30", "refused birth=date_impossible"},
		{"出生日期", "2025年2月29日", "refused birth=date_impossible"},
		{"出生日期", "2016-05-07", "refused birth=differs_from_id"},
		{"出生日期", "不清楚", "good ?birth=birth_from_id"},
		{"类别", "留守老人", "refused kinds=elder_age"},
		{"类别", "流动儿童", "refused kinds=import_words"},
		{"类别", "留守儿童、困境儿童", "good"},
		{"监护人电话", "0851-1234567", "refused guardian_mobile=mobile_format"},
		{"监护人电话", "无", "good"},
		{"监护人出生年份", "2018", "refused details.caregiver_birth_year=younger_than_child"},
		{"父亲外出时间", "2026-02-30", "refused details.father_away_since=date_impossible"},
		{"父亲外出时间", "2027年1月", "refused details.father_away_since=day_future ?details.father_where=inferred ?details.father_alive=inferred"},
		{"父亲姓名", "欧阳建国", "good ?details.father_name=left_out"},
		{"母亲是否健在", "也许", "refused details.mother_alive=import_word"},
		{"残疾类别", "肢体残疾、视力", "good ?details.health=inferred"},
		{"监护不当情形", "放任失学、逃学、延误看病", "good"},
		{"监护不当情形", "放任失学，逃学，别的", "refused details.neglect=import_words"},
		{"家庭人口", "99", "refused details.household_size=number"},
		{"民族", strings.Repeat("长", 21), "refused details.ethnicity=length"},
		{"风险等级", "高风险", "good"},
		{"班主任电话", "13800000000", "good"},
		{"紧急联系人", "某人", "good"}, // not asked of children: the column is not known and ignored
	} {
		e := newEnv(t)
		row := []string{"欧阳思远", number(1), "青岩村", "祖辈", "三年级"}
		h := slices.Clone(header)
		if at := slices.Index(h, tt.column); at >= 0 {
			row[at] = tt.text
		} else {
			h, row = append(h, tt.column), append(row, tt.text)
		}
		if tt.column == "学业" {
			row[1] = ident.MakeIDNumber("990001", "2016-05-06", 501)
		}
		want := tt.want
		if want == "" {
			want = "refused id_number=id_number_invalid"
		}
		r := e.imports(e.Supervisor, register.LeftBehindChild, listOf(t, h, row), false)
		if got := told(r); len(got) != 1 || got[0] != want {
			t.Errorf("%s %q: %q, want %q", tt.column, tt.text, got, want)
		}
		if n := len(e.all()); (n == 1) != strings.HasPrefix(want, "good") || (r.Returned == nil) != (n == 1) {
			t.Errorf("%s %q: %d files, returned %d bytes", tt.column, tt.text, n, len(r.Returned))
		}
	}
}

// TestImportUnlucky imports one list with merged cells, the same child twice and from two villages, children without a number, and
// corrects it by the sheet that comes back.
func TestImportUnlucky(t *testing.T) {
	e := newEnv(t)
	f := excelize.NewFile()
	put := func(cell string, row ...any) {
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	put("A1", "农村留守儿童基本情况登记表")
	put("A2", "序号", "村", "基本信息", "", "", "监护人", "")
	put("A3", "", "", "姓名", "身份证号", "出生日期", "姓名", "联系电话")
	put("A4", 1, "青岩村", "欧阳思远", number(1), time.Date(2016, 5, 6, 0, 0, 0, 0, time.UTC), guardianName, 13912345678)
	put("A5", 2, "", "公孙思源", number(2), "", guardianName, "")
	put("A6", 3, "", "公孙思源", number(2), "", guardianName, "")
	put("A7", 4, "", "长孙思明", number(3), "", "", "")
	put("A8", 5, "龙井村", "长孙思明", number(3), "", "", "")
	put("A9", 6, "", "没有号码", "", "2017-01-02", "", "")
	put("A10", 7, "", "没有号码", "无", 42737, "", "")
	put("A11", "合计", "", "7人")
	put("A12", "填表人：某某", "", "", "审核人：某某")
	for _, m := range [][2]string{{"B4", "B7"}, {"B8", "B10"}, {"C2", "E2"}, {"F2", "G2"}, {"A1", "G1"}} {
		if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	r := e.imports(e.Supervisor, register.LeftBehindChild, b.Bytes(), false)
	want := []string{
		"good", "good", "refused id_number=import_twice", "refused id_number=import_unlike", "refused id_number=import_unlike",
		"refused gender=choice ?id_number=no_id", "refused gender=choice ?birth=date_serial ?id_number=no_id",
	}
	if got := told(r); !slices.Equal(got, want) {
		t.Fatalf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	got, err := sheet.Read(t.Context(), "returned.xlsx", r.Returned, register.ImportLayout(register.LeftBehindChild), sheet.Limits{})
	if err != nil || len(got.Rows) != 5 {
		t.Fatalf("returned: %d rows, %v", len(got.Rows), err)
	}
	if again := e.imports(e.Supervisor, register.LeftBehindChild, r.Returned, false); again.Count(register.ImportKnown) != 1 || again.Count(register.ImportRefused) != 4 || len(e.all()) != 2 {
		t.Errorf("uncorrected: %q", told(again))
	}
	data := listOf(t, []string{"村", "姓名", "性别", "出生日期"}, []string{"龙井村", "没有号码", "男", "2017-01-02"}, []string{"龙井村", "没有号码", "男", "2017年1月2日"}, []string{"青岩村", "没有号码", "男", "2017.1.2"})
	for i, want := range [][]string{
		{"good ?id_number=no_id", "refused name=import_twice ?id_number=no_id", "good ?id_number=no_id"},
		{"known ?id_number=no_id", "refused name=import_twice ?id_number=no_id", "known ?id_number=no_id"},
	} {
		if got := told(e.imports(e.Supervisor, register.LeftBehindChild, data, false)); !slices.Equal(got, want) {
			t.Errorf("without numbers, time %d: %q", i, got)
		}
	}
}

// TestImportAdults imports elders as their village keeps them, without a column for the village, and women.
func TestImportAdults(t *testing.T) {
	e := newEnv(t)
	elder := ident.MakeIDNumber("990001", "1950-01-01", 11)
	r := e.imports(e.Director, register.LeftBehindElder, listOf(t,
		[]string{"老人姓名", "身份证号码", "民族", "生活自理能力", "居住方式", "子女数", "子女外出情况", "紧急联系人", "紧急联系电话", "健康状况", "走访频次"},
		[]string{"公孙长寿", elder, "汉族", "半自理", "独居", "3", "全部", "公孙建国", "13800138000", "慢性病", "每周"}), false)
	if got := told(r); !slices.Equal(got, []string{"good"}) {
		t.Fatal(got)
	}
	f := must(e.Register.Read(e.As(e.Director), r.Rows[0].FileID))(t)
	if f.Region != village || f.Details["self_care"] != "part" || f.Details["elder_living"] != "alone" || f.Details["children_count"] != "3" ||
		f.Details["children_away"] != "all" || f.Details["visit_often"] != "weekly" || f.Private["emergency_name"] != "公孙建国" || f.Private["emergency_mobile"] != "13800138000" {
		t.Errorf("%+v %v", f.Details, f.Private)
	}
	r = e.imports(e.Director, register.LeftBehindWoman, listOf(t, []string{"姓名", "身份证号", "丈夫是否外出", "丈夫外出时间", "文化程度", "从事工作", "子女数"},
		[]string{"端木花影", ident.MakeIDNumber("990001", "1985-03-04", 12), "是", "2024年9月", "初中", "务农，零工", "2"}), false)
	if got := told(r); !slices.Equal(got, []string{"good"}) {
		t.Fatal(got)
	}
	f = must(e.Register.Read(e.As(e.Director), r.Rows[0].FileID))(t)
	if f.Details["husband_where"] != "away" || f.Details["husband_away_since"] != "2024-09" || f.Details["education"] != "junior" || f.Details["work"] != "farming,day_labour" {
		t.Errorf("%+v", f.Details)
	}
	_, err := e.Register.Import(e.As(e.Admin), register.ImportRequest{Kind: register.LeftBehindElder, Data: []byte("x")})
	wants(t, "the county", err, auth.ErrForbidden)
}

// TestTrialImportProbes uses imports to find out which numbers have files elsewhere. A dry run says the same for all; an import tells few, each
// noted as in Create, and then stops, also for the next list.
func TestTrialImportProbes(t *testing.T) {
	e := newEnv(t)
	seven := e.FarDirector
	var rows [][]string
	for i := range 60 {
		if i%2 == 0 {
			facts, who := e.Child()
			facts.Region = distant
			must(e.Register.Create(e.As(seven), register.Content{Facts: facts, Identity: who}))(t)
			rows = append(rows, []string{"欧阳思远", who.IDNumber.Reveal()})
		} else {
			rows = append(rows, []string{"欧阳思远", number(i)})
		}
	}
	data := listOf(t, []string{"姓名", "身份证号"}, rows...)
	if dry := e.imports(e.Director, register.LeftBehindChild, data, true); dry.Count(register.ImportGood) != 60 {
		t.Fatalf("a dry run tells: %q", told(dry))
	}
	for range 3 {
		if r := e.imports(e.Director, register.LeftBehindChild, data, true); r.Count(register.ImportGood) != 60 {
			t.Fatal("told after several dry runs")
		}
	}
	count := func() (exists, stopped int, err error) {
		r, err := e.Register.Import(e.As(e.Director), register.ImportRequest{Kind: register.LeftBehindChild, Filename: "a.xlsx", Data: data})
		for _, line := range told(r) {
			exists += strings.Count(line, "id_number=file_exists")
			stopped += strings.Count(line, "import_stopped")
		}
		return exists, stopped, err
	}
	exists, stopped, err := count()
	if err != nil || exists != 30 || stopped != 0 {
		t.Fatalf("first: %d told, %d stopped, %v", exists, stopped, err)
	}
	exists, stopped, err = count()
	if err != nil || exists != 8 || stopped != 44 { // 40 in all: two imports and 38 numbers; the rows from the next one on are not tried
		t.Errorf("second: %d told, %d stopped, %v", exists, stopped, err)
	}
	_, _, err = count()
	wants(t, "a third list", err, register.ErrImportStopped)
	noted := len(e.Records("beneficiary.exists"))
	if noted != 38 {
		t.Errorf("%d numbers noted", noted)
	}
}

// TestImportTemplates reads the template of every kind: every field that is asked has its own column, no wording belongs to two, and what
// the lists of choices offer is understood.
func TestImportTemplates(t *testing.T) {
	for _, kind := range register.KindWords.Codes() {
		layout := register.ImportLayout(register.Kind(kind))
		keys, owner := map[string]bool{}, map[string]string{}
		for _, c := range layout.Columns {
			keys[c.Key] = true
			for _, n := range c.Names {
				if key := register.WordKey(n); owner[key] != "" && owner[key] != c.Key {
					t.Errorf("%s: %s is the wording of %s and %s", kind, n, owner[key], c.Key)
				} else {
					owner[key] = c.Key
				}
			}
			if c.Hint == "" {
				t.Errorf("%s: %s has no hint", kind, c.Key)
			}
		}
		register.FileForm.Each(func(f *form.Field) {
			if asked := len(f.For) == 0 || slices.Contains(f.For, kind); asked && !keys["details."+f.Code] {
				t.Errorf("%s: no column for %s", kind, f.Code)
			}
			for _, w := range f.Words {
				for _, said := range w {
					if code, ok := register.ReadWord(f.Code, said); !ok || code != w.Code() && said != w.Code() {
						t.Errorf("%s: %s is read as %s %v", f.Code, said, code, ok)
					}
				}
			}
		})
		data := must(register.ImportTemplate(register.Kind(kind)))(t)
		got, err := sheet.Read(t.Context(), "模板.xlsx", data, layout, sheet.Limits{})
		if err != nil || len(got.Rows) > 0 || len(got.Sheets[0].Columns) != len(layout.Columns) || len(got.Sheets[0].Unknown) > 0 {
			t.Errorf("%s: %d of %d columns, %v, %v", kind, len(got.Sheets[0].Columns), len(layout.Columns), got.Sheets[0].Unknown, err)
		}
	}
	if _, err := register.ImportTemplate("nobody"); err == nil {
		t.Error("a template for nobody")
	}
}

// TestImportHTTP checks what the API says of files that are no lists, and that no value of a list is stored in the clear or noted.
func TestImportHTTP(t *testing.T) {
	e := newEnv(t)
	app := e.api()
	town := app.As(e.Supervisor)
	file := func(name string, data []byte) apitest.File {
		return apitest.File{Field: "file", Name: name, Data: data}
	}
	const path = "/beneficiaries/import?kind=left_behind_child"
	good := listOf(t, childHeader, childRow(1, "不存在的村"))
	for _, tt := range []struct {
		what, path, code string
		file             apitest.File
		status           int
	}{
		{"an old .xls renamed", path, "sheet_old_format", file("名单.xlsx", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)), 400},
		{"a picture", path, "sheet_unreadable", file("名单.xlsx", []byte("\x89PNG\r\n\x1a\n0000000000")), 400},
		{"no header", path, "sheet_no_header", file("名单.csv", []byte("a,b\n1,2\n")), 400},
		{"more than 20 MB", path, "file_too_large", file("名单.csv", bytes.Repeat([]byte("x"), 20<<20+1)), 413},
		{"no kind", "/beneficiaries/import", "invalid", file("名单.xlsx", good), 400},
		{"3,001 rows", path, "sheet_too_many_rows", file("名单.csv", []byte("姓名,村\n"+strings.Repeat("甲,青岩村\n", 3001))), 413},
	} {
		r := town.Do("POST", tt.path, tt.file)
		if r.Status != tt.status || tt.code != "" && !strings.Contains(string(r.Body), `"code":"`+tt.code+`"`) {
			t.Errorf("%s: %d %.200s", tt.what, r.Status, r.Body)
		}
	}
	var v struct {
		Good, Known, Refused int
		Rows                 []struct {
			Problems []struct{ Column, Wording, Code, Message string }
		}
		Returned *struct{ Data []byte }
	}
	town.Do("POST", path, file("名单.xlsx", good)).Want(200).JSON(&v)
	if v.Refused != 1 || v.Returned == nil || !slices.ContainsFunc(v.Rows[0].Problems, func(p struct{ Column, Wording, Code, Message string }) bool {
		return p.Column == "region" && p.Wording == "村/社区" && p.Code == "import_village"
	}) {
		t.Errorf("%+v", v)
	}
	app.As(e.Admin).Do("POST", path, file("名单.xlsx", good)).Refused(http.StatusForbidden, "forbidden")
	app.As(e.Lead).Do("GET", "/beneficiaries/import/template?kind=orphan", nil).Refused(http.StatusForbidden, "forbidden")
	if r := town.Do("GET", "/beneficiaries/import/template?kind=orphan", nil).Want(200); !bytes.HasPrefix(r.Body, []byte("PK")) {
		t.Error("no template")
	}
	row := childRow(2, "青岩村")
	row[2] = ""
	town.Do("POST", path, file("欧阳思远.xlsx", listOf(t, childHeader, row))).Want(200).JSON(&v)
	if v.Good != 1 {
		t.Fatalf("%+v", v)
	}
	secrets := []string{childName, childAddress, guardianName, guardianMobile, number(2), "欧阳建国", "13812345678", "司马秀兰"}
	for _, entry := range must(e.Audit.List(e.As(e.Auditor), audit.Query{}, docstore.Limit(100)))(t).Items {
		for _, s := range secrets {
			if strings.Contains(fmt.Sprintf("%+v", entry), s) {
				t.Errorf("the audit log has %s in %s", s, entry.Action)
			}
		}
	}
	if err := e.DB.Close(); err != nil {
		t.Fatal(err)
	}
	files := must(filepath.Glob(filepath.Join(e.Dir, "*")))(t)
	for _, name := range files {
		if info, err := os.Stat(name); err != nil || info.IsDir() {
			continue
		}
		data := must(os.ReadFile(name))(t)
		for _, s := range secrets {
			if bytes.Contains(data, []byte(s)) {
				t.Errorf("%s holds %s in the clear", filepath.Base(name), s)
			}
		}
	}
}

// BenchmarkImport imports 3,000 children with 15 columns into an empty register.
func BenchmarkImport(b *testing.B) {
	rows := make([][]string, register.MaxImportRows)
	for i := range rows {
		rows[i] = []string{fmt.Sprintf("欧阳%c%c", rune(0x4E00+i%977), rune(0x5E00+i/7)), ident.MakeIDNumber("990001", region.MakeDay(2012+i%10, time.Month(1+i%12), 1+i%28), i%900), "青岩村", childAddress, guardianName, guardianMobile, "祖辈", "奶奶", "阳光小学", "三年级", "是", "健康", "13812345678", "广东省东莞市", "中"}
	}
	data := listOf(b, []string{"姓名", "身份证号", "村", "家庭住址", "监护人", "监护人电话", "监护类型", "与监护人关系", "学校", "年级", "是否寄宿", "健康状况", "父亲电话", "父亲务工地", "风险等级"}, rows...)
	for _, dry := range []bool{true, false} {
		b.Run(fmt.Sprintf("dry=%v", dry), func(b *testing.B) {
			for b.Loop() {
				e := &env{registertest.New(b)}
				r := e.imports(e.Supervisor, register.LeftBehindChild, data, dry)
				b.ReportMetric(float64(r.Count(register.ImportGood)), "good")
			}
		})
	}
}
