package surveys_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/surveys"
)

const (
	policeNote = "户籍系统中出生日期为2015年5月6日"
	settleNote = "已核对户口本，向县里申请更正"
)

func (e *env) batchLines(a auth.Actor, q surveys.BatchQuery) []surveys.BatchFile {
	e.T.Helper()
	return must(e.service.BatchLines(e.As(a), q))(e.T).Items
}

// TestPolice hands persons to the police, enters what came back, and has the village see to a mismatch.
func TestPolice(t *testing.T) {
	e := newEnv(t)
	a, b, gone := e.Registered(), e.Registered(), e.Registered()
	e.childAt(distant, e.FarDirector, e.FarSupervisor)
	v := e.opened(plan())
	e.decide(e.line(e.task(v.ID, village), gone.ID), surveys.Left)
	for name, who := range map[string]auth.Actor{"the village": e.Director, "an organisation": e.Lead} {
		_, err := e.service.MakeBatch(e.As(who), v.ID, town)
		wants(t, name, err, auth.ErrForbidden)
	}
	_, err := e.service.MakeBatch(e.As(e.Supervisor), v.ID, town)
	wants(t, "the town", err, docstore.ErrNotFound)
	_, err = e.service.MakeBatch(e.As(e.Admin), v.ID, village)
	wants(t, "of a village", err, surveys.ErrArea)
	batch := must(e.service.MakeBatch(e.As(e.Admin), v.ID, town))(t)
	if batch.Total != 2 {
		t.Fatalf("%+v", batch)
	}
	_, err = e.service.MakeBatch(e.As(e.Admin), v.ID, town)
	wants(t, "the same town again", err, surveys.ErrBatchEmpty)
	if rest := must(e.service.MakeBatch(e.As(e.Admin), v.ID, ""))(t); rest.Total != 1 {
		t.Errorf("the rest of the county: %+v", rest)
	}

	_, _, err = e.service.ExportBatch(e.As(e.Admin), batch.ID, "curiosity")
	if !blames(err, "purpose", "purpose_unknown") {
		t.Errorf("without a purpose: %v", err)
	}
	for _, who := range []auth.Actor{e.Supervisor, e.Director, e.Lead} {
		if _, _, err := e.service.ExportBatch(e.As(who), batch.ID, "verification"); err == nil {
			t.Errorf("%s takes the batch out", who.UserID)
		}
	}
	book, password, err := e.service.ExportBatch(e.As(e.Admin), batch.ID, "verification")
	if err != nil || len(password) != 19 || bytes.HasPrefix(book, []byte("PK")) {
		t.Fatalf("%d bytes, password of %d, %v", len(book), len(password), err)
	}
	if r := e.Records("police_batch.export"); len(r) != 1 || r[0].Purpose != "verification" || len(r[0].Subjects) != 3 {
		t.Errorf("noted: %+v", r)
	}

	lines := e.batchLines(e.Admin, surveys.BatchQuery{BatchID: batch.ID})
	enter := func(who auth.Actor, l surveys.BatchFile, r surveys.PoliceResult, note string) error {
		_, err := e.service.EnterResult(e.As(who), l.ID, 0, r, secret(note))
		return err
	}
	wants(t, "the town enters", enter(e.Supervisor, lines[0], surveys.PoliceConfirmed, ""), docstore.ErrNotFound)
	if err := enter(e.Admin, lines[0], surveys.PoliceMismatch, "不符"); !blames(err, "note", "length") {
		t.Errorf("a mismatch without a note: %v", err)
	}
	if err := enter(e.Admin, lines[0], "unknown", ""); !blames(err, "result", "police_result") {
		t.Errorf("an unknown result: %v", err)
	}
	if err := enter(e.Admin, lines[0], surveys.PoliceConfirmed, ""); err != nil {
		t.Fatal(err)
	}
	_, err = e.service.Settle(e.As(e.Director), lines[0].ID, 0, settleNote)
	wants(t, "settling what is confirmed", err, surveys.ErrSettled)
	if err := enter(e.Admin, lines[1], surveys.PoliceMismatch, policeNote); err != nil {
		t.Fatal(err)
	}
	if w := e.Waiting(e.service.Feature().Work, e.Director)["police_mismatch"]; w.Count != 1 {
		t.Errorf("the village's work: %+v", w)
	}
	if w := e.Waiting(e.service.Feature().Work, e.FarDirector)["police_mismatch"]; w.Count != 0 {
		t.Error("another village has the work")
	}
	if got := e.Sent("survey.police"); len(got) != 1 {
		t.Errorf("told %v", got)
	}
	if l := e.batchLines(e.Director, surveys.BatchQuery{Unsettled: true}); len(l) != 1 || l[0].Note != policeNote || l[0].FileID != lines[1].FileID {
		t.Errorf("%+v", l)
	}
	if l := e.batchLines(e.FarDirector, surveys.BatchQuery{BatchID: batch.ID}); len(l) != 0 {
		t.Error("another village reads the answers")
	}
	_, err = e.service.Settle(e.As(e.FarDirector), lines[1].ID, 0, settleNote)
	wants(t, "another village settles", err, docstore.ErrNotFound)
	_, err = e.service.Settle(e.As(e.Admin), lines[1].ID, 0, settleNote)
	wants(t, "the county settles", err, auth.ErrForbidden)
	_, err = e.service.Settle(e.As(e.Director), lines[1].ID, 99, settleNote)
	wants(t, "an old version", err, docstore.ErrStale)
	if l := must(e.service.Settle(e.As(e.Director), lines[1].ID, 0, settleNote))(t); l.Unsettled || l.Done != settleNote {
		t.Errorf("%+v", l.BatchLine)
	}
	if b := must(e.service.ReadBatch(e.As(e.Admin), batch.ID))(t); b.Confirmed != 1 || b.Mismatch != 1 || b.Unsettled != 0 || b.ExportedAt.IsZero() {
		t.Errorf("%+v", b)
	}
	must(e.service.Close(e.As(e.Admin), v.ID, 0, true))(t)
	if err := enter(e.Admin, lines[0], surveys.PoliceMismatch, "户籍登记的出生日期不同"); err != nil {
		t.Errorf("an answer that comes after closing: %v", err)
	}
	must(e.service.Settle(e.As(e.Director), lines[0].ID, 0, settleNote))(t)
	_, err = e.service.MakeBatch(e.As(e.Admin), v.ID, "")
	wants(t, "a batch after closing", err, surveys.ErrClosed)
	_, _ = a, b
}

