package volunteers_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

func TestRegister(t *testing.T) {
	e := newEnv(t)
	u := e.user(mobile)
	p := profile()
	p.Name, p.IDNumber = "欧阳 雪莹", privacy.Secret(idNumber[:6]+" "+idNumber[6:])
	v := must(e.service.Register(e.as(u), p))(t)
	if v.Status != volunteers.Registered || v.UserID != u.UserID || v.Region != county || v.Birth != "1990-05-01" || v.Gender != volunteers.Female {
		t.Errorf("registered as %+v", v)
	}
	if v.No != "520111000000001" || strings.Contains(v.No, idNumber[:10]) {
		t.Errorf("own number %s", v.No)
	}
	if got := must(e.service.FullName(t.Context(), v))(t); got != name {
		t.Errorf("name %s", got)
	}
	if e.service.AgeAt(v, "2026-04-30") != 35 || e.service.AgeAt(v, "2026-05-01") != 36 {
		t.Error("age")
	}
	account := must(e.accounts.Me(e.as(u)))(t)
	if account.VolunteerID != v.ID || account.PersonKey != v.PersonKey || !account.Has(auth.Volunteer, e.now) {
		t.Errorf("account %+v", account)
	}
	c := must(e.service.Contact(t.Context(), v.ID))(t)
	if c.UserID != u.UserID || c.Mobile != mobile {
		t.Errorf("contact %+v", c)
	}
	mine := must(e.service.Mine(e.as(u)))(t)
	if mine.Name != name || mine.IDNumber != privacy.MaskID(idNumber) || mine.Mobile != "138****1234" || mine.EmergencyMobile != "139****2222" {
		t.Errorf("own profile %+v", mine)
	}
	_, err := e.service.Register(e.as(u), person(1))
	wants(t, "a second profile", err, volunteers.ErrAlready)
	_, err = e.service.Register(e.as(e.user(tel(1))), profile())
	wants(t, "somebody else's ID number", err, volunteers.ErrTaken)
	if e.count() != 1 {
		t.Errorf("%d profiles", e.count())
	}
	v2, _ := e.registered(2)
	if v2.No != "520111000000002" {
		t.Errorf("second own number %s", v2.No)
	}
	e.auditHolds(name, idNumber, mobile, kinName, kinTel)
}

func TestRegisterRefuses(t *testing.T) {
	e := newEnv(t)
	_, err := e.service.Register(t.Context(), profile())
	wants(t, "nobody", err, auth.ErrLogin)
	unproven := e.unproven("13811110000")
	_, err = e.service.Register(e.as(unproven), profile())
	wants(t, "an unproven mobile", err, volunteers.ErrNoMobile)
	u := e.user(mobile)
	for what, tt := range map[string]struct {
		change func(*volunteers.Profile)
		want   error
	}{
		"unknown region":   {func(p *volunteers.Profile) { p.Region = "52/5201/999999/" }, region.ErrUnknown},
		"wrong path":       {func(p *volunteers.Profile) { p.Region = "53/5201/520111/" }, region.ErrUnknown},
		"a whole province": {func(p *volunteers.Profile) { p.Region = "52/" }, volunteers.ErrRegionHigh},
	} {
		p := profile()
		tt.change(&p)
		_, err := e.service.Register(e.as(u), p)
		wants(t, what, err, tt.want)
	}
	p := profile()
	p.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2010-01-01", 2))
	p.Guardian = &volunteers.Consenting{Kin: volunteers.Kin{Name: kinName, Mobile: kinTel}, Version: volunteers.PaperConsent, At: noon}
	v := must(e.service.Register(e.as(u), p))(t)
	if g := v.Guardian; g == nil || g.ConsentVersion != "" || !g.ConsentAt.IsZero() || e.service.GuardianAgreed(v, region.DayOf(noon)) {
		t.Errorf("consents for the guardian: %+v", g)
	}
	other := e.user(tel(3))
	other.PersonKey = "of another person"
	_, err = e.service.Register(e.as(other), person(3))
	wants(t, "another person's account", err, volunteers.ErrNotHolder)
}

