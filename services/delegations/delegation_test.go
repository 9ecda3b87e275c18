package delegations_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/delegations"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
)

// born returns a registered child born on the day.
func (e *env) born(on region.Day) register.File {
	e.T.Helper()
	f, who := e.Child()
	f.Kinds, who.IDNumber = []register.Kind{register.ChildInNeed}, privacy.Secret(ident.MakeIDNumber("990001", on, e.Seq))
	f.Schooling, f.Grade = register.Senior, 1
	return e.Enter(must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: who}))(e.T).ID)
}

// TestTerms refuses each wrong field of the terms once.
func TestTerms(t *testing.T) {
	e := newEnv(t)
	child := e.Registered().ID
	for _, tt := range []struct {
		name, field, code string
		change            func(*delegations.Terms)
	}{
		{"no reason", "reason", "choice", func(n *delegations.Terms) { n.Reason = "holiday" }},
		{"a parent as caregiver", "relation", "choice", func(n *delegations.Terms) { n.Relation = "mother" }},
		{"no capacity", "capable", "delegate_capacity", func(n *delegations.Terms) { n.Capable = false }},
		{"no name", "delegate_name", "length", func(n *delegations.Terms) { n.Delegate.Name = " 张 " }},
		{"no address", "delegate_address", "required", func(n *delegations.Terms) { n.Delegate.Address = " " }},
		{"a wrong mobile", "delegate_mobile", "mobile_invalid", func(n *delegations.Terms) { n.Delegate.Mobile = "0851" }},
		{"an unreal ID number", "delegate_id_number", "id_number_invalid", func(n *delegations.Terms) { n.Delegate.IDNumber = "520111199001011234" }},
		{"a caregiver of 17 years and 364 days", "delegate_id_number", "delegate_age", func(n *delegations.Terms) {
			n.Delegate.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2008-03-03", 1))
		}},
		{"no day", "from", "day_invalid", func(n *delegations.Terms) { n.From = "2026-02-30" }},
		{"ends before it begins", "to", "period", func(n *delegations.Terms) { n.From, n.To = "2026-09-02", "2026-09-01" }},
		{"a year and a day", "to", "period", func(n *delegations.Terms) { n.To = "2027-03-03" }},
		{"over already", "to", "period", func(n *delegations.Terms) { n.From, n.To = "2026-01-01", "2026-03-01" }},
	} {
		n := e.terms()
		tt.change(&n)
		if _, err := e.service.Create(e.As(e.Director), child, n); !blames(err, tt.field, tt.code) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	n := e.terms()
	n.To, n.Delegate.IDNumber = "2027-03-02", privacy.Secret(ident.MakeIDNumber("990001", "2008-03-02", 1))
	must(e.service.Create(e.As(e.Director), child, n))(t) // exactly a year, exactly 18
}

// TestAgesOfTheChild holds a delegation against the 18th birthday.
func TestAgesOfTheChild(t *testing.T) {
	e := newEnv(t)
	for _, tt := range []struct {
		name  string
		birth region.Day
		to    region.Day
		good  bool
	}{
		{"ends on 17 years and 364 days", "2008-06-02", "2026-06-01", true},
		{"ends on the 18th birthday", "2008-06-01", "2026-06-01", false},
		{"born on 29 February, ends on 28 February", "2008-02-29", "2026-02-28", true},
		{"born on 29 February, ends on 1 March", "2008-02-29", "2026-03-01", false},
	} {
		e.on("2026-01-05")
		n := e.terms()
		n.From, n.To = "2026-01-05", tt.to
		_, err := e.service.Create(e.As(e.Director), e.born(tt.birth).ID, n)
		if good := err == nil; good != tt.good || !good && !blames(err, "to", "period_birthday") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	e.on("2026-05-31")
	child := e.born("2008-06-01")
	n := e.terms()
	n.From, n.To = "2026-05-31", "2026-05-31"
	d := must(e.service.Create(e.As(e.Director), child.ID, n))(t)
	e.on("2026-06-01")
	_, err := e.service.Edit(e.As(e.Director), d.ID, 0, e.terms())
	wants(t, "an edit for a person of 18", err, delegations.ErrNotChild)
}

// TestWhoMayHaveOne refuses files that are not registered, adults, and a second delegation.
func TestWhoMayHaveOne(t *testing.T) {
	e := newEnv(t)
	create := func(a auth.Actor, file string) error {
		_, err := e.service.Create(e.As(a), file, e.terms())
		return err
	}
	wants(t, "a draft of a file", create(e.Director, e.Draft().ID), register.ErrNotRegistered)
	elder, who := e.Child()
	elder.Kinds, elder.Guardianship, elder.Schooling, elder.Grade = []register.Kind{register.LeftBehindElder}, register.BySelf, register.NotAtSchool, 0
	who.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "1950-01-01", 77))
	wants(t, "an elder", create(e.Director, e.Enter(must(e.Register.Create(e.As(e.Director), register.Content{Facts: elder, Identity: who}))(t).ID).ID), delegations.ErrNotChild)
	d := e.draft()
	wants(t, "a second one", create(e.Supervisor, d.FileID), delegations.ErrOpen)
	must(e.service.Discard(e.As(e.Director), d.ID, 0))(t)
	wants(t, "after the first was thrown away", create(e.Director, d.FileID), nil)
	wants(t, "from another village", create(e.FarDirector, d.FileID), docstore.ErrNotFound)
	wants(t, "from the next village", create(inRegion("usr_next", auth.VillageDirector, next), d.FileID), docstore.ErrNotFound)
	wants(t, "as an organisation", create(e.Lead, d.FileID), auth.ErrForbidden)
}

