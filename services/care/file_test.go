package care_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/care"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func TestCreate(t *testing.T) {
	e := newEnv(t)
	f := e.draft()
	if f.Status != care.Draft || f.Birth != "2016-05-06" || f.Gender == "" || f.Pseudonym != "小A·三年级·青岩村" || f.Identity.Name != childName {
		t.Errorf("created: %+v", f)
	}
	if second := e.draft(); second.Pseudonym != "小B·三年级·青岩村" {
		t.Errorf("second: %s", second.Pseudonym)
	}
	facts, who := e.child()
	facts.Region = "520111005201" // by code
	if got := must(e.service.Create(e.as(e.director), facts, who))(t); got.Region != village {
		t.Errorf("region: %s", got.Region)
	}
	for _, tt := range []struct {
		field, code string
		change      func(*care.Facts, *care.Identity)
	}{
		{"name", "required", func(_ *care.Facts, w *care.Identity) { w.Name = "  " }},
		{"id_number", "id_number_invalid", func(_ *care.Facts, w *care.Identity) { w.IDNumber = "990001201605061230" }},
		{"id_number", "id_number_invalid", func(_ *care.Facts, w *care.Identity) {
			w.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2026-03-03", 1))
		}},
		{"no_id_reason", "required", func(_ *care.Facts, w *care.Identity) { w.IDNumber = "" }},
		{"no_id_reason", "not_both", func(f *care.Facts, _ *care.Identity) { f.NoIDReason = care.Unregistered }},
		{"birth", "differs_from_id", func(f *care.Facts, _ *care.Identity) { f.Birth = "2016-05-07" }},
		{"birth", "day_invalid", func(f *care.Facts, w *care.Identity) { f.NoIDReason, w.IDNumber = care.LostPapers, "" }},
		{"kinds", "choice", func(f *care.Facts, _ *care.Identity) { f.Kinds = nil }},
		{"kinds", "choice", func(f *care.Facts, _ *care.Identity) { f.Kinds = []care.Kind{care.Orphan, care.Orphan} }},
		{"kinds", "elder_age", func(f *care.Facts, _ *care.Identity) { f.Kinds = []care.Kind{care.LeftBehindElder} }},
		{"kinds", "left_behind_age", func(_ *care.Facts, w *care.Identity) {
			w.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2010-03-02", 7))
		}},
		{"guardian_mobile", "mobile_invalid", func(_ *care.Facts, w *care.Identity) { w.GuardianMobile = "12345" }},
		{"guardianship", "child_self", func(f *care.Facts, _ *care.Identity) { f.Guardianship = care.BySelf }},
		{"grade", "grade", func(f *care.Facts, _ *care.Identity) { f.Grade = 7 }},
		{"grade", "grade", func(f *care.Facts, _ *care.Identity) { f.Schooling = care.Kindergarten }},
		{"region", "village_needed", func(f *care.Facts, _ *care.Identity) { f.Region = town }},
		{"region", "village_needed", func(f *care.Facts, _ *care.Identity) { f.Region = "52/520111005201/" }},
		{"region", "village_needed", func(f *care.Facts, _ *care.Identity) { f.Region = "张三" }},
	} {
		facts, who := e.child()
		tt.change(&facts, &who)
		if _, err := e.service.Create(e.as(e.director), facts, who); !blames(err, tt.field, tt.code) {
			t.Errorf("%s %s: %v", tt.field, tt.code, err)
		}
	}
	facts, who = e.child()
	facts.Region = next
	_, err := e.service.Create(e.as(e.director), facts, who)
	wants(t, "another village", err, auth.ErrForbidden)
	born := care.Facts{Kinds: []care.Kind{care.ChildInNeed}, Region: village, Gender: care.Male, Birth: "2024-02-29", NoIDReason: care.Unregistered,
		Guardianship: care.ByParent, Schooling: care.NotInKindergarten, Risk: care.Green}
	for range 2 { // files without ID number are never duplicates
		must(e.service.Create(e.as(e.director), born, care.Identity{Name: childName}))(t)
	}
}

