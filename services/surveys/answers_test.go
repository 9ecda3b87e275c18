package surveys_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/surveys"
)

// The columns of the list for the police.
const (
	atNumber, atName, atID, atResult, atNote = 0, 1, 2, 6, 7
)

// paper is the list of a batch as it was handed out, to be filled in and given back.
type paper struct {
	header []string
	rows   [][]string
}

// handedOut takes the batch out and opens its file with the password.
func (e *env) handedOut(batchID string) paper {
	e.T.Helper()
	book, password, err := e.service.ExportBatch(e.As(e.Admin), batchID, "verification")
	if err != nil {
		e.T.Fatal(err)
	}
	plain := must(sheet.Unlock(book, password))(e.T)
	all := sheet.Layout{Columns: []sheet.Column{{Key: "name", Names: []string{"姓名"}, Required: true}}}
	table := must(sheet.Read(e.T.Context(), "police.xlsx", plain, all, sheet.Limits{}))(e.T)
	p := paper{header: table.Sheets[0].Header}
	for _, r := range table.Rows {
		p.rows = append(p.rows, append(r.Displayed(), make([]string, len(p.header)-len(r.Displayed()))...))
	}
	return p
}

// with returns the list with a cell of each of some rows filled in.
func (p paper) with(column int, texts ...string) paper {
	out := paper{header: p.header}
	for i, row := range p.rows {
		row = slices.Clone(row)
		if i < len(texts) {
			row[column] = texts[i]
		}
		out.rows = append(out.rows, row)
	}
	return out
}