// TestChecks wants all four checks with proof; one that applies refuses everything.
func TestChecks(t *testing.T) {
	e := newEnv(t)
	d := e.draft()
	s := e.service
	set := func(n delegations.NewCheck, item delegations.Item) error {
		_, err := s.SetCheck(e.As(e.Director), d.ID, 0, item, n)
		return err
	}
	other := e.paper("del_other", "check_proof")
	for what, file := range map[string]string{"no paper": "fil_none", "the paper of another delegation": other, "the signed copy": e.paper(d.ID, "signed")} {
		if err := set(delegations.NewCheck{Finding: delegations.Clear, FileID: file}, delegations.Harm); !blames(err, "file_id", "proof_needed") {
			t.Errorf("%s: %v", what, err)
		}
	}
	proof := e.paper(d.ID, "check_proof")
	for state, code := range map[files.State]string{files.Quarantined: "file_checking", files.Removed: "proof_needed"} {
		f := e.files[proof]
		f.State = state
		e.files[proof] = f
		if err := set(delegations.NewCheck{Finding: delegations.Clear, FileID: proof}, delegations.Harm); !blames(err, "file_id", code) {
			t.Errorf("a paper that is %s: %v", state, err)
		}
	}
	proof = e.paper(d.ID, "check_proof")
	if err := set(delegations.NewCheck{Finding: delegations.Clear, FileID: proof}, "luck"); !blames(err, "item", "choice") {
		t.Errorf("an unknown item: %v", err)
	}
	if err := set(delegations.NewCheck{Finding: "perhaps", FileID: proof}, delegations.Harm); !blames(err, "finding", "choice") {
		t.Errorf("an unknown finding: %v", err)
	}
	if err := set(delegations.NewCheck{Finding: delegations.Barred, FileID: proof, Why: "赌博"}, delegations.Habits); !blames(err, "why", "too_short") {
		t.Errorf("barred without words: %v", err)
	}
	must(s.Hear(e.As(e.Director), d.ID, 0, delegations.NewOpinion{Answer: delegations.Agrees, On: today}))(t)
	for _, item := range delegations.Items {
		wants(t, "before the check "+string(item), e.sign(d.ID), delegations.ErrChecks)
		e.check(d.ID, item, delegations.Clear)
	}
	for _, item := range delegations.Items {
		v := e.check(d.ID, item, delegations.Barred)
		if v.Why[item] != whyText {
			t.Errorf("%s: why is %q", item, v.Why[item].Reveal())
		}
		wants(t, "barred by "+string(item), e.sign(d.ID), delegations.ErrBarred)
		e.check(d.ID, item, delegations.Clear)
	}
	wants(t, "all clear", e.sign(d.ID), nil)
	if c := e.get(d.ID).Checks; c[0].By != e.Director.UserID || !c[0].At.Equal(e.Now) || c[0].FileID != proof {
		t.Errorf("check: %+v", c[0])
	}
}