func TestOneFilePerPerson(t *testing.T) {
	e := newEnv(t)
	facts, who := e.child()
	first := must(e.service.Create(e.as(e.director), facts, who))(t)
	facts.Region = distant
	spaced := who
	spaced.IDNumber = privacy.Secret(strings.ToLower(string(who.IDNumber[:6])) + " " + string(who.IDNumber[6:]))
	_, err := e.service.Create(e.as(e.farDirector), facts, spaced)
	wants(t, "a second file elsewhere", err, care.ErrFileExists)
	if strings.Contains(err.Error(), first.ID) || strings.Contains(err.Error(), village) {
		t.Errorf("the answer reveals details of the first: %v", err)
	}
	if r := e.records("beneficiary.exists"); len(r) != 1 || r[0].Actor != "usr_far_director" {
		t.Errorf("records of the try: %+v", r)
	}
	f, w := e.child()
	mine := must(e.service.Create(e.as(e.director), f, w))(t)
	f.Region = village
	_, err = e.service.Edit(e.as(e.director), mine.ID, 0, f, who)
	wants(t, "editing into it", err, care.ErrFileExists)
}

func TestThreePersons(t *testing.T) {
	e := newEnv(t)
	id := e.draft().ID
	_, err := e.service.Verify(e.as(e.supervisor), id, 0)
	wants(t, "verifying a draft", err, care.ErrFileMove)
	must(e.service.Submit(e.as(e.director), id, 0))(t)
	_, err = e.service.Verify(e.as(e.county), id, 0)
	wants(t, "the county verifies for the township", err, auth.ErrForbidden)
	_, err = e.service.Confirm(e.as(e.county), id, 0)
	wants(t, "confirming what is not verified", err, care.ErrFileMove)
	_, err = e.service.Verify(e.as(e.farSupervisor), id, 0)
	wants(t, "another town", err, docstore.ErrNotFound)
	twin := inRegion("usr_twin", auth.TownSupervisor, town)
	twin.PersonKey = e.director.PersonKey
	_, err = e.service.Verify(e.as(twin), id, 0)
	wants(t, "the maker in another account", err, auth.ErrSelf)
	must(e.service.Verify(e.as(e.supervisor), id, 0))(t)
	_, err = e.service.Confirm(e.as(e.supervisor), id, 0)
	wants(t, "the township confirms", err, auth.ErrForbidden)
	for who, key := range map[string]string{"maker": e.director.PersonKey, "verifier": e.supervisor.PersonKey} {
		both := inRegion("usr_both", auth.CountyAdmin, county)
		both.PersonKey = key
		_, err = e.service.Confirm(e.as(both), id, 0)
		wants(t, "the "+who+" confirms", err, auth.ErrSelf)
	}
	got := must(e.service.Confirm(e.as(e.county), id, 0))(t)
	if got.Status != care.Registered || got.EnteredOn != today {
		t.Errorf("registered: %+v", got.Beneficiary)
	}
	if to := e.sent("care.file_submitted"); !slices.Equal(to, []string{"usr_of_town_supervisor", "usr_of_county_admin"}) {
		t.Errorf("told: %v", to)
	}
	own := inRegion("usr_super2", auth.TownSupervisor, town)
	facts, who := e.child()
	made := must(e.service.Create(e.as(own), facts, who))(t)
	must(e.service.Submit(e.as(own), made.ID, 0))(t)
	_, err = e.service.Verify(e.as(own), made.ID, 0)
	wants(t, "a supervisor verifies the own draft", err, auth.ErrSelf)
}

