package pairings_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
)

const (
	fatherName, fatherMobile, rightName, aunt = "欧阳铁山", "13700009999", "欧阳思源", "欧阳大姑"
	requestReason                             = "随姑姑迁往邻镇居住，户口未动"
)

const dangerDone = "外婆住院期间孩子由姑妈接走照料，派出所已备案。"

// TestCanary runs every use case once and searches lists, messages, audit records and the store's files for identifying values.
func TestCanary(t *testing.T) {
	docstoretest.OnlySQLite(t)
	e := newEnv(t)
	app := e.api()
	body := e.ChildBody()
	canaries := []string{childName, body["id_number"].(string), guardianMobile, guardianName, childAddress, "青岩组", contactNote, "听说是舅舅家", dangerDone,
		fatherName, fatherMobile, requestReason, rightName, aunt}
	body["details"] = map[string]string{"father_alive": "living", "father_name": fatherName, "father_mobile": fatherMobile, "wishes": requestReason}
	var f struct{ ID string }
	app.As(e.Director).With("Idempotency-Key", "once").Do("POST", "/beneficiaries", body).Want(201).JSON(&f)
	path := "/beneficiaries/" + f.ID
	app.As(e.Director).Do("POST", path+"/submit", nil).Want(200)
	app.As(e.Supervisor).Do("POST", path+"/return", `{"reason":"incomplete","note":"听说是舅舅家，请核实"}`).Want(200)
	app.As(e.Director).Do("POST", "/beneficiaries", body).Refused(409, "file_exists")
	e.Enter(f.ID)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(f.ID, v)
	c := e.contact()
	c.Danger = true
	must(e.service.Log(e.As(asVolunteer(v)), p.ID, c))(t)
	e.Now = e.Now.Add(time.Hour)
	if err := e.service.RemindDangers(e.As(auth.Actor{Job: "remind-dangers"})); err != nil {
		t.Fatal(err)
	}
	if e.Waiting(e.service.Feature().Work, e.Supervisor)["danger_report"].Count != 1 || len(e.Waiting(e.service.Feature().Work, e.FarSupervisor)) != 0 {
		t.Error("the report of danger waits for another town, or not for its own")
	}
	danger := "/dangers/" + must(e.service.ListDangers(e.As(e.Admin), ""))(t).Items[0].ID
	app.As(e.Supervisor).Do("POST", danger+"/take", nil).Want(200)
	app.As(e.Supervisor).Do("POST", danger+"/close", map[string]string{"done": dangerDone}).Want(200)
	e.canaryRequests()
	app.As(e.Director).Do("GET", path+"/history", nil).Want(200).Lacks(canaries...)
	app.As(e.Director).Do("POST", path+"/reveal", `{"field":"id_number","purpose":"verification"}`).Want(200)
	e.remind("2026-06-20")
	e.Now = e.Now.Add(time.Hour)
	must(e.service.Pause(e.As(e.Lead), p.ID, 0, pairings.FamilyRequest))(t)
	must(e.Register.ProposeExit(e.As(e.Director), f.ID, 0, register.MovedOut))(t)
	must(e.Register.ConfirmExit(e.As(e.Admin), f.ID, 0))(t)
	for _, list := range []string{"/beneficiaries", "/pairings", "/pairings/" + p.ID + "/contacts", "/dangers", "/file-requests", "/file-duplicates"} {
		app.As(e.Admin).Do("GET", list, nil).Want(200).Lacks(canaries...)
	}
	look := func(what, text string) {
		for _, secret := range canaries {
			if strings.Contains(text, secret) {
				t.Errorf("%s shows %s", what, secret)
			}
		}
	}
	told := map[string]bool{}
	templates := slices.Concat(register.Templates, pairings.Templates)
	for _, m := range notifytest.Queued(t, e.Outbox, "") {
		if !slices.ContainsFunc(templates, func(tpl notify.Template) bool { return tpl.Name == m.Template }) {
			continue
		}
		told[m.Template] = true
		look("a message", fmt.Sprintf("%+v", m))
		look("a message", strings.Join([]string{m.Data["why_zh"], m.Data["pseudonym"]}, ""))
		for _, tpl := range templates {
			if tpl.Name != m.Template {
				continue
			}
			for _, lang := range []string{"zh", "en"} {
				text := tpl.Render(lang, m.Data)
				look(m.Template, text.Subject+text.Body)
				if strings.Contains(text.Subject+text.Body, "{") || strings.Contains(text.Body, "小A") {
					t.Errorf("%s: %s", m.Template, text.Body)
				}
			}
		}
	}
	if len(told) != len(templates) {
		t.Errorf("%d of %d templates were used: %v", len(told), len(templates), told)
	}
	records := must(e.Audit.List(e.As(e.Auditor), audit.Query{}, docstore.Limit(1000)))(t)
	for _, r := range records.Items {
		look("an audit record", fmt.Sprintf("%+v", r))
	}
	if n, bad, err := e.Audit.Verify(t.Context()); err != nil || bad != "" || n == 0 {
		t.Errorf("audit: %d, bad %q, %v", n, bad, err)
	}
	raw := e.bytes()
	look("the store", string(raw))
	if !bytes.Contains(raw, []byte("青岩村")) || !bytes.Contains(raw, []byte(f.ID)) {
		t.Error("the searched files are not those of the store")
	}
}

// canaryRequests makes each kind of request, moves a file, and tells of a birthday.
func (e *env) canaryRequests() {
	e.T.Helper()
	e.Proven = true
	ask := func(id string, n register.NewRequest) string {
		n.Reason = requestReason
		return must(e.Register.MakeRequest(e.As(e.Director), id, 0, n))(e.T).ID
	}
	decide := func(a auth.Actor, id string) { must(e.Register.Decide(e.As(a), id, 0, true, requestReason))(e.T) }
	f := e.Registered()
	decide(e.Admin, ask(f.ID, register.NewRequest{Kind: register.Correct, Kinds: f.Kinds, Identity: register.Identity{Name: rightName}}))
	facts := f.Facts
	facts.Guardianship, facts.Risk, facts.Flagged = register.ByNobody, register.Red, true
	must(e.Register.Edit(e.As(e.Director), f.ID, 0, register.Content{Facts: facts}))(e.T)
	decide(e.Supervisor, ask(f.ID, register.NewRequest{Kind: register.Measure, Guardianship: register.ByRelatives, Identity: register.Identity{GuardianName: aunt}}))
	decide(e.FarSupervisor, ask(f.ID, register.NewRequest{Kind: register.Transfer, To: registertest.Distant}))
	young, who := e.Child()
	who.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2010-03-05", e.Seq))
	e.Enter(must(e.Register.Create(e.As(e.Director), register.Content{Facts: young, Identity: who}))(e.T).ID)
	now := e.Now
	e.Now = time.Date(2026, 3, 6, 4, 0, 0, 0, time.UTC)
	if err := e.Register.TellBirthdays(e.As(auth.Actor{Job: "tell-birthdays"})); err != nil {
		e.T.Fatal(err)
	}
	e.Now = now
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