// TestBarredElsewhere keeps a caregiver away from every child who was found out with one, but one who is unfit for a child only from that child.
func TestBarredElsewhere(t *testing.T) {
	e := newEnv(t)
	n := e.terms()
	with := func() error {
		_, err := e.service.Create(e.As(e.Supervisor), e.Registered().ID, n)
		return err
	}
	d := must(e.service.Create(e.As(e.Director), e.Registered().ID, n))(t)
	e.check(d.ID, delegations.Unfit, delegations.Barred)
	wants(t, "unfit for one child", with(), nil)
	second := e.draft()
	e.check(d.ID, delegations.Habits, delegations.Barred)
	wants(t, "barred", with(), delegations.ErrBarred)
	_, err := e.service.Edit(e.As(e.Director), second.ID, 0, n)
	wants(t, "put into another draft", err, delegations.ErrBarred)
	if got := len(e.Records("delegation.barred")); got != 2 {
		t.Errorf("%d records of the answers", got)
	}
	must(e.service.Discard(e.As(e.Director), d.ID, 0))(t)
	wants(t, "barred in a draft that was thrown away", with(), delegations.ErrBarred)

	// Found out between signing and confirming, and by a revocation.
	signed, a := e.signed(), e.active()
	same := e.get(a.ID).DelegateKey
	if err := e.service.Change(e.As(e.Admin), signed.ID, func(d *delegations.Delegation) { d.DelegateKey = same }); err != nil {
		t.Fatal(err)
	}
	must(e.service.Revoke(e.As(e.Supervisor), a.ID, 0, delegations.Neglect, whyText))(t)
	_, err = e.service.Confirm(e.As(e.Supervisor), signed.ID, 0)
	wants(t, "confirming a revoked caregiver", err, delegations.ErrBarred)
}

// TestAnotherCaregiver forgets checks and opinion when the caregiver changes, and keeps them otherwise.
func TestAnotherCaregiver(t *testing.T) {
	e := newEnv(t)
	d := e.heard()
	same := e.terms()
	same.Delegate = delegations.Delegate{Mobile: "13766668888"}
	v := must(e.service.Edit(e.As(e.Director), d.ID, 0, same))(t)
	if len(v.Checks) != 4 || v.Opinion == nil || v.Delegate.Mobile != "13766668888" || v.Delegate.Name != carerName || v.Delegate.IDNumber != d.Delegate.IDNumber {
		t.Errorf("the same caregiver: %+v", v.Delegate)
	}
	v = must(e.service.Edit(e.As(e.Director), d.ID, 0, e.terms()))(t)
	if len(v.Checks) != 0 || v.Opinion != nil {
		t.Error("another caregiver keeps the checks of the first")
	}
}

