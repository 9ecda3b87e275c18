package register_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/register"
)

func TestCreate(t *testing.T) {
	e := newEnv(t)
	f := e.Draft()
	if f.Status != register.Draft || f.Birth != "2016-05-06" || f.Gender == "" || f.Pseudonym != "小A·三年级·青岩村" || f.Identity.Name != childName {
		t.Errorf("created: %+v", f)
	}
	if second := e.Draft(); second.Pseudonym != "小B·三年级·青岩村" {
		t.Errorf("second: %s", second.Pseudonym)
	}
	facts, who := e.Child()
	facts.Region = "520111005201" // by code
	if got := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t); got.Region != village {
		t.Errorf("region: %s", got.Region)
	}
	for _, tt := range []struct {
		field, code string
		change      func(*register.Facts, *register.Identity)
	}{
		{"name", "required", func(_ *register.Facts, w *register.Identity) { w.Name = "  " }},
		{"id_number", "id_number_invalid", func(_ *register.Facts, w *register.Identity) { w.IDNumber = "990001201605061230" }},
		{"id_number", "id_number_invalid", func(_ *register.Facts, w *register.Identity) {
			w.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2026-03-03", 1))
		}},
		{"no_id_reason", "required", func(_ *register.Facts, w *register.Identity) { w.IDNumber = "" }},
		{"no_id_reason", "not_both", func(f *register.Facts, _ *register.Identity) { f.NoIDReason = register.Unregistered }},
		{"birth", "differs_from_id", func(f *register.Facts, _ *register.Identity) { f.Birth = "2016-05-07" }},
		{"birth", "day_invalid", func(f *register.Facts, w *register.Identity) { f.NoIDReason, w.IDNumber = register.LostPapers, "" }},
		{"kinds", "choice", func(f *register.Facts, _ *register.Identity) { f.Kinds = nil }},
		{"kinds", "choice", func(f *register.Facts, _ *register.Identity) {
			f.Kinds = []register.Kind{register.Orphan, register.Orphan}
		}},
		{"kinds", "elder_age", func(f *register.Facts, _ *register.Identity) { f.Kinds = []register.Kind{register.LeftBehindElder} }},
		{"kinds", "left_behind_age", func(_ *register.Facts, w *register.Identity) {
			w.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2010-03-02", 7))
		}},
		{"guardian_mobile", "mobile_invalid", func(_ *register.Facts, w *register.Identity) { w.GuardianMobile = "12345" }},
		{"guardianship", "child_self", func(f *register.Facts, _ *register.Identity) { f.Guardianship = register.BySelf }},
		{"grade", "grade", func(f *register.Facts, _ *register.Identity) { f.Grade = 7 }},
		{"grade", "grade", func(f *register.Facts, _ *register.Identity) { f.Schooling = register.Kindergarten }},
		{"region", "village_needed", func(f *register.Facts, _ *register.Identity) { f.Region = town }},
		{"region", "village_needed", func(f *register.Facts, _ *register.Identity) { f.Region = "52/520111005201/" }},
		{"region", "village_needed", func(f *register.Facts, _ *register.Identity) { f.Region = "张三" }},
	} {
		facts, who := e.Child()
		tt.change(&facts, &who)
		if _, err := e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}); !blames(err, tt.field, tt.code) {
			t.Errorf("%s %s: %v", tt.field, tt.code, err)
		}
	}
	facts, who = e.Child()
	who.IDNumber = ""
	if _, err := e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}); blames(err, "gender", "choice") || blames(err, "birth", "day_invalid") {
		t.Errorf("sex and birth asked for before a reason why there is no number: %v", err)
	}
	facts.NoIDReason = register.LostPapers
	if _, err := e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}); !blames(err, "gender", "choice") || !blames(err, "birth", "day_invalid") {
		t.Errorf("sex and birth without a number: %v", err)
	}
	facts, who = e.Child()
	facts.Region = next
	_, err := e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who})
	wants(t, "another village", err, auth.ErrForbidden)
	born := register.Facts{Kinds: []register.Kind{register.ChildInNeed}, Region: village, Gender: register.Male, Birth: "2024-02-29", NoIDReason: register.Unregistered,
		Guardianship: register.ByParent, Schooling: register.NotInKindergarten, Risk: register.Green}
	for range 2 { // files without ID number are never duplicates
		must(e.Register.Create(e.As(e.Director), register.Content{Facts: born, Identity: register.Identity{Name: childName}}))(t)
	}
}

