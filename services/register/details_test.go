package register_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/register"
)

const fatherName, fatherMobile, illness = "欧阳铁山", "13700001111", "先天性心脏病术后"

// bothAway are the answers of a child whose parents work elsewhere.
func bothAway() form.Answers {
	a := form.Answers{"ethnicity": "布依族", "school_name": "青岩小学", "health": "severe", "illness": illness, "aid": "medical", "income": "wages"}
	for _, who := range []string{"father", "mother"} {
		maps.Copy(a, form.Answers{who + "_alive": "living", who + "_where": "away", who + "_ability": "able", who + "_work_place": "广东省东莞市"})
	}
	a["father_name"], a["father_mobile"] = fatherName, fatherMobile
	return a
}

// TestFormIsWellMade checks what the code relies on: codes are unique, choices have words, conditions name fields that come before or facts.
func TestFormIsWellMade(t *testing.T) {
	known, n, sealed := map[string]bool{"guardianship": true, "schooling": true}, 0, 0
	facts := []string{"name", "id_number", "address", "guardian_name", "guardian_mobile", "return_note", "kinds", "region", "gender", "birth", "grade", "risk", "r16_flag", "status"}
	register.FileForm.Each(func(f *form.Field) {
		n++
		if f.Sealed {
			sealed++
		}
		if known[f.Code] || slices.Contains(facts, f.Code) {
			t.Errorf("%s: two fields", f.Code)
		}
		known[f.Code] = true
		if f.ZH == "" || f.EN == "" || (f.Kind == form.Choice || f.Kind == form.Choices) != (len(f.Words) > 0) || f.Kind == form.Text && f.Most == 0 {
			t.Errorf("%s: %+v", f.Code, f)
		}
		if f.When != nil && !known[f.When.Field] {
			t.Errorf("%s: asked by %s, which is not before it", f.Code, f.When.Field)
		}
	})
	if n < 70 || sealed < 18 {
		t.Errorf("%d fields, %d sealed", n, sealed)
	}
}

// TestDetails writes the form of a file, reads it masked, changes it and leaves out what need not be sent.
func TestDetails(t *testing.T) {
	e := newEnv(t)
	f, who := e.Child()
	got := must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: who, Details: bothAway()}))(t)
	if got.Details["father_work_place"] != "广东省东莞市" || got.Details["father_name"] != "" || got.Private["father_name"] != fatherName || got.Private["illness"] != illness {
		t.Fatalf("stored: %v %v", got.Details, got.Private)
	}
	app := e.api().As(e.Supervisor)
	r := app.Do("GET", "/beneficiaries/"+got.ID, nil).Want(200)
	r.Lacks(fatherName, fatherMobile, illness)
	for _, want := range []string{`"father_name":"欧**"`, `"father_mobile":"137****1111"`, `"school_name":"青岩小学"`, `"missing_fields":["hukou_registered"`} {
		if !strings.Contains(string(r.Body), want) {
			t.Errorf("not shown: %s in %s", want, r.Body)
		}
	}
	edit := func(details form.Answers) register.File {
		t.Helper()
		f, who := got.Facts, register.Identity{}
		return must(e.Register.Edit(e.As(e.Director), got.ID, 0, register.Content{Facts: f, Identity: who, Details: details}))(t)
	}
	if now := edit(nil); !maps.Equal(now.Details, got.Details) || !maps.Equal(now.Private, got.Private) {
		t.Errorf("an edit without the form changes it: %v %v", now.Details, now.Private)
	}
	sent := bothAway()
	delete(sent, "father_name")
	delete(sent, "income")
	sent["father_mobile"] = ""
	now := edit(sent)
	if now.Private["father_name"] != fatherName || now.Private["father_mobile"] != "" || now.Details["income"] != "" {
		t.Errorf("after an edit: %v %v", now.Private, now.Details)
	}
	sent["father_alive"] = "deceased"
	if now = edit(sent); now.Private["father_name"] != "" || now.Details["father_where"] != "" || now.Details["mother_where"] != "away" {
		t.Errorf("what is asked of the living stays for a dead father: %v %v", now.Private, now.Details)
	}
	f.Kinds = []register.Kind{register.LeftBehindElder}
	for field, bad := range map[string][2]string{
		"details.health": {"health", "splendid"}, "details.caregiver_birth_year": {"caregiver_birth_year", "2017"}, "details.x": {"x", "1"}, "details.father_mobile": {"father_mobile", "1"},
	} {
		d := bothAway()
		d["caregiver_birth_year"] = "1960"
		d[bad[0]] = bad[1]
		_, err := e.Register.Edit(e.As(e.Director), got.ID, 0, register.Content{Facts: got.Facts, Details: d})
		refused, ok := errors.AsType[*fault.Fault](err)
		if !ok || len(refused.Fields) != 1 || refused.Fields[0].Path != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if after := must(e.Register.Read(e.As(e.Director), got.ID))(t); !maps.Equal(after.Details, now.Details) {
		t.Error("a refused edit changed the file")
	}
}