// TestOpinion hears the child: too young only below 8, and a no is kept and stops the signing.
func TestOpinion(t *testing.T) {
	e := newEnv(t)
	hear := func(id string, n delegations.NewOpinion) error {
		_, err := e.service.Hear(e.As(e.Director), id, 0, n)
		return err
	}
	for _, tt := range []struct {
		name  string
		birth region.Day
		good  bool
	}{
		{"7 years and 364 days", "2018-03-03", true}, {"the 8th birthday", "2018-03-02", false}, {"born on 29 February, 7", "2020-02-29", true},
	} {
		d := must(e.service.Create(e.As(e.Director), e.born(tt.birth).ID, e.terms()))(t)
		err := hear(d.ID, delegations.NewOpinion{Answer: delegations.TooYoung, On: today})
		if good := err == nil; good != tt.good || !good && !blames(err, "answer", "child_old_enough") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	d := e.checked()
	wants(t, "before the child was heard", e.sign(d.ID), delegations.ErrNotHeard)
	for field, n := range map[string]delegations.NewOpinion{
		"answer": {Answer: "maybe", On: today}, "on": {Answer: delegations.Agrees, On: "2026-03-03"}, "words": {Answer: delegations.Wishes, On: today, Words: "好"},
	} {
		if err := hear(d.ID, n); err == nil || !strings.Contains(err.Error(), "invalid") {
			t.Errorf("%s: %v", field, err)
		}
	}
	wants(t, "a no", hear(d.ID, delegations.NewOpinion{Answer: delegations.Refuses, On: today, Words: "我想和外婆住，不想去二叔家。"}), nil)
	wants(t, "signing against a no", e.sign(d.ID), delegations.ErrSaidNo)
	v := must(e.service.Hear(e.As(e.Director), d.ID, 0, delegations.NewOpinion{Answer: delegations.Wishes, On: today, Words: childWords}))(t)
	if v.Words != childWords {
		t.Errorf("words: %s", v.Words.Reveal())
	}
	wants(t, "after a yes", e.sign(d.ID), nil)
}

// TestSigning wants the signed copy and a day that is not to come.
func TestSigning(t *testing.T) {
	e := newEnv(t)
	d := e.heard()
	_, err := e.service.Sign(e.As(e.Director), d.ID, 0, e.paper(d.ID, "check_proof"), today)
	if !blames(err, "file_id", "proof_needed") {
		t.Errorf("without the signed copy: %v", err)
	}
	_, err = e.service.Sign(e.As(e.Director), d.ID, 0, e.paper(d.ID, "signed"), "2026-03-03")
	if !blames(err, "on", "day_past") {
		t.Errorf("signed tomorrow: %v", err)
	}
	e.on("2026-09-02")
	wants(t, "after the period", e.sign(d.ID), delegations.ErrOver)
	e.on("2026-03-10")
	wants(t, "signed", e.sign(d.ID), nil)
	if got := e.Sent("delegation.waiting"); !slices.Equal(got, []string{"usr_of_town_supervisor"}) {
		t.Errorf("told: %v", got)
	}
	_, err = e.service.Edit(e.As(e.Director), d.ID, 0, e.terms())
	wants(t, "an edit of what was signed", err, delegations.ErrMove)
}

// TestBirthCorrected holds the period against the birthday again at the signing, because the file may have been corrected.
func TestBirthCorrected(t *testing.T) {
	e := newEnv(t)
	e.on("2026-05-20")
	child := e.born("2008-06-10")
	n := e.terms()
	n.From, n.To = "2026-05-20", "2026-06-09"
	d := must(e.service.Create(e.As(e.Director), child.ID, n))(t)
	for _, item := range delegations.Items {
		e.check(d.ID, item, delegations.Clear)
	}
	must(e.service.Hear(e.As(e.Director), d.ID, 0, delegations.NewOpinion{Answer: delegations.Agrees, On: "2026-05-20"}))(t)
	if err := e.service.Change(e.As(e.Admin), d.ID, func(d *delegations.Delegation) { d.To = "2026-06-10" }); err != nil {
		t.Fatal(err)
	}
	wants(t, "a period that reaches the birthday", e.sign(d.ID), delegations.ErrBirthday)
}

// TestConfirming wants the notices and another person.
func TestConfirming(t *testing.T) {
	e := newEnv(t)
	d := e.heard()
	wants(t, "signing", e.sign(d.ID), nil)
	confirm := func(a auth.Actor) error {
		_, err := e.service.Confirm(e.As(a), d.ID, 0)
		return err
	}
	inform := func(school, village region.Day) error {
		_, err := e.service.Inform(e.As(e.Director), d.ID, 0, delegations.Notices{School: school, Village: village})
		return err
	}
	wants(t, "before anybody was told", confirm(e.Supervisor), delegations.ErrNotTold)
	wants(t, "the village", inform("", today), nil)
	wants(t, "before the school was told", confirm(e.Supervisor), delegations.ErrNotTold)
	wants(t, "the school", inform(today, ""), nil)
	wants(t, "before the village was told", confirm(e.Supervisor), delegations.ErrNotTold)
	if err := inform("2026-03-03", today); !blames(err, "school_on", "day_past") {
		t.Errorf("told tomorrow: %v", err)
	}
	wants(t, "both", inform(today, today), nil)
	writer := e.Director
	writer.Bindings = append(slices.Clone(writer.Bindings), e.Supervisor.Bindings...)
	wants(t, "by the writer under another office", confirm(writer), auth.ErrSelf)
	second := e.Supervisor
	second.UserID, second.PersonKey = "usr_second_account", e.Director.PersonKey
	wants(t, "by the writer's second account", confirm(second), auth.ErrSelf)
	carer := e.Supervisor
	carer.PersonKey = e.get(d.ID).DelegateKey
	if carer.PersonKey == "" {
		t.Error("the caregiver has no key")
	}
	wants(t, "by the caregiver", confirm(carer), auth.ErrSelf)
	wants(t, "by a director", confirm(inRegion("usr_d2", auth.VillageDirector, village)), auth.ErrForbidden)
	wants(t, "by another town", confirm(e.FarSupervisor), docstore.ErrNotFound)
	e.on("2026-09-02")
	wants(t, "after the period", confirm(e.Supervisor), delegations.ErrOver)
	e.on(today)
	wants(t, "by the township", confirm(e.Supervisor), nil)
	if got := e.get(d.ID); got.Status != delegations.Active || got.ContactDue != "2026-03-09" || got.ConfirmedBy != e.Supervisor.UserID {
		t.Errorf("confirmed: %+v", got)
	}
}

// TestNoSchool does not ask for a notice to a school that the child does not attend.
func TestNoSchool(t *testing.T) {
	e := newEnv(t)
	f, who := e.Child()
	f.Schooling, f.Grade, who.IDNumber = register.NotInKindergarten, 0, privacy.Secret(ident.MakeIDNumber("990001", "2023-01-01", 91))
	child := e.Enter(must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: who}))(t).ID)
	if d := must(e.service.Create(e.As(e.Director), child.ID, e.terms()))(t); d.AtSchool {
		t.Error("the school of a child of three has to be told")
	}
}

