package volunteers_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

func (e *env) importing(a auth.Actor, org string, dry bool, data []byte) volunteers.ImportReport {
	e.t.Helper()
	name := "roster.csv"
	if bytes.HasPrefix(data, []byte("PK")) {
		name = "roster.xlsx"
	}
	return must(e.service.Import(e.as(a), volunteers.ImportRequest{OrgID: org, Filename: name, Data: data, DryRun: dry}))(e.t)
}

// invitations returns the organisation's invitations as its administrator sees them.
func (e *env) invitations(org string) []volunteers.InvitationMasked {
	e.t.Helper()
	return must(e.service.Invitations(e.job(), org, "", docstore.Limit(1000)))(e.t).Items
}

// told formats a report's rows without ids: "5 refused id_number:number_rounded | birth:birth_from_id".
func told(r volunteers.ImportReport) []string {
	out := make([]string, len(r.Rows))
	for i, row := range r.Rows {
		text := fmt.Sprintf("%d %s", row.Number, row.Outcome)
		for _, p := range row.Problems {
			text += " " + p.Key + ":" + p.Err.Code
		}
		for _, d := range row.Doubts {
			text += " | " + d.Key + ":" + d.Code
		}
		out[i] = text
	}
	return out
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

func outcomes(r volunteers.ImportReport, o volunteers.Outcome, n int) bool {
	return len(r.Rows) == n && r.Count(o) == n
}

func TestImportSample(t *testing.T) {
	data, err := os.ReadFile("../../../shared/data/volunteer-roster-sample.xlsx")
	if err != nil {
		t.Skip("the sample roster is not beside this checkout; the other tests cover its kinds")
	}
	e := newEnv(t)
	if r := e.importing(e.admin, e.orgA, true, data); !outcomes(r, volunteers.Invited, 12) || r.Returned != nil || len(e.invitations(e.orgA)) != 0 {
		t.Errorf("dry run: %s", told(r))
	}
	for _, what := range []string{"import", "again"} {
		if r := e.importing(e.admin, e.orgA, false, data); !outcomes(r, volunteers.Invited, 12) || len(e.invitations(e.orgA)) != 12 {
			t.Errorf("%s: %s, %d invitations", what, told(r), len(e.invitations(e.orgA)))
		}
	}
	if r := e.importing(e.adminB, e.orgB, false, data); !outcomes(r, volunteers.Invited, 12) || len(e.invitations(e.orgB)) != 12 || e.count() != 0 {
		t.Errorf("by another organisation: %s, %d profiles", told(r), e.count())
	}
	e.auditHolds("990053200608267116", "19620116410")
}

var header = []string{"序号", "姓 名", "性别", "出生年月日", "身份证号码", "联系电话", "特长", "监护人姓名", "监护人电话", "监护人是否同意", "同意日期"}

func id(birth region.Day, seq int) string { return ident.MakeIDNumber("990003", birth, seq) }

// misprint returns an ID number with a wrong check digit.
func misprint() string {
	s := id("1985-09-11", 2)
	return s[:17] + string("0123456789"[(s[17]-'0'+1)%10])
}

// known stores a profile and returns its row in a roster.
func (e *env) known(n int, change func(*volunteers.Put)) []string {
	e.t.Helper()
	p := person(n)
	p.Mobile = privacy.Secret(tel(n))
	put := volunteers.Put{Profile: p, OrgIDs: []string{e.orgA}, Status: volunteers.Active}
	if change != nil {
		change(&put)
	}
	must(e.service.PutMany(e.job(), []volunteers.Put{put}))(e.t)
	return []string{"", p.Name.Reveal(), "", "", p.IDNumber.Reveal(), tel(n), strings.Join(p.Skills, "、")}
}

// mixed returns a roster with one row of each kind, in the order of mixedTold.
func (e *env) mixed() []byte {
	with := func(row []string, column int, text string) []string {
		row = slices.Clone(row)
		row[column] = text
		return row
	}
	elsewhere := func(p *volunteers.Put) { p.OrgIDs = []string{e.orgB} }
	bare := func(p *volunteers.Put) { p.Skills = nil }
	grown := id("1985-09-11", 1)
	return roster(e.t, header,
		[]string{"1", "王 明", "男", "1985.9.11", grown, "１３５０００００００１", "书法、绘画"},
		[]string{"2", "李雷", "男", "2010年6月1日", id("2010-06-01", 1), "13500000002", "", "李大山", "13500000092", "是", "2026/1/5"},
		e.known(1, elsewhere),
		with(e.known(2, bare), 6, "医疗"),
		e.known(3, nil),
		with(e.known(4, elsewhere), 6, "驾驶"),
		with(e.known(5, nil), 5, "13599999999"),
		with(e.known(6, elsewhere), 1, "另一个人"),
		with(e.known(7, nil), 6, "驾驶"),
		e.known(8, func(p *volunteers.Put) { p.Status, p.OrgIDs = volunteers.Cancelled, nil }),
		[]string{"11", "韩梅", "女", "", "9.90003198509111E+17", "13500000003"},
		[]string{"12", "韩梅", "女", "", misprint(), "13500000003"},
		[]string{"13", "小明", "男", "", id("2012-03-03", 3), "13500000004", "", "父亲一", "13500000093", "是", "2026/1/5"},
		[]string{"14", "小红", "女", "", id("2010-06-02", 2), "13500000005"},
		[]string{"15", "小刚", "男", "", id("2010-06-03", 1), "13500000006", "", "父亲二", "13500000094", "是", "2026/3/3"},
		[]string{"16", "张三", "女", "", id("1970-01-01", 1), "13500000007"},
		[]string{"17", "张四", "男", "1970-01-03", id("1970-01-02", 1), "13500000007"},
		[]string{"18", "张五", "男", "1970.1", id("1970-01-04", 1), "13500000008"},
		[]string{"19", "张六", "不详", "", id("1970-01-05", 1), "0851-12345"},
		[]string{"20", "王明", "男", "", grown, "13500000001"},
		[]string{"21", "赵甲", "男", "", id("1971-01-01", 1), "13500000009"},
		[]string{"22", "赵乙", "男", "", id("1971-01-01", 1), "13500000010"},
		[]string{"23", "夫", "男", "", id("1972-01-01", 1), "13500000011"},
		[]string{"24", "钱夫", "男", "", id("1972-01-01", 3), "13500000011"},
		[]string{"25", "钱妻", "女", "", id("1972-01-01", 2), "13500000011"},
		[]string{"合计", "25人"},
	)
}

var mixedTold = []string{
	"2 asked",
	"3 asked",
	"4 asked",
	"5 updated",
	"6 unchanged",
	"7 asked",
	"8 conflict mobile:import_differs",
	"9 asked",
	"10 conflict skills:import_differs",
	"11 asked",
	"12 refused id_number:number_rounded",
	"13 refused id_number:id_number_invalid",
	"14 refused id_number:volunteer_too_young",
	"15 refused guardian.name:import_guardian",
	"16 refused guardian.consent_day:import_guardian_day",
	"17 refused gender:gender_mismatch",
	"18 refused birth:birth_mismatch",
	"19 asked | birth:birth_from_id",
	"20 refused mobile:mobile_format gender:gender_unknown",
	"21 refused id_number:import_twice",
	"22 refused id_number:import_unlike",
	"23 refused id_number:import_unlike",
	"24 refused name:length",
	"25 asked | mobile:mobile_shared",
	"26 asked | mobile:mobile_shared",
}

func TestImport(t *testing.T) {
	e := newEnv(t)
	data := e.mixed()
	before := e.count()
	dry := e.importing(e.admin, e.orgA, true, data)
	same(t, "dry run", told(dry), mixedTold)
	if e.count() != before || len(e.invitations(e.orgA)) != 0 {
		t.Error("the dry run stored something")
	}
	done := e.importing(e.admin, e.orgA, false, data)
	same(t, "import", told(done), mixedTold)
	if e.count() != before || done.Count(volunteers.Invited) != 9 || len(e.invitations(e.orgA)) != 9 {
		t.Errorf("%d profiles after %d, %d invitations", e.count(), before, len(e.invitations(e.orgA)))
	}
	if filled := e.load(done.Rows[3].VolunteerID); !slices.Equal(filled.Skills, []string{"医疗"}) {
		t.Errorf("filled in as %v", filled.Skills)
	}
	versions := func() map[string]int64 {
		out := map[string]int64{}
		for _, m := range must(e.service.List(e.job(), volunteers.Query{Page: []docstore.Option{docstore.Limit(100)}}))(t).Items {
			out[m.ID] = m.Version
		}
		return out
	}
	was := versions()
	again := e.importing(e.admin, e.orgA, false, data)
	if again.Count(volunteers.Invited) != 9 || len(e.invitations(e.orgA)) != 9 || again.Count(volunteers.Completed) != 0 {
		t.Errorf("again: %s", told(again))
	}
	for id, n := range versions() {
		if was[id] != n {
			t.Errorf("importing twice changed %s", id)
		}
	}
	e.auditHolds("王明", "13500000001", id("1985-09-11", 1))
}

// unzipped returns the content of all parts of a workbook.
func unzipped(t *testing.T, data []byte) string {
	t.Helper()
	r := must(zip.NewReader(bytes.NewReader(data), int64(len(data))))(t)
	var b strings.Builder
	for _, f := range r.File {
		in := must(f.Open())(t)
		must(io.Copy(&b, in))(t)
		_ = in.Close()
	}
	return b.String()
}

// TestReturned: refused rows are returned with their reasons; imported again unchanged, they are refused again.
func TestReturned(t *testing.T) {
	e := newEnv(t)
	first := e.importing(e.admin, e.orgA, false, e.mixed())
	table := must(sheet.Read(t.Context(), "returned.xlsx", first.Returned, volunteers.Roster(), sheet.Limits{}))(t)
	bad := first.Count(volunteers.Refused) + first.Count(volunteers.Conflict)
	if len(table.Rows) != bad {
		t.Fatalf("%d rows come back, want %d", len(table.Rows), bad)
	}
	if text := unzipped(t, first.Returned); !strings.Contains(text, "第 12 行：身份证号码：长号码按数字格式保存") {
		t.Error("the returned sheet lacks the reason")
	}
	second := e.importing(e.admin, e.orgA, false, first.Returned)
	var want []string
	for _, s := range told(first) {
		if _, rest, _ := strings.Cut(s, " "); strings.HasPrefix(rest, "refused") || strings.HasPrefix(rest, "conflict") {
			want = append(want, rest)
		}
	}
	var got []string
	for _, s := range told(second) {
		_, rest, _ := strings.Cut(s, " ")
		got = append(got, rest)
	}
	want[slices.Index(want, "refused id_number:import_twice")] = "asked" // the other row is not in this sheet
	same(t, "the returned sheet", got, want)
}

func TestImportCSV(t *testing.T) {
	e := newEnv(t)
	text := "2026年度志愿者花名册\r\n姓名,身份证号,手机\r\n王明," + id("1985-09-11", 1) + ",13500000001\r\n合计,1人\r\n"
	gb := must(simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text)))(t)
	if r := e.importing(e.admin, e.orgA, false, gb); !outcomes(r, volunteers.Invited, 1) {
		t.Errorf("GB18030: %s", told(r))
	}
	if r := e.importing(e.admin, e.orgA, false, []byte(text)); !outcomes(r, volunteers.Invited, 1) || len(e.invitations(e.orgA)) != 1 {
		t.Errorf("UTF-8: %s", told(r))
	}
}

