package evaluation_test

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

func wants(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// TestChain goes from the ledger's figures to indicators, score, result, payment and the end of the contract.
func TestChain(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 80}
	c := e.contract("GS-1")
	submit := func(seq int) contracts.Payment {
		m := c.Milestones[seq-1]
		must(e.contracts.SubmitMilestone(e.as(e.lead), c.ID, m.ID, words))(t)
		must(e.contracts.AcceptMilestone(e.as(e.approver), c.ID, m.ID))(t)
		return must(e.contracts.Payments(e.as(e.clerk), c.ID))(t)[seq-1]
	}
	pay := func(p contracts.Payment) {
		p = must(e.contracts.Apply(e.as(e.orgFinance), p.ID, "FP-0001"))(t)
		must(e.contracts.ApprovePayment(e.as(e.approver), p.ID, p.Hash()))(t)
		must(e.contracts.Pay(e.as(e.finance), p.ID, "PZ-0001"))(t)
	}
	p1 := submit(1)

	mid := e.merged(e.planned(c, evaluation.Mid), "a")
	e.figures.Minutes = 1 // later changes of the ledger do not change a merged result
	// 92 of 100 % of the indicators: 15 × 0.92, the quantity in full, the timeliness at 80 % two thirds of 6, effect by all
	if want := int64(100_00 - 15_00 + 13_80 - 6_00 + 4_00 - 7_00 + 4_67); mid.Result.Total != want || mid.Result.Grade != "优秀" {
		t.Fatalf("mid-term: %d %s, want %d", mid.Result.Total, mid.Result.Grade, want)
	}
	must(e.service.Publicise(e.as(e.second), mid.ID, 5))(t)
	if err := e.service.PublicityEnded(e.system()); err != nil {
		t.Fatal(err)
	}
	if got := e.read(mid); got.Status != evaluation.Publicised || got.PublicTo != "2026-03-09" {
		t.Fatalf("on the first day: %s until %s", got.Status, got.PublicTo)
	}
	_, err := e.contracts.Apply(e.as(e.orgFinance), p1.ID, "FP-0001")
	wants(t, "payment during publicity", err, contracts.ErrNotDue)
	e.now = e.read(mid).PublicTo.End()
	for range 2 {
		if err := e.service.PublicityEnded(e.system()); err != nil {
			t.Fatal(err)
		}
	}
	if e.read(mid).Status != evaluation.Finalised || e.state(c) != contracts.MidPassed {
		t.Fatalf("after publicity: %s, contract %s", e.read(mid).Status, e.state(c))
	}
	pay(p1)

	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 100}
	must(e.contracts.StartFinal(e.as(e.clerk), c.ID))(t)
	p2 := submit(2)
	last := e.final(e.merged(e.planned(c, evaluation.Final), "a"))
	if last.Result.Total != 100_00 || e.state(c) != contracts.Accepting {
		t.Fatalf("final: %d, contract %s", last.Result.Total, e.state(c))
	}
	must(e.contracts.Accept(e.as(e.approver), c.ID, words, "孩子和家长都说老师来得勤、很耐心。"))(t)
	_, err = e.contracts.Close(e.as(e.clerk), c.ID)
	wants(t, "closing before the last payment", err, contracts.ErrUnpaid)
	pay(p2)
	if done := must(e.contracts.Close(e.as(e.clerk), c.ID))(t); done.PaidFen != 50_000_000 || done.Status != contracts.Closed {
		t.Errorf("paid %d, %s", done.PaidFen, done.Status)
	}
	for _, ev := range []evaluation.Evaluation{mid, last} {
		must(e.service.Archive(e.as(e.manager), ev.ID))(t)
		if p := must(e.service.Recompute(e.as(e.lead), ev.ID))(t); !p.Equal || p.Hash == "" {
			t.Errorf("recomputed: %+v", p)
		}
	}
	if n, bad, err := e.audit.Verify(t.Context()); err != nil || bad != "" || n == 0 {
		t.Errorf("audit: %d, %q, %v", n, bad, err)
	}
}