// TestWaitingForTheCounty asks the county when every supervisor wrote in the delegation.
func TestWaitingForTheCounty(t *testing.T) {
	e := newEnv(t)
	d := e.heard()
	own := inRegion("usr_of_town_supervisor", auth.TownSupervisor, county)
	must(e.service.Sign(e.As(own), d.ID, 0, e.paper(d.ID, "signed"), today))(t)
	if got := e.Sent("delegation.waiting"); !slices.Equal(got, []string{"usr_of_county_admin"}) {
		t.Errorf("told: %v", got)
	}
}

// TestReturn sends a signed delegation back; it has to be signed again.
func TestReturn(t *testing.T) {
	e := newEnv(t)
	d := e.signed()
	_, err := e.service.Return(e.As(e.Supervisor), d.ID, 0, "boring", "")
	wants(t, "without a reason", err, register.ErrReasonUnknown)
	v := must(e.service.Return(e.As(e.Supervisor), d.ID, 0, delegations.Mismatch, "身份证号与证件不一致"))(t)
	if v.Status != delegations.Draft || v.SignedFile != "" || v.NoteText != "身份证号与证件不一致" {
		t.Errorf("returned: %+v", v.Delegation)
	}
	if got := e.Sent("delegation.returned"); !slices.Equal(got, []string{e.Director.UserID}) {
		t.Errorf("told: %v", got)
	}
	wants(t, "signing again", e.sign(d.ID), nil)
}

// TestEnding ends early with a reason, or revokes with a reason and words, by those who may.
func TestEnding(t *testing.T) {
	e := newEnv(t)
	d := e.active()
	_, err := e.service.End(e.As(e.Director), d.ID, 0, delegations.PeriodOver, "")
	wants(t, "a reason of the program", err, register.ErrReasonUnknown)
	v := must(e.service.End(e.As(e.Director), d.ID, 0, delegations.ParentsBack, ""))(t)
	if v.Status != delegations.Ended || v.Open != "" || v.ContactDue != "" {
		t.Errorf("ended: %+v", v.Delegation)
	}
	if got := e.Sent("delegation.ended"); len(got) != 2 {
		t.Errorf("told: %v", got)
	}
	d = e.active()
	_, err = e.service.Revoke(e.As(e.Director), d.ID, 0, delegations.Habits, whyText)
	wants(t, "by the village", err, auth.ErrForbidden)
	_, err = e.service.Revoke(e.As(e.Admin), d.ID, 0, "boring", whyText)
	wants(t, "without a reason", err, register.ErrReasonUnknown)
	if _, err = e.service.Revoke(e.As(e.Admin), d.ID, 0, delegations.Habits, "赌"); !blames(err, "note", "too_short") {
		t.Errorf("without words: %v", err)
	}
	if v = must(e.service.Revoke(e.As(e.Admin), d.ID, 0, delegations.Habits, whyText))(t); v.Status != delegations.Revoked || v.Open != "" {
		t.Errorf("revoked: %+v", v.Delegation)
	}
}

// TestDiscard erases what is personal.
func TestDiscard(t *testing.T) {
	e := newEnv(t)
	d := e.heard()
	must(e.service.SetParents(e.As(e.Director), d.ID, 0, []delegations.NewParent{{Who: delegations.Father, Mobile: fatherMobile, AgreedOn: today}}))(t)
	must(e.service.Discard(e.As(e.Director), d.ID, 0))(t)
	if got := e.get(d.ID); len(got.Name)+len(got.IDNumber)+len(got.Mobile)+len(got.Address)+len(got.Parents)+len(got.DelegateKey) > 0 || got.Opinion != nil || got.Open != "" {
		t.Errorf("still there: %+v", got)
	}
	if len(e.files) > 0 {
		t.Errorf("%d papers are still there", len(e.files))
	}
}

