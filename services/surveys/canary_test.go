package surveys_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/surveys"
)

// TestCanary runs every use case once and searches lists, messages, audit records and the store's files for identifying values.
func TestCanary(t *testing.T) {
	docstoretest.OnlySQLite(t)
	e := newEnv(t)
	canaries := []string{registertest.ChildName, registertest.ChildAddress, registertest.GuardianName, registertest.GuardianMobile, lineNote, returnNote, reopenNote}
	canaries = append(canaries, e.wholeRound()...)
	look := func(what, text string) {
		t.Helper()
		for _, secret := range canaries {
			if strings.Contains(text, secret) {
				t.Errorf("%s shows %s", what, secret)
			}
		}
	}
	told := map[string]bool{}
	for _, m := range notifytest.Queued(t, e.Outbox, "") {
		i := slices.IndexFunc(surveys.Templates, func(tpl notify.Template) bool { return tpl.Name == m.Template })
		if i < 0 {
			continue
		}
		told[m.Template] = true
		look("a message", fmt.Sprintf("%+v", m))
		for _, lang := range []string{"zh", "en"} {
			text := surveys.Templates[i].Render(lang, m.Data)
			look(m.Template, text.Subject+text.Body)
			if strings.Contains(text.Subject+text.Body, "{") {
				t.Errorf("%s: %s", m.Template, text.Body)
			}
		}
	}
	if len(told) != len(surveys.Templates) {
		t.Errorf("%d of %d templates were used: %v", len(told), len(surveys.Templates), told)
	}
	records := must(e.Audit.List(e.As(e.Auditor), audit.Query{}, docstore.Limit(1000)))(t)
	for _, r := range records.Items {
		look("an audit record", fmt.Sprintf("%+v", r))
	}
	sealed := 0
	err := e.service.EachSealed(t.Context(), func(d privacy.SealedDocument) error {
		for _, env := range d.Sealed {
			if len(env) > 0 {
				sealed++
			}
		}
		for _, bad := range d.Check(e.Sealer, e.Index) {
			t.Error(bad)
		}
		return nil
	})
	if err != nil || sealed < 3 {
		t.Errorf("%d sealed values, %v", sealed, err)
	}
	raw := e.bytes()
	look("the store", string(raw))
	if !bytes.Contains(raw, []byte("青岩村")) {
		t.Error("the searched files are not those of the store")
	}
}

// wholeRound goes through a round with everything that is written in it. It returns further values that may be stored only sealed.
func (e *env) wholeRound() []string {
	t := e.T
	a, b := e.Registered(), e.Registered()
	v := e.opened(plan())
	task := e.task(v.ID, village)
	l := e.line(task, a.ID)
	must(e.service.Decide(e.As(e.Director), l.ID, 0, surveys.Decision{Outcome: surveys.NotFound, Note: lineNote}))(t)
	e.decide(e.line(task, b.ID), surveys.Confirmed)
	must(e.service.Submit(e.As(e.Director), task.ID, 0))(t)
	must(e.service.Return(e.As(e.Supervisor), task.ID, 0, returnNote))(t)
	e.Now = deadline.Start()
	if err := e.service.Remind(e.system()); err != nil {
		t.Fatal(err)
	}
	must(e.service.Close(e.As(e.Admin), v.ID, 0, true))(t)
	must(e.service.Reopen(e.As(e.Admin), v.ID, 0, deadline, reopenNote))(t)

	number := ident.MakeIDNumber("990001", "2016-09-09", 77)
	list := e.upload(e.Admin, surveys.Upload{SurveyID: v.ID, Data: workbook(t, [][]string{
		{"姓名", "身份证号", "学校", "年级", "监护人电话"}, {pupilName, number, schoolName, "三年级", pupilMobile},
	})}).List
	r := e.rows(e.Admin, list.ID)[0]
	must(e.service.DecideRow(e.As(e.Admin), r.ID, 0, surveys.Handed, village))(t)
	must(e.service.DecideRow(e.As(e.Director), r.ID, 0, surveys.Begun, ""))(t)

	batch := must(e.service.MakeBatch(e.As(e.Admin), v.ID, ""))(t)
	if _, _, err := e.service.ExportBatch(e.As(e.Admin), batch.ID, "verification"); err != nil {
		t.Fatal(err)
	}
	p := e.batchLines(e.Admin, surveys.BatchQuery{BatchID: batch.ID})[0]
	must(e.service.EnterResult(e.As(e.Admin), p.ID, 0, surveys.PoliceMismatch, policeNote))(t)
	must(e.service.Settle(e.As(e.Director), p.ID, 0, settleNote))(t)
	return []string{number, pupilName, pupilMobile, policeNote, settleNote}
}

// bytes returns the content of the store's files.
func (e *env) bytes() []byte {
	e.T.Helper()
	var all bytes.Buffer
	err := filepath.WalkDir(e.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all.Write(data)
		return err
	})
	if err != nil {
		e.T.Fatal(err)
	}
	return all.Bytes()
}
