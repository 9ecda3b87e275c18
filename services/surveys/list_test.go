package surveys_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/surveys"
)

const (
	pupilName, pupilMobile = "令狐小满", "13711112222"
	schoolName             = "青岩小学"
)

// workbook returns an .xlsx of the rows, with the ranges merged.
func workbook(t testing.TB, rows [][]string, merged ...[2]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		for j, text := range row {
			at := must(excelize.CoordinatesToCellName(j+1, i+1))(t)
			if err := f.SetCellStr("Sheet1", at, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, m := range merged {
		if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pupil returns a registered child of the village who goes to the school, with its ID number.
func (e *env) pupil(name string, grade int64) (register.File, string) {
	e.T.Helper()
	f, who := e.Child()
	f.Grade, who.Name = grade, privacy.Secret(name)
	b := must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: who, Details: map[string]string{"school_name": schoolName, "class": "2班"}}))(e.T)
	return e.Enter(b.ID), who.IDNumber.Reveal()
}

func (e *env) upload(a auth.Actor, u surveys.Upload) surveys.UploadReport {
	e.T.Helper()
	u.Filename, u.Lang = "名单.xlsx", "zh"
	return must(e.service.UploadList(e.As(a), u))(e.T)
}

func (e *env) rows(a auth.Actor, listID string) []surveys.RowFile {
	e.T.Helper()
	return must(e.service.Rows(e.As(a), surveys.RowQuery{ListID: listID, Page: []docstore.Option{docstore.Limit(100)}}))(e.T).Items
}

func (e *env) row(rows []surveys.RowFile, r surveys.RowResult) surveys.RowFile {
	e.T.Helper()
	i := slices.IndexFunc(rows, func(f surveys.RowFile) bool { return f.Result == r })
	if i < 0 {
		e.T.Fatalf("no row is %s", r)
	}
	return rows[i]
}

// TestSchoolList compares a list as schools keep it: a title, merged cells for school, grade and class, wrong rows between good ones.
func TestSchoolList(t *testing.T) {
	e := newEnv(t)
	same, sameID := e.pupil("欧阳思远", 3)
	differs, differsID := e.pupil("上官云", 3)
	ours, _ := e.pupil("东方晨", 3)
	v := e.opened(plan())
	newID := ident.MakeIDNumber("990001", "2016-09-09", 77)
	data := workbook(t, [][]string{
		{"青岩小学学生花名册"},
		{"序号", "学生姓名", "身份证号", "性别", "出生日期", "学校", "年级", "班级", "家长电话"},
		{"1", "欧阳思远", sameID, "", "", schoolName, "三年级", "2班", ""},
		{"2", "上官云", differsID, "", "", "", "四年级", "1班", "13912345678"},
		{"3", pupilName, newID, "", "", "", "", "", pupilMobile},
		{"4", "无证儿童", "", "男", "", "", "", "", ""},
		{"5", "错号", "990001201609090001", "男", "", "", "", "", ""},
		{"6", pupilName, newID, "", "", "", "", "", ""},
		{"7", "钟离", "", "不详", "2016-01-01", "", "", "", ""},
		{"合计", "7"},
	}, [2]string{"A1", "I1"}, [2]string{"F3", "F9"}, [2]string{"G4", "G5"}, [2]string{"H4", "H5"})
	dry := e.upload(e.Admin, surveys.Upload{SurveyID: v.ID, Data: data, DryRun: true})
	if l := dry.List; l.Same != 1 || l.Differs != 1 || l.Theirs != 1 || l.Ours != 1 || l.Open != 3 || dry.Refused != 4 {
		t.Fatalf("%+v, %d refused", l, dry.Refused)
	}
	if lists := must(e.service.Lists(e.As(e.Admin), v.ID))(t); len(lists.Items) != 0 {
		t.Error("a dry run stored a list")
	}
	back := must(sheet.Read(t.Context(), "back.xlsx", dry.Returned, surveys.SchoolSheet(), sheet.Limits{}))(t)
	if len(back.Rows) != 4 {
		t.Errorf("%d rows came back", len(back.Rows))
	}
	list := e.upload(e.Admin, surveys.Upload{SurveyID: v.ID, Data: data}).List
	rows := e.rows(e.Admin, list.ID)
	if r := e.row(rows, surveys.Same); r.FileID != same.ID || r.Open {
		t.Errorf("%+v", r.SchoolRow)
	}
	d := e.row(rows, surveys.Differs)
	if d.FileID != differs.ID || !slices.Equal(d.Differs, []string{"grade", "class"}) || d.Region != village || d.Pupil.School != schoolName {
		t.Errorf("%+v %+v", d.SchoolRow, d.Pupil)
	}
	th := e.row(rows, surveys.Theirs)
	if th.FileID != "" || th.Region != county || th.Pupil.Grade != "四年级" || th.Pupil.Class != "1班" || th.Pupil.Birth != "2016-09-09" {
		t.Errorf("%+v %+v", th.SchoolRow, th.Pupil)
	}
	o := e.row(rows, surveys.Ours)
	if o.FileID != ours.ID || o.Person.ID != ours.ID {
		t.Errorf("%+v", o.SchoolRow)
	}

	decide := func(a auth.Actor, r surveys.RowFile, d surveys.RowDecision, path string) error {
		_, err := e.service.DecideRow(e.As(a), r.ID, 0, d, path)
		return err
	}
	wants(t, "the county takes over", decide(e.Admin, d, surveys.TakenOver, ""), auth.ErrForbidden)
	wants(t, "another village", decide(e.FarDirector, d, surveys.TakenOver, ""), docstore.ErrNotFound)
	wants(t, "an organisation", decide(e.Lead, d, surveys.TakenOver, ""), auth.ErrForbidden)
	wants(t, "a decision that does not fit", decide(e.Director, d, surveys.NotLeftBehind, ""), surveys.ErrRowAct)
	if _, err := e.service.DecideRow(e.As(e.Director), d.ID, d.Version+1, surveys.TakenOver, ""); err == nil {
		t.Error("an old version is taken")
	}
	if err := decide(e.Director, d, surveys.TakenOver, ""); err != nil {
		t.Fatal(err)
	}
	if b := must(e.Register.Get(t.Context(), differs.ID))(t); b.Grade != 4 || b.Details["class"] != "1班" || b.Details["school_name"] != schoolName {
		t.Errorf("taken over: %d %v", b.Grade, b.Details)
	}
	if l := e.line(e.task(v.ID, village), differs.ID); l.Outcome != surveys.Changed {
		t.Error("taking over did not mark the line")
	}
	wants(t, "twice", decide(e.Director, d, surveys.KeptOurs, ""), surveys.ErrRowDone)
	if err := decide(e.Admin, o, surveys.KeptOurs, ""); err != nil {
		t.Fatal(err)
	}

	wants(t, "not the village's yet", decide(e.Director, th, surveys.Begun, village), docstore.ErrNotFound)
	wants(t, "the county begins a file", decide(e.Admin, th, surveys.Begun, village), auth.ErrForbidden)
	if err := decide(e.Admin, th, surveys.Handed, town); err == nil {
		t.Error("handed to a town without a task")
	}
	if err := decide(e.Admin, th, surveys.Handed, village); err != nil {
		t.Fatal(err)
	}
	if w := e.Waiting(e.service.Feature().Work, e.Director)["survey_rows"]; w.Count != 1 {
		t.Errorf("the village's work: %+v", w)
	}
	if err := decide(e.Director, th, surveys.Begun, ""); err != nil {
		t.Fatal(err)
	}
	th = e.row(e.rows(e.Director, list.ID), surveys.Theirs)
	b := must(e.Register.Get(t.Context(), th.FileID))(t)
	if b.Status != register.Draft || b.Schooling != register.Primary || b.Grade != 4 || b.Birth != "2016-09-09" || b.Region != village {
		t.Errorf("begun: %+v", b.Facts)
	}
	if f := e.task(v.ID, village).Figures; f.Added != 1 {
		t.Errorf("the begun file is not added: %+v", f)
	}
	if l := must(e.service.ReadList(e.As(e.Admin), list.ID))(t); l.Open != 0 {
		t.Errorf("%d open", l.Open)
	}
	wants(t, "dropping a used list", e.service.DropList(e.As(e.Admin), list.ID, 0), surveys.ErrListUsed)

	again := e.upload(e.Admin, surveys.Upload{SurveyID: v.ID, Data: data}).List
	if again.Same != 3 || again.Ours != 1 || again.Theirs != 0 {
		t.Errorf("uploaded again: %+v", again)
	}
	if err := e.service.DropList(e.As(e.Admin), again.ID, 0); err != nil {
		t.Error(err)
	}
	if len(e.rows(e.Admin, again.ID)) != 0 {
		t.Error("rows of a removed list remain")
	}
	must(e.service.Close(e.As(e.Admin), v.ID, 0, true))(t)
	_, err := e.service.UploadList(e.As(e.Admin), surveys.Upload{SurveyID: v.ID, Data: data})
	wants(t, "a closed round", err, surveys.ErrClosed)
}

// TestListReveals nothing: a file out of the list's area is as if there were none, and the register refuses the second file as ever.
func TestListReveals(t *testing.T) {
	e := newEnv(t)
	f, who := e.Child()
	f.Region = distant
	far := must(e.Register.Create(e.As(e.FarDirector), register.Content{Facts: f, Identity: who}))(t)
	v := e.opened(plan())
	data := workbook(t, [][]string{{"姓名", "身份证号"}, {"欧阳思远", who.IDNumber.Reveal()}})
	list := e.upload(e.Supervisor, surveys.Upload{SurveyID: v.ID, Region: town, Data: data}).List
	r := e.row(e.rows(e.Supervisor, list.ID), surveys.Theirs)
	_, err := e.service.DecideRow(e.As(e.Supervisor), r.ID, 0, surveys.Begun, village)
	wants(t, "a second file", err, register.ErrFileExists)
	for _, path := range []string{other, "52/5201/", village, "x"} {
		_, err = e.service.UploadList(e.As(e.Supervisor), surveys.Upload{SurveyID: v.ID, Region: path, Data: data})
		if err == nil {
			t.Errorf("compared within %s", path)
		}
	}
	_, err = e.service.UploadList(e.As(e.Supervisor), surveys.Upload{SurveyID: v.ID, Region: county, Data: data})
	wants(t, "the town for the county", err, auth.ErrForbidden)
	if l := e.upload(e.Supervisor, surveys.Upload{SurveyID: v.ID, Data: data, DryRun: true}).List; l.Region != town {
		t.Errorf("the town's own part is %s", l.Region)
	}
	_, err = e.service.UploadList(e.As(e.Director), surveys.Upload{SurveyID: v.ID, Region: town, Data: data})
	wants(t, "the village", err, auth.ErrForbidden)
	if got := e.rows(e.FarSupervisor, list.ID); len(got) != 0 {
		t.Error("another town sees the list")
	}
	if l := e.upload(e.Admin, surveys.Upload{SurveyID: v.ID, Data: data}).List; l.Theirs != 0 || l.Rows != 1 {
		t.Errorf("the county: %+v", l)
	}
	_ = far
}

// TestByNameAndBirth finds children without a number by the sound of the name and the birth.
func TestByNameAndBirth(t *testing.T) {
	e := newEnv(t)
	f, who := e.Child()
	who.IDNumber, f.NoIDReason, f.Birth, f.Gender = "", register.LostPapers, "2016-05-06", register.Female
	b := e.Enter(must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: who}))(t).ID)
	v := e.opened(plan())
	rows := [][]string{{"姓名", "出生日期", "性别", "身份证号"}, {"欧阳思源", "2016年5月6日", "女", ""}, {"欧阳思远", "2016-05-07", "女", ""}}
	list := e.upload(e.Admin, surveys.Upload{SurveyID: v.ID, Data: workbook(t, rows)}).List
	if list.Differs != 1 || list.Theirs != 1 {
		t.Fatalf("%+v", list)
	}
	if r := e.row(e.rows(e.Admin, list.ID), surveys.Differs); r.FileID != b.ID || !slices.Equal(r.Differs, []string{"name"}) {
		t.Errorf("%+v", r.SchoolRow)
	}
}