// TestContacts logs the parents' contacts and counts the weeks.
func TestContacts(t *testing.T) {
	e := newEnv(t)
	d := e.active()
	log := func(a auth.Actor, n delegations.NewContact) error {
		_, err := e.service.LogContact(e.As(a), d.ID, n)
		return err
	}
	e.on("2026-03-09")
	if w := e.waiting(e.Director); len(w) != 0 {
		t.Errorf("on the 7th day: %v", w)
	}
	e.on("2026-03-10")
	if w := e.waiting(e.Director)["delegation_contact"]; w.Count != 1 || w.Late != 1 || strings.Contains(w.Items[0].Title, "欧阳") {
		t.Errorf("on the 8th day: %+v", w)
	}
	good := delegations.NewContact{Who: delegations.Mother, Way: delegations.Video, On: "2026-03-09", Note: noteText}
	for field, n := range map[string]delegations.NewContact{
		"who": {Who: "uncle", Way: good.Way, On: good.On}, "way": {Who: good.Who, Way: "letter", On: good.On}, "on": {Who: good.Who, Way: good.Way, On: "2026-03-11"},
		"note": {Who: good.Who, Way: good.Way, On: good.On, Note: privacy.Secret(strings.Repeat("字", 501))},
	} {
		if err := log(e.Director, n); err == nil || !blames(err, field, map[string]string{"on": "delegation_contact_day", "note": "too_long"}[field]) && !blames(err, field, "choice") {
			t.Errorf("%s: %v", field, err)
		}
	}
	before := good
	before.On = "2026-03-01"
	if err := log(e.Director, before); !blames(err, "on", "delegation_contact_day") {
		t.Errorf("before it began: %v", err)
	}
	wants(t, "by the next village", log(inRegion("usr_next", auth.VillageDirector, next), good), docstore.ErrNotFound)
	wants(t, "by the county, who writes no files", log(e.Admin, good), auth.ErrForbidden)
	wants(t, "logged", log(e.Director, good), nil)
	wants(t, "logged twice", log(e.Director, good), delegations.ErrContactTwice)
	if got := e.get(d.ID); got.ContactDue != "2026-03-16" || got.LastContact != "2026-03-09" {
		t.Errorf("due on %s", got.ContactDue)
	}
	if w := e.waiting(e.Director); len(w) != 0 {
		t.Errorf("after a contact: %v", w)
	}
	page := must(e.service.Contacts(e.As(e.Supervisor), d.ID))(t)
	c, note, err := e.service.ReadContact(e.As(e.Supervisor), d.ID, page.Items[0].ID)
	if err != nil || note != noteText || c.By != e.Director.UserID {
		t.Errorf("read: %v", err)
	}
	_, _, err = e.service.ReadContact(e.As(e.Supervisor), e.draft().ID, c.ID)
	wants(t, "a contact of another delegation", err, docstore.ErrNotFound)
	must(e.service.End(e.As(e.Director), d.ID, 0, delegations.ParentsBack, ""))(t)
	good.On = "2026-03-10"
	wants(t, "after the end", log(e.Director, good), delegations.ErrMove)
}

// TestHooks has a delegation follow the file to another village, and end with it.
func TestHooks(t *testing.T) {
	e := newEnv(t)
	a, d := e.active(), e.draft()
	f := must(e.Register.Return(e.As(e.Admin), a.FileID, 0, register.Correction, ""))(t)
	facts, who := f.Facts, f.Identity
	facts.Region = next
	must(e.Register.Edit(e.As(e.Supervisor), a.FileID, 0, register.Content{Facts: facts, Identity: who}))(t)
	if got := e.get(a.ID).Region; got != next {
		t.Errorf("it stayed in %s", got)
	}
	_, err := e.service.Read(e.As(e.Director), a.ID)
	wants(t, "the former village", err, docstore.ErrNotFound)
	must(e.service.Read(e.As(inRegion("usr_next", auth.VillageDirector, next)), a.ID))(t)
	must(e.Register.Submit(e.As(e.Supervisor), a.FileID, 0))(t)
	must(e.Register.Verify(e.As(inRegion("usr_s2", auth.TownSupervisor, registertestTown)), a.FileID, 0))(t)
	must(e.Register.Confirm(e.As(e.Admin), a.FileID, 0))(t)

	for _, id := range []string{a.FileID, d.FileID} {
		must(e.Register.ProposeExit(e.As(e.Supervisor), id, 0, register.MovedOut))(t)
		must(e.Register.ConfirmExit(e.As(e.Admin), id, 0))(t)
	}
	if got := e.get(a.ID); got.Status != delegations.Ended || got.EndReason != delegations.LeftRegister || got.Open != "" {
		t.Errorf("after the exit: %+v", got)
	}
	if got := e.get(d.ID); got.Status != delegations.Discarded || len(got.Name) > 0 || len(e.files) != 2 {
		t.Errorf("a draft after the exit: %+v", got)
	}
	if len(e.Records("delegation.end")) != 1 || len(e.Records("delegation.drop")) != 1 || len(e.Sent("delegation.ended")) != 2 {
		t.Error("the exit left no trace")
	}
	_, err = e.service.Hear(e.As(e.Supervisor), e.draft().ID, 0, delegations.NewOpinion{Answer: delegations.Agrees, On: today})
	wants(t, "another child", err, nil)
}