func (p paper) xlsx(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.Write(&b, sheet.Sheet{Name: "公安核实名单", Header: p.header, Rows: p.rows}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (p paper) csv() []byte {
	lines := []string{strings.Join(p.header, ",")}
	for _, r := range p.rows {
		lines = append(lines, strings.Join(r, ","))
	}
	return []byte(strings.Join(lines, "\r\n"))
}

func (e *env) answer(batchID string, data []byte, dry bool) surveys.AnswersReport {
	e.T.Helper()
	name := "police.csv"
	if bytes.HasPrefix(data, []byte("PK")) {
		name = "police.xlsx"
	}
	return must(e.service.EnterAnswers(e.As(e.Admin), surveys.AnswersUpload{BatchID: batchID, Filename: name, Data: data, DryRun: dry}))(e.T)
}

func outcomes(r surveys.AnswersReport) string {
	var list []string
	for _, row := range r.Rows {
		text := string(row.Outcome)
		for _, p := range row.Problems {
			text += " " + p.Err.Code
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

// batchOf makes a batch of n children with ID numbers, and one without.
func (e *env) batchOf(n int) (surveys.Survey, surveys.Batch, paper) {
	e.T.Helper()
	for range n {
		e.Registered()
	}
	f, who := e.Child()
	who.IDNumber, f.NoIDReason, f.Gender, f.Birth = "", register.LostPapers, register.Male, "2016-05-06"
	b := must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: who}))(e.T)
	e.Enter(b.ID)
	v := e.opened(plan())
	batch := must(e.service.MakeBatch(e.As(e.Admin), v.ID, ""))(e.T)
	p := e.handedOut(batch.ID)
	if len(p.rows) != n+1 || len(p.header) != 8 {
		e.T.Fatalf("handed out: %v, %d rows", p.header, len(p.rows))
	}
	slices.SortStableFunc(p.rows, func(a, b []string) int { // the person without a number last, whatever its place in the list
		return strings.Compare(b[atID], a[atID])
	})
	return v, batch, p
}

// TestAnswers gives back the list that was handed out, with results: tried first, then entered, then given back once more.
func TestAnswers(t *testing.T) {
	e := newEnv(t)
	_, batch, p := e.batchOf(3)
	filled := p.with(atResult, "属实", "信息不符", "", "查无此人").with(atNote, "", policeNote)
	dry := e.answer(batch.ID, filled.xlsx(t), true)
	if got := outcomes(dry); got != "entered, entered, blank, entered" || dry.Returned != nil || dry.Batch.Confirmed != 0 {
		t.Fatalf("a dry run: %s, %+v", got, dry.Batch)
	}
	if b := must(e.service.ReadBatch(e.As(e.Admin), batch.ID))(t); b.Confirmed+b.NotFound+b.Mismatch != 0 || len(e.Sent("survey.police")) != 0 {
		t.Errorf("a dry run stored %+v", b)
	}
	if r := e.Records("police_batch.check"); len(r) != 1 || len(r[0].Subjects) != 4 || r[0].Reason != "3" {
		t.Errorf("noted: %+v", r)
	}

	done := e.answer(batch.ID, filled.xlsx(t), false)
	if b := done.Batch; outcomes(done) != outcomes(dry) || b.Confirmed != 1 || b.Mismatch != 1 || b.NotFound != 1 || b.Unsettled != 1 {
		t.Fatalf("%s, %+v", outcomes(done), b)
	}
	if b := must(e.service.ReadBatch(e.As(e.Admin), batch.ID))(t); b.Confirmed != 1 || b.Mismatch != 1 || b.Unsettled != 1 {
		t.Errorf("stored: %+v", b)
	}
	if r := e.Records("police_batch.answers"); len(r) != 1 || len(r[0].Subjects) != 4 || r[0].Reason != "3" {
		t.Errorf("noted: %+v", r)
	}
	work := e.batchLines(e.Director, surveys.BatchQuery{Unsettled: true})
	if len(work) != 1 || work[0].Note != policeNote || work[0].FileID != done.Rows[1].FileID || work[0].By != e.Admin.UserID {
		t.Errorf("the village's work: %+v", work)
	}
	if got := e.Sent("survey.police"); len(got) != 1 {
		t.Errorf("told %v", got)
	}

	again := filled.with(atResult, "属实", "属实", "属实", "查无此人")
	kept := e.answer(batch.ID, again.csv(), false)
	if got := outcomes(kept); got != "same, kept police_answered, entered, same" {
		t.Errorf("given back again: %s", got)
	}
	if l := e.batchLines(e.Director, surveys.BatchQuery{Unsettled: true}); len(l) != 1 || l[0].Result != surveys.PoliceMismatch {
		t.Errorf("the answer was overwritten: %+v", l)
	}
	if !strings.Contains(kept.Rows[1].Problems[0].Err.Text("zh"), "信息不符") || kept.Returned == nil {
		t.Errorf("not told what is entered: %+v", kept.Rows[1])
	}
	if note := e.answer(batch.ID, filled.with(atNote, "看过户口本了").xlsx(t), true); note.Rows[0].Outcome != surveys.AnswerKept {
		t.Errorf("another note: %s", outcomes(note))
	}
}

// TestAnswersTellEachVillageOnce gives many mismatches back at once.
func TestAnswersTellEachVillageOnce(t *testing.T) {
	e := newEnv(t)
	_, batch, p := e.batchOf(3)
	r := e.answer(batch.ID, p.with(atResult, "不符", "不一致", "信息有误", "mismatch").with(atNote, policeNote, policeNote, policeNote, policeNote).xlsx(t), false)
	if got := e.Sent("survey.police"); r.Batch.Unsettled != 4 || len(got) != 1 {
		t.Errorf("%s; told %v", outcomes(r), got)
	}
}

// TestRefusedAnswers goes through what is wrong with a row; the others are entered.
func TestRefusedAnswers(t *testing.T) {
	e := newEnv(t)
	_, batch, p := e.batchOf(2)
	stranger := ident.MakeIDNumber("990001", "2016-09-09", 77)
	for name, tt := range map[string]struct {
		change func(paper) paper
		want   string
	}{
		"another word":         {func(p paper) paper { return p.with(atResult, "应该属实") }, "refused police_answer_word, blank, blank"},
		"no note":              {func(p paper) paper { return p.with(atResult, "信息不符").with(atNote, "不符") }, "refused police_answer_note, blank, blank"},
		"a long note":          {func(p paper) paper { return p.with(atResult, "属实").with(atNote, strings.Repeat("字", 301)) }, "refused cell_too_long, blank, blank"},
		"a note alone":         {func(p paper) paper { return p.with(atNote, policeNote) }, "refused police_answer_alone, blank, blank"},
		"a stranger":           {func(p paper) paper { return p.with(atID, stranger) }, "refused police_not_in_batch, blank, blank"},
		"an old number":        {func(p paper) paper { return p.with(atID, "990001160909771") }, "refused id_old, blank, blank"},
		"a rounded number":     {func(p paper) paper { return p.with(atID, "9.90001E+17") }, "refused number_rounded, blank, blank"},
		"a column sorted":      {func(p paper) paper { return p.with(atNumber, p.rows[1][atNumber], p.rows[0][atNumber]) }, "refused police_row_mixed, refused police_row_mixed, blank"},
		"another name":         {func(p paper) paper { return p.with(atName, "钟离小雪") }, "refused police_row_mixed, blank, blank"},
		"a number found":       {func(p paper) paper { return p.with(atID, p.rows[0][atID], p.rows[1][atID], stranger) }, "blank, blank, refused police_new_id"},
		"no number, no name":   {func(p paper) paper { return p.with(atName, p.rows[0][atName], p.rows[1][atName], "钟离小雪") }, "blank, blank, refused police_who"},
		"no number in between": {func(p paper) paper { return p.with(atID, "") }, "refused police_who, blank, blank"},
		"twice": {func(p paper) paper {
			p = p.with(atResult, "属实")
			p.rows = append(p.rows, p.rows[0])
			return p
		}, "entered, blank, blank, refused import_twice"},
		"twice, otherwise": {func(p paper) paper {
			q := p.with(atResult, "查无此人")
			p = p.with(atResult, "属实")
			p.rows = append(p.rows, q.rows[0])
			return p
		}, "refused police_rows_unlike, blank, blank, refused police_rows_unlike"},
		"other spellings": {func(p paper) paper {
			p = p.with(atName, " "+p.rows[0][atName][:3]+" "+p.rows[0][atName][3:]).with(atResult, " 核实无误。")
			p.rows = append(p.rows, []string{"合计", "3"})
			return p
		}, "entered, blank, blank"},
	} {
		r := e.answer(batch.ID, tt.change(p).xlsx(t), true)
		if got := outcomes(r); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
		if (r.Returned != nil) != strings.Contains(tt.want, "refused") {
			t.Errorf("%s: %d bytes come back", name, len(r.Returned))
		}
	}

	mixed := p.with(atResult, "属实", "不知道", "查无此人")
	done := e.answer(batch.ID, mixed.xlsx(t), false)
	if got := outcomes(done); got != "entered, refused police_answer_word, entered" || done.Batch.Confirmed != 1 || done.Batch.NotFound != 1 {
		t.Errorf("%s, %+v", got, done.Batch)
	}
	table := must(sheet.Read(t.Context(), "returned.xlsx", done.Returned, sheet.Layout{Columns: []sheet.Column{{Key: "name", Names: []string{"姓名"}, Required: true}}}, sheet.Limits{}))(t)
	if len(table.Rows) != 1 || table.Rows[0].Displayed()[atID] != p.rows[1][atID] {
		t.Errorf("what comes back: %d rows", len(table.Rows))
	}
	for _, action := range []string{"police_batch.answers", "police_batch.check"} {
		for _, r := range e.Records(action) {
			for _, text := range append(slices.Clone(r.Subjects), r.Reason, r.Region) {
				if strings.Contains(text, childName) || strings.Contains(text, p.rows[0][atID]) || strings.Contains(text, policeNote) {
					t.Errorf("the entry shows %q", text)
				}
			}
		}
	}
}

// TestAnswersNeedTheCounty lists who may not give a list back, and files that are no such list.
func TestAnswersNeedTheCounty(t *testing.T) {
	e := newEnv(t)
	v, batch, p := e.batchOf(1)
	data := p.with(atResult, "属实").xlsx(t)
	enter := func(a auth.Actor, u surveys.AnswersUpload) error {
		u.BatchID = batch.ID
		_, err := e.service.EnterAnswers(e.As(a), u)
		return err
	}
	wants(t, "the village", enter(e.Director, surveys.AnswersUpload{Data: data}), auth.ErrForbidden)
	wants(t, "the town", enter(e.Supervisor, surveys.AnswersUpload{Data: data}), docstore.ErrNotFound)
	wants(t, "an organisation", enter(e.Lead, surveys.AnswersUpload{Data: data}), auth.ErrForbidden)
	wants(t, "another list", enter(e.Admin, surveys.AnswersUpload{Data: workbook(t, [][]string{{"姓名", "身份证号"}, {"张三", ""}})}), surveys.ErrAnswersColumn)

	locked, password, err := sheet.Lock(data)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, "locked", enter(e.Admin, surveys.AnswersUpload{Data: locked}), sheet.ErrEncrypted)
	wants(t, "with another password", enter(e.Admin, surveys.AnswersUpload{Data: locked, Password: "AAAA"}), sheet.ErrPassword)
	if err := enter(e.Admin, surveys.AnswersUpload{Data: locked, Password: privacy.Secret(password)}); err != nil {
		t.Errorf("with the password: %v", err)
	}
	must(e.service.Close(e.As(e.Admin), v.ID, 0, true))(t)
	if err := enter(e.Admin, surveys.AnswersUpload{Data: data}); err != nil {
		t.Errorf("after closing: %v", err)
	}
}

// TestAnswersAreWhole lets telling the village fail after the first answer was written: nothing of the list is stored.
func TestAnswersAreWhole(t *testing.T) {
	e := newEnv(t)
	_, batch, p := e.batchOf(2)
	broken := errors.New("the accounts cannot be read")
	e.service.UsersIn = func(context.Context, string, ...auth.Role) ([]string, error) { return nil, broken }
	data := p.with(atResult, "属实", "信息不符").with(atNote, "", policeNote).xlsx(t)
	_, err := e.service.EnterAnswers(e.As(e.Admin), surveys.AnswersUpload{BatchID: batch.ID, Data: data})
	wants(t, "entering", err, broken)
	for _, l := range e.batchLines(e.Admin, surveys.BatchQuery{BatchID: batch.ID}) {
		if l.Result != surveys.NoResult {
			t.Errorf("number %d is half entered", l.Number)
		}
	}
	if b := must(e.service.ReadBatch(e.As(e.Admin), batch.ID))(t); b.Confirmed+b.Mismatch != 0 {
		t.Errorf("%+v", b)
	}
}

func TestAnswersOverHTTP(t *testing.T) {
	e := newEnv(t)
	_, batch, p := e.batchOf(2)
	locked, password, err := sheet.Lock(p.with(atResult, "属实", "未知").xlsx(t))
	if err != nil {
		t.Fatal(err)
	}
	app := e.api()
	file := apitest.File{Field: "file", Name: "police.xlsx", Data: locked}
	at := "/police-batches/" + batch.ID + "/answers"
	app.As(e.Admin).Do("POST", at, file).Refused(400, "sheet_encrypted")
	app.As(e.Supervisor).Do("POST", at, file).Refused(404, "not_found")
	file.Values = map[string]string{"password": password}
	var v struct {
		DryRun                        bool `json:"dry_run"`
		Entered, Same, Empty, Refused int
		Rows                          []struct {
			Row      int
			Problems []struct{ Column, Wording, Code, Message string }
		}
		Sheets []struct {
			Columns []struct{ Column, Wording string }
			Unknown []string
		}
		Returned *struct{ Data []byte }
	}
	app.As(e.Admin).Do("POST", at+"?dry_run=true", file).Want(200).Lacks(childName, p.rows[0][atID]).JSON(&v)
	if !v.DryRun || v.Entered != 1 || v.Refused != 1 || v.Empty != 1 || v.Rows[1].Problems[0].Wording != "核实结果（属实/查无此人/信息不符）" || v.Returned == nil {
		t.Errorf("%+v", v)
	}
	if len(v.Sheets) != 1 || len(v.Sheets[0].Columns) != 8 || len(v.Sheets[0].Unknown) != 0 {
		t.Errorf("%+v", v.Sheets)
	}
	app.As(e.Admin).Do("POST", at, file).Want(200).JSON(&v)
	app.As(e.Admin).Do("POST", at, file).Want(200).JSON(&v)
	if v.DryRun || v.Entered != 0 || v.Same != 1 {
		t.Errorf("again: %+v", v)
	}
}
