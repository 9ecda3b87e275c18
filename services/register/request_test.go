package register_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
)

const why privacy.Secret = "走访核实，情况属实"

func (e *env) ask(by auth.Actor, fileID string, n register.NewRequest) (register.RequestFile, error) {
	if n.Reason == "" {
		n.Reason = why
	}
	return e.Register.MakeRequest(e.As(by), fileID, 0, n)
}

func (e *env) approve(by auth.Actor, id string) error {
	_, err := e.Register.Decide(e.As(by), id, 0, true, why)
	return err
}

// TestCorrection corrects who a registered person is: asked by the village, decided by the county, kept in the history.
func TestCorrection(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	number := privacy.Secret(ident.MakeIDNumber("990001", "2015-01-02", 77))
	right := register.NewRequest{Kind: register.Correct, Kinds: f.Kinds, Identity: register.Identity{Name: "欧阳思源", IDNumber: number}}
	bad := right
	bad.Identity.IDNumber = "990001201501020011"
	_, err := e.ask(e.Director, f.ID, bad)
	if refused, ok := errors.AsType[*fault.Fault](err); !ok || refused.Code != "invalid" || refused.Fields[0].Path != "id_number" {
		t.Errorf("an unreal number: %v", err)
	}
	short := right
	short.Reason = "错"
	_, err = e.ask(e.Director, f.ID, short)
	if refused, ok := errors.AsType[*fault.Fault](err); !ok || refused.Fields[0].Path != "reason" {
		t.Errorf("without a reason: %v", err)
	}
	_, err = e.ask(e.FarDirector, f.ID, right)
	wants(t, "from elsewhere", err, docstore.ErrNotFound)
	_, err = e.ask(e.Director, e.Draft().ID, right)
	wants(t, "of a draft", err, register.ErrNotRegistered)
	r := must(e.ask(e.Director, f.ID, right))(t)
	_, err = e.ask(e.Supervisor, f.ID, right)
	wants(t, "a second one", err, register.ErrRequestOpen)
	if got := e.Sent("register.request"); !slices.Equal(got, []string{"usr_of_county_admin"}) {
		t.Errorf("told: %v", got)
	}
	wants(t, "decided by the town", e.approve(e.Supervisor, r.ID), auth.ErrForbidden)
	own := inRegion("usr_own", auth.CountyAdmin, county)
	own.PersonKey = e.Director.PersonKey
	wants(t, "decided by the same person in another account", e.approve(own, r.ID), auth.ErrSelf)
	if err := e.approve(e.Admin, r.ID); err != nil {
		t.Fatal(err)
	}
	now := must(e.Register.Read(e.As(e.Director), f.ID))(t)
	if now.Identity.Name != "欧阳思源" || now.Identity.IDNumber != number || now.Birth != "2015-01-02" || now.Identity.Address != childAddress || now.Status != register.Registered {
		t.Errorf("after the correction: %s %+v", now.Identity.Name.Reveal(), now.Facts)
	}
	changes := must(e.Register.History(e.As(e.Director), f.ID))(t).Items
	var fields []string
	for _, c := range changes[0].Fields {
		fields = append(fields, c.Field)
	}
	if !slices.Equal(fields, []string{"name", "id_number", "gender", "birth"}) && !slices.Equal(fields, []string{"name", "id_number", "birth"}) {
		t.Errorf("in the history: %v", fields)
	}
	wants(t, "twice", e.approve(e.Admin, r.ID), register.ErrRequestMove)

	other := e.Registered()
	taken := register.NewRequest{Kind: register.Correct, Kinds: f.Kinds, Identity: register.Identity{IDNumber: number}}
	r = must(e.ask(e.Director, other.ID, taken))(t)
	wants(t, "to a number that has a file", e.approve(e.Admin, r.ID), register.ErrFileExists)
	if _, err := e.Register.Decide(e.As(e.Admin), r.ID, 0, false, ""); err == nil {
		t.Error("refused without a note")
	}
	must(e.Register.Decide(e.As(e.Admin), r.ID, 0, false, "号码有误，请核对户口簿"))(t)
	if got := e.Sent("register.decided"); len(got) != 2 || got[0] != e.Director.UserID {
		t.Errorf("told of the decisions: %v", got)
	}
	read := must(e.Register.ReadRequest(e.As(e.Director), r.ID))(t)
	if read.Note != "号码有误，请核对户口簿" || read.Status != register.RequestRefused {
		t.Errorf("the refused request: %+v", read.Request)
	}

	for name, same := range map[string]register.NewRequest{
		"nothing":       {Kind: register.Correct, Kinds: now.Kinds, Gender: now.Gender, Birth: now.Birth, NoIDReason: now.NoIDReason},
		"the same name": {Kind: register.Correct, Kinds: now.Kinds, Gender: now.Gender, Birth: now.Birth, Identity: register.Identity{Name: now.Identity.Name}},
	} {
		_, err := e.ask(e.Director, f.ID, same)
		wants(t, name+" to correct", err, register.ErrNothingAsked)
	}
	grown := must(e.ask(e.Director, f.ID, register.NewRequest{Kind: register.Correct, Kinds: []register.Kind{register.ChildInNeed}}))(t)
	must(e.Register.Edit(e.As(e.Director), f.ID, 0, register.Content{Facts: now.Facts, Details: form.Answers{"aid": "none", "health": "healthy", "neglect": "none", "special": "none"}}))(t)
	wants(t, "to a kind that the facts contradict", e.approve(e.Admin, grown.ID), register.ErrEvidence)
	must(e.Register.WithdrawRequest(e.As(e.Director), grown.ID, 0))(t)
}