func TestChildAlone(t *testing.T) {
	e := newEnv(t)
	facts, who := e.child()
	facts.Guardianship = care.ByNobody
	f := must(e.service.Create(e.as(e.director), facts, who))(t)
	for _, tt := range []struct {
		risk care.Risk
		flag bool
		want error
	}{{care.Yellow, false, care.ErrAlone}, {care.Red, false, care.ErrAlone}, {care.Yellow, true, care.ErrAlone}, {care.Red, true, nil}} {
		facts.Risk, facts.Flagged = tt.risk, tt.flag
		must(e.service.Edit(e.as(e.director), f.ID, 0, facts, care.Identity{}))(t)
		_, err := e.service.Submit(e.as(e.director), f.ID, 0)
		wants(t, "submitting "+string(tt.risk), err, tt.want)
	}
	if m := notifytest.Queued(t, e.outbox, "care.file_submitted/"); len(m) != 1 || !m[0].Urgent || m[0].Data["alert_zh"] == "" {
		t.Errorf("alert: %+v", m)
	}
	must(e.service.Verify(e.as(e.supervisor), f.ID, 0))(t)
	must(e.service.Confirm(e.as(e.county), f.ID, 0))(t)
	facts.Risk = care.Green
	facts.Birth, facts.Gender = "", ""
	_, err := e.service.Edit(e.as(e.director), f.ID, 0, facts, care.Identity{})
	wants(t, "lowering the risk of a child alone", err, care.ErrAlone)
	_, err = e.service.ProposeExit(e.as(e.director), f.ID, 0, care.Resolved)
	wants(t, "solved while alone", err, care.ErrAlone)
	facts.Guardianship, facts.Flagged = care.ByRelatives, false
	must(e.service.Edit(e.as(e.director), f.ID, 0, facts, care.Identity{}))(t)
	must(e.service.ProposeExit(e.as(e.director), f.ID, 0, care.Resolved))(t)
}

func TestAgeAtEveryStep(t *testing.T) {
	e := newEnv(t)
	facts, who := e.child()
	who.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2010-03-03", 3)) // 16 tomorrow
	id := must(e.service.Create(e.as(e.director), facts, who))(t).ID
	must(e.service.Submit(e.as(e.director), id, 0))(t)
	must(e.service.Verify(e.as(e.supervisor), id, 0))(t)
	e.now = noon.AddDate(0, 0, 1)
	_, err := e.service.Confirm(e.as(e.county), id, 0)
	wants(t, "confirming on the 16th birthday", err, care.ErrLeftBehindAge)
	facts.Guardianship, who.GuardianName, who.GuardianMobile = care.NotAsked, "", ""
	facts2, who2 := e.child()
	facts2.Guardianship, who2.GuardianName, who2.GuardianMobile = care.NotAsked, "", ""
	id = must(e.service.Create(e.as(e.director), facts2, who2))(t).ID
	_, err = e.service.Submit(e.as(e.director), id, 0)
	wants(t, "nobody asked who cares", err, care.ErrGuardianNeeded)
}