// everyAnswer answers every field of the form that is asked of a child whose parents are away.
func everyAnswer() form.Answers {
	all := form.Answers{}
	register.FileForm.Each(func(f *form.Field) {
		switch f.Kind {
		case form.Choice, form.Choices:
			all[f.Code] = f.Words[0].Code()
		case form.Number:
			all[f.Code] = "1960"
			if f.Most < 1960 {
				all[f.Code] = "1"
			}
		case form.Day:
			all[f.Code] = "2026-01-01"
		case form.Month:
			all[f.Code] = "2025-01"
		case form.Mobile:
			all[f.Code] = "13812345678"
		case form.Text:
			all[f.Code] = "青岩"
		}
	})
	all["father_where"], all["mother_where"], all["aid"], all["neglect"], all["special"] = "away", "away", "none", "none", "none"
	return all
}

// TestMissing counts what is not collected, and lists the files in which something is.
func TestMissing(t *testing.T) {
	e := newEnv(t)
	first := e.Draft()
	if first.Missing < 10 {
		t.Errorf("%d missing in a card", first.Missing)
	}
	all := everyAnswer()
	f, who := e.Child()
	full := must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: who, Details: all}))(t)
	if full.Missing != 0 {
		t.Errorf("%d missing in a full file", full.Missing)
	}
	f2, who2 := e.Child()
	f2.Guardianship, f2.Schooling, f2.Grade, who2.GuardianName, who2.GuardianMobile = register.NotAsked, register.SchoolUnknown, 0, "", ""
	core := must(e.Register.Create(e.As(e.Director), register.Content{Facts: f2, Identity: who2, Details: all}))(t)
	var seen struct {
		Missing []string `json:"missing_fields"`
	}
	e.api().As(e.Director).Do("GET", "/beneficiaries/"+core.ID, nil).Want(200).JSON(&seen)
	if core.Missing != 2 || !slices.Equal(seen.Missing, []string{"guardianship", "schooling"}) {
		t.Errorf("missing of the core: %d, %v", core.Missing, seen.Missing)
	}
	if err := e.Register.Discard(e.As(e.Director), core.ID, 0); err != nil {
		t.Fatal(err)
	}
	page := must(e.Register.List(e.As(e.Supervisor), register.FileQuery{Missing: true}))(t)
	if len(page.Items) != 1 || page.Items[0].ID != first.ID {
		t.Errorf("files in which something is missing: %d", len(page.Items))
	}
	for _, tt := range []struct{ from, to, want int }{{9, 9, 2}, {10, 0, 0}, {0, 8, 0}, {9, 0, 2}, {0, 9, 2}} { // born on 6 May 2016, today 2 March 2026
		page := must(e.Register.List(e.As(e.Supervisor), register.FileQuery{AgeFrom: tt.from, AgeTo: tt.to}))(t)
		if len(page.Items) != tt.want {
			t.Errorf("of %d to %d years: %d files, want %d", tt.from, tt.to, len(page.Items), tt.want)
		}
	}
	if got := find(t, e, e.Supervisor, register.Search{Text: "青岩小"}); len(got) != 0 {
		t.Errorf("by a school of nobody: %v", got)
	}
	all["school_name"] = "花溪实验小学"
	must(e.Register.Edit(e.As(e.Director), full.ID, 0, register.Content{Facts: full.Facts, Details: all}))(t)
	if got := find(t, e, e.Supervisor, register.Search{Text: "shiyan"}); !slices.Equal(got, []string{childName}) {
		t.Errorf("by school: %v", got)
	}
}

