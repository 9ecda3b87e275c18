package servicelog_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

const (
	county, village, next = registertest.CountyPath, registertest.Village, registertest.Next
	done                  = "陪孩子复习语文，和奶奶谈了上学接送的安排，孩子情绪平稳。"
)

type env struct {
	*registertest.County
	Contracts *contracts.Service
	service   *servicelog.Service
	contract  string

	Worker, Second, ProjectLead, Approver, Clerk auth.Actor
}

func newEnv(t testing.TB) *env {
	t.Helper()
	e := &env{County: registertest.New(t, slices.Concat(servicelog.Templates, contracts.Templates)...)}
	now := func() time.Time { return e.Now }
	e.Worker, e.Second = registertest.InOrg("usr_worker", auth.SocialWorker, e.Org), registertest.InOrg("usr_second", auth.SocialWorker, e.Org)
	e.ProjectLead = registertest.InOrg("usr_project", auth.ProjectLead, e.Org)
	e.Approver, e.Clerk = registertest.InRegion("usr_approver", auth.BuyerApprover, county), registertest.InRegion("usr_clerk", auth.BuyerClerk, county)
	people := []auth.Actor{e.Worker, e.Second, e.ProjectLead, e.Lead}
	e.Contracts = must(contracts.New(contracts.Deps{
		DB: e.DB, Audit: e.Audit, Outbox: e.Outbox, Now: now, Orgs: e.Orgs, Calendar: must(region.OpenCalendar(t.Context(), e.DB))(t), UsersIn: e.UsersIn,
		Figures: func(ctx context.Context, contractID, to string) (f contracts.Figures, err error) {
			f.Log, err = e.service.Figures(ctx, contractID, to)
			return f, err
		},
	}))(t)
	e.service = must(servicelog.New(servicelog.Deps{
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
		Names: func(_ context.Context, ids ...string) (map[string]string, error) {
			names := map[string]string{}
			for _, id := range ids {
				names[id] = "社工" + id
			}
			return names, nil
		},
		OrgNames: e.Orgs.Names,
		Papers:   func(context.Context, string) error { return nil },
	}))(t)
	e.Above.Merged, e.Above.Unmerged = e.service.PersonMerged, e.service.PersonUnmerged
	e.contract = e.performing("HX-2026-001", contracts.Indicator{
		ID: "ind_people", Code: "P1", Name: "服务对象人数", Kind: contracts.Quantity, Unit: contracts.People, Target: 10, Source: contracts.Auto, Measure: contracts.ByPeople, Weight: 50,
	}, contracts.Indicator{
		ID: "ind_visits", Code: "V1", Name: "入户走访", Kind: contracts.Quantity, Unit: contracts.Times, Target: 100, Source: contracts.Auto, Measure: contracts.ByServices,
		ServiceKind: contracts.HomeVisit, Weight: 50,
	})
	return e
}

// performing stores a contract of Org that is performing since 1 January 2026.
func (e *env) performing(no string, indicators ...contracts.Indicator) string {
	e.T.Helper()
	c := contracts.Contract{
		Terms: contracts.Terms{
			No: no, Name: "留守儿童关爱服务", Region: county, BuyerDept: "花溪区民政局", Subject: contracts.Children, Catalogue: "困境儿童和留守儿童关爱服务",
			BudgetDocNo: "花财预〔2026〕12号", BudgetFen: 60_000_000, FiscalYear: 2026, Method: contracts.Consultation,
			Start: "2026-01-01", End: "2026-12-30", Regions: []string{county}, Standard: "按采购文件和服务方案验收", NoSubcontract: true, Indicators: indicators,
			Milestones: []contracts.Milestone{{ID: "mil_1", Seq: 1, Name: "验收", Due: "2026-12-20", Deliverables: []string{"验收材料"}, Gate: contracts.GateAcceptance, PayBP: 10_000}},
		},
		Award:  contracts.Award{ProviderID: e.Org, AmountFen: 50_000_000, AwardDay: "2025-12-20"},
		Status: contracts.Performing, StatusAt: e.Now, PublishedDay: "2025-12-30",
	}
	c.ID = "ctr_" + no
	if err := e.Contracts.PutMany(auth.System(e.T.Context(), "test"), []contracts.Contract{c}, nil); err != nil {
		e.T.Fatal(err)
	}
	return c.ID
}

// person returns a registered child who is assigned to Org. Those without a number are named and born alike.
func (e *env) person(numbered bool) string {
	e.T.Helper()
	facts, who := e.Child()
	if !numbered {
		who.IDNumber, facts.NoIDReason, facts.Birth, facts.Gender = "", register.Unregistered, "2016-05-06", register.Male
	}
	f := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(e.T)
	e.Enter(f.ID)
	must(e.Register.Assign(e.As(e.Supervisor), f.ID, 0, e.Org))(e.T)
	return f.ID
}

// visit is a home visit of an hour by the worker that began so long ago.
func (e *env) visit(ago time.Duration, people ...string) servicelog.Content {
	from := e.Now.Add(-ago)
	return servicelog.Content{
		Kind: contracts.HomeVisit, ContractID: e.contract, From: from, To: from.Add(time.Hour), Workers: []string{e.Worker.UserID}, People: people,
		Texts: servicelog.Texts{Place: "家中", Content: done, Result: "已约下周再来", Next: "联系学校老师"},
	}
}

func (e *env) draft(c servicelog.Content) servicelog.View {
	e.T.Helper()
	return must(e.service.Create(e.As(e.Worker), c))(e.T)
}

func (e *env) submitted(c servicelog.Content) servicelog.View {
	e.T.Helper()
	return must(e.service.Submit(e.As(e.Worker), e.draft(c).ID, 0))(e.T)
}

func (e *env) approved(c servicelog.Content) servicelog.View {
	e.T.Helper()
	return must(e.service.Approve(e.As(e.ProjectLead), e.submitted(c).ID, 0))(e.T)
}

func (e *env) all() map[contracts.ServiceKind]contracts.LogFigures {
	e.T.Helper()
	return must(e.service.Figures(e.T.Context(), e.contract, ""))(e.T)
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

// close ends the contract, whose figures are fixed then.
func (e *env) close() {
	e.T.Helper()
	must(e.Contracts.Terminate(e.As(e.Approver), e.contract, "承接机构已注销，双方协商一致", "按已验收的里程碑结算，其余不再支付"))(e.T)
}

// thread begins case or group work of the worker.
func (e *env) thread(kind contracts.ServiceKind, people ...string) servicelog.ThreadView {
	e.T.Helper()
	return must(e.service.CreateThread(e.As(e.Worker), servicelog.ThreadContent{
		Kind: kind, ContractID: e.contract, Title: "入学适应", People: people, Plan: "孩子转学后沉默，计划每周一次谈话，联系班主任。", Start: region.DayOf(e.Now),
	}))(e.T)
}

// add adds a source, as a volunteer records a contact or a leader an activity.
func (e *env) add(src servicelog.Source) error {
	recorder := registertest.InOrg("usr_volunteer", auth.Volunteer, e.Org)
	return e.DB.Tx(e.As(recorder), func(ctx context.Context) error { return e.service.AddSource(ctx, src) })
}