// TestTransfer moves a file to another town: the receiving side decides, both villages know.
func TestTransfer(t *testing.T) {
	e := newEnv(t)
	var moved []string
	e.Above.Moved = func(_ context.Context, fileID, path string) error { moved = append(moved, fileID+" "+path); return nil }
	f := e.Registered()
	_, err := e.ask(e.Director, f.ID, register.NewRequest{Kind: register.Transfer, To: village})
	if refused, ok := errors.AsType[*fault.Fault](err); !ok || refused.Fields[0].Code != "same_village" {
		t.Errorf("to where the person lives: %v", err)
	}
	_, err = e.ask(e.Director, f.ID, register.NewRequest{Kind: register.Transfer, To: town})
	if refused, ok := errors.AsType[*fault.Fault](err); !ok || refused.Fields[0].Path != "to" {
		t.Errorf("to a town: %v", err)
	}
	r := must(e.ask(e.Director, f.ID, register.NewRequest{Kind: register.Transfer, To: distant}))(t)
	risk := must(e.ask(e.Director, f.ID, register.NewRequest{Kind: register.LowerRisk, Risk: register.Blue}))(t)
	wants(t, "decided by the town that is left", e.approve(e.Supervisor, r.ID), auth.ErrForbidden)
	seen := must(e.Register.ReadRequest(e.As(e.FarSupervisor), r.ID))(t)
	if seen.Pseudonym == "" || seen.Reason != why {
		t.Errorf("what the receiving town sees: %+v", seen)
	}
	if _, err := e.Register.Read(e.As(e.FarSupervisor), f.ID); !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("the receiving town reads the file before: %v", err)
	}
	if err := e.approve(e.FarSupervisor, r.ID); err != nil {
		t.Fatal(err)
	}
	now := must(e.Register.Read(e.As(e.FarDirector), f.ID))(t)
	if now.Region != distant || now.Letter != "A" || !slices.Equal(moved, []string{f.ID + " " + distant}) {
		t.Errorf("moved to %s as %s, %v", now.Region, now.Letter, moved)
	}
	if _, err := e.Register.Read(e.As(e.Director), f.ID); !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("the village that was left: %v", err)
	}
	if got := e.Sent("register.arrived"); !slices.Equal(got, []string{"usr_of_village_director"}) {
		t.Errorf("told of the arrival: %v", got)
	}
	wants(t, "the other request in the town that was left", e.approve(e.Supervisor, risk.ID), docstore.ErrNotFound)
	if err := e.approve(e.FarSupervisor, risk.ID); err != nil {
		t.Errorf("the other request follows the file: %v", err)
	}
}