// TestFailAndRecheck: a failed result blocks the payment until a re-check by two people passes.
func TestFailAndRecheck(t *testing.T) {
	e := newEnv(t)
	c := e.contract("GS-1")
	ev := e.final(e.merged(e.planned(c, evaluation.Mid), "d"))
	if ev.Result.Pass || ev.Status != evaluation.Rectifying || e.state(c) != contracts.Rectifying {
		t.Fatalf("%d, %s, contract %s", ev.Result.Total, ev.Status, e.state(c))
	}
	better := []evaluation.Adjustment{}
	for _, l := range ev.Result.Items {
		better = append(better, evaluation.Adjustment{Item: l.Code, Points: l.Max * 6 / 10, Reason: "整改后现场复核，资料已补齐"})
	}
	_, err := e.service.Recheck(e.as(e.manager), ev.ID, words, better)
	wants(t, "re-check before the report", err, evaluation.ErrMove)
	must(e.service.ReportRectified(e.as(e.lead), ev.ID, words))(t)
	must(e.service.Recheck(e.as(e.manager), ev.ID, words, better))(t)
	_, err = e.service.FinaliseRecheck(e.as(e.manager), ev.ID)
	wants(t, "making the own re-check final", err, auth.ErrSelf)
	got := must(e.service.FinaliseRecheck(e.as(e.second), ev.ID))(t)
	if got.Result.Total != 60_00 || got.Status != evaluation.Finalised2 || got.First.Pass || e.state(c) != contracts.MidPassed {
		t.Errorf("%d, %s, contract %s", got.Result.Total, got.Status, e.state(c))
	}
	if p := must(e.service.Recompute(e.as(e.manager), ev.ID))(t); !p.Equal {
		t.Errorf("recomputed: %+v", p)
	}
}

func TestVeto(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 100}
	c := e.contract("GS-1")
	ev := e.merged(e.planned(c, evaluation.Mid), "a", evaluation.Finding{Code: "records", Reason: "三次入户记录与电话回访结果完全不符，确认为虚假记录。"})
	if ev.Result.Total != 0 || ev.Result.Sum != 100_00 || ev.Result.Grade != "不合格" || ev.Result.Pass {
		t.Errorf("%+v", ev.Result)
	}
	_, err := e.service.Publicise(e.as(e.manager), ev.ID, 5)
	wants(t, "making the own veto public", err, auth.ErrSelf)
	ev = e.final(ev)
	if ev.Status != evaluation.Rectifying {
		t.Fatalf("%s", ev.Status)
	}
	must(e.service.ReportRectified(e.as(e.lead), ev.ID, words))(t)
	_, err = e.service.Recheck(e.as(e.manager), ev.ID, words, []evaluation.Adjustment{{Lifts: "records", Reason: "整改后现场复核，资料已补齐"}})
	wants(t, "a re-check does not lift a veto", err, evaluation.ErrNoChange)
}

// TestRatersVeto: a veto found by a rater counts at once; lifting it needs a reason and a second person.
func TestRatersVeto(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 100}
	ev := e.planned(e.contract("GS-1"), evaluation.Mid)
	e.onsite(ev, "a")
	found := []evaluation.Finding{{Code: "safety", Reason: "走访发现活动中有儿童受伤，机构未按预案处置和上报。"}}
	must(e.service.SaveCard(e.as(e.third), ev.ID, marks(ev, evaluation.ThirdParty, "a"), found, true))(t)
	must(e.service.SaveCard(e.as(e.village), ev.ID, marks(ev, evaluation.Village, "a"), nil, true))(t)
	_, err := e.service.Lift(e.as(e.manager), ev.ID, "safety", "经核实伤情与活动无关")
	wants(t, "lifting before the merge", err, evaluation.ErrMove)
	ev = must(e.service.Merge(e.as(e.manager), ev.ID, nil))(t)
	if ev.Result.Total != 0 || ev.Result.Sum != 100_00 || ev.Result.Pass {
		t.Fatalf("the veto of a rater was lost: %+v", ev.Result)
	}
	_, err = e.service.Lift(e.as(e.manager), ev.ID, "funds", "经核实伤情与活动场地、组织均无关")
	wants(t, "lifting what nobody found", err, evaluation.ErrNoChange)
	_, err = e.service.Lift(e.as(e.manager), ev.ID, "safety", "无关")
	wants(t, "lifting without a reason", err, evaluation.ErrNoChange)
	_, err = e.service.Lift(e.as(e.lead), ev.ID, "safety", "经核实伤情与活动场地、组织均无关")
	wants(t, "lifting by the provider", err, auth.ErrForbidden)
	ev = must(e.service.Lift(e.as(e.manager), ev.ID, "safety", "经核实伤情与活动场地、组织均无关"))(t)
	if ev.Result.Total != 100_00 || len(ev.Inputs.Findings) != 1 || len(ev.Inputs.Adjustments) != 1 {
		t.Errorf("lifted: %d, %d findings on record", ev.Result.Total, len(ev.Inputs.Findings))
	}
	_, err = e.service.Publicise(e.as(e.manager), ev.ID, 5)
	wants(t, "publicising the own lifting", err, auth.ErrSelf)
	must(e.service.Publicise(e.as(e.second), ev.ID, 5))(t)
}

