package satisfaction_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

const (
	county, town, village, next = registertest.CountyPath, registertest.Town, registertest.Village, registertest.Next
	done                        = "陪孩子复习语文，和奶奶谈了上学接送的安排，孩子情绪平稳。"
	sentence                    = "社工来得勤，就是有时候来得太晚了"
)

type env struct {
	*registertest.County
	Contracts *contracts.Service
	log       *servicelog.Service
	service   *satisfaction.Service
	contract  string

	Worker, ProjectLead, Clerk, Approver auth.Actor
}

func newEnv(t testing.TB) *env {
	t.Helper()
	e := &env{County: registertest.New(t, slices.Concat(servicelog.Templates, contracts.Templates, satisfaction.Templates)...)}
	now := func() time.Time { return e.Now }
	e.Worker, e.ProjectLead = registertest.InOrg("usr_worker", auth.SocialWorker, e.Org), registertest.InOrg("usr_project", auth.ProjectLead, e.Org)
	e.Clerk, e.Approver = registertest.InRegion("usr_clerk", auth.BuyerClerk, county), registertest.InRegion("usr_approver", auth.BuyerApprover, county)
	people := []auth.Actor{e.Worker, e.ProjectLead, e.Lead}
	e.Contracts = must(contracts.New(contracts.Deps{
		DB: e.DB, Audit: e.Audit, Outbox: e.Outbox, Now: now, Orgs: e.Orgs, Calendar: must(region.OpenCalendar(t.Context(), e.DB))(t), UsersIn: e.UsersIn,
		Figures: func(ctx context.Context, contractID, _ string) (f contracts.Figures, err error) {
			f.SatisfiedBP, err = e.service.SatisfiedBP(ctx, contractID)
			return f, err
		},
	}))(t)
	e.log = must(servicelog.New(servicelog.Deps{
		DB: e.DB, Sealer: e.Sealer, Audit: e.Audit, Outbox: e.Outbox, Now: now, Regions: e.Regions, Contracts: e.Contracts, Register: e.Register,
		UsersOf: func(_ context.Context, orgID string, role auth.Role) (ids []string, err error) {
			for _, a := range people {
				if slices.Contains(a.Bindings, auth.Binding{Role: role, OrgID: orgID}) {
					ids = append(ids, a.UserID)
				}
			}
			return ids, nil
		},
		Actors: func(_ context.Context, ids ...string) (list []auth.Actor, err error) {
			for _, a := range people {
				if slices.Contains(ids, a.UserID) {
					list = append(list, a)
				}
			}
			return list, nil
		},
		Names:    func(context.Context, ...string) (map[string]string, error) { return map[string]string{}, nil },
		OrgNames: e.Orgs.Names,
		Papers:   func(context.Context, string) error { return nil },
	}))(t)
	e.service = must(satisfaction.New(satisfaction.Deps{
		DB: e.DB, Sealer: e.Sealer, Index: e.Index, Audit: e.Audit, Outbox: e.Outbox, Now: now, Regions: e.Regions, Contracts: e.Contracts, Register: e.Register,
		Log: e.log, UsersIn: e.UsersIn,
	}))(t)
	e.Above = registertest.Above{
		Moved: e.service.PersonMoved, Left: e.service.PersonLeft,
		Merged: func(ctx context.Context, gone, kept string) error {
			return errors.Join(e.service.PersonMerged(ctx, gone, kept), e.log.PersonMerged(ctx, gone, kept))
		},
		Unmerged: func(ctx context.Context, gone, kept string) error {
			return errors.Join(e.service.PersonUnmerged(ctx, gone, kept), e.log.PersonUnmerged(ctx, gone, kept))
		},
	}
	e.contract = e.performing("HX-2026-001")
	return e
}

// performing stores a contract of Org that is performing since 1 January 2026, with an indicator of satisfaction.
func (e *env) performing(no string) string {
	e.T.Helper()
	c := contracts.Contract{
		Terms: contracts.Terms{
			No: no, Name: "留守儿童关爱服务", Region: county, BuyerDept: "花溪区民政局", Subject: contracts.Children, Catalogue: "困境儿童和留守儿童关爱服务",
			BudgetDocNo: "花财预〔2026〕12号", BudgetFen: 60_000_000, FiscalYear: 2026, Method: contracts.Consultation,
			Start: "2026-01-01", End: "2026-12-30", Regions: []string{county}, Standard: "按采购文件和服务方案验收", NoSubcontract: true,
			Indicators: []contracts.Indicator{{
				ID: "ind_share", Code: "M1", Name: "服务对象满意率", Kind: contracts.Satisfaction, Unit: contracts.Percent, Target: 9000, Source: contracts.Auto,
				Measure: contracts.BySatisfaction, Weight: 100,
			}},
			Milestones: []contracts.Milestone{{ID: "mil_1", Seq: 1, Name: "验收", Due: "2026-12-20", Deliverables: []string{"验收材料"}, Gate: contracts.GateAcceptance, PayBP: 10_000}},
		},
		Award:  contracts.Award{ProviderID: e.Org, AmountFen: 50_000_000, AwardDay: "2025-12-20"},
		Status: contracts.Performing, StatusAt: e.Now, PublishedDay: "2025-12-30", ProviderName: "青禾社会工作服务中心1",
	}
	c.ID = "con_" + no
	if err := e.Contracts.PutMany(auth.System(e.T.Context(), "test"), []contracts.Contract{c}, nil); err != nil {
		e.T.Fatal(err)
	}
	return c.ID
}