func TestLife(t *testing.T) {
	e := newEnv(t)
	v, u := e.registered(1)
	for what, a := range map[string]auth.Actor{"a manager not joined": e.admin, "another county": e.neighbour} {
		_, err := e.service.Verify(e.as(a), v.ID, 0)
		wants(t, what, err, docstore.ErrNotFound)
	}
	_, err := e.service.Verify(e.as(e.socialWorker), v.ID, 0)
	wants(t, "a social worker", err, auth.ErrForbidden)
	must(e.service.Verify(e.as(e.office), v.ID, 0))(t)
	_, err = e.service.Verify(e.as(e.office), v.ID, 0)
	wants(t, "again", err, volunteers.ErrMove)
	_, err = e.service.Release(e.as(e.office), v.ID)
	wants(t, "release of a verified one", err, volunteers.ErrMove)
	must(e.service.Activate(e.as(e.office), v.ID))(t)
	must(e.service.AskToJoin(e.as(u), e.orgA))(t)
	must(e.service.Accept(e.as(e.admin), v.ID, e.orgA))(t)

	_, err = e.service.Freeze(e.as(e.admin), v.ID, " ")
	wants(t, "no reason", err, workflow.ErrReason)
	must(e.service.Freeze(e.as(e.admin), v.ID, "多次无故缺席"))(t)
	_, err = e.service.Activate(e.as(e.admin), v.ID)
	wants(t, "activate a frozen one", err, volunteers.ErrMove)
	must(e.service.Release(e.as(e.lead), v.ID))(t)
	must(e.service.Freeze(e.as(e.office), v.ID, "投诉调查"))(t)
	_, err = e.service.Release(e.as(e.admin), v.ID)
	wants(t, "release what the office froze", err, volunteers.ErrAbove)
	must(e.service.Release(e.as(e.office), v.ID))(t)
	if got := e.load(v.ID); got.Status != volunteers.Active || got.Reason != "" || got.FrozenAbove {
		t.Errorf("released as %+v", got)
	}

	_, err = e.service.CancelFor(e.as(e.admin), v.ID, "搬离本县")
	wants(t, "cancelled by an organisation", err, auth.ErrForbidden)
	got := must(e.service.Cancel(e.as(u)))(t)
	if got.Status != volunteers.Cancelled || len(got.OrgIDs) != 0 {
		t.Errorf("cancelled as %+v", got)
	}
	_, err = e.service.Edit(e.as(u), 0, county, volunteers.Details{})
	wants(t, "edit after the end", err, volunteers.ErrMove)
	if n := e.queued("volunteer.frozen"); len(n) != 4 {
		t.Errorf("frozen told to %v", n)
	}
	e.auditHolds(tel(1))
}

// TestNotOneself: staff who volunteer for their own organisation cannot decide about their own profile, with any account.
func TestNotOneself(t *testing.T) {
	e := newEnv(t)
	v, u := e.joined(1)
	same := e.admin
	same.PersonKey = v.PersonKey
	staff := u
	staff.Bindings = e.admin.Bindings
	for what, a := range map[string]auth.Actor{"the same person's other account": same, "the same account": staff} {
		ctx := e.as(a)
		for name, do := range map[string]func() error{
			"verify":   func() error { _, err := e.service.Verify(ctx, v.ID, 0); return err },
			"training": func() error { _, err := e.service.AddTraining(ctx, v.ID, training()); return err },
			"award":    func() error { _, err := e.service.AddAward(ctx, v.ID, award()); return err },
			"consent":  func() error { _, err := e.service.ConsentOnPaper(ctx, v.ID); return err },
			"query":    func() error { _, err := e.service.RecordQuery(ctx, v.ID); return err },
			"result": func() error {
				_, err := e.service.RecordResult(ctx, v.ID, answer(v.ID, "2026-03-02", false))
				return err
			},
		} {
			wants(t, what+": "+name, do(), auth.ErrSelf)
		}
	}
}

func training() volunteers.Training {
	return volunteers.Training{Name: "儿童保护基础", Minutes: 120, Organiser: "花溪区民政局", Day: "2026-02-01"}
}

func award() volunteers.Award {
	return volunteers.Award{Name: "年度优秀志愿者", Grantor: "花溪区文明办", Day: "2025-12-05"}
}