// TestLowerRisk raises a risk at once, and lowers it only with a reason and the township.
func TestLowerRisk(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	facts := f.Facts
	facts.Risk = register.Red
	must(e.Register.Edit(e.As(e.Director), f.ID, 0, register.Content{Facts: facts}))(t)
	for _, lower := range []register.Risk{register.Yellow, register.RiskUnknown} {
		facts.Risk = lower
		_, err := e.Register.Edit(e.As(e.Director), f.ID, 0, register.Content{Facts: facts})
		wants(t, "an edit to "+string(lower), err, register.ErrRiskLowered)
	}
	_, err := e.ask(e.Director, f.ID, register.NewRequest{Kind: register.LowerRisk, Risk: register.Red})
	if refused, ok := errors.AsType[*fault.Fault](err); !ok || refused.Fields[0].Code != "risk_not_lower" {
		t.Errorf("to the same: %v", err)
	}
	r := must(e.ask(e.Supervisor, f.ID, register.NewRequest{Kind: register.LowerRisk, Risk: register.Blue}))(t)
	wants(t, "by who asked", e.approve(e.Supervisor, r.ID), auth.ErrSelf)
	if err := e.approve(inRegion("usr_second", auth.TownSupervisor, town), r.ID); err != nil {
		t.Fatal(err)
	}
	if now := must(e.Register.Read(e.As(e.Director), f.ID))(t); now.Risk != register.Blue {
		t.Errorf("risk: %s", now.Risk)
	}
}

// TestMeasure: the alert of a child alone stands on three workbenches until a measure with proof was approved by a second person.
func TestMeasure(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	facts.Guardianship, facts.Risk, facts.Flagged = register.ByNobody, register.Red, true
	f := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t)
	alert := func(a auth.Actor) int64 {
		w := e.Waiting(e.Register.Feature().Work, a)["beneficiary_alone"]
		if !w.Since.IsZero() {
			t.Errorf("since %v: when the file was made says nothing of when the child was left alone", w.Since)
		}
		return w.Count
	}
	for _, a := range []auth.Actor{e.Director, e.Supervisor, e.Admin} {
		if alert(a) != 1 {
			t.Errorf("%s: no alert of a draft", a.UserID)
		}
	}
	if alert(e.FarDirector) != 0 {
		t.Error("an alert elsewhere")
	}
	e.Enter(f.ID)
	measure := register.NewRequest{Kind: register.Measure, Guardianship: register.ByRelatives, Identity: register.Identity{GuardianName: "欧阳大姑", GuardianMobile: "13855556666"}}
	_, err := e.ask(e.Director, f.ID, measure)
	wants(t, "without proof", err, register.ErrMeasureProof)
	e.Proven = true
	for field, bad := range map[string]register.NewRequest{
		"guardianship": {Kind: register.Measure, Guardianship: register.ByNobody, Identity: measure.Identity}, "guardian_name": {Kind: register.Measure, Guardianship: register.ByRelatives},
		"guardian_mobile": {Kind: register.Measure, Guardianship: register.ByRelatives, Identity: register.Identity{GuardianName: "x", GuardianMobile: "1"}},
	} {
		_, err := e.ask(e.Director, f.ID, bad)
		if refused, ok := errors.AsType[*fault.Fault](err); !ok || len(refused.Fields) != 1 || refused.Fields[0].Path != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err = e.ask(e.Director, f.ID, register.NewRequest{Kind: register.LowerRisk, Risk: register.Blue})
	wants(t, "a lower risk while alone", err, register.ErrMeasureNeeded)
	r := must(e.ask(e.Director, f.ID, measure))(t)
	if alert(e.Admin) != 1 {
		t.Error("the request alone ends the alert")
	}
	if w := e.Waiting(e.Register.Feature().Work, e.Supervisor)["file_request_town"]; len(w.Items) != 1 || w.Items[0].Note != e.Register.PseudonymOf(&f.Beneficiary) {
		t.Errorf("the work does not say of whom: %+v", w.Items)
	}
	if err := e.approve(e.Supervisor, r.ID); err != nil {
		t.Fatal(err)
	}
	now := must(e.Register.Read(e.As(e.Director), f.ID))(t)
	if now.Guardianship != register.ByRelatives || now.Flagged || now.Risk != register.Red || now.Identity.GuardianName != "欧阳大姑" || now.Identity.GuardianMobile != "13855556666" {
		t.Errorf("after the measure: %+v", now.Facts)
	}
	for _, a := range []auth.Actor{e.Director, e.Supervisor, e.Admin} {
		if alert(a) != 0 {
			t.Errorf("%s: the alert stays", a.UserID)
		}
	}
	_, err = e.ask(e.Director, f.ID, measure)
	wants(t, "another measure", err, register.ErrNotAlone)
}