func TestReturnAndEdit(t *testing.T) {
	e := newEnv(t)
	facts, who := e.child()
	id := must(e.service.Create(e.as(e.director), facts, who))(t).ID
	must(e.service.Submit(e.as(e.director), id, 0))(t)
	_, err := e.service.Edit(e.as(e.director), id, 0, facts, who)
	wants(t, "editing what is checked", err, care.ErrFileLocked)
	got := must(e.service.Return(e.as(e.supervisor), id, 0, care.Mismatch, "出生证与"+childName+"不符"))(t)
	if got.Status != care.Draft || got.ReturnReason != care.Mismatch || got.Note == "" {
		t.Errorf("returned: %+v", got)
	}
	if to := e.sent("care.file_returned"); !slices.Equal(to, []string{"usr_director"}) {
		t.Errorf("told: %v", to)
	}
	facts.Grade, facts.Region = 4, village
	edited := must(e.service.Edit(e.as(e.director), id, got.Version, facts, care.Identity{GuardianName: "上官玉兰"}))(t)
	if edited.Identity.Name != childName || edited.Identity.IDNumber != who.IDNumber || edited.Identity.GuardianMobile != "" || edited.Identity.GuardianName != "上官玉兰" {
		t.Error("a field that was left out was not kept, or the former guardian's mobile was")
	}
	if r := e.records("beneficiary.edit"); len(r) != 1 || !slices.Equal(r[0].Fields, []string{"guardian_name", "guardian_mobile", "grade"}) {
		t.Errorf("record: %+v", r)
	}
	_, err = e.service.Edit(e.as(e.director), id, got.Version, facts, care.Identity{})
	wants(t, "stale edit", err, docstore.ErrStale)
	e.register(id)
	_, err = e.service.Return(e.as(e.supervisor), id, 0, care.Correction, "")
	wants(t, "the township returns a registered file", err, auth.ErrForbidden)
	for name, change := range map[string]func(*care.Facts, *care.Identity){
		"name": func(_ *care.Facts, w *care.Identity) { w.Name = "别人" }, "kinds": func(f *care.Facts, _ *care.Identity) { f.Kinds = []care.Kind{care.Orphan} },
		"id": func(_ *care.Facts, w *care.Identity) {
			w.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2016-05-06", 77))
		},
		"noid": func(f *care.Facts, _ *care.Identity) { f.NoIDReason = care.LostPapers }, "birth": func(f *care.Facts, _ *care.Identity) { f.Birth = "2016-05-07" },
	} {
		f, w := facts, care.Identity{}
		change(&f, &w)
		_, err := e.service.Edit(e.as(e.director), id, 0, f, w)
		wants(t, "changing "+name+" of a registered file", err, care.ErrIdentityFixed)
	}
	facts.Schooling, facts.Grade = care.Junior, 1
	if got := must(e.service.Edit(e.as(e.director), id, 0, facts, care.Identity{Address: "新址"}))(t); got.Pseudonym != "小A·初一·青岩村" || got.Identity.Address != "新址" || got.Status != care.Registered {
		t.Errorf("living facts: %+v", got)
	}
	if got := must(e.service.Return(e.as(e.county), id, 0, care.Correction, ""))(t); got.Status != care.Draft {
		t.Errorf("the county returns: %s", got.Status)
	}
}

func TestExit(t *testing.T) {
	e := newEnv(t)
	f := e.registered()
	v := e.volunteer("1990-01-01", true, true)
	p := e.active(f.ID, v)
	waiting := e.proposed(f.ID, care.Team)
	must(e.service.ProposeExit(e.as(e.director), f.ID, 0, care.MovedWithParents))(t)
	_, err := e.service.Confirm(e.as(e.county), f.ID, 0)
	wants(t, "confirming instead of returning", err, care.ErrFileMove)
	_, err = e.service.ConfirmExit(e.as(e.supervisor), f.ID, 0)
	wants(t, "the township lets go", err, auth.ErrForbidden)
	must(e.service.Return(e.as(e.county), f.ID, 0, care.Mismatch, ""))(t)
	both := inRegion("usr_both", auth.TownSupervisor, town)
	both.Bindings = append(both.Bindings, auth.Binding{Role: auth.CountyAdmin, Region: county})
	must(e.service.ProposeExit(e.as(both), f.ID, 0, care.MovedWithParents))(t)
	_, err = e.service.ConfirmExit(e.as(both), f.ID, 0)
	wants(t, "who proposed the exit confirms it", err, auth.ErrSelf)
	got := must(e.service.ConfirmExit(e.as(e.county), f.ID, 0))(t)
	if got.Status != care.Exited || got.ExitedOn != today || len(got.OrgIDs) != 0 {
		t.Errorf("exited: %+v", got.Beneficiary)
	}
	for _, id := range []string{p.ID, waiting.ID} {
		if q := e.pairing(id); q.Status != care.Ended || q.EndReason != care.Away {
			t.Errorf("pairing: %s %s", q.Status, q.EndReason)
		}
	}
	if to := e.sent("care.pairing_ended"); !slices.Contains(to, v.ID) || !slices.Contains(to, e.org) {
		t.Errorf("told: %v", to)
	}
	if got := must(e.service.Return(e.as(e.county), f.ID, 0, care.Reentry, ""))(t); got.Status != care.Draft {
		t.Errorf("re-entry: %s", got.Status)
	}
	e.register(f.ID)
}