func TestTrainingsAndAwards(t *testing.T) {
	e := newEnv(t)
	v, _ := e.joined(1)
	must(e.service.AddTraining(e.as(e.lead), v.ID, training()))(t)
	got := must(e.service.AddAward(e.as(e.lead), v.ID, award()))(t)
	if len(got.Trainings) != 1 || len(got.Awards) != 1 || got.Trainings[0].ID == "" || got.Awards[0].Grantor != "花溪区文明办" {
		t.Errorf("%+v", got)
	}
	late := training()
	late.Day, late.Minutes = "2026-03-03", 0
	_, err := e.service.AddTraining(e.as(e.lead), v.ID, late)
	if !blames(err, "day", "range") || !blames(err, "minutes", "range") {
		t.Errorf("a training tomorrow: %v", err)
	}
	_, err = e.service.AddAward(e.as(e.adminB), v.ID, award())
	wants(t, "another organisation", err, docstore.ErrNotFound)
}

func TestJoining(t *testing.T) {
	e := newEnv(t)
	v, u := e.registered(1)
	must(e.service.AskToJoin(e.as(u), e.orgA))(t)
	_, err := e.service.AskToJoin(e.as(u), e.orgA)
	wants(t, "asked again", err, volunteers.ErrJoined)
	_, err = e.service.AskToJoin(e.as(u), "org_none")
	wants(t, "an unknown organisation", err, docstore.ErrNotFound)
	if to := e.queued("volunteer.join_asked"); !slices.Equal(to, []string{e.orgA}) {
		t.Errorf("asked %v", to)
	}
	if n := len(must(e.service.Asking(e.as(e.admin), e.orgA))(t).Items); n != 1 {
		t.Errorf("%d ask", n)
	}
	_, err = e.service.Asking(e.as(e.adminB), e.orgA)
	wants(t, "another's requests", err, docstore.ErrNotFound)
	_, err = e.service.Read(e.as(e.admin), v.ID)
	wants(t, "the profile before it is accepted", err, docstore.ErrNotFound)
	_, err = e.service.Accept(e.as(e.adminB), v.ID, e.orgA)
	wants(t, "accepted by another", err, docstore.ErrNotFound)
	_, err = e.service.Accept(e.as(e.adminB), v.ID, e.orgB)
	wants(t, "accepted unasked", err, docstore.ErrNotFound)
	must(e.service.Decline(e.as(e.admin), v.ID, e.orgA))(t)
	must(e.service.AskToJoin(e.as(u), e.orgA))(t)
	must(e.service.Accept(e.as(e.admin), v.ID, e.orgA))(t)
	must(e.service.Read(e.as(e.admin), v.ID))(t)
	_, err = e.service.Remove(e.as(e.adminB), v.ID, e.orgA)
	wants(t, "removed by another", err, docstore.ErrNotFound)
	must(e.service.Leave(e.as(u), e.orgA))(t)
	_, err = e.service.Leave(e.as(u), e.orgA)
	wants(t, "left twice", err, docstore.ErrNotFound)
	_, err = e.service.Read(e.as(e.admin), v.ID)
	wants(t, "the profile after leaving", err, docstore.ErrNotFound)
}