func TestObjection(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 100}
	c := e.contract("GS-1")
	ev := e.merged(e.planned(c, evaluation.Mid), "c")
	total, hash := ev.Result.Total, ev.InputHash
	_, err := e.service.Object(e.as(e.lead), ev.ID, words)
	wants(t, "objection before publicity", err, evaluation.ErrClosed)
	_, err = e.service.Publicise(e.as(e.second), ev.ID, 4)
	wants(t, "four working days", err, evaluation.ErrShort)
	ev = must(e.service.Publicise(e.as(e.second), ev.ID, 5))(t)
	must(e.service.Object(e.as(e.lead), ev.ID, words))(t)
	_, err = e.service.Object(e.as(e.lead), ev.ID, words)
	wants(t, "a second objection while one is open", err, evaluation.ErrClosed)
	e.now = ev.PublicTo.End()
	if err := e.service.PublicityEnded(e.system()); err != nil {
		t.Fatal(err)
	}
	if e.read(ev).Status != evaluation.Objected {
		t.Fatal("an open objection stops the result from becoming final")
	}
	_, err = e.service.Review(e.as(e.manager), ev.ID, words, []evaluation.Adjustment{{Item: "M1", Points: 4_01, Reason: "复核认定方案执行良好，应予加分"}})
	wants(t, "more than the item has", err, evaluation.ErrNoChange)
	got := must(e.service.Review(e.as(e.manager), ev.ID, words, []evaluation.Adjustment{{Item: "M1", Points: 4_00, Reason: "复核认定方案执行良好，应予加分"}}))(t)
	if got.Result.Total != total+1_60 || got.InputHash == hash || got.Objections[0].TotalStood != total || !got.Objections[0].Upheld {
		t.Errorf("reviewed: %d after %d", got.Result.Total, total)
	}
	if got.Public.Total != total || got.PublicHash != hash {
		t.Errorf("the adjusted total %d is public before somebody else made it so", got.Public.Total)
	}
	_, err = e.service.Publicise(e.as(e.manager), ev.ID, 5)
	wants(t, "publicising the own adjustment", err, auth.ErrSelf)
	if got := e.final(got); got.FinalAt.IsZero() || got.Public.Total != total+1_60 || e.state(c) != contracts.MidPassed {
		t.Errorf("%s, contract %s", got.Status, e.state(c))
	}
	_, err = e.service.Object(e.as(e.lead), ev.ID, words)
	wants(t, "objection after publicity", err, evaluation.ErrClosed)
}