// TestPoliceOverHTTP shows that the file asks for a proof of the person and is not answered twice.
func TestPoliceOverHTTP(t *testing.T) {
	e := newEnv(t)
	e.Registered()
	v := e.opened(plan())
	app := e.api()
	var b struct{ ID string }
	app.As(e.Admin).Do("POST", "/surveys/"+v.ID+"/police", `{"area":""}`).Want(201).JSON(&b)
	app.As(e.Supervisor).Do("POST", "/police-batches/"+b.ID+"/export", `{"purpose":"verification"}`).Refused(403, "forbidden")
	stale := e.Admin
	stale.FreshAt = e.Now.Add(-24 * time.Hour)
	app.As(stale).Do("POST", "/police-batches/"+b.ID+"/export", `{"purpose":"verification"}`).Refused(403, "step_up_required")
	r := app.As(e.Admin).Do("POST", "/police-batches/"+b.ID+"/export", `{"purpose":"verification"}`).Want(200)
	if r.Header.Get("Export-Password") == "" || !strings.Contains(r.Header.Get("Content-Disposition"), "police.xlsx") {
		t.Errorf("%v", r.Header)
	}
	app.As(e.Admin).Do("POST", "/police-batches/"+b.ID+"/export", `{}`).Refused(400, "invalid")
	var lines struct{ Items []struct{ ID string } }
	app.As(e.Admin).Do("GET", "/police-lines?batch_id="+b.ID, nil).Want(200).Lacks(registertest.ChildName).JSON(&lines)
	app.As(e.Admin).With("If-Match", `"1"`).Do("PUT", "/police-lines/"+lines.Items[0].ID+"/result", `{"result":"mismatch","note":"`+policeNote+`"}`).Want(200)
	app.As(e.Admin).With("If-Match", `"1"`).Do("PUT", "/police-lines/"+lines.Items[0].ID+"/result", `{"result":"confirmed"}`).Refused(412, "stale_version")
	app.As(e.Director).With("If-Match", `"2"`).Do("POST", "/police-lines/"+lines.Items[0].ID+"/settle", `{"note":"`+settleNote+`"}`).Want(200)
	app.As(e.Admin).Do("GET", "/surveys/"+v.ID+"/police", nil).Want(200)
}