func TestOneFilePerPerson(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	first := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t)
	facts.Region = distant
	spaced := who
	spaced.IDNumber = privacy.Secret(strings.ToLower(string(who.IDNumber[:6])) + " " + string(who.IDNumber[6:]))
	_, err := e.Register.Create(e.As(e.FarDirector), register.Content{Facts: facts, Identity: spaced})
	wants(t, "a second file elsewhere", err, register.ErrFileExists)
	if strings.Contains(err.Error(), first.ID) || strings.Contains(err.Error(), village) {
		t.Errorf("the answer reveals details of the first: %v", err)
	}
	if r := e.Records("beneficiary.exists"); len(r) != 1 || r[0].Actor != "usr_far_director" {
		t.Errorf("records of the try: %+v", r)
	}
	f, w := e.Child()
	mine := must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: w}))(t)
	f.Region = village
	_, err = e.Register.Edit(e.As(e.Director), mine.ID, 0, register.Content{Facts: f, Identity: who})
	wants(t, "editing into it", err, register.ErrFileExists)
}

func TestThreePersons(t *testing.T) {
	e := newEnv(t)
	id := e.Draft().ID
	_, err := e.Register.Verify(e.As(e.Supervisor), id, 0)
	wants(t, "verifying a draft", err, register.ErrFileMove)
	must(e.Register.Submit(e.As(e.Director), id, 0))(t)
	_, err = e.Register.Verify(e.As(e.Admin), id, 0)
	wants(t, "the county verifies for the township", err, auth.ErrForbidden)
	_, err = e.Register.Confirm(e.As(e.Admin), id, 0)
	wants(t, "confirming what is not verified", err, register.ErrFileMove)
	_, err = e.Register.Verify(e.As(e.FarSupervisor), id, 0)
	wants(t, "another town", err, docstore.ErrNotFound)
	twin := inRegion("usr_twin", auth.TownSupervisor, town)
	twin.PersonKey = e.Director.PersonKey
	_, err = e.Register.Verify(e.As(twin), id, 0)
	wants(t, "the maker in another account", err, auth.ErrSelf)
	must(e.Register.Verify(e.As(e.Supervisor), id, 0))(t)
	_, err = e.Register.Confirm(e.As(e.Supervisor), id, 0)
	wants(t, "the township confirms", err, auth.ErrForbidden)
	for who, key := range map[string]string{"maker": e.Director.PersonKey, "verifier": e.Supervisor.PersonKey} {
		both := inRegion("usr_both", auth.CountyAdmin, county)
		both.PersonKey = key
		_, err = e.Register.Confirm(e.As(both), id, 0)
		wants(t, "the "+who+" confirms", err, auth.ErrSelf)
	}
	got := must(e.Register.Confirm(e.As(e.Admin), id, 0))(t)
	if got.Status != register.Registered || got.EnteredOn != today {
		t.Errorf("registered: %+v", got.Beneficiary)
	}
	if to := e.Sent("register.submitted"); !slices.Equal(to, []string{"usr_of_town_supervisor", "usr_of_county_admin"}) {
		t.Errorf("told: %v", to)
	}
	own := inRegion("usr_super2", auth.TownSupervisor, town)
	facts, who := e.Child()
	made := must(e.Register.Create(e.As(own), register.Content{Facts: facts, Identity: who}))(t)
	must(e.Register.Submit(e.As(own), made.ID, 0))(t)
	_, err = e.Register.Verify(e.As(own), made.ID, 0)
	wants(t, "a supervisor verifies the own draft", err, auth.ErrSelf)
}

// TestExitBySecondPerson refuses the exit to the person who proposed it, in whatever account.
func TestExitBySecondPerson(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	must(e.Register.ProposeExit(e.As(e.Supervisor), f.ID, 0, register.MovedOut))(t)
	again := inRegion("usr_again", auth.CountyAdmin, county)
	again.PersonKey = e.Supervisor.PersonKey
	_, err := e.Register.ConfirmExit(e.As(again), f.ID, 0)
	wants(t, "an exit confirmed by who proposed it", err, auth.ErrSelf)
	must(e.Register.ConfirmExit(e.As(e.Admin), f.ID, 0))(t)
}

// TestServeForOwnOrg: whoever works for one organisation does not begin work for another to which the person is assigned too.
func TestServeForOwnOrg(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	for _, org := range []string{e.Org, e.OtherOrg} {
		must(e.Register.Assign(e.As(e.Supervisor), f.ID, 0, org))(t)
	}
	ctx := e.As(e.Lead)
	if _, err := e.Register.ToServe(ctx, e.Lead, f.ID, e.Org); err != nil {
		t.Error(err)
	}
	_, err := e.Register.ToServe(ctx, e.Lead, f.ID, e.OtherOrg)
	wants(t, "for the other organisation", err, auth.ErrForbidden)
}

