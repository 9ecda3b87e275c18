package volunteers_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// TestTrialClearedAlone has one person record a clear result without a document, which is refused. With a document it counts only
// after another person has confirmed it; the volunteer, and another account of the recorder, are refused.
func TestTrialClearedAlone(t *testing.T) {
	e := newEnv(t)
	v, u := e.joined(1)
	must(e.service.ConsentOnPaper(e.as(e.admin), v.ID))(t)
	must(e.service.RecordQuery(e.as(e.admin), v.ID))(t)
	for _, r := range []volunteers.Result{
		{Authority: volunteers.Police, Day: "2026-03-02"},
		{Authority: volunteers.Police, Day: "2026-03-02", DocumentNo: "花公查〔2026〕18号", Issuer: " "},
	} {
		_, err := e.service.RecordResult(e.as(e.admin), v.ID, r)
		wants(t, "a result on somebody's word", err, fault.ErrInvalid)
	}
	got := must(e.service.RecordResult(e.as(e.admin), v.ID, answer(v.ID, "2026-03-02", false)))(t)
	if got.Clearance.Status != volunteers.Answered || e.service.ClearAt(got, e.now) {
		t.Errorf("cleared by one person: %+v", got.Clearance)
	}
	twin := e.office
	twin.PersonKey = e.admin.PersonKey
	staff := u
	staff.Bindings = e.admin.Bindings
	for what, a := range map[string]auth.Actor{"the recorder": e.admin, "the recorder's other account": twin, "the volunteer": staff} {
		_, err := e.service.ConfirmResult(e.as(a), v.ID, 0)
		wants(t, what, err, auth.ErrSelf)
	}
	must(e.service.ReturnResult(e.as(e.office), v.ID, 0, "文书编号与原件不符"))(t)
	got = e.cleared(v.ID, "2026-03-02")
	if !e.service.ClearAt(got, e.now) || got.Clearance.Checker != e.admin.UserID || got.Clearance.Confirmer != e.office.UserID {
		t.Errorf("confirmed: %+v", got.Clearance)
	}
}

