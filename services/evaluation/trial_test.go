package evaluation_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// TestTrialItemWithoutIndicators plans with a sheet that scores an item by a kind of indicators that the contract lacks. The
// item must not be scored by other figures without anybody saying so: it is replaced, or left out, with a reason that the public
// sees.
func TestTrialItemWithoutIndicators(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 100}
	c := e.contract("GS-1") // has indicators of quantity and timeliness; E1 of the sheet, 7 points, needs one of effect
	app := e.api()
	const why = `"reason":"合同未设成效指标，经购买主体同意"`
	plan := func(substitutes string) map[string]any {
		return map[string]any{
			"contract_id": c.ID, "kind": "mid", "template_id": e.template.ID,
			"raters":      []map[string]any{{"user_id": "usr_third", "party": "third_party", "weight": 60}, {"user_id": "usr_village", "party": "village", "weight": 30}, {"party": "self", "weight": 10}},
			"substitutes": jsonOf(t, substitutes),
		}
	}
	post := func(substitutes string) string {
		return app.As(e.manager).Do("POST", "/evaluations", plan(substitutes)).Code()
	}
	r := app.As(e.manager).Do("POST", "/evaluations", plan(`[]`)).Refused(400, "evaluation_indicators")
	if text := r.Problem().Detail + r.Fields()["substitutes"]; !strings.Contains(text, "E1 成效指标达成情况") {
		t.Errorf("the refusal does not name the item: %s", r.Body)
	}
	for what, body := range map[string]string{
		"another kind that the contract lacks": `[{"item":"E1","by":"satisfaction",` + why + `}]`,
		"nothing instead":                      `[{"item":"E1","by":"",` + why + `}]`,
		"no reason":                            `[{"item":"E1","by":"none","reason":"无"}]`,
		"twice":                                `[{"item":"E1","by":"none",` + why + `},{"item":"E1","by":"all",` + why + `}]`,
		"an item that has its indicators":      `[{"item":"E1","by":"none",` + why + `},{"item":"O2","by":"none",` + why + `}]`,
		"an item of raters":                    `[{"item":"E1","by":"none",` + why + `},{"item":"M1","by":"none",` + why + `}]`,
	} {
		if code := post(body); code != "invalid" && code != "evaluation_indicators" {
			t.Errorf("%s: %q", what, code)
		}
	}
	var made struct{ ID string }
	app.As(e.manager).Do("POST", "/evaluations", plan(`[{"item":"E1","by":"none",`+why+`}]`)).Want(201).JSON(&made)
	ev := must(e.service.Read(e.as(e.manager), made.ID))(t)
	ev = e.merged(ev, "a")
	for _, l := range ev.Result.Items {
		if l.Code == "E1" {
			t.Error("an item that was left out is scored")
		}
	}
	if ev.Result.Total != 100_00 {
		t.Errorf("full marks in all that counts give %d", ev.Result.Total)
	}
	ev = e.final(ev)
	for _, path := range []string{"/public/evaluations/" + ev.ID, "/evaluations/" + ev.ID, "/evaluations/" + ev.ID + "/letter"} {
		if text := string(app.As(e.lead).Do("GET", path, nil).Want(200).Body); !strings.Contains(text, "E1") || !strings.Contains(text, "合同未设成效指标，经购买主体同意") {
			t.Errorf("%s does not say what was left out: %s", path, text)
		}
	}
	if p := must(e.service.Recompute(e.as(e.lead), ev.ID))(t); !p.Equal {
		t.Error("recomputed differently")
	}
	left, other := *ev.Inputs, *ev.Inputs
	other.Substitutes = nil
	if left.Hash() == other.Hash() || must(e.service.Template(e.as(e.manager), e.template.ID))(t).Sheet.Sections[3].Items[0].Code != "E1" {
		t.Error("what was left out is not under the hash, or the sheet itself lost it")
	}
}

// TestTrialUnenteredMarks hands in marks that nobody entered: a part without points, and a deduction of which only the note was typed.
func TestTrialUnenteredMarks(t *testing.T) {
	e := newEnv(t)
	ev := e.planned(e.contract("GS-1"), evaluation.Mid)
	e.onsite(ev, "a")
	app := e.api()
	put := func(mark string) map[string]string {
		r := app.As(e.third).Do("PUT", "/evaluations/"+ev.ID+"/card", `{"marks":[`+mark+`],"vetoes":[],"submit":false}`)
		if r.Status == 200 {
			return nil
		}
		return r.Fields()
	}
	for mark, field := range map[string]string{
		`{"item":"M2","parts":[{"code":"rules","points":100},{"code":"staff"},{"code":"training","points":100}]}`: "marks[0].parts[1].points",
		`{"item":"M2","parts":[{"code":"rules","points":100}]}`:                                                   "marks[0].parts",
		`{"item":"Q3","note":"看过安全预案"}`:                                                                           "marks[0].deduct",
	} {
		if fields := put(mark); fields[field] == "" {
			t.Errorf("%s: %v", mark, fields)
		}
	}
	if fields := put(`{"item":"Q3","deduct":0,"note":"看过安全预案"},{"item":"M2","parts":[{"code":"rules","points":0},{"code":"staff","points":200},{"code":"training","points":100}]}`); fields != nil {
		t.Errorf("marks that were entered: %v", fields)
	}
	if text := string(app.As(e.third).Do("GET", "/evaluations/"+ev.ID+"/card", nil).Want(200).Body); !strings.Contains(text, `"deduct":0`) {
		t.Errorf("a deduction of nothing is not read back: %s", text)
	}
}