func TestChildAlone(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	facts.Guardianship = register.ByNobody
	f := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t)
	for _, tt := range []struct {
		risk register.Risk
		flag bool
		want error
	}{{register.Yellow, false, register.ErrAlone}, {register.Red, false, register.ErrAlone}, {register.Yellow, true, register.ErrAlone}, {register.Red, true, nil}} {
		facts.Risk, facts.Flagged = tt.risk, tt.flag
		must(e.Register.Edit(e.As(e.Director), f.ID, 0, register.Content{Facts: facts, Identity: register.Identity{}}))(t)
		_, err := e.Register.Submit(e.As(e.Director), f.ID, 0)
		wants(t, "submitting "+string(tt.risk), err, tt.want)
	}
	if m := notifytest.Queued(t, e.Outbox, "register.submitted/"); len(m) != 1 || !m[0].Urgent || m[0].Data["alert_zh"] == "" {
		t.Errorf("alert: %+v", m)
	}
	must(e.Register.Verify(e.As(e.Supervisor), f.ID, 0))(t)
	must(e.Register.Confirm(e.As(e.Admin), f.ID, 0))(t)
	facts.Risk = register.Green
	facts.Birth, facts.Gender = "", ""
	_, err := e.Register.Edit(e.As(e.Director), f.ID, 0, register.Content{Facts: facts})
	wants(t, "lowering the risk of a child alone", err, register.ErrRiskLowered)
	facts.Risk, facts.Flagged = register.Red, false
	_, err = e.Register.Edit(e.As(e.Director), f.ID, 0, register.Content{Facts: facts})
	wants(t, "taking the flag from a child alone", err, register.ErrAlone)
	_, err = e.Register.ProposeExit(e.As(e.Director), f.ID, 0, register.Resolved)
	wants(t, "solved while alone", err, register.ErrAlone)
	facts.Guardianship, facts.Flagged = register.ByRelatives, false
	_, err = e.Register.Edit(e.As(e.Director), f.ID, 0, register.Content{Facts: facts})
	wants(t, "an alert closed without a measure", err, register.ErrMeasureNeeded)
}

func TestAgeAtEveryStep(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	who.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2010-03-03", 3)) // 16 tomorrow
	id := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t).ID
	must(e.Register.Submit(e.As(e.Director), id, 0))(t)
	must(e.Register.Verify(e.As(e.Supervisor), id, 0))(t)
	e.Now = noon.AddDate(0, 0, 1)
	_, err := e.Register.Confirm(e.As(e.Admin), id, 0)
	wants(t, "confirming on the 16th birthday", err, register.ErrLeftBehindAge)
	facts.Guardianship, who.GuardianName, who.GuardianMobile = register.NotAsked, "", ""
	facts2, who2 := e.Child()
	facts2.Guardianship, who2.GuardianName, who2.GuardianMobile = register.NotAsked, "", ""
	id = must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts2, Identity: who2}))(t).ID
	_, err = e.Register.Submit(e.As(e.Director), id, 0)
	wants(t, "nobody asked who cares", err, register.ErrGuardianNeeded)
}

func TestReturnAndEdit(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	id := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t).ID
	must(e.Register.Submit(e.As(e.Director), id, 0))(t)
	_, err := e.Register.Edit(e.As(e.Director), id, 0, register.Content{Facts: facts, Identity: who})
	wants(t, "editing what is checked", err, register.ErrFileLocked)
	got := must(e.Register.Return(e.As(e.Supervisor), id, 0, register.Mismatch, "出生证与"+childName+"不符"))(t)
	if got.Status != register.Draft || got.ReturnReason != register.Mismatch || got.Note == "" {
		t.Errorf("returned: %+v", got)
	}
	if to := e.Sent("register.returned"); !slices.Equal(to, []string{"usr_director"}) {
		t.Errorf("told: %v", to)
	}
	facts.Grade, facts.Region = 4, village
	edited := must(e.Register.Edit(e.As(e.Director), id, got.Version, register.Content{Facts: facts, Identity: register.Identity{GuardianName: "上官玉兰"}}))(t)
	if edited.Identity.Name != childName || edited.Identity.IDNumber != who.IDNumber || edited.Identity.GuardianMobile != "" || edited.Identity.GuardianName != "上官玉兰" {
		t.Error("a field that was left out was not kept, or the former guardian's mobile was")
	}
	if r := e.Records("beneficiary.edit"); len(r) != 1 || !slices.Equal(r[0].Fields, []string{"guardian_name", "guardian_mobile", "grade"}) {
		t.Errorf("record: %+v", r)
	}
	_, err = e.Register.Edit(e.As(e.Director), id, got.Version, register.Content{Facts: facts, Identity: register.Identity{}})
	wants(t, "stale edit", err, docstore.ErrStale)
	e.Enter(id)
	_, err = e.Register.Return(e.As(e.Supervisor), id, 0, register.Correction, "")
	wants(t, "the township returns a registered file", err, auth.ErrForbidden)
	for name, change := range map[string]func(*register.Facts, *register.Identity){
		"name": func(_ *register.Facts, w *register.Identity) { w.Name = "别人" }, "kinds": func(f *register.Facts, _ *register.Identity) { f.Kinds = []register.Kind{register.Orphan} },
		"id": func(_ *register.Facts, w *register.Identity) {
			w.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2016-05-06", 77))
		},
		"noid": func(f *register.Facts, _ *register.Identity) { f.NoIDReason = register.LostPapers }, "birth": func(f *register.Facts, _ *register.Identity) { f.Birth = "2016-05-07" },
	} {
		f, w := facts, register.Identity{}
		change(&f, &w)
		_, err := e.Register.Edit(e.As(e.Director), id, 0, register.Content{Facts: f, Identity: w})
		wants(t, "changing "+name+" of a registered file", err, register.ErrIdentityFixed)
	}
	facts.Schooling, facts.Grade = register.Junior, 1
	if got := must(e.Register.Edit(e.As(e.Director), id, 0, register.Content{Facts: facts, Identity: register.Identity{Address: "新址"}}))(t); got.Pseudonym != "小A·初一·青岩村" || got.Identity.Address != "新址" || got.Status != register.Registered {
		t.Errorf("living facts: %+v", got)
	}
	if got := must(e.Register.Return(e.As(e.Admin), id, 0, register.Correction, ""))(t); got.Status != register.Draft {
		t.Errorf("the county returns: %s", got.Status)
	}
}