func TestAssignment(t *testing.T) {
	e := newEnv(t)
	draft := e.draft()
	_, err := e.service.Assign(e.as(e.supervisor), draft.ID, 0, e.org)
	wants(t, "assigning a draft", err, care.ErrNotRegistered)
	f := e.register(draft.ID)
	_, err = e.service.Read(e.as(e.lead), f.ID)
	wants(t, "reading before the assignment", err, docstore.ErrNotFound)
	_, err = e.service.Propose(e.as(e.lead), care.NewPairing{BeneficiaryID: f.ID, OrgID: e.org, Type: care.OneToOne, Plan: care.Plan{CallsPerMonth: 1}})
	wants(t, "proposing before the assignment", err, docstore.ErrNotFound)
	must(e.service.Assign(e.as(e.supervisor), f.ID, 0, e.org))(t)
	card := must(e.service.Read(e.as(e.lead), f.ID))(t)
	if card.Whole || card.Identity != (care.Identity{}) || card.Pseudonym == "" {
		t.Errorf("card: %+v", card)
	}
	must(e.service.Propose(e.as(e.lead), care.NewPairing{BeneficiaryID: f.ID, OrgID: e.org, Type: care.OneToOne, Plan: care.Plan{CallsPerMonth: 1}}))(t)
	_, err = e.service.Propose(e.as(e.lead), care.NewPairing{BeneficiaryID: f.ID, OrgID: e.otherOrg, Type: care.OneToOne, Plan: care.Plan{CallsPerMonth: 1}})
	wants(t, "proposing for another organisation", err, auth.ErrForbidden)
	_, err = e.service.Withdraw(e.as(e.supervisor), f.ID, 0, e.org)
	wants(t, "withdrawing with a pairing open", err, care.ErrAssigned)
	_, err = e.service.Withdraw(e.as(e.supervisor), f.ID, 0, childName)
	wants(t, "withdrawing from nobody", err, docstore.ErrNotFound)
	_, err = e.service.Assign(e.as(e.supervisor), f.ID, 0, "org_none")
	if !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("no such organisation: %v", err)
	}
}

func TestReveal(t *testing.T) {
	e := newEnv(t)
	f := e.registered()
	if got := must(e.service.Reveal(e.as(e.director), f.ID, care.FieldGuardianMobile, "contact"))(t); got != guardianMobile {
		t.Error("not the mobile")
	}
	r := e.records("beneficiary.reveal")
	if len(r) != 1 || r[0].Purpose != "contact" || !slices.Equal(r[0].Fields, []string{"guardian_mobile"}) || !slices.Equal(r[0].Subjects, []string{f.ID}) {
		t.Errorf("record: %+v", r)
	}
	_, err := e.service.Reveal(e.as(e.director), f.ID, "birth", "contact")
	wants(t, "another field", err, care.ErrNoField)
	_, err = e.service.Reveal(e.as(e.director), f.ID, care.FieldName, "curiosity")
	wants(t, "another purpose", err, care.ErrPurpose)
	_, err = e.service.Reveal(e.as(e.farDirector), f.ID, care.FieldName, "visit")
	wants(t, "another village", err, docstore.ErrNotFound)
	_, err = e.service.Reveal(e.as(e.lead), f.ID, care.FieldName, "visit")
	wants(t, "an organisation", err, auth.ErrForbidden)
}