func TestRaters(t *testing.T) {
	e := newEnv(t)
	c := e.contract("GS-1")
	plan := func(a auth.Actor, change func([]evaluation.Rater) []evaluation.Rater) error {
		_, err := e.service.Plan(e.as(a), evaluation.NewEvaluation{ContractID: c.ID, Kind: evaluation.Mid, TemplateID: e.template.ID, Raters: change(raters()), Substitutes: substitutes()})
		return err
	}
	wants(t, "a rater of the provider", plan(e.manager, func(r []evaluation.Rater) []evaluation.Rater { r[0].UserID = e.lead.UserID; return r }), evaluation.ErrInterest)
	wants(t, "the planner as rater", plan(e.manager, func(r []evaluation.Rater) []evaluation.Rater { r[0].UserID = e.manager.UserID; return r }), auth.ErrSelf)
	for what, change := range map[string]func([]evaluation.Rater) []evaluation.Rater{
		"weights of 99":  func(r []evaluation.Rater) []evaluation.Rater { r[0].Weight--; return r },
		"rater twice":    func(r []evaluation.Rater) []evaluation.Rater { r[1].UserID = r[0].UserID; return r },
		"self above 20":  func(r []evaluation.Rater) []evaluation.Rater { r[0].Weight, r[2].Weight = 49, 21; return r },
		"nobody but us":  func(r []evaluation.Rater) []evaluation.Rater { return r[2:] },
		"unknown party":  func(r []evaluation.Rater) []evaluation.Rater { r[0].Party = "x"; return r },
		"weight of zero": func(r []evaluation.Rater) []evaluation.Rater { r[0].Weight, r[1].Weight = 0, 90; return r },
	} {
		if plan(e.manager, change) == nil {
			t.Errorf("%s: planned", what)
		}
	}
	ev := e.planned(c, evaluation.Mid)
	wants(t, "a second mid-term evaluation", plan(e.manager, func(r []evaluation.Rater) []evaluation.Rater { return r }), evaluation.ErrOnce)
	_, err := e.service.Plan(e.as(e.manager), evaluation.NewEvaluation{ContractID: c.ID, Kind: evaluation.Final, TemplateID: e.template.ID, Raters: raters(), Substitutes: substitutes()})
	wants(t, "a final evaluation of a contract at work", err, evaluation.ErrContract)

	must(e.service.Open(e.as(e.manager), ev.ID))(t)
	must(e.service.SubmitSelf(e.as(e.lead), ev.ID, words, marks(ev, evaluation.Self, "a")))(t)
	card := marks(ev, evaluation.ThirdParty, "a")
	save := func(a auth.Actor, m []evaluation.Mark, submit bool) error {
		_, err := e.service.SaveCard(e.as(a), ev.ID, m, nil, submit)
		return err
	}
	wants(t, "a card before the desk review", save(e.third, card, false), evaluation.ErrMove)
	must(e.service.BeginDesk(e.as(e.manager), ev.ID, ""))(t)
	wants(t, "a card before the declaration", save(e.third, card, false), evaluation.ErrDeclare)
	must(e.service.Declare(e.as(e.third), ev.ID, true, "曾在该机构任职不满两年"))(t)
	wants(t, "a card with an interest", save(e.third, card, false), evaluation.ErrRecused)
	_, err = e.service.Declare(e.as(e.third), ev.ID, false, "与双方均无利害关系")
	wants(t, "taking a declared interest back", err, evaluation.ErrRecused)
	must(e.service.ReplaceRater(e.as(e.manager), ev.ID, "usr_third", "usr_fourth"))(t)
	wants(t, "a card of a replaced rater", save(e.third, card, false), evaluation.ErrNotRater)
	fourth := auth.Actor{UserID: "usr_fourth", Bindings: []auth.Binding{{Role: auth.Evaluator, Assigned: ev.ID}}}
	must(e.service.Declare(e.as(fourth), ev.ID, false, "与双方均无利害关系"))(t)
	must(e.service.Declare(e.as(e.village), ev.ID, false, "与双方均无利害关系"))(t)
	wants(t, "a draft", save(fourth, card[:3], false), nil)
	wants(t, "submitting before the visit", save(fourth, card, true), evaluation.ErrMove)
	must(e.service.BeginOnsite(e.as(e.manager), ev.ID, words))(t)
	if save(fourth, card[:3], true) == nil || save(fourth, append(slices.Clone(card), card[0]), true) == nil || save(e.village, card, true) == nil {
		t.Error("a card is accepted that lacks items, has one twice, or scores another party's items")
	}
	wants(t, "a whole card", save(fourth, card, true), nil)
	wants(t, "changing it", save(fourth, card, true), evaluation.ErrSubmitted)
	both := fourth
	both.Bindings = append(slices.Clone(both.Bindings), auth.Binding{Role: auth.OrgAdmin, OrgID: e.provider})
	_, err = e.service.Declare(e.as(both), ev.ID, false, "与双方均无利害关系")
	wants(t, "a rater who has joined the provider", err, evaluation.ErrInterest)
	_, err = e.service.Merge(e.as(e.manager), ev.ID, nil)
	wants(t, "merging before all are in", err, evaluation.ErrMove)
}