func TestClearance(t *testing.T) {
	e := newEnv(t)
	v, u := e.active(1)
	_, err := e.service.RecordQuery(e.as(e.admin), v.ID)
	wants(t, "a query without consent", err, volunteers.ErrClearanceMove)
	_, err = e.service.Consent(e.as(u), "clearance-2020")
	wants(t, "an old text", err, volunteers.ErrConsent)
	must(e.service.Consent(e.as(u), volunteers.ClearanceConsent))(t)
	must(e.service.WithdrawConsent(e.as(u)))(t)
	must(e.service.ConsentOnPaper(e.as(e.admin), v.ID))(t)
	_, err = e.service.RecordQuery(e.as(e.lead), v.ID)
	wants(t, "a project lead", err, auth.ErrForbidden)
	must(e.service.RecordQuery(e.as(e.admin), v.ID))(t)
	_, err = e.service.WithdrawConsent(e.as(u))
	wants(t, "withdrawn after the query", err, volunteers.ErrClearanceMove)
	for day, want := range map[region.Day]error{"2026-03-01": volunteers.ErrClearanceDay, "2026-03-03": volunteers.ErrClearanceDay} {
		_, err = e.service.RecordResult(e.as(e.admin), v.ID, answer(v.ID, day, false))
		wants(t, string(day), err, want)
	}
	_, err = e.service.RecordResult(e.as(e.admin), v.ID, volunteers.Result{Authority: "somebody", Day: "2026-03-02", DocumentNo: "公函〔2026〕1号", Issuer: "某单位"})
	wants(t, "an unknown authority", err, volunteers.ErrAuthority)
	got := e.cleared(v.ID, "2026-03-02")
	end := region.Day("2027-03-02").Start()
	if !got.ClearanceValidTo.Equal(end) || got.Clearance.Checker != e.admin.UserID {
		t.Errorf("clear as %+v until %s", got.Clearance, got.ClearanceValidTo)
	}
	if !e.service.ClearAt(got, end.Add(-time.Millisecond)) || e.service.ClearAt(got, end) {
		t.Error("the result does not hold for twelve months")
	}
	if e.service.ClearAt(volunteers.Volunteer{}, noon) {
		t.Error("nothing is clear")
	}

	// During a renewal the former result stays valid until its end, even when the consent is withdrawn.
	e.now = region.Day("2027-02-20").Start()
	must(e.service.Consent(e.as(u), volunteers.ClearanceConsent))(t)
	back := must(e.service.WithdrawConsent(e.as(u)))(t)
	if back.Clearance.Status != volunteers.Clear || !e.service.ClearAt(back, e.now) {
		t.Errorf("withdrawn to %s", back.Clearance.Status)
	}
	must(e.service.Consent(e.as(u), volunteers.ClearanceConsent))(t)
	must(e.service.RecordQuery(e.as(e.admin), v.ID))(t)
	if !e.service.ClearAt(e.load(v.ID), e.now) {
		t.Error("the renewal took the former result away")
	}
}

func TestHit(t *testing.T) {
	e := newEnv(t)
	v, u := e.active(1)
	e.queried(v, u)
	got := must(e.service.RecordResult(e.as(e.admin), v.ID, answer(v.ID, "2026-03-02", true)))(t)
	if got.Clearance.Status != volunteers.Barred || got.Status != volunteers.Frozen || e.service.ClearAt(got, noon) {
		t.Errorf("after a hit %s, %s", got.Clearance.Status, got.Status)
	}
	for what, a := range map[string]auth.Actor{"the organisation": e.admin, "the office": e.office} {
		_, err := e.service.Release(e.as(a), v.ID)
		if !errors.Is(err, volunteers.ErrBarred) && !errors.Is(err, volunteers.ErrAbove) {
			t.Errorf("released by %s: %v", what, err)
		}
	}
	const why = "公安机关更正了查询结果"
	_, err := e.service.Review(e.as(e.admin), v.ID, answer(v.ID, "2026-03-02", false), why)
	wants(t, "review by who recorded the hit", err, auth.ErrSelf)
	second := in("usr_second", auth.OrgAdmin, e.orgA)
	_, err = e.service.Review(e.as(second), v.ID, answer(v.ID, "2026-03-02", false), why)
	wants(t, "review by an organisation", err, auth.ErrForbidden)
	corrected := answer(v.ID, "2026-03-02", false)
	_, err = e.service.Review(e.as(e.office), v.ID, corrected, why)
	wants(t, "review by the document of the hit", err, volunteers.ErrNoDocument)
	corrected.FileID += "/second"
	got = must(e.service.Review(e.as(e.office), v.ID, corrected, why))(t)
	if got.Clearance.Status != volunteers.Clear || got.Status != volunteers.Frozen {
		t.Errorf("after the review %s, %s", got.Clearance.Status, got.Status)
	}
	must(e.service.Release(e.as(e.office), v.ID))(t)

	// Somebody not active yet is not frozen, but never becomes active.
	w, wu := e.joined(2)
	e.queried(w, wu)
	must(e.service.RecordResult(e.as(e.admin), w.ID, answer(w.ID, "2026-03-02", true)))(t)
	must(e.service.Verify(e.as(e.admin), w.ID, 0))(t)
	_, err = e.service.Activate(e.as(e.admin), w.ID)
	wants(t, "activate somebody barred", err, volunteers.ErrBarred)
	e.auditHolds()
}