// TestImportRounded: an ID number that the workbook stores as a number is refused, even if all its digits seem right.
func TestImportRounded(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	text := func(s string) string { return `<c t="inlineStr"><is><t>` + s + `</t></is></c>` }
	for name, body := range map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1">` + text("姓名") + text("身份证号") + text("电话") + `</row><row r="2">` +
			text("王明") + `<c><v>` + id("1985-09-11", 1) + `</v></c>` + text("13500000001") + `</row></sheetData></worksheet>`,
	} {
		f := must(w.Create(name))(t)
		must(f.Write([]byte(body)))(t)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	e := newEnv(t)
	r := e.importing(e.admin, e.orgA, false, b.Bytes())
	same(t, "kept as a number", told(r), []string{"2 refused id_number:number_rounded"})
	if len(e.invitations(e.orgA)) != 0 {
		t.Error("a guessed ID number was imported")
	}
}

func TestImportRefuses(t *testing.T) {
	e := newEnv(t)
	data := roster(t, header, []string{"1", "王明", "男", "", id("1985-09-11", 1), "13500000001"})
	for what, tt := range map[string]struct {
		actor auth.Actor
		org   string
		data  []byte
		want  error
	}{
		"a social worker":      {e.socialWorker, e.orgA, data, auth.ErrForbidden},
		"another organisation": {e.adminB, e.orgA, data, docstore.ErrNotFound},
		"another county":       {e.neighbour, e.orgA, data, docstore.ErrNotFound},
		"nobody":               {auth.Actor{}, e.orgA, data, auth.ErrLogin},
		"unknown organisation": {e.office, "org_none", data, docstore.ErrNotFound},
		"no spreadsheet":       {e.admin, e.orgA, []byte("%PDF-1.7 not a sheet"), sheet.ErrUnreadable},
		"no header":            {e.admin, e.orgA, roster(t, []string{"甲", "乙"}, []string{"1", "2"}), sheet.ErrNoHeader},
	} {
		_, err := e.service.Import(e.as(tt.actor), volunteers.ImportRequest{OrgID: tt.org, Filename: "a.xlsx", Data: tt.data})
		wants(t, what, err, tt.want)
	}
	must(e.orgs.Suspend(e.as(e.office), e.orgA, "年度检查发现问题，需要整改"))(t)
	_, err := e.service.Import(e.as(e.admin), volunteers.ImportRequest{OrgID: e.orgA, Filename: "a.xlsx", Data: data})
	wants(t, "a suspended organisation", err, orgs.ErrNotActive)
	if len(e.invitations(e.orgA)) != 0 {
		t.Error("something was imported")
	}
}