// TestAskCounty: who meets a number that has a file elsewhere asks, the county knows which file it is and answers.
func TestAskCounty(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	number := must(e.Register.Read(e.As(e.Director), f.ID))(t).Identity.IDNumber
	n := register.NewRequest{Reason: "随母亲搬来本村居住", Identity: register.Identity{Name: childName, IDNumber: number}}
	_, err := e.Register.AskCounty(e.As(e.Director), distant, n)
	wants(t, "for another village", err, auth.ErrForbidden)
	unknown := n
	unknown.Identity.IDNumber = privacy.Secret(ident.MakeIDNumber("990001", "2016-05-06", 99))
	_, err = e.Register.AskCounty(e.As(e.FarDirector), distant, unknown)
	wants(t, "about a number without a file", err, register.ErrNoSuchFile)
	r := must(e.Register.AskCounty(e.As(e.FarDirector), distant, n))(t)
	api := e.api()
	api.As(e.FarDirector).Do("GET", "/file-requests/"+r.ID, nil).Want(http.StatusOK).Lacks(f.ID, "小A", string(f.Region))
	api.As(e.FarDirector).Do("GET", "/file-requests", nil).Want(http.StatusOK).Lacks(f.ID, "小A")
	if seen := must(e.Register.ReadRequest(e.As(e.Admin), r.ID))(t); seen.FileID != f.ID || seen.Pseudonym != "小A·三年级·青岩村" || seen.Identity.Name != childName {
		t.Errorf("what the county sees: %+v", seen.Request)
	}
	wants(t, "answered by the town", e.approve(e.FarSupervisor, r.ID), auth.ErrForbidden)
	must(e.Register.Decide(e.As(e.Admin), r.ID, 0, true, "在青岩镇登记，已请该镇发起迁移"))(t)
	if now := must(e.Register.ReadRequest(e.As(e.FarDirector), r.ID))(t); now.Note != "在青岩镇登记，已请该镇发起迁移" {
		t.Errorf("the answer: %q", now.Note.Reveal())
	}
	body := `{"field":"id_number","purpose":"verification"}`
	if r := api.As(e.Admin).Do("POST", "/file-requests/"+r.ID+"/reveal", body).Want(200); !strings.Contains(string(r.Body), number.Reveal()) {
		t.Errorf("revealed: %s", r.Body)
	}
	api.As(e.Director).Do("POST", "/file-requests/"+r.ID+"/reveal", body).Refused(404, "not_found")
	api.As(e.Lead).Do("GET", "/file-requests", nil).Refused(403, "forbidden")
}