// TestGrades reads grades as schools write them.
func TestGrades(t *testing.T) {
	for text, want := range map[string]string{
		"三年级": "primary 3", "3": "primary 3", "小学六年级": "primary 6", "七年级": "junior 1", "九年级": "junior 3", "初二": "junior 2", "初中三年级": "junior 3", "高一": "senior 1",
		"高中三年级": "senior 3", "中职二年级": "vocational 2", "大班": "kindergarten 0", "幼儿园中班": "kindergarten 0", "学前班": "kindergarten 0",
		"": " 0", "高四": " 0", "三（2）班": " 0", "小七": " 0", "十年级": " 0",
	} {
		kind, grade := surveys.GradeOf(text)
		if got := fmt.Sprintf("%s %d", kind, grade); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// TestListOverHTTP uploads a list.
func TestListOverHTTP(t *testing.T) {
	e := newEnv(t)
	v := e.opened(plan())
	app := e.api()
	data := workbook(t, [][]string{{"姓名", "身份证号", "学校"}, {pupilName, ident.MakeIDNumber("990001", "2016-09-09", 77), schoolName}})
	file := apitest.File{Field: "file", Name: "名单.xlsx", Data: data}
	app.As(e.Director).Do("POST", "/surveys/"+v.ID+"/lists", file).Refused(403, "forbidden")
	app.As(e.Admin).Do("POST", "/surveys/"+v.ID+"/lists?dry_run=true", file).Want(200).Lacks(pupilName)
	var l struct{ ID string }
	app.As(e.Admin).Do("POST", "/surveys/"+v.ID+"/lists", file).Want(200).JSON(&l)
	app.As(e.Admin).Do("GET", "/surveys/"+v.ID+"/lists", nil).Want(200)
	app.As(e.Admin).Do("GET", "/survey-lists/template", nil).Want(200)
	var rows struct{ Items []struct{ ID string } }
	app.As(e.Admin).Do("GET", "/survey-rows?open=true&list_id="+l.ID, nil).Want(200).Lacks(pupilName).JSON(&rows)
	app.As(e.Admin).Do("POST", "/survey-rows/"+rows.Items[0].ID+"/decide", `{"decision":"not_left_behind"}`).Want(200)
	app.As(e.Admin).Do("POST", "/surveys/"+v.ID+"/lists", apitest.File{Field: "file", Name: "x.xlsx", Data: []byte("x")}).Refused(400, "sheet_unreadable")
	app.As(e.Admin).Do("DELETE", "/survey-lists/"+l.ID, nil).Refused(409, "survey_list_used")
}