func TestReveal(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	if got := must(e.Register.Reveal(e.As(e.Director), f.ID, register.FieldGuardianMobile, "", "contact"))(t); got != guardianMobile {
		t.Error("not the mobile")
	}
	r := e.Records("beneficiary.reveal")
	if len(r) != 1 || r[0].Purpose != "contact" || !slices.Equal(r[0].Fields, []string{"guardian_mobile"}) || !slices.Equal(r[0].Subjects, []string{f.ID}) {
		t.Errorf("record: %+v", r)
	}
	_, err := e.Register.Reveal(e.As(e.Director), f.ID, "birth", "", "contact")
	wants(t, "another field", err, register.ErrNoField)
	_, err = e.Register.Reveal(e.As(e.Director), f.ID, register.FieldName, "", "curiosity")
	wants(t, "another purpose", err, register.ErrPurpose)
	_, err = e.Register.Reveal(e.As(e.FarDirector), f.ID, register.FieldName, "", "visit")
	wants(t, "another village", err, docstore.ErrNotFound)
	_, err = e.Register.Reveal(e.As(e.Lead), f.ID, register.FieldName, "", "visit")
	wants(t, "an organisation", err, auth.ErrForbidden)
}

func TestReadingIsNoted(t *testing.T) {
	e := newEnv(t)
	a, b := e.Registered(), e.Registered()
	must(e.Register.Read(e.As(e.Supervisor), a.ID))(t)
	if r := e.Records("beneficiary.read"); len(r) != 1 || r[0].Actor != "usr_supervisor" || !slices.Equal(r[0].Subjects, []string{a.ID}) {
		t.Errorf("read: %+v", r)
	}
	page := must(e.Register.List(e.As(e.Supervisor), register.FileQuery{}))(t)
	if len(page.Items) != 2 || page.Items[0].Identity.Name == "" || page.Items[0].Identity.IDNumber != "" {
		t.Errorf("list: %+v", page)
	}
	if r := e.Records("beneficiary.list"); len(r) != 1 || !slices.Equal(r[0].Subjects, []string{b.ID, a.ID}) {
		t.Errorf("list: %+v", r)
	}
	for _, tt := range []struct {
		q    register.FileQuery
		want int
	}{
		{register.FileQuery{Kind: register.LeftBehindChild}, 2}, {register.FileQuery{Kind: register.Orphan}, 0}, {register.FileQuery{Status: register.Draft}, 0},
		{register.FileQuery{Risk: register.Yellow, Region: village}, 2}, {register.FileQuery{Region: next}, 0}, {register.FileQuery{Region: "53/"}, 0},
	} {
		if got := must(e.Register.List(e.As(e.Admin), tt.q))(t); len(got.Items) != tt.want {
			t.Errorf("%+v: %d", tt.q, len(got.Items))
		}
	}
}

func TestFileMessagesStillApply(t *testing.T) {
	e := newEnv(t)
	f := e.Draft()
	must(e.Register.Submit(e.As(e.Director), f.ID, 0))(t)
	applies := func(m notify.Message) bool { return must(e.Register.StillApplies(t.Context(), m))(t) }
	m := notifytest.Queued(t, e.Outbox, "register.submitted/")[0]
	if !applies(m) {
		t.Error("not true at once")
	}
	must(e.Register.Return(e.As(e.Supervisor), f.ID, 0, register.Incomplete, ""))(t)
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
	first, second := e.Draft(), e.Draft()
	find := e.Register.Feature().Records["ben"].Find
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