func TestRemindClearances(t *testing.T) {
	e := newEnv(t)
	v, u := e.active(1)
	e.queried(v, u)
	e.cleared(v.ID, "2026-03-02") // until 2027-03-02
	other, _ := e.active(2)
	for _, step := range []struct {
		day               region.Day
		expiring, expired int
	}{
		{"2027-01-30", 0, 0}, {"2027-01-31", 2, 0}, {"2027-02-10", 2, 0}, {"2027-02-23", 4, 0}, {"2027-03-01", 4, 0}, {"2027-03-02", 4, 2}, {"2027-03-20", 4, 2},
	} {
		e.now = step.day.Start().Add(9 * time.Hour)
		for range 2 { // running it again changes nothing
			if err := e.service.RemindClearances(e.job()); err != nil {
				t.Fatal(err)
			}
		}
		if a, b := len(e.queued("volunteer.clearance_expiring")), len(e.queued("volunteer.clearance_expired")); a != step.expiring || b != step.expired {
			t.Errorf("on %s %d and %d messages, want %d and %d", step.day, a, b, step.expiring, step.expired)
		}
	}
	if to := e.queued("volunteer.clearance_expiring"); !slices.Contains(to, v.ID) || !slices.Contains(to, e.orgA) {
		t.Errorf("told %v", to)
	}
	if e.load(v.ID).Clearance.Status != volunteers.Expired || e.load(other.ID).Clearance.Status != volunteers.NoClearance {
		t.Error("the wrong one expired")
	}
	must(e.service.Consent(e.as(u), volunteers.ClearanceConsent))(t)
}

func TestStillApplies(t *testing.T) {
	e := newEnv(t)
	v, u := e.active(1)
	e.queried(v, u)
	e.cleared(v.ID, "2026-03-02")
	e.now = region.Day("2027-02-20").Start()
	if err := e.service.RemindClearances(e.job()); err != nil {
		t.Fatal(err)
	}
	answers := func() map[string]bool {
		out := map[string]bool{}
		for _, m := range must(e.outbox.List(t.Context(), "volunteer."))(t) {
			out[m.Template] = must(e.service.StillApplies(t.Context(), m))(t)
		}
		return out
	}
	if a := answers(); !a["volunteer.active"] || !a["volunteer.joined"] || !a["volunteer.clearance_expiring"] || a["volunteer.verified"] || a["volunteer.join_asked"] {
		t.Errorf("%v", a)
	}
	must(e.service.Consent(e.as(u), volunteers.ClearanceConsent))(t)
	must(e.service.RecordQuery(e.as(e.admin), v.ID))(t)
	e.cleared(v.ID, "2027-02-20")
	if a := answers(); a["volunteer.clearance_expiring"] {
		t.Error("a reminder of a renewed clearance still applies")
	}
	must(e.service.Cancel(e.as(u)))(t)
	for template, yes := range answers() {
		if yes && template != "volunteer.declined" {
			t.Errorf("%s still applies after the end", template)
		}
	}
}

func TestReveal(t *testing.T) {
	e := newEnv(t)
	v, _ := e.joined(1)
	for field, want := range map[string]string{
		"name": person(1).Name.Reveal(), "id_number": person(1).IDNumber.Reveal(), "mobile": tel(1), "emergency_name": kinName, "emergency_mobile": kinTel, "guardian_name": "",
	} {
		got := must(e.service.Reveal(e.as(e.admin), v.ID, field, "insurance"))(t)
		if got.Reveal() != want {
			t.Errorf("%s: %q", field, got.Reveal())
		}
	}
	_, err := e.service.Reveal(e.as(e.admin), v.ID, "person_key", "curiosity")
	if !blames(err, "field", "reveal_field") || !blames(err, "purpose", "reveal_purpose") {
		t.Errorf("an unknown field and purpose: %v", err)
	}
	_, err = e.service.Reveal(e.as(e.lead), v.ID, "mobile", "contact")
	wants(t, "a project lead", err, auth.ErrForbidden)
	_, err = e.service.Reveal(e.as(e.adminB), v.ID, "mobile", "contact")
	wants(t, "another organisation", err, docstore.ErrNotFound)
	e.auditHolds(tel(1), kinTel, kinName)
}