// TestEvidence checks what the facts say about each kind, and that a file whose facts contradict its kind does not go on.
func TestEvidence(t *testing.T) {
	with := func(kind register.Kind, more form.Answers) register.Result {
		b := register.Beneficiary{Facts: register.Facts{Kinds: []register.Kind{kind}}, Details: more}
		return b.Evidence(today)[0].Result
	}
	parents := func(father, mother form.Answers) form.Answers {
		out := form.Answers{}
		for k, v := range father {
			out["father_"+k] = v
		}
		for k, v := range mother {
			out["mother_"+k] = v
		}
		return out
	}
	var (
		away      = form.Answers{"alive": "living", "ability": "able", "where": "away"}
		here      = form.Answers{"alive": "living", "ability": "able", "where": "home"}
		ill       = form.Answers{"alive": "living", "ability": "ill", "where": "home"}
		dead      = form.Answers{"alive": "deceased"}
		lostLong  = form.Answers{"alive": "lost_contact", "lost_since": "2025-09"}
		lostShort = form.Answers{"alive": "lost_contact", "lost_since": "2025-10"}
		lost      = form.Answers{"alive": "lost_contact"}
		jailed    = form.Answers{"alive": "living", "ability": "restricted", "unable_since": "2025-08"}
		nothing   form.Answers
	)
	for i, tt := range []struct {
		kind register.Kind
		of   form.Answers
		want register.Result
	}{
		{register.LeftBehindChild, parents(away, away), register.Met},
		{register.LeftBehindChild, parents(away, ill), register.Met},
		{register.LeftBehindChild, parents(away, dead), register.Met},
		{register.LeftBehindChild, parents(away, here), register.NotMet},
		{register.LeftBehindChild, parents(here, nothing), register.NotMet},
		{register.LeftBehindChild, parents(away, nothing), register.Unknown},
		{register.LeftBehindChild, parents(ill, ill), register.NotMet},
		{register.Orphan, parents(dead, dead), register.Met},
		{register.Orphan, parents(dead, lostLong), register.NotMet},
		{register.Orphan, parents(dead, nothing), register.Unknown},
		{register.Unsupported, parents(dead, lostLong), register.Met},
		{register.Unsupported, parents(dead, lostShort), register.Unknown},
		{register.Unsupported, parents(dead, lost), register.Unknown},
		{register.Unsupported, parents(jailed, ill), register.Met},
		{register.Unsupported, parents(dead, dead), register.NotMet},
		{register.Unsupported, parents(dead, away), register.NotMet},
		{register.ChildInNeed, form.Answers{"aid": "minimum_living,medical"}, register.Met},
		{register.ChildInNeed, form.Answers{"health": "disabled"}, register.Met},
		{register.ChildInNeed, form.Answers{"neglect": "violence"}, register.Met},
		{register.ChildInNeed, form.Answers{"aid": "none", "health": "healthy", "neglect": "none", "special": "none"}, register.NotMet},
		{register.ChildInNeed, form.Answers{"aid": "none", "health": "healthy"}, register.Unknown},
		{register.LeftBehindElder, form.Answers{"children_away": "all"}, register.Met},
		{register.LeftBehindElder, form.Answers{"children_away": "some"}, register.NotMet},
		{register.LeftBehindElder, nil, register.Unknown},
		{register.LeftBehindWoman, form.Answers{"husband_where": "away", "husband_away_since": "2025-09"}, register.Met},
		{register.LeftBehindWoman, form.Answers{"husband_where": "away", "husband_away_since": "2025-10"}, register.NotMet},
		{register.LeftBehindWoman, form.Answers{"husband_where": "away"}, register.Unknown},
		{register.LeftBehindWoman, form.Answers{"husband_where": "home"}, register.NotMet},
	} {
		if got := with(tt.kind, tt.of); got != tt.want {
			t.Errorf("%d: %s by %v: %s, want %s", i, tt.kind, tt.of, got, tt.want)
		}
	}

	e := newEnv(t)
	f, who := e.Child()
	made := must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: who, Details: parents(away, here)}))(t)
	_, err := e.Register.Submit(e.As(e.Director), made.ID, 0)
	wants(t, "a child whose mother is at home and able", err, register.ErrEvidence)
	must(e.Register.Edit(e.As(e.Director), made.ID, 0, register.Content{Facts: made.Facts, Details: parents(away, ill)}))(t)
	must(e.Register.Submit(e.As(e.Director), made.ID, 0))(t)
}