// TestImportMany: a roster of several batches, sent by two people at once.
func TestImportMany(t *testing.T) {
	e := newEnv(t)
	const n = 450
	rows := make([][]string, n)
	for i := range rows {
		rows[i] = []string{"", "林小溪", "", "", ident.MakeIDNumber(fmt.Sprintf("99%04d", i), "1985-09-11", i), tel(i)}
	}
	data := roster(t, header, rows...)
	var wg sync.WaitGroup
	for _, who := range []struct {
		actor auth.Actor
		org   string
	}{{e.admin, e.orgA}, {e.lead, e.orgA}, {e.adminB, e.orgB}} {
		wg.Go(func() {
			_, err := e.service.Import(auth.With(context.Background(), who.actor), volunteers.ImportRequest{OrgID: who.org, Filename: "a.xlsx", Data: data})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if a, b := len(e.invitations(e.orgA)), len(e.invitations(e.orgB)); a != n || b != n || e.count() != 0 {
		t.Errorf("%d and %d invitations, %d profiles, want %d", a, b, e.count(), n)
	}
}

func TestRosterTemplate(t *testing.T) {
	data := must(volunteers.RosterTemplate())(t)
	table, err := sheet.Read(t.Context(), "t.xlsx", data, volunteers.Roster(), sheet.Limits{})
	if err != nil || len(table.Rows) != 0 || len(table.Sheets) == 0 || len(table.Sheets[0].Columns) != len(volunteers.Roster().Columns) {
		t.Errorf("the template reads as %+v, %v", table, err)
	}
}