func TestEditAndCorrect(t *testing.T) {
	e := newEnv(t)
	v, u := e.joined(1)
	got := must(e.service.Edit(e.as(u), 0, "520112", volunteers.Details{Skills: []string{" 医疗 ", "医疗", ""}}))(t)
	if got.Region != "52/5201/520112/" || !slices.Equal(got.Skills, []string{"医疗"}) || len(got.Emergency.Mobile) == 0 || got.No != v.No {
		t.Errorf("edited to %+v; an emergency contact that is not sent stays", got)
	}
	_, err := e.service.Edit(e.as(u), v.Version, county, volunteers.Details{})
	wants(t, "an old version", err, docstore.ErrStale)
	c := volunteers.Correction{Name: "改名", Mobile: "13600009999"}
	_, err = e.service.Correct(e.as(e.admin), v.ID, 0, c)
	wants(t, "a profile that its person keeps", err, volunteers.ErrClaimed)
	p := person(5)
	p.Mobile = privacy.Secret(tel(5))
	w := must(e.service.PutMany(e.job(), []volunteers.Put{{Profile: p, OrgIDs: []string{e.orgA}, Status: volunteers.Registered}}))(t)[0]
	fixed := must(e.service.Correct(e.as(e.admin), w.ID, 0, c))(t)
	if got := must(e.service.FullName(t.Context(), fixed))(t); got != "改名" || fixed.MobileKey == w.MobileKey {
		t.Errorf("corrected to %s", got)
	}
	_, err = e.service.Correct(e.as(e.adminB), w.ID, 0, c)
	wants(t, "another organisation", err, docstore.ErrNotFound)
}

func TestPutMany(t *testing.T) {
	e := newEnv(t)
	list := make([]volunteers.Put, 300)
	for i := range list {
		p := person(i)
		p.Name, p.Mobile = "林小溪", privacy.Secret(tel(i))
		list[i] = volunteers.Put{Profile: p, OrgIDs: []string{e.orgA}, Status: volunteers.Active, ClearDay: "2026-01-10"}
	}
	_, err := e.service.PutMany(e.as(e.admin), list)
	wants(t, "a person", err, auth.ErrForbidden)
	got := must(e.service.PutMany(e.job(), list))(t)
	seen := map[string]bool{}
	for _, v := range got {
		seen[v.No] = true
		if v.Status != volunteers.Active || !e.service.ClearAt(v, noon) {
			t.Fatalf("put %+v", v)
		}
	}
	if len(seen) != 300 {
		t.Errorf("%d own numbers for 300 people", len(seen))
	}
	_, err = e.service.PutMany(e.job(), list[:1])
	wants(t, "twice", err, volunteers.ErrTaken)
}

// TestClaim: the user who proves the mobile of a profile from a roster gets the profile, once, and only if no other person uses
// the mobile.
func TestClaim(t *testing.T) {
	e := newEnv(t)
	put := func(n int, tel string) volunteers.Volunteer {
		p := person(n)
		p.Mobile = privacy.Secret(tel)
		return must(e.service.PutMany(e.job(), []volunteers.Put{{Profile: p, OrgIDs: []string{e.orgA}, Status: volunteers.Registered}}))(t)[0]
	}
	v := put(1, tel(1))
	if c := must(e.service.Contact(t.Context(), v.ID))(t); c.Mobile.Reveal() != tel(1) || c.UserID != "" {
		t.Errorf("contact %+v", c)
	}
	u := e.user(tel(1))
	claim := func(u auth.Actor, tel string) {
		t.Helper()
		err := e.db.Tx(e.as(u), func(ctx context.Context) error { return e.service.Claim(ctx, u.UserID, e.index.Index("mobile", tel)) })
		if err != nil {
			t.Fatal(err)
		}
	}
	claim(u, tel(9)) // in no profile
	if e.load(v.ID).UserID != "" {
		t.Error("claimed by another number")
	}
	claim(u, tel(1))
	claim(u, tel(1))
	if got := e.load(v.ID); got.UserID != u.UserID {
		t.Errorf("belongs to %q", got.UserID)
	}
	if a := must(e.accounts.Me(e.as(u)))(t); a.VolunteerID != v.ID || a.PersonKey != v.PersonKey {
		t.Errorf("account %+v", a)
	}

	second := put(2, tel(1)) // a second profile with the mobile of a person who already has one
	claim(u, tel(1))
	if e.load(second.ID).UserID != "" {
		t.Error("one account has two profiles")
	}

	a, b := put(3, tel(3)), put(4, tel(3)) // husband and wife
	both := e.user(tel(3))
	claim(both, tel(3))
	if e.load(a.ID).UserID != "" || e.load(b.ID).UserID != "" {
		t.Error("claimed one of two")
	}
	got := must(e.service.Register(e.as(both), person(4)))(t) // recognised by ID number and name
	if got.ID != b.ID || got.UserID != both.UserID || !got.Joined(e.orgA) {
		t.Errorf("registered as %+v", got)
	}
	wrong := person(3)
	wrong.Name = "别人"
	_, err := e.service.Register(e.as(e.user(tel(8))), wrong)
	wants(t, "another mobile", err, volunteers.ErrTaken)

	c := put(6, tel(6)) // an account that belongs to another person
	staff := must(e.accounts.Create(e.job(), newStaff(tel(6))))(t)
	claim(auth.Actor{UserID: staff.ID}, tel(6))
	if e.load(c.ID).UserID != "" {
		t.Error("claimed by an account of another person")
	}
	e.auditHolds(tel(1), tel(3))
}