const registertestTown = county + "520111005/"

// TestJob ends what is over, warns 30 days before, and writes to parents once a week; running it again changes nothing.
func TestJob(t *testing.T) {
	e := newEnv(t)
	d := e.active() // to 2026-09-01
	run := func(on region.Day, expiring, ended int) {
		t.Helper()
		e.on(on)
		for range 2 {
			e.job(e.service.EndDue)
		}
		if a, b := len(e.Sent("delegation.expiring")), len(e.Sent("delegation.ended")); a != expiring || b != ended {
			t.Errorf("%s: %d warnings, %d ends; want %d and %d", on, a, b, expiring, ended)
		}
	}
	run("2026-08-01", 0, 0)
	if w := e.waiting(e.Director); w["delegation_expiring"].Count != 0 {
		t.Error("expiring 31 days before")
	}
	run("2026-08-02", 2, 0)
	if w := e.waiting(e.Director); w["delegation_expiring"].Count != 1 {
		t.Error("not expiring 30 days before")
	}
	list := must(e.service.List(e.As(e.Director), delegations.Query{Expiring: true}))(t)
	if len(list.Items) != 1 {
		t.Errorf("%d in the list of those that expire", len(list.Items))
	}
	run("2026-09-01", 2, 0)
	run("2026-09-02", 2, 2)
	run("2026-09-03", 2, 2)
	if got := e.get(d.ID); got.Status != delegations.Ended || got.EndReason != delegations.PeriodOver {
		t.Errorf("over: %+v", got)
	}
}

