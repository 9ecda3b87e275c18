package servicelog_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

func (e *env) source(kind contracts.ServiceKind, id string, people ...string) servicelog.Source {
	return servicelog.Source{
		ID: id, Kind: kind, ContractID: e.contract, OrgID: e.Org, Region: village, From: e.Now.Add(-3 * time.Hour), To: e.Now.Add(-time.Hour), People: people,
	}
}

// waiting returns the entries that wait for a colleague.
func (e *env) waiting() []servicelog.Entry {
	e.T.Helper()
	return must(e.service.List(e.As(e.ProjectLead), servicelog.Query{Status: servicelog.Submitted}))(e.T).Items
}

// TestPersonsCountOnceOverAll: a child visited at home, taught in an activity and called by the paired volunteer is one person. Sessions and minutes
// of the activity stay with the ledger.
func TestPersonsCountOnceOverAll(t *testing.T) {
	e := newEnv(t)
	one, two := e.person(true), e.person(true)
	e.approved(e.visit(26*time.Hour, one))
	for _, src := range []servicelog.Source{e.source(contracts.Volunteered, "act_1", one, two), e.source(contracts.Paired, "pct_1", one)} {
		if err := e.add(src); err != nil {
			t.Fatal(err)
		}
	}
	if f := e.all()[""]; f.People != 1 || f.Times != 1 {
		t.Errorf("before the approval: %+v", f)
	}
	for _, w := range e.waiting() {
		must(e.service.Approve(e.As(e.ProjectLead), w.ID, 0))(t)
	}
	if f := e.all()[""]; f != (contracts.LogFigures{People: 2, Services: 1, Times: 4, Minutes: 60}) {
		t.Errorf("%+v", f)
	}
	if f := e.all()[contracts.Paired]; f != (contracts.LogFigures{People: 1, Times: 1}) {
		t.Errorf("by contacts: %+v", f)
	}
	drop := func() error {
		return e.DB.Tx(e.As(e.Lead), func(ctx context.Context) error { return e.service.DropSource(ctx, "act_1", "时长已作废") })
	}
	if err := errors.Join(drop(), drop()); err != nil {
		t.Fatal(err)
	}
	if f := e.all()[""]; f.People != 1 || f.Times != 2 {
		t.Errorf("without the activity: %+v", f)
	}
}

// TestWhoRecordedItDoesNotApproveIt, and who returns an activity lets its persons be corrected, those of a contact not.
func TestWhoRecordedItDoesNotApproveIt(t *testing.T) {
	e := newEnv(t)
	one, two := e.person(true), e.person(true)
	leader := registertest.InOrg("usr_leader", auth.ProjectLead, e.Org)
	err := e.DB.Tx(e.As(leader), func(ctx context.Context) error {
		return e.service.AddSource(ctx, e.source(contracts.Volunteered, "act_1", one))
	})
	if err != nil {
		t.Fatal(err)
	}
	entry := e.waiting()[0]
	if _, err := e.service.Approve(e.As(leader), entry.ID, 0); !errors.Is(err, auth.ErrSelf) {
		t.Errorf("the leader approves what the leader recorded: %v", err)
	}
	must(e.service.Return(e.As(e.ProjectLead), entry.ID, 0, "还有一名孩子也参加了"))(t)
	other := e.visit(time.Hour, one, two)
	must(e.service.Edit(e.As(e.Worker), entry.ID, 0, other))(t)
	v := must(e.service.Submit(e.As(e.Worker), entry.ID, 0))(t)
	if len(v.People) != 2 || v.Kind != contracts.Volunteered || v.Source != "act_1" || !v.From.Equal(entry.From) || len(v.Workers) != 0 {
		t.Errorf("%+v", v.Entry)
	}
	if err := e.add(e.source(contracts.Paired, "pct_1", one)); err != nil {
		t.Fatal(err)
	}
	contact := must(e.service.List(e.As(e.ProjectLead), servicelog.Query{Kind: contracts.Paired}))(t).Items[0]
	must(e.service.Return(e.As(e.ProjectLead), contact.ID, 0, "请核对联系时间"))(t)
	if v := must(e.service.Edit(e.As(e.Worker), contact.ID, 0, other))(t); len(v.PersonIDs) != 1 || v.PersonIDs[0] != one {
		t.Errorf("a contact reached %v", v.PersonIDs)
	}
}

func TestSourcesAreRefused(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	far := must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t).ID
	at(t, e.add(e.source(contracts.Volunteered, "act_1", far)), servicelog.ErrNotAssigned, "people[0]")
	early := e.source(contracts.Volunteered, "act_2")
	early.From = early.From.AddDate(-1, 0, 0)
	if err := e.add(early); !errors.Is(err, contracts.ErrNotPerforming) {
		t.Errorf("before the contract: %v", err)
	}
	c := e.visit(3 * time.Hour)
	c.Kind = contracts.Paired
	if _, err := e.service.Create(e.As(e.Worker), c); err == nil {
		t.Error("a worker wrote a contact of a pairing")
	}
	at(t, e.service.CheckContract(t.Context(), e.contract, "org_other", village), servicelog.ErrNotOurs, "contract_id")
	at(t, e.service.CheckContract(t.Context(), e.contract, e.Org, "62/6201/"), servicelog.ErrPlace, "contract_id")
	if err := e.service.CheckContract(t.Context(), e.contract, e.Org, village); err != nil {
		t.Error(err)
	}
}

func TestClosedCasesCount(t *testing.T) {
	e := newEnv(t)
	id := e.thread(contracts.CaseWork, e.person(true)).ID
	must(e.service.CloseThread(e.As(e.Worker), id, 0, servicelog.NewNote{On: region.DayOf(e.Now), Text: "目标达成，情况稳定，予以结案。", Outcome: servicelog.Achieved}))(t)
	if f := e.all(); f[""].Closed != 1 || f[contracts.CaseWork].Closed != 1 || f[contracts.GroupWork].Closed != 0 {
		t.Errorf("%+v", f)
	}
	must(e.service.ReopenThread(e.As(e.Lead), id, 0, "家庭情况有变化"))(t)
	if f := e.all()[""]; f.Closed != 0 {
		t.Errorf("opened again: %+v", f)
	}
}