// TestScoresStayHidden: before the merge nobody sees another rater's card; the provider never does.
func TestScoresStayHidden(t *testing.T) {
	e := newEnv(t)
	c := e.contract("GS-1")
	ev := e.planned(c, evaluation.Mid)
	e.onsite(ev, "a")
	must(e.service.SaveCard(e.as(e.third), ev.ID, marks(ev, evaluation.ThirdParty, "a"), nil, true))(t)
	if own := must(e.service.MyCard(e.as(e.village), ev.ID))(t); len(own.Marks) != 0 {
		t.Error("a rater sees another's card as the own one")
	}
	for _, a := range []auth.Actor{e.village, e.manager} {
		_, err := e.service.Cards(e.as(a), ev.ID)
		wants(t, "cards before the merge for "+a.UserID, err, evaluation.ErrMove)
	}
	must(e.service.SaveCard(e.as(e.village), ev.ID, marks(ev, evaluation.Village, "a"), nil, true))(t)
	must(e.service.Merge(e.as(e.manager), ev.ID, nil))(t)
	if n := len(must(e.service.Cards(e.as(e.village), ev.ID))(t)); n != 3 {
		t.Errorf("%d cards after the merge", n)
	}
	_, err := e.service.Cards(e.as(e.lead), ev.ID)
	wants(t, "cards for the provider", err, auth.ErrForbidden)

	stranger := auth.Actor{UserID: "usr_stranger", Bindings: []auth.Binding{{Role: auth.Evaluator, Region: county}}}
	_, err = e.service.Read(e.as(stranger), ev.ID)
	wants(t, "an evaluator of another evaluation", err, docstore.ErrNotFound)
	if n := len(must(e.service.List(e.as(stranger), evaluation.Query{}))(t).Items); n != 0 {
		t.Errorf("lists %d", n)
	}
	if n := len(must(e.service.List(e.as(e.village), evaluation.Query{}))(t).Items); n != 1 {
		t.Errorf("a rater lists %d of one", n)
	}
	_, err = e.service.Read(e.as(inOrg("usr_x", auth.OrgAdmin, "org_other")), ev.ID)
	wants(t, "another organisation", err, docstore.ErrNotFound)
}

// TestParallelSteps: of 200 merges at once, and of 200 ends of publicity at once, exactly one succeeds.
func TestParallelSteps(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 100}
	c := e.contract("GS-1")
	ev := e.planned(c, evaluation.Mid)
	e.onsite(ev, "a")
	must(e.service.SaveCard(e.as(e.third), ev.ID, marks(ev, evaluation.ThirdParty, "a"), nil, true))(t)
	must(e.service.SaveCard(e.as(e.village), ev.ID, marks(ev, evaluation.Village, "a"), nil, true))(t)
	together := func(what string, do func() error) int64 {
		var won atomic.Int64
		var wg sync.WaitGroup
		for range 200 {
			wg.Go(func() {
				switch err := do(); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, evaluation.ErrMove):
					t.Errorf("%s: %v", what, err)
				}
			})
		}
		wg.Wait()
		return won.Load()
	}
	if n := together("merge", func() error { _, err := e.service.Merge(e.as(e.manager), ev.ID, nil); return err }); n != 1 {
		t.Errorf("merged %d times", n)
	}
	ev = must(e.service.Publicise(e.as(e.second), ev.ID, 5))(t)
	e.now = ev.PublicTo.End()
	together("end", func() error { return e.service.PublicityEnded(e.system()) })
	if got := must(e.contracts.Get(t.Context(), c.ID))(t); len(got.Outcomes) != 1 || got.Status != contracts.MidPassed {
		t.Errorf("the contract has %d results, %s", len(got.Outcomes), got.Status)
	}
}