func TestScope(t *testing.T) {
	e := newEnv(t)
	v, _ := e.joined(1)
	e.registered(2)
	for what, tt := range map[string]struct {
		actor auth.Actor
		want  int
	}{
		"the organisation": {e.admin, 1}, "another one": {e.adminB, 0}, "the county": {e.office, 2}, "another county": {e.neighbour, 0},
		"a social worker": {e.socialWorker, 1}, "the town": {inRegion("usr_town", auth.TownSupervisor, county+"520111001/"), 0},
	} {
		if got := len(must(e.service.List(e.as(tt.actor), volunteers.Query{}))(t).Items); got != tt.want {
			t.Errorf("%s sees %d, want %d", what, got, tt.want)
		}
	}
	for _, role := range []auth.Role{auth.Volunteer, auth.OrgFinance, auth.BuyerClerk, auth.SystemAdmin, auth.Auditor, auth.CountyViewer} {
		_, err := e.service.List(e.as(inRegion("usr_x", role, county)), volunteers.Query{})
		wants(t, string(role), err, auth.ErrForbidden)
	}
	q := volunteers.Query{OrgID: e.orgA, Region: county, Status: volunteers.Registered, Clearance: volunteers.NoClearance, Skill: "课业辅导"}
	if page := must(e.service.List(e.as(e.office), q))(t); len(page.Items) != 1 || page.Items[0].ID != v.ID || page.Items[0].Name != "志**" {
		t.Errorf("%+v", page.Items)
	}
}