// person returns a registered child of the village who is assigned to Org. Those without a number are named and born alike.
func (e *env) person(path string, numbered bool) string {
	e.T.Helper()
	director, supervisor := e.Director, e.Supervisor
	if path == registertest.Distant {
		director, supervisor = e.FarDirector, e.FarSupervisor
	}
	director.Bindings = []auth.Binding{{Role: auth.VillageDirector, Region: path}}
	facts, who := e.Child()
	facts.Region = path
	if !numbered {
		who.IDNumber, facts.NoIDReason, facts.Birth, facts.Gender = "", register.Unregistered, "2016-05-06", register.Male
	}
	f := must(e.Register.Create(e.As(director), register.Content{Facts: facts, Identity: who}))(e.T)
	must(e.Register.Submit(e.As(director), f.ID, 0))(e.T)
	must(e.Register.Verify(e.As(supervisor), f.ID, 0))(e.T)
	must(e.Register.Confirm(e.As(e.Admin), f.ID, 0))(e.T)
	must(e.Register.Assign(e.As(supervisor), f.ID, 0, e.Org))(e.T)
	return f.ID
}

// persons returns so many of them.
func (e *env) persons(path string, n int) (ids []string) {
	e.T.Helper()
	for range n {
		ids = append(ids, e.person(path, true))
	}
	return ids
}

// serve logs and approves a service of the contract that began so long ago.
func (e *env) serve(contractID string, ago time.Duration, people ...string) string {
	e.T.Helper()
	from := e.Now.Add(-ago)
	v := must(e.log.Create(e.As(e.Worker), servicelog.Content{
		Kind: contracts.HomeVisit, ContractID: contractID, From: from, To: from.Add(30 * time.Minute), Workers: []string{e.Worker.UserID}, People: people,
		Texts: servicelog.Texts{Place: "家中", Content: done},
	}))(e.T)
	must(e.log.Submit(e.As(e.Worker), v.ID, 0))(e.T)
	return must(e.log.Approve(e.As(e.ProjectLead), v.ID, 0))(e.T).ID
}

func plan() satisfaction.Plan {
	return satisfaction.Plan{From: "2026-01-01", To: "2026-03-02", Deadline: "2026-03-20"}
}

// opened returns a round of the contract for so many persons of the village.
func (e *env) opened(n int) (satisfaction.View, []string) {
	e.T.Helper()
	people := e.persons(village, n)
	e.serve(e.contract, 2*time.Hour, people...)
	return must(e.service.Open(e.As(e.Clerk), e.contract, plan()))(e.T), people
}

// codes prints the slips of the director's village that were never printed, and returns the codes by file.
func (e *env) codes(roundID string, again ...string) map[string]privacy.Secret {
	e.T.Helper()
	out := map[string]privacy.Secret{}
	for _, p := range must(e.service.Print(e.As(e.Director), roundID, again))(e.T) {
		out[p.FileID] = p.Code
	}
	return out
}

func (e *env) answer(code privacy.Secret, score int64) error {
	return e.service.Answer(e.T.Context(), code, satisfaction.Answer{Score: score})
}

// answerAll answers with the scores, one code each, and closes the round.
func (e *env) answerAll(roundID string, scores ...int64) satisfaction.View {
	e.T.Helper()
	var list []privacy.Secret
	for _, code := range e.codes(roundID) {
		list = append(list, code)
	}
	for i, score := range scores {
		if err := e.answer(list[i], score); err != nil {
			e.T.Fatal(err)
		}
	}
	return must(e.service.Close(e.As(e.Clerk), roundID, 0))(e.T)
}

// slip returns the slip of the file in the round.
func (e *env) slip(roundID, fileID string) satisfaction.Slip {
	e.T.Helper()
	list := must(e.service.EverySlip(e.T.Context(), roundID))(e.T)
	at := slices.IndexFunc(list, func(p satisfaction.Slip) bool { return p.FileID == fileID })
	if at < 0 {
		e.T.Fatalf("%s has no slip in %s", fileID, roundID)
	}
	return list[at]
}

func (e *env) api() *apitest.App {
	return apitest.New(e.T, func(r *httpapi.Router) { satisfaction.Routes(r, e.service) }, apitest.DB(e.DB))
}

// must fails the test on an error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wants(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func limit(n int) docstore.Option { return docstore.Limit(n) }