// TestParents sets who is reminded, and reminds them once a week until they say stop or the delegation ends.
func TestParents(t *testing.T) {
	e := newEnv(t)
	d := e.active()
	set := func(list ...delegations.NewParent) error {
		_, err := e.service.SetParents(e.As(e.Director), d.ID, 0, list)
		return err
	}
	father := delegations.NewParent{Who: delegations.Father, Mobile: fatherMobile, AgreedOn: today}
	mother := delegations.NewParent{Who: delegations.Mother, Mobile: "13577778888", AgreedOn: today}
	for code, list := range map[string][]delegations.NewParent{
		"choice": {father, father}, "mobile_invalid": {{Who: delegations.Father, AgreedOn: today}}, "day_past": {{Who: delegations.Father, Mobile: fatherMobile}},
	} {
		err, field := set(list...), map[string]string{"choice": "parents[1].who", "mobile_invalid": "parents[0].mobile", "day_past": "parents[0].agreed_on"}[code]
		if !blames(err, field, code) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if err := set(father, mother, delegations.NewParent{Who: delegations.Guardian, Mobile: "13577779999", AgreedOn: today}); !blames(err, "parents", "too_many") {
		t.Errorf("three: %v", err)
	}
	wants(t, "both", set(father, mother), nil)
	sent := func(on region.Day, want int) {
		t.Helper()
		e.on(on)
		for range 2 {
			e.job(e.service.RemindParents)
		}
		if got := e.Sent("delegation.call_home"); len(got) != want {
			t.Errorf("%s: %d messages, want %d", on, len(got), want)
		}
	}
	sent("2026-03-07", 2)
	sent("2026-03-08", 2) // Sunday of the same week
	sent("2026-03-09", 4)
	kept := father
	kept.Mobile, kept.Stopped = "", true
	wants(t, "the father says stop", set(kept, mother), nil)
	sent("2026-03-16", 5)

	records := e.service.Feature().Records
	for _, m := range must(e.Outbox.List(t.Context(), "delegation.call_home"))(t) {
		prefix, _, _ := strings.Cut(m.To, "_")
		c, err := records[prefix].Contact(t.Context(), m.To)
		applies := must(e.service.StillApplies(t.Context(), m))(t)
		switch prefix {
		case "delmother":
			if err != nil || c.Mobile != "13577778888" || c.UserID != "" || !applies {
				t.Errorf("the mother: %v %v", err, applies)
			}
		default:
			if err == nil || applies {
				t.Errorf("%s is still written to", prefix)
			}
		}
	}
	must(e.service.End(e.As(e.Director), d.ID, 0, delegations.ParentsBack, ""))(t)
	sent("2026-03-23", 5)
	m := must(e.Outbox.List(t.Context(), "delegation.call_home/delmother"))(t)[0]
	if must(e.service.StillApplies(t.Context(), m))(t) {
		t.Error("a message of an ended delegation still applies")
	}
	wants(t, "after the end", set(mother), delegations.ErrMove)
}

// TestParentsOutsideThePeriod writes to nobody before the first day, nor after the last one until the job has ended the delegation.
func TestParentsOutsideThePeriod(t *testing.T) {
	e := newEnv(t)
	d := e.active()
	must(e.service.SetParents(e.As(e.Director), d.ID, 0, []delegations.NewParent{{Who: delegations.Father, Mobile: fatherMobile, AgreedOn: today}}))(t)
	for _, period := range [][2]region.Day{{"2026-03-03", "2026-09-01"}, {"2026-01-01", "2026-03-01"}} {
		err := e.service.Change(e.As(e.Admin), d.ID, func(d *delegations.Delegation) { d.From, d.To = period[0], period[1] })
		if err != nil {
			t.Fatal(err)
		}
		e.job(e.service.RemindParents)
		if got := e.Sent("delegation.call_home"); len(got) != 0 {
			t.Errorf("%v: %d messages", period, len(got))
		}
	}
}

func TestWeek(t *testing.T) {
	for day, monday := range map[region.Day]region.Day{"2026-03-02": "2026-03-02", "2026-03-08": "2026-03-02", "2026-03-09": "2026-03-09", "2026-01-01": "2025-12-29"} {
		if got := delegations.Week(day); got != monday {
			t.Errorf("%s: %s, want %s", day, got, monday)
		}
	}
}

// TestWork shows what waits to those who may do it.
func TestWork(t *testing.T) {
	e := newEnv(t)
	e.signed()
	for who, a := range map[string]auth.Actor{"supervisor": e.Supervisor, "county": e.Admin} {
		if w := e.waiting(a)["delegation_signed"]; w.Count != 1 || !strings.HasPrefix(w.Items[0].Title, "小") {
			t.Errorf("%s: %+v", who, w)
		}
	}
	for who, a := range map[string]auth.Actor{"director": e.Director, "another town": e.FarSupervisor, "organisation": e.Lead} {
		if w := e.waiting(a); len(w) != 0 {
			t.Errorf("%s: %+v", who, w)
		}
	}
	e.Now = e.Now.Add(time.Hour)
}

// TestMessagesThatNoLongerApply drops messages whose cause is gone.
func TestMessagesThatNoLongerApply(t *testing.T) {
	e := newEnv(t)
	d := e.signed()
	applies := func(template string) bool {
		t.Helper()
		for _, m := range must(e.Outbox.List(t.Context(), template))(t) {
			if m.Subject == d.ID {
				return must(e.service.StillApplies(t.Context(), m))(t)
			}
		}
		t.Fatalf("no %s", template)
		return false
	}
	if !applies("delegation.waiting") {
		t.Error("waiting")
	}
	must(e.service.Return(e.As(e.Supervisor), d.ID, 0, delegations.Incomplete, ""))(t)
	if applies("delegation.waiting") || !applies("delegation.returned") {
		t.Error("returned")
	}
	wants(t, "again", e.sign(d.ID), nil)
	if applies("delegation.returned") {
		t.Error("signed again")
	}
	must(e.service.Confirm(e.As(e.Supervisor), d.ID, 0))(t)
	e.on("2026-08-20")
	e.job(e.service.EndDue)
	if !applies("delegation.expiring") {
		t.Error("expiring")
	}
	must(e.service.End(e.As(e.Director), d.ID, 0, delegations.OtherCarer, ""))(t)
	if applies("delegation.expiring") || !applies("delegation.ended") {
		t.Error("ended")
	}
}