// TestPersonalValuesAreSealed searches the store's files for personal values.
func TestPersonalValuesAreSealed(t *testing.T) {
	dir := t.TempDir()
	db := must(sqlite.Open(t.Context(), dir, docstore.Config{}))(t)
	e := newEnvOn(t, db)
	u := e.user(mobile)
	v := must(e.service.Register(e.as(u), profile()))(t)
	if got := fmt.Sprintf("%v %+v", v, must(e.service.Mine(e.as(u)))(t).Volunteer); strings.Contains(got, idNumber) || strings.Contains(got, kinTel) {
		t.Error("the profile prints its values")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, s := range []string{name, idNumber, mobile, kinName, kinTel} {
			if bytes.Contains(data, []byte(s)) {
				t.Errorf("%s holds %q", d.Name(), s)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// asked has organisation A ask the person with number n to join, by a roster, and tells them.
func (e *env) asked(n int) {
	e.t.Helper()
	p := person(n)
	e.importing(e.admin, e.orgA, false, roster(e.t, header, []string{"", p.Name.Reveal(), "", "", p.IDNumber.Reveal(), tel(n), "驾驶"}))
	if err := e.service.SendInvitations(e.job()); err != nil {
		e.t.Fatal(err)
	}
}

func (e *env) mine(a auth.Actor) []volunteers.MyInvitation {
	e.t.Helper()
	return must(e.service.MyInvitations(e.as(a)))(e.t)
}

// TestInvitationUnknown: a person whom nobody knows sees the invitation at the first log-in, registers, and joins by their own yes.
func TestInvitationUnknown(t *testing.T) {
	e := newEnv(t)
	e.asked(1)
	if to := e.queued("volunteer.invited"); len(to) != 0 {
		t.Errorf("told: %v", to)
	}
	u := e.user(tel(1))
	list := e.mine(u)
	if len(list) != 1 || list[0].OrgID != e.orgA || list[0].OrgName == "" {
		t.Fatalf("asked: %+v", list)
	}
	wants(t, "before registering", e.service.AcceptInvitation(e.as(u), list[0].ID), volunteers.ErrNoProfile)
	p := person(1)
	p.Skills = nil
	v := must(e.service.Register(e.as(u), p))(t)
	if v.Joined(e.orgA) || len(e.mine(u)) != 1 {
		t.Errorf("registered: %v, %d invitations", v.OrgIDs, len(e.mine(u)))
	}
	if err := e.service.AcceptInvitation(e.as(u), list[0].ID); err != nil {
		t.Fatal(err)
	}
	if v = e.load(v.ID); !v.Joined(e.orgA) || !slices.Equal(v.Skills, []string{"驾驶"}) || len(e.mine(u)) != 0 {
		t.Errorf("joined: %v, skills %v", v.OrgIDs, v.Skills)
	}
	if got := e.invitations(e.orgA)[0]; got.Status != volunteers.InvitationJoined || got.VolunteerID != v.ID {
		t.Errorf("the organisation sees %+v", got.Invitation)
	}
	wants(t, "twice", e.service.AcceptInvitation(e.as(u), list[0].ID), docstore.ErrNotFound)
	if r := e.importing(e.admin, e.orgA, false, roster(t, header, []string{"", p.Name.Reveal(), "", "", p.IDNumber.Reveal(), tel(1)})); !outcomes(r, volunteers.Unchanged, 1) {
		t.Errorf("a member in a roster: %s", told(r))
	}
}

// TestInvitationKnown: a known person is told, and may decline without the organisation's knowledge; it cannot ask them again.
func TestInvitationKnown(t *testing.T) {
	e := newEnv(t)
	v, u := e.registered(1)
	_, other := e.registered(2)
	e.asked(1)
	if to := e.queued("volunteer.invited"); len(to) != 1 || to[0] != v.ID {
		t.Errorf("told: %v", to)
	}
	if len(e.mine(other)) != 0 {
		t.Error("somebody else sees the invitation")
	}
	i := e.mine(u)[0]
	wants(t, "somebody else accepts", e.service.AcceptInvitation(e.as(other), i.ID), docstore.ErrNotFound)
	wants(t, "somebody else declines", e.service.DeclineInvitation(e.as(other), i.ID, false), docstore.ErrNotFound)
	if err := e.service.DeclineInvitation(e.as(u), i.ID, false); err != nil {
		t.Fatal(err)
	}
	if got := e.invitations(e.orgA)[0]; got.Status != volunteers.InvitationAsked || len(e.mine(u)) != 0 {
		t.Errorf("declined, and the organisation sees %s", got.Status)
	}
	e.now = noon.AddDate(0, 0, 30)
	e.asked(1)
	if got := e.invitations(e.orgA)[0]; got.Status != volunteers.InvitationExpired {
		t.Errorf("after the term the organisation sees %s", got.Status)
	}
	e.asked(1)
	if got := e.invitations(e.orgA)[0]; got.Status != volunteers.InvitationAsked || len(e.mine(u)) != 0 || len(e.queued("volunteer.invited")) != 1 {
		t.Errorf("asked again: %s, the person sees %d", got.Status, len(e.mine(u)))
	}
	e.asked(2)
	if err := e.service.DeclineInvitation(e.as(other), e.mine(other)[0].ID, true); err != nil {
		t.Fatal(err)
	}
	if got := e.invitations(e.orgA)[1]; got.Status != volunteers.InvitationDeclined {
		t.Errorf("declined openly, and the organisation sees %s", got.Status)
	}
}

// TestInvitationWithdrawn: what the organisation takes back is gone for both, and somebody else's is not found.
func TestInvitationWithdrawn(t *testing.T) {
	e := newEnv(t)
	_, u := e.registered(1)
	e.asked(1)
	i := e.mine(u)[0]
	wants(t, "another organisation", e.service.WithdrawInvitation(e.as(e.adminB), i.ID), docstore.ErrNotFound)
	if err := e.service.WithdrawInvitation(e.as(e.lead), i.ID); err != nil {
		t.Fatal(err)
	}
	if len(e.mine(u)) != 0 || len(e.invitations(e.orgA)) != 0 {
		t.Error("a withdrawn invitation is still shown")
	}
	wants(t, "accepted all the same", e.service.AcceptInvitation(e.as(u), i.ID), docstore.ErrNotFound)
}