func jsonOf(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestTrialRaterWithoutRole: whoever stopped being an evaluator gets no message about the evaluation any more, the manager is asked to
// replace them, and the other raters are not told again of an appointment that they know.
func TestTrialRaterWithoutRole(t *testing.T) {
	e := newEnv(t)
	ev := e.planned(e.contract("GS-1"), evaluation.Mid)
	told := func() map[string]int {
		out := map[string]int{}
		for _, m := range notifytest.Queued(t, e.outbox, "evaluation.assigned") {
			if still := must(e.service.StillApplies(t.Context(), m))(t); still {
				out[m.To]++
			}
		}
		return out
	}
	if got := told(); got["usr_third"] != 1 || got["usr_village"] != 1 || len(e.waiting(e.manager)) != 1 {
		t.Fatalf("told %v; the manager's work %v", got, e.waiting(e.manager))
	}
	e.evaluators = []string{"usr_third", "usr_fourth"} // the village's role has ended
	if got := told(); got["usr_third"] != 1 || got["usr_village"] != 0 {
		t.Errorf("without a role: told %v", got)
	}
	if got := e.waiting(e.manager); got["evaluation_rater_gone"] != 1 {
		t.Errorf("the manager's work: %v", got)
	}
	must(e.service.ReplaceRater(e.as(e.manager), ev.ID, "usr_village", "usr_fourth"))(t)
	if got := told(); got["usr_third"] != 1 || got["usr_fourth"] != 1 || got["usr_village"] != 0 {
		t.Errorf("after the replacement: told %v", got)
	}
	if got := e.waiting(e.manager); got["evaluation_rater_gone"] != 0 {
		t.Errorf("the manager's work after the replacement: %v", got)
	}
}

// TestTrialManagerRatesUnderAnotherAccount has the manager name an account of their own as a rater, and manage an evaluation that another manager
// gave that account to rate; and the provider's people plan and manage one.
func TestTrialManagerRatesUnderAnotherAccount(t *testing.T) {
	e := newEnv(t)
	c := e.contract("GS-1")
	ev := e.planned(c, evaluation.Mid)
	e.persons = map[string]string{"usr_fourth": e.manager.PersonKey}
	if _, err := e.service.ReplaceRater(e.as(e.manager), ev.ID, "usr_village", "usr_fourth"); !errors.Is(err, auth.ErrSelf) {
		t.Errorf("the manager becomes a rater: %v", err)
	}
	rival := e.second
	rival.Elsewhere = []string{e.provider} // works for the provider under another account
	plan := func(a auth.Actor, rater string) error {
		n := evaluation.NewEvaluation{ContractID: c.ID, Kind: evaluation.Spot, TemplateID: e.template.ID, Raters: raters(), Substitutes: substitutes()}
		n.Raters[1].UserID = rater
		_, err := e.service.Plan(e.as(a), n)
		return err
	}
	for what, refused := range map[string]struct{ err, want error }{
		"the planner becomes a rater":      {plan(e.manager, "usr_fourth"), auth.ErrSelf},
		"the provider plans":               {plan(rival, "usr_village"), evaluation.ErrInterest},
		"the provider is planned to rate":  {plan(e.manager, "usr_lead"), evaluation.ErrInterest},
		"somebody else's account may rate": {plan(e.second, "usr_fourth"), nil},
	} {
		if !errors.Is(refused.err, refused.want) {
			t.Errorf("%s: %v", what, refused.err)
		}
	}
	must(e.service.ReplaceRater(e.as(e.second), ev.ID, "usr_village", "usr_fourth"))(t)
	if _, err := e.service.Open(e.as(e.manager), ev.ID); !errors.Is(err, auth.ErrSelf) {
		t.Errorf("a rater opens the evaluation: %v", err)
	}
	if _, err := e.service.Open(e.as(rival), ev.ID); !errors.Is(err, evaluation.ErrInterest) {
		t.Errorf("the provider opens the evaluation: %v", err)
	}
	must(e.service.Open(e.as(e.second), ev.ID))(t)
}

// TestTrialPapersOfOthersEvaluations has an evaluator of the area open the papers of an objection against an evaluation that they do not rate.
func TestTrialPapersOfOthersEvaluations(t *testing.T) {
	e := newEnv(t)
	place := e.service.Feature().Files[0]
	ev := e.merged(e.planned(e.contract("GS-1"), evaluation.Mid), "a")
	other := auth.Actor{UserID: "usr_other_rater", Bindings: e.third.Bindings}
	if _, err := e.service.Read(e.as(other), ev.ID); !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("the evaluation itself: %v", err)
	}
	for _, act := range []files.Act{files.See, files.Add, files.Remove} {
		if h, err := place.Reach(e.as(other), act, ev.ID, place.Purposes[0]); !errors.Is(err, docstore.ErrNotFound) {
			t.Errorf("%v: %v %v", act, h, err)
		}
	}
}