// TestDuplicates finds two files of one person by the sound of the name and the birth, merges them, and undoes it.
func TestDuplicates(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	who.Name = "张晓明"
	number := who.IDNumber
	with := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who, Details: form.Answers{"health": "healthy", "wishes": "一辆自行车"}}))(t)
	without := func(by auth.Actor, name privacy.Secret, birth region.Day, at string) register.File {
		f, w := e.Child()
		f.Region, f.NoIDReason, f.Gender, f.Birth, w.Name, w.IDNumber, w.Address = at, register.LostPapers, with.Gender, birth, name, "", ""
		return must(e.Register.Create(e.As(by), register.Content{Facts: f, Identity: w, Details: form.Answers{"ethnicity": "苗族", "illness": "哮喘", "health": "chronic"}}))(t)
	}
	without(e.Director, "张晓明", "2016-05-07", village) // another day
	without(e.Director, "张大明", "2016-05-06", village)
	pairs := func(a auth.Actor) []register.DuplicateFile { return must(e.Register.Duplicates(e.As(a), ""))(t).Items }
	if got := pairs(e.Admin); len(got) != 0 {
		t.Fatalf("%d pairs too many", len(got))
	}
	other := without(e.FarDirector, "章小明", "2016-05-06", distant)
	got := pairs(e.Admin)
	if len(got) != 1 || len(got[0].Of) != 2 || got[0].Status != register.DuplicateOpen {
		t.Fatalf("%d pairs", len(got))
	}
	pair := got[0]
	names := e.Register.PseudonymOf(&pair.Of[0].Beneficiary) + " / " + e.Register.PseudonymOf(&pair.Of[1].Beneficiary)
	if w := e.Waiting(e.Register.Feature().Work, e.Admin)["file_duplicate"]; w.Count != 1 || w.Items[0].Title != names {
		t.Errorf("on the county's workbench: %+v, want %q", w, names)
	}
	_, err := e.Register.Merge(e.As(e.Supervisor), pair.ID, 0, other.ID)
	wants(t, "merged by the town", err, docstore.ErrNotFound)
	_, err = e.Register.Merge(e.As(e.Admin), pair.ID, 0, "ben_x")
	wants(t, "keeping neither", err, register.ErrKeepOne)
	must(e.Register.TwoPersons(e.As(e.Admin), pair.ID, 0))(t)
	must(e.Register.Merge(e.As(e.Admin), pair.ID, 0, other.ID))(t) // on second thoughts

	kept := must(e.Register.Read(e.As(e.FarDirector), other.ID))(t)
	if kept.Identity.IDNumber != number || kept.NoIDReason != "" || kept.Identity.Address != childAddress || kept.Details["ethnicity"] != "苗族" || kept.Details["health"] != "chronic" ||
		kept.Private["wishes"] != "一辆自行车" || kept.Private["illness"] != "哮喘" || kept.Identity.Name != "章小明" {
		t.Errorf("the kept file: %+v %v %v", kept.Facts, kept.Details, kept.Private)
	}
	gone := must(e.Register.Read(e.As(e.Director), with.ID))(t)
	if gone.Status != register.Exited || gone.ExitReason != register.Merged || gone.MergedInto != other.ID {
		t.Errorf("the other file: %s %s", gone.Status, gone.ExitReason)
	}
	_, err = e.Register.Return(e.As(e.Admin), with.ID, 0, register.Reentry, "")
	wants(t, "the merged file comes back by itself", err, register.ErrMergedInto)
	if bad := must(e.Register.RebuildKeys(e.As(auth.Actor{Job: "rebuild"})))(t); len(bad) != 0 {
		t.Errorf("keys that were wrong: %v", bad)
	}
	_, err = e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who})
	wants(t, "a third file of the number", err, register.ErrFileExists)

	changed := kept.Facts
	changed.NoIDReason = ""
	must(e.Register.Edit(e.As(e.FarDirector), other.ID, 0, register.Content{Facts: changed, Details: form.Answers{"ethnicity": "苗族", "health": "chronic", "wishes": "一架望远镜"}}))(t)
	e.Now = e.Now.Add(31 * 24 * time.Hour)
	_, err = e.Register.UndoMerge(e.As(e.Admin), pair.ID, 0)
	wants(t, "undone after 31 days", err, register.ErrUndoLate)
	e.Now = e.Now.Add(-2 * 24 * time.Hour)
	must(e.Register.UndoMerge(e.As(e.Admin), pair.ID, 0))(t)
	kept, gone = must(e.Register.Read(e.As(e.FarDirector), other.ID))(t), must(e.Register.Read(e.As(e.Director), with.ID))(t)
	if kept.Identity.IDNumber != "" || kept.NoIDReason != register.LostPapers || kept.Identity.Address != "" || kept.Private["wishes"] != "一架望远镜" || kept.Details["ethnicity"] != "苗族" {
		t.Errorf("the kept file again: %+v %v %v", kept.Facts, kept.Details, kept.Private)
	}
	if gone.Status != register.Draft || gone.Identity.IDNumber != number || gone.ExitReason != "" {
		t.Errorf("the other file again: %s", gone.Status)
	}
	_, err = e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who})
	wants(t, "another file of the number", err, register.ErrFileExists)
}

// TestUndoneMergeKeepsExitAndOrgs merges a file with its organisation, and an exited one, and undoes it: both are as before.
func TestUndoneMergeKeepsExitAndOrgs(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	facts.Gender = register.Male
	with := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t)
	must(e.Register.Submit(e.As(e.Director), with.ID, 0))(t)
	must(e.Register.Verify(e.As(e.Supervisor), with.ID, 0))(t)
	must(e.Register.Confirm(e.As(e.Admin), with.ID, 0))(t)
	must(e.Register.Assign(e.As(e.Supervisor), with.ID, 0, e.Org))(t)
	facts.Region, facts.NoIDReason, facts.Gender, facts.Birth, who.IDNumber = distant, register.LostPapers, with.Gender, with.Birth, ""
	other := must(e.Register.Create(e.As(e.FarDirector), register.Content{Facts: facts, Identity: who}))(t)
	pair := must(e.Register.Duplicates(e.As(e.Admin), ""))(t).Items[0].ID
	again := func() register.File {
		must(e.Register.Merge(e.As(e.Admin), pair, 0, other.ID))(t)
		must(e.Register.UndoMerge(e.As(e.Admin), pair, 0))(t)
		return must(e.Register.Read(e.As(e.Admin), with.ID))(t)
	}
	if f := again(); f.Status != register.Registered || !slices.Equal(f.OrgIDs, []string{e.Org}) || f.ExitedOn != "" {
		t.Errorf("registered before: %s, %v, exited %q", f.Status, f.OrgIDs, f.ExitedOn)
	}
	must(e.Register.ProposeExit(e.As(e.Director), with.ID, 0, register.MovedOut))(t)
	left := must(e.Register.ConfirmExit(e.As(e.Admin), with.ID, 0))(t).ExitedOn
	e.Now = e.Now.Add(48 * time.Hour)
	if f := again(); f.Status != register.Exited || f.ExitReason != register.MovedOut || f.ExitedOn != left {
		t.Errorf("exited before: %s %s on %s, not %s", f.Status, f.ExitReason, f.ExitedOn, left)
	}
}