// TestTrialSkillUnseen has people verify skills that they may not: their own, one that the profile does not list, one whose certificate
// has expired or would never. Taking a skill off the profile takes its verification away.
func TestTrialSkillUnseen(t *testing.T) {
	e := newEnv(t)
	v, u := e.active(1)
	skill := v.Skills[0]
	seen := func(skill string, to region.Day) volunteers.SkillCheck {
		return volunteers.SkillCheck{Skill: skill, Certificate: "教师资格证", ValidTo: to}
	}
	staff := u
	staff.Bindings = e.admin.Bindings
	_, err := e.service.VerifySkill(e.as(staff), v.ID, 0, seen(skill, "2027-03-01"))
	wants(t, "one's own", err, auth.ErrSelf)
	_, err = e.service.VerifySkill(e.as(u), v.ID, 0, seen(skill, "2027-03-01"))
	wants(t, "by a volunteer", err, auth.ErrForbidden)
	for field, c := range map[string]volunteers.SkillCheck{
		"skill": seen("急救", "2027-03-01"), "valid_to": seen(skill, "2026-03-01"), "certificate": {Skill: skill, ValidTo: "2027-03-01"},
	} {
		if _, err := e.service.VerifySkill(e.as(e.lead), v.ID, 0, c); err == nil || !strings.Contains(fmt.Sprint(err), "invalid") {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err = e.service.VerifySkill(e.as(e.lead), v.ID, 0, seen(skill, "2036-03-03"))
	wants(t, "valid for more than ten years", err, fault.ErrInvalid)
	got := must(e.service.VerifySkill(e.as(e.lead), v.ID, 0, seen(skill, "2027-03-01")))(t)
	if c := got.SkillChecks; len(c) != 1 || c[0].By != e.lead.UserID || !c[0].At.Equal(noon) || got.SkillDays()[skill] != "2027-03-01" {
		t.Errorf("verified: %+v", c)
	}
	if to := e.queued("volunteer.skill_verified"); len(to) != 1 || to[0] != v.ID {
		t.Errorf("told: %v", to)
	}
	must(e.service.Edit(e.as(u), 0, county, volunteers.Details{Skills: []string{"急救"}}))(t)
	if got = must(e.service.Edit(e.as(u), 0, county, volunteers.Details{Skills: []string{skill}}))(t); got.SkillDays()[skill] != "" {
		t.Error("a skill that was taken off the profile came back verified")
	}
}

// TestTrialRemindedFrozen freezes a volunteer whose clearance ends soon, and has another leave their organisation: neither the frozen one nor
// the former organisation and its people are reminded. A queued reminder is dropped when its volunteer is frozen or the clearance has ended.
func TestTrialRemindedFrozen(t *testing.T) {
	e := newEnv(t)
	first, one := e.active(1)
	second, u := e.active(2)
	e.queried(first, one)
	e.queried(second, u)
	e.cleared(first.ID, "2026-03-02")
	e.cleared(second.ID, "2026-03-02")
	e.now = region.Day("2027-02-25").Start().Add(9 * time.Hour)
	must(e.service.Freeze(e.as(e.office), first.ID, "家长投诉，正在核实"))(t)
	if err := e.service.RemindClearances(e.job()); err != nil {
		t.Fatal(err)
	}
	if to := e.queued("volunteer.clearance_expiring"); slices.Contains(to, first.ID) || !slices.Contains(to, second.ID) {
		t.Errorf("reminded: %v", to)
	}
	list := must(e.outbox.List(t.Context(), "volunteer.clearance_expiring"))(t)
	of := slices.IndexFunc(list, func(m notify.Message) bool { return m.To == e.orgA })
	member := list[of]
	member.To, member.Via = e.admin.UserID, e.orgA
	list = append(list, member)
	still := func(when string, applies func(notify.Message) bool) {
		t.Helper()
		for _, m := range list {
			if got := must(e.service.StillApplies(t.Context(), m))(t); got != applies(m) {
				t.Errorf("%s, to %s by %q: %v", when, m.To, m.Via, got)
			}
		}
	}
	never := func(notify.Message) bool { return false }
	still("before", func(notify.Message) bool { return true })
	must(e.service.Leave(e.as(u), e.orgA))(t)
	still("after leaving", func(m notify.Message) bool { return m.To == second.ID })
	day := e.now
	e.now = e.load(second.ID).ClearanceValidTo
	still("after the end of the clearance", never)
	e.now = day
	must(e.service.Freeze(e.as(e.office), second.ID, "家长投诉，正在核实"))(t)
	still("frozen", never)
}

// TestTrialConsentOnScreenOnly registers somebody who never agreed, who agreed to other words, and who agreed to an older version: the
// first two are refused, the last is asked again.
func TestTrialConsentOnScreenOnly(t *testing.T) {
	e := newEnv(t)
	u := e.user(tel(1))
	for what, a := range map[string]volunteers.Agreement{
		"nothing": {}, "other words": {Version: volunteers.OwnText.Version, Hash: strings.Repeat("0", 64)}, "an older version": {Version: "volunteer-2020", Hash: volunteers.OwnText.Hash()},
	} {
		p := person(1)
		p.Agreement = a
		_, err := e.service.Register(e.as(u), p)
		wants(t, what, err, volunteers.ErrConsent)
	}
	v := must(e.service.Register(e.as(u), person(1)))(t)
	if a := v.Agreement; a.Version != volunteers.OwnText.Version || a.Hash != volunteers.OwnText.Hash() || !a.At.Equal(noon) || !v.MayTakePart() {
		t.Errorf("kept: %+v", a)
	}
	e.put(t, v, func(v *volunteers.Volunteer) { v.Agreement.Version = "volunteer-2025-01" })
	if v = e.load(v.ID); v.MayTakePart() {
		t.Error("an older version still counts")
	}
	u.VolunteerID, u.PersonKey, u.Bindings = v.ID, v.PersonKey, []auth.Binding{{Role: auth.Volunteer}}
	e.now = noon.Add(time.Hour)
	_, err := e.service.Agree(e.as(u), "volunteer-2025-01", volunteers.OwnText.Hash())
	wants(t, "the older text again", err, volunteers.ErrConsent)
	if v = must(e.service.Agree(e.as(u), volunteers.OwnText.Version, volunteers.OwnText.Hash()))(t); !v.MayTakePart() || !v.Agreement.At.Equal(e.now) {
		t.Errorf("agreed again: %+v", v.Agreement)
	}
}

// TestTrialNobodySaysWhatIsNext walks a volunteer from registering to serving, and stops them: at each moment the first steps say what is
// done, what comes next, who acts, by when, and whether it is "not yet" or "stopped".
func TestTrialNobodySaysWhatIsNext(t *testing.T) {
	e := newEnv(t)
	v, u := e.registered(1)
	office, org := "office 花溪区", "organisation 青禾社会工作服务中心1"
	see := func(what string, open bool, want ...string) {
		t.Helper()
		_, list, err := e.service.FirstSteps(e.as(u))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range list {
			line := strings.TrimSpace(strings.Join(append([]string{s.Code, string(s.State), string(s.By)}, s.Names...), " "))
			if s.Due != "" {
				line += " by " + string(s.Due)
			}
			if s.Late {
				line += " late"
			}
			got = append(got, strings.Join(strings.Fields(line), " "))
		}
		if !slices.Equal(got, want) || volunteers.StepsOpen(list) != open {
			t.Errorf("%s: open %v\n%s\nwant\n%s", what, volunteers.StepsOpen(list), strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	see("registered", true, "register done", "join open person", "verify open "+office+" by 2026-03-09", "activate later", "clearance open person")
	must(e.service.AskToJoin(e.as(u), e.orgA))(t)
	see("asked", true, "register done", "join open "+org, "verify open "+office+" by 2026-03-09", "activate later", "clearance open person")
	must(e.service.Accept(e.as(e.admin), v.ID, e.orgA))(t)
	e.now = noon.AddDate(0, 0, 8)
	see("joined, and nobody verifies", true, "register done", "join done", "verify open "+org+" by 2026-03-09 late", "activate later", "clearance open person")
	must(e.service.Verify(e.as(e.admin), v.ID, 0))(t)
	see("verified", true, "register done", "join done", "verify done", "activate open "+org+" by 2026-03-17", "clearance open person")
	must(e.service.Activate(e.as(e.admin), v.ID))(t)
	see("active", false, "register done", "join done", "verify done", "activate done", "clearance open person")
	must(e.service.Consent(e.as(u), volunteers.ClearanceConsent))(t)
	see("consented", true, "register done", "join done", "verify done", "activate done", "clearance open "+org+" by 2026-03-17")
	must(e.service.RecordQuery(e.as(e.admin), v.ID))(t)
	see("queried", true, "register done", "join done", "verify done", "activate done", "clearance open authority by 2026-04-08")
	must(e.service.RecordResult(e.as(e.admin), v.ID, answer(v.ID, "2026-03-10", false)))(t)
	see("answered", true, "register done", "join done", "verify done", "activate done", "clearance open "+org)
	must(e.service.ConfirmResult(e.as(e.office), v.ID, 0))(t)
	see("cleared", false, "register done", "join done", "verify done", "activate done", "clearance done")
	must(e.service.Freeze(e.as(e.admin), v.ID, "家长投诉，正在核实"))(t)
	see("frozen", true, "register done", "join done", "verify done", "activate stopped "+org, "clearance done")
	must(e.service.Release(e.as(e.admin), v.ID))(t)
	must(e.service.Freeze(e.as(e.office), v.ID, "家长投诉，正在核实"))(t)
	see("frozen by the office", true, "register done", "join done", "verify done", "activate stopped "+office, "clearance done")
	must(e.service.Cancel(e.as(u)))(t)
	see("cancelled", true, "register done", "activate stopped")

	_, _, err := e.service.FirstSteps(e.as(e.user(tel(9))))
	wants(t, "without a profile", err, docstore.ErrNotFound)
	p := person(2)
	p.IDNumber = privacy.Secret(ident.MakeIDNumber("990002", "2010-02-03", 2))
	p.Guardian = &volunteers.Consenting{Kin: volunteers.Kin{Name: kinName, Mobile: kinTel}}
	u = e.user(tel(2))
	v = must(e.service.Register(e.as(u), p))(t)
	e.put(t, v, func(v *volunteers.Volunteer) {
		v.Agreement, v.Clearance.Status = volunteers.Agreement{}, volunteers.Barred
	})
	see("under age, barred, with an older text", true, "register done", "agree open person", "guardian open guardian", "join open person",
		"verify open "+office+" by 2026-03-17", "activate stopped "+office, "clearance stopped "+office)
}

// TestTrialRosterTells imports the same roster where its people are known and where nobody is: alone, of another organisation, cancelled,
// under another name. Whatever the importer may see afterwards, refused acts and the audit log included, is the same.
func TestTrialRosterTells(t *testing.T) {
	seen := map[string][]string{}
	for _, world := range []string{"known", "unknown"} {
		e := newEnv(t)
		rows := [][]string{
			{"1", "志愿者甲", "", "", person(0).IDNumber.Reveal(), tel(0)},
			{"2", "志愿者乙", "", "", person(1).IDNumber.Reveal(), tel(1)},
			{"3", "志愿者丙", "", "", person(2).IDNumber.Reveal(), tel(2)},
			{"4", "另一个人", "", "", person(3).IDNumber.Reveal(), tel(3)},
			{"5", "志愿者戊", "", "", person(4).IDNumber.Reveal(), "13599999999"},
			{"6", "志愿者己", "", "", person(5).IDNumber.Reveal(), tel(5), "驾驶"},
			{"7", "坏号码", "", "", misprint(), tel(6)},
		}
		var ids []string
		var declining auth.Actor
		if world == "known" {
			for n := range 6 {
				v, u := e.registered(n)
				ids = append(ids, v.ID)
				switch n {
				case 0:
					declining = u
				case 1:
					must(e.service.AskToJoin(e.as(u), e.orgB))(t)
					must(e.service.Accept(e.as(e.adminB), v.ID, e.orgB))(t)
				case 2:
					must(e.service.Cancel(e.as(u)))(t)
				}
			}
		}
		app := e.api()
		admin := app.As(e.admin)
		file := apitest.File{Field: "file", Name: "花名册.xlsx", Data: roster(t, header, rows...)}
		note := func(what string, r *apitest.Response) {
			seen[world] = append(seen[world], what+" "+strconv.Itoa(r.Status)+" "+neutral(string(r.Body)))
		}
		list := func(what string) {
			note(what, admin.Do("GET", "/volunteers/invitations?org_id="+e.orgA, nil))
			note(what, admin.Do("GET", "/volunteers?org_id="+e.orgA, nil))
			note(what, admin.Do("GET", "/volunteers", nil))
			note(what, admin.Do("GET", "/volunteers/asking?org_id="+e.orgA, nil))
		}
		path := "/volunteers/import?org_id=" + e.orgA
		note("dry run", admin.Do("POST", path+"&dry_run=true", file))
		note("import", admin.Do("POST", path, file))
		note("again", admin.Do("POST", path, file))
		list("lists")
		if err := e.service.SendInvitations(e.job()); err != nil {
			t.Fatal(err)
		}
		if world == "known" {
			var mine struct{ Items []struct{ ID string } }
			app.As(declining).Do("GET", "/volunteers/me/invitations", nil).Want(http.StatusOK).JSON(&mine)
			if len(mine.Items) != 1 {
				t.Fatalf("asked: %+v", mine)
			}
			app.As(declining).Do("POST", "/volunteers/me/invitations/"+mine.Items[0].ID+"/decline", map[string]any{}).Want(http.StatusOK)
			for _, id := range ids {
				admin.Do("GET", "/volunteers/"+id, nil).Refused(http.StatusNotFound, "not_found")
				admin.Do("POST", "/volunteers/"+id+"/reveal", map[string]any{"field": "mobile", "purpose": "contact"}).Refused(http.StatusNotFound, "not_found")
			}
		}
		list("after a no")
		for _, entry := range must(e.audit.List(e.as(auth.Actor{UserID: "usr_auditor", Bindings: []auth.Binding{{Role: auth.Auditor}}}), audit.Query{Subjects: []string{e.orgA}}, docstore.Limit(100)))(t).Items {
			seen[world] = append(seen[world], fmt.Sprintf("audit %s %d %v", entry.Action, len(entry.Subjects), entry.Fields))
		}
		e.now = noon.AddDate(0, 0, 31)
		if err := e.service.SendInvitations(e.job()); err != nil {
			t.Fatal(err)
		}
		list("after the term")
		note("again after the term", admin.Do("POST", path, file))
	}
	same(t, "what the importer sees", seen["known"], seen["unknown"])
}

var (
	anyID   = regexp.MustCompile(`\b[a-z]{3}_[0-9a-z]+\b`)
	anyFile = regexp.MustCompile(`"data":"[^"]*"`)
)

// neutral removes ids and the bytes of files from an answer.
func neutral(body string) string {
	return anyFile.ReplaceAllString(anyID.ReplaceAllString(body, "ID"), "FILE")
}

// TestTrialRosterFloods imports a roster of 45 people who have accounts: 20 are shown the invitation today, 20 tomorrow, 5 on the day after.
// Withdrawing and asking again takes no place back.
func TestTrialRosterFloods(t *testing.T) {
	e := newEnv(t)
	var rows [][]string
	for n := range 45 {
		rows = append(rows, e.known(n, func(p *volunteers.Put) { p.OrgIDs = []string{e.orgB} }))
	}
	data := roster(t, header, rows...)
	shown := func(want int) {
		t.Helper()
		if err := e.service.SendInvitations(e.job()); err != nil {
			t.Fatal(err)
		}
		if got := len(e.queued("volunteer.invited")); got != want {
			t.Errorf("%s: %d were asked, want %d", e.now, got, want)
		}
	}
	e.importing(e.admin, e.orgA, false, data)
	shown(20)
	first := e.invitations(e.orgA)[0]
	if err := e.service.WithdrawInvitation(e.as(e.admin), first.ID); err != nil {
		t.Fatal(err)
	}
	e.now = noon.Add(time.Hour)
	e.importing(e.admin, e.orgA, false, data)
	shown(20)
	e.now = noon.AddDate(0, 0, 1)
	shown(40)
	e.now = noon.AddDate(0, 0, 2)
	shown(46)
}

// TestTrialRevealAfterLeaving reveals the mobile of somebody who was asked, who is a member, and who has left: only the member's.
func TestTrialRevealAfterLeaving(t *testing.T) {
	e := newEnv(t)
	v, u := e.registered(1)
	reveal := func(want error) {
		t.Helper()
		_, err := e.service.Reveal(e.as(e.admin), v.ID, "mobile", "contact")
		wants(t, "reveal", err, want)
	}
	reveal(docstore.ErrNotFound)
	e.asked(1)
	reveal(docstore.ErrNotFound)
	if err := e.service.AcceptInvitation(e.as(u), e.mine(u)[0].ID); err != nil {
		t.Fatal(err)
	}
	reveal(nil)
	must(e.service.Leave(e.as(u), e.orgA))(t)
	reveal(docstore.ErrNotFound)
}