func TestReadingIsNoted(t *testing.T) {
	e := newEnv(t)
	a, b := e.registered(), e.registered()
	must(e.service.Read(e.as(e.supervisor), a.ID))(t)
	if r := e.records("beneficiary.read"); len(r) != 1 || r[0].Actor != "usr_supervisor" || !slices.Equal(r[0].Subjects, []string{a.ID}) {
		t.Errorf("read: %+v", r)
	}
	page := must(e.service.List(e.as(e.supervisor), care.FileQuery{}))(t)
	if len(page.Items) != 2 || page.Items[0].Identity.Name == "" || page.Items[0].Identity.IDNumber != "" {
		t.Errorf("list: %+v", page)
	}
	if r := e.records("beneficiary.list"); len(r) != 1 || !slices.Equal(r[0].Subjects, []string{b.ID, a.ID}) {
		t.Errorf("list: %+v", r)
	}
	for _, tt := range []struct {
		q    care.FileQuery
		want int
	}{
		{care.FileQuery{Kind: care.LeftBehindChild}, 2}, {care.FileQuery{Kind: care.Orphan}, 0}, {care.FileQuery{Status: care.Draft}, 0},
		{care.FileQuery{Risk: care.Yellow, Region: village}, 2}, {care.FileQuery{Region: next}, 0}, {care.FileQuery{Region: "53/"}, 0},
	} {
		if got := must(e.service.List(e.as(e.county), tt.q))(t); len(got.Items) != tt.want {
			t.Errorf("%+v: %d", tt.q, len(got.Items))
		}
	}
}

func TestPairingsFollowAMove(t *testing.T) {
	e := newEnv(t)
	f := e.registered()
	p := e.active(f.ID, e.volunteer("1990-01-01", false, true))
	facts, _ := e.child()
	must(e.service.Return(e.as(e.county), f.ID, 0, care.Correction, ""))(t)
	facts.Region = next
	got := must(e.service.Edit(e.as(e.supervisor), f.ID, 0, facts, care.Identity{}))(t)
	if got.Region != next || got.Pseudonym != "小A·三年级·龙井村" || e.pairing(p.ID).Region != next {
		t.Errorf("moved: %s %s %s", got.Region, got.Pseudonym, e.pairing(p.ID).Region)
	}
}

func TestFileMessagesStillApply(t *testing.T) {
	e := newEnv(t)
	f := e.draft()
	must(e.service.Submit(e.as(e.director), f.ID, 0))(t)
	applies := func(m notify.Message) bool { return must(e.service.StillApplies(t.Context(), m))(t) }
	m := notifytest.Queued(t, e.outbox, "care.file_submitted/")[0]
	if !applies(m) {
		t.Error("not true at once")
	}
	must(e.service.Return(e.as(e.supervisor), f.ID, 0, care.Incomplete, ""))(t)
	if applies(m) {
		t.Error("still true after the return")
	}
	m.Subject = "ben_none"
	if applies(m) {
		t.Error("true of no file")
	}
}

// TestFileIsFoundByItsPseudonym: for the audit log, with or without the part that changes with the years.
func TestFileIsFoundByItsPseudonym(t *testing.T) {
	e := newEnv(t)
	first, second := e.draft(), e.draft()
	find := e.service.Feature().Records["ben"].Find
	parts := strings.Split(second.Pseudonym, "·")
	for text, want := range map[string]string{
		first.Pseudonym: first.ID, second.Pseudonym: second.ID, parts[0] + "·" + parts[2]: second.ID, strings.ToLower(parts[0]) + "·小学·" + parts[2]: second.ID,
		"老" + strings.TrimPrefix(second.Pseudonym, "小"): "", "小Z·三年级·" + parts[2]: "", parts[0] + "·别处": "", parts[0]: "", "小·" + parts[2]: "", "": "",
	} {
		if got := strings.Join(must(find(t.Context(), text))(t), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