// TestBirthdays: who comes of age waits on the village's workbench until something was done, and is told of once.
func TestBirthdays(t *testing.T) {
	e := newEnv(t)
	add := func(birth region.Day, kinds ...register.Kind) string {
		f, w := e.Child()
		f.Kinds, w.IDNumber = kinds, privacy.Secret(ident.MakeIDNumber("990001", birth, 2*e.Seq))
		if kinds[0] == register.LeftBehindWoman {
			f.Guardianship, f.Schooling, f.Grade = register.BySelf, register.NotAtSchool, 0
		}
		return e.Enter(must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: w}))(t).ID).ID
	}
	e.Now = time.Date(2025, 3, 3, 4, 0, 0, 0, time.UTC)
	sixteen := add("2010-03-02", register.LeftBehindChild)
	add("2010-03-02", register.ChildInNeed)
	eighteen := add("2008-02-29", register.ChildInNeed) // 18 on 1 March 2026
	sixty := add("1966-03-01", register.LeftBehindWoman)
	add("2010-03-03", register.LeftBehindChild)
	waiting := func() []string {
		var ids []string
		for _, i := range e.Waiting(e.Register.Feature().Work, e.Director)["beneficiary_age"].Items {
			ids = append(ids, i.ID)
		}
		slices.Sort(ids)
		return ids
	}
	sorted := func(ids ...string) []string { slices.Sort(ids); return ids }
	e.Now = time.Date(2026, 2, 28, 4, 0, 0, 0, time.UTC)
	if got := waiting(); len(got) != 0 {
		t.Errorf("on 28 February: %v", got)
	}
	e.Now = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	if got := waiting(); !slices.Equal(got, sorted(sixteen, eighteen, sixty)) {
		t.Errorf("on 2 March: %v, want %v", got, sorted(sixteen, eighteen, sixty))
	}
	job := e.As(auth.Actor{Job: "tell-birthdays"})
	for range 2 {
		if err := e.Register.TellBirthdays(job); err != nil {
			t.Fatal(err)
		}
	}
	if got := e.Sent("register.age"); len(got) != 3 || got[0] != "usr_of_village_director" {
		t.Errorf("told: %v", got)
	}
	must(e.Register.ProposeExit(e.As(e.Director), eighteen, 0, register.CameOfAge))(t)
	if got := waiting(); !slices.Equal(got, sorted(sixteen, sixty)) {
		t.Errorf("after an exit was proposed: %v", got)
	}
	r := must(e.ask(e.Director, sixteen, register.NewRequest{Kind: register.Correct, Kinds: []register.Kind{register.ChildInNeed}}))(t)
	if err := e.approve(e.Admin, r.ID); err != nil {
		t.Fatal(err)
	}
	if got := waiting(); !slices.Equal(got, []string{sixty}) {
		t.Errorf("after the kind was corrected: %v", got)
	}
	e.Now = e.Now.AddDate(0, 0, 40)
	if got := waiting(); len(got) != 2 {
		t.Errorf("40 days later: %v", got)
	}
}

// TestCustomArea registers somebody in an area outside the official codes (园区), which has no villages.
func TestCustomArea(t *testing.T) {
	e := newEnv(t)
	must(e.Regions.AddMany(t.Context(), []region.Region{{Code: "520111K01", Name: "经济开发区", Level: region.Township, Parent: "520111", Kind: region.Custom}}))(t)
	f, who := e.Child()
	f.Region = "520111K01"
	made := must(e.Register.Create(e.As(inRegion("usr_zone", auth.TownSupervisor, registertest.CountyPath+"520111K01/")), register.Content{Facts: f, Identity: who}))(t)
	if made.Pseudonym != "小A·三年级·经济开发区" {
		t.Errorf("pseudonym: %s", made.Pseudonym)
	}
}