// TestHistory reads who changed what; sealed values are masked, and shown in full one by one, for a purpose.
func TestHistory(t *testing.T) {
	e := newEnv(t)
	f, who := e.Child()
	made := must(e.Register.Create(e.As(e.Director), register.Content{Facts: f, Identity: who, Details: bothAway()}))(t)
	e.Enter(made.ID)
	f = made.Facts
	f.Schooling, f.Grade = register.Junior, 1
	sent := bothAway()
	sent["father_mobile"] = "13722223333"
	must(e.Register.Edit(e.As(e.Supervisor), made.ID, 0, register.Content{Facts: f, Identity: register.Identity{Address: "贵州省贵阳市花溪区青岩镇南门"}, Details: sent}))(t)

	app := e.api()
	r := app.As(e.Director).Do("GET", "/beneficiaries/"+made.ID+"/history", nil).Want(200)
	r.Lacks(fatherMobile, "13722223333", "南门", childAddress)
	var page struct {
		Items []struct {
			ID, Action, By string
			Fields         []struct {
				Field, Label, From, To string
				Sealed                 bool
			}
		}
	}
	r.JSON(&page)
	if len(page.Items) != 5 || page.Items[0].Action != "beneficiary.edit" || page.Items[0].By != e.Supervisor.UserID || page.Items[4].Action != "beneficiary.create" {
		t.Fatalf("history: %s", r.Body)
	}
	shown := map[string]string{}
	for _, c := range page.Items[0].Fields {
		shown[c.Label] = c.From + " → " + c.To
	}
	for label, want := range map[string]string{
		"学业": "小学 → 初中", "年级": "3 → 1", "父亲手机号": "137****1111 → 137****3333",
	} {
		if shown[label] != want {
			t.Errorf("%s: %q, want %q in %v", label, shown[label], want, shown)
		}
	}
	if len(shown) != 4 {
		t.Errorf("changed: %v", shown)
	}
	if c := page.Items[3].Fields; len(c) != 1 || c[0].Label != "状态" || c[0].To != "待乡镇核实" {
		t.Errorf("submitted: %+v", c)
	}
	reveal := `{"field":"father_mobile","purpose":"verification","change":"` + page.Items[0].ID + `"}`
	if r := app.As(e.Supervisor).Do("POST", "/beneficiaries/"+made.ID+"/reveal", reveal).Want(200); !strings.Contains(string(r.Body), fatherMobile) {
		t.Errorf("the value before: %s", r.Body)
	}
	app.As(e.Supervisor).Do("POST", "/beneficiaries/"+made.ID+"/reveal", strings.Replace(reveal, "father_mobile", "name", 1)).Refused(404, "not_found")
	other := e.Draft()
	app.As(e.Supervisor).Do("POST", "/beneficiaries/"+other.ID+"/reveal", reveal).Refused(404, "not_found")

	must(e.Register.Assign(e.As(e.Supervisor), made.ID, 0, e.Org))(t)
	app.As(e.Lead).Do("GET", "/beneficiaries/"+made.ID, nil).Want(200).Lacks("father", "details", "青岩小学", "evidence", "missing")
	app.As(e.Lead).Do("GET", "/beneficiaries/"+made.ID+"/history", nil).Refused(404, "not_found")
	app.As(e.FarDirector).Do("GET", "/beneficiaries/"+made.ID+"/history", nil).Refused(404, "not_found")
	if n := len(e.Records("beneficiary.history")); n != 1 {
		t.Errorf("%d readings are noted", n)
	}
}

// TestDiscard throws a draft away, with its history; a file that was registered stays.
func TestDiscard(t *testing.T) {
	e := newEnv(t)
	f := e.Draft()
	wants(t, "from elsewhere", e.Register.Discard(e.As(e.FarDirector), f.ID, 0), docstore.ErrNotFound)
	wants(t, "in another version", e.Register.Discard(e.As(e.Director), f.ID, 9), docstore.ErrStale)
	if err := e.Register.Discard(e.As(e.Director), f.ID, f.Version); err != nil {
		t.Fatal(err)
	}
	_, err := e.Register.Read(e.As(e.Director), f.ID)
	wants(t, "the draft", err, docstore.ErrNotFound)
	again := e.Draft()
	if again.Letter == f.Letter {
		t.Error("the letter of a draft that was thrown away is used again")
	}
	e.Enter(again.ID)
	wants(t, "a registered file", e.Register.Discard(e.As(e.Director), again.ID, 0), register.ErrFileMove)
	must(e.Register.Return(e.As(e.Admin), again.ID, 0, register.Correction, ""))(t)
	wants(t, "a file that was registered", e.Register.Discard(e.As(e.Director), again.ID, 0), register.ErrWasRegistered)
	if got := e.Records("beneficiary.discard"); len(got) != 1 {
		t.Errorf("%d records", len(got))
	}
}
