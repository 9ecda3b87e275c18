package servicelog_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

// at fails unless err is the refusal, at the field.
func at(t *testing.T, err error, want *fault.Fault, field string) {
	t.Helper()
	if field == "" {
		if !errors.Is(err, want) {
			t.Errorf("%v, want %s", err, want.Code)
		}
		return
	}
	var f *fault.Fault
	if !errors.As(err, &f) || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Path == field && x.Code == want.Code }) {
		t.Errorf("%v, want %s at %s", err, want.Code, field)
	}
}

func TestAnEntryFromDraftToFigures(t *testing.T) {
	e := newEnv(t)
	child := e.person(true)
	c := e.visit(3*time.Hour, child)
	c.Satisfaction = 5
	v := e.draft(c)
	if v.Status != servicelog.Draft || v.Texts.Content != done || v.Pseudonyms[0] == "" || v.Region != village {
		t.Fatalf("%+v", v)
	}
	must(e.service.Submit(e.As(e.Worker), v.ID, 0))(t)
	if got := e.Waiting(e.service.Feature().Work, e.ProjectLead); got["service_submitted"].Count != 1 {
		t.Errorf("the lead's work is %v", got)
	}
	for who, want := range map[*auth.Actor]error{&e.Worker: auth.ErrForbidden, &e.Stranger: docstore.ErrNotFound, &e.Admin: auth.ErrForbidden, &e.Clerk: auth.ErrForbidden} {
		if _, err := e.service.Approve(e.As(*who), v.ID, 0); !errors.Is(err, want) {
			t.Errorf("approved by %s: %v, want %v", who.UserID, err, want)
		}
	}
	if f := e.all()[""]; f.Services != 0 {
		t.Errorf("counted before the approval: %+v", f)
	}
	must(e.service.Return(e.As(e.ProjectLead), v.ID, 0, "请补充照片"))(t)
	if got := e.Sent("service.returned"); !slices.Equal(got, []string{e.Worker.UserID}) {
		t.Errorf("told %v", got)
	}
	c.Texts.Result = "已与班主任联系"
	must(e.service.Edit(e.As(e.Second), v.ID, 0, c))(t)
	must(e.service.Submit(e.As(e.Worker), v.ID, 0))(t)
	v = must(e.service.Approve(e.As(e.ProjectLead), v.ID, 0))(t)
	if f := e.all()[contracts.HomeVisit]; f != (contracts.LogFigures{People: 1, Services: 1, Times: 1, Minutes: 60}) || v.Month != "2026-03" {
		t.Errorf("the figures are %+v, in %s", f, v.Month)
	}
	read := must(e.service.Read(e.As(e.Clerk), v.ID))(t)
	if read.Texts.Content != done || len(e.Records("service.read")) != 1 {
		t.Errorf("the clerk reads %q", read.Texts.Content)
	}
	must(e.service.Void(e.As(e.Approver), v.ID, 0, "核查后没有这次走访"))(t)
	if f := e.all()[""]; f != (contracts.LogFigures{}) {
		t.Errorf("after the voiding: %+v", f)
	}
	if got := e.Sent("service.void"); len(got) != 1 {
		t.Errorf("told %v", got)
	}
}

// TestTheMakersDoNotApprove: neither who wrote an entry nor who gave the service approves it, with any account.
func TestTheMakersDoNotApprove(t *testing.T) {
	e := newEnv(t)
	child := e.person(true)
	c := e.visit(3*time.Hour, child)
	c.Workers = []string{e.ProjectLead.UserID}
	v := e.submitted(c)
	twin := e.ProjectLead
	twin.UserID = "usr_other_account"
	for _, a := range []auth.Actor{e.ProjectLead, twin} {
		if _, err := e.service.Approve(e.As(a), v.ID, 0); !errors.Is(err, auth.ErrSelf) {
			t.Errorf("%s approved the own service: %v", a.UserID, err)
		}
	}
	must(e.service.Approve(e.As(e.Lead), v.ID, 0))(t)
}

func TestWhatIsRefusedWhenHandedIn(t *testing.T) {
	e := newEnv(t)
	child := e.person(true)
	stranger := e.Registered().ID // not assigned to the organisation
	hour := time.Hour
	try := func(change func(*servicelog.Content)) error {
		c := e.visit(3*hour, child)
		change(&c)
		v, err := e.service.Create(e.As(e.Worker), c)
		if err == nil {
			_, err = e.service.Submit(e.As(e.Worker), v.ID, 0)
		}
		return err
	}
	at(t, try(func(c *servicelog.Content) { c.From, c.To = e.Now.Add(hour), e.Now.Add(2*hour) }), servicelog.ErrFuture, "to")
	at(t, try(func(c *servicelog.Content) { c.From, c.To = c.To, c.From }), servicelog.ErrTime, "to")
	at(t, try(func(c *servicelog.Content) { c.From, c.To = e.Now.Add(-30*hour), e.Now.Add(-17*hour) }), servicelog.ErrTime, "to")
	at(t, try(func(c *servicelog.Content) { c.People = nil }), servicelog.ErrNobody, "people")
	at(t, try(func(c *servicelog.Content) { c.People = []string{stranger} }), servicelog.ErrNotAssigned, "people[0]")
	at(t, try(func(c *servicelog.Content) { c.Workers = nil }), servicelog.ErrWorkers, "workers")
	at(t, try(func(c *servicelog.Content) { c.Workers = []string{e.Stranger.UserID} }), servicelog.ErrWorkers, "workers")
	at(t, try(func(c *servicelog.Content) { c.Region = registerOutside }), servicelog.ErrPlace, "region")
	at(t, try(func(c *servicelog.Content) { c.ContractID = "ctr_unknown" }), servicelog.ErrNotOurs, "contract_id")
	at(t, try(func(c *servicelog.Content) { c.From, c.To = c.From.AddDate(0, -3, 0), c.To.AddDate(0, -3, 0) }), contracts.ErrNotPerforming, "contract_id")
	at(t, try(func(c *servicelog.Content) { c.ThreadID = "thr_unknown" }), servicelog.ErrThread, "thread_id")
	short := fault.New(fault.Invalid, "length", "", "")
	at(t, try(func(c *servicelog.Content) { c.Texts.Content = "去了一趟" }), short, "content")
	if _, err := e.service.Create(e.As(e.Stranger), e.visit(hour, child)); !errors.Is(err, servicelog.ErrNotOurs) {
		t.Errorf("another organisation logs under the contract: %v", err)
	}
	if err := try(func(c *servicelog.Content) { c.Region = next }); err != nil {
		t.Errorf("a complete entry is refused: %v", err)
	}
	v := e.draft(servicelog.Content{Kind: contracts.HomeVisit, ContractID: e.contract}) // nothing more: kept as a draft
	if _, err := e.service.Submit(e.As(e.Worker), v.ID, 0); err == nil {
		t.Error("an empty draft was handed in")
	}
}

const registerOutside = "52/5201/520112/"

// TestTwoPeopleForTheSameHour: a worker is in one place at a time, and one visit counts once; what another organisation did at the same time is shown.
func TestTwoPeopleForTheSameHour(t *testing.T) {
	e := newEnv(t)
	child, other := e.person(true), e.person(true)
	first := e.approved(e.visit(3*time.Hour, child))
	c := e.visit(150*time.Minute, other)
	_, err := e.service.Submit(e.As(e.Worker), e.draft(c).ID, 0)
	at(t, err, servicelog.ErrBusy, "")
	c = e.visit(150*time.Minute, child)
	c.Workers = []string{e.Second.UserID}
	v := e.submitted(c)
	read := must(e.service.Read(e.As(e.ProjectLead), v.ID))(t)
	if len(read.Doubles) != 1 || read.Doubles[0].ID != first.ID || !read.Doubles[0].Same {
		t.Errorf("the lead is shown %+v", read.Doubles)
	}
	_, err = e.service.Approve(e.As(e.ProjectLead), v.ID, 0)
	at(t, err, servicelog.ErrSameVisit, "")
	c.Kind = contracts.Counsel // another service at the same time is shown and decided by a person
	c.Workers = []string{e.Second.UserID}
	must(e.service.Return(e.As(e.ProjectLead), v.ID, 0, "与另一条重复"))(t)
	must(e.service.Edit(e.As(e.Second), v.ID, 0, c))(t)
	must(e.service.Submit(e.As(e.Second), v.ID, 0))(t)
	must(e.service.Approve(e.As(e.ProjectLead), v.ID, 0))(t)
	if f := e.all()[""]; f.People != 1 || f.Services != 2 {
		t.Errorf("the figures are %+v", f)
	}
}

// TestALockedMonthAndAClosedContract: what is approved late counts in the open month; after the acceptance it is a claim.
func TestALockedMonthAndAClosedContract(t *testing.T) {
	e := newEnv(t)
	child := e.person(true)
	late := e.visit(30*24*time.Hour, child) // 31 January
	e.Now = e.Now.AddDate(0, 0, 20)         // 22 March: January is locked, February too
	v := e.approved(late)
	if v.Month != "2026-03" || len(e.Sent("contract.late_entry")) == 0 {
		t.Errorf("counts in %s; told %v", v.Month, e.Sent("contract.late_entry"))
	}
	waiting := e.submitted(e.visit(5*time.Hour, child))
	before := e.all()
	e.close()
	v = must(e.service.Approve(e.As(e.ProjectLead), waiting.ID, 0))(t)
	if !v.Claimed || v.Month != "" {
		t.Errorf("after the acceptance: %+v", v.Entry)
	}
	must(e.service.Void(e.As(e.Admin), v.ID, 0, "核查后没有这次走访"))(t)
	if after := e.all(); after[""] != before[""] {
		t.Errorf("the figures of a closed contract moved: %+v, then %+v", before[""], after[""])
	}
	_, err := e.service.Submit(e.As(e.Worker), e.draft(e.visit(time.Hour, child)).ID, 0)
	at(t, err, contracts.ErrNotPerforming, "contract_id")
	if v := must(e.service.Verify(t.Context()))(t); len(v.Wrong) > 0 || v.Entries != 1 || v.Contracts != 1 {
		t.Errorf("%+v", v)
	}
	if got := must(e.Contracts.Get(t.Context(), e.contract))(t); len(got.Claims) != 1 || got.Claims[0].Entries != 2 || got.Claims[0].Sessions != 0 {
		t.Errorf("the claim is %+v", got.Claims)
	}
	if err := e.service.DropTallies(t.Context(), e.contract); err != nil {
		t.Fatal(err)
	}
	if v := must(e.service.Verify(t.Context()))(t); len(v.Wrong) == 0 {
		t.Errorf("with its figures lost: %+v", v)
	}
}

func TestAGroupFromPlanToClosing(t *testing.T) {
	e := newEnv(t)
	one, two := e.person(true), e.person(true)
	content := servicelog.ThreadContent{
		Kind: contracts.GroupWork, ContractID: e.contract, Title: "情绪管理小组", People: []string{one, two}, Start: "2026-02-01", ReviewBy: "2026-03-01",
		Plan: "六名孩子常为小事打架，希望通过六次活动学会说出自己的情绪。",
	}
	at(t, func() error {
		c := content
		c.People = c.People[:1]
		_, err := e.service.CreateThread(e.As(e.Worker), c)
		return err
	}(), servicelog.ErrThreadOne, "people")
	g := must(e.service.CreateThread(e.As(e.Worker), content))(t)
	if got := e.Waiting(e.service.Feature().Work, e.Worker); got["service_review"].Count != 1 {
		t.Errorf("the worker's work is %v", got)
	}
	c := e.visit(3*time.Hour, one, two)
	c.ThreadID = g.ID
	if _, err := e.service.Create(e.As(e.Worker), c); err == nil {
		t.Error("a home visit became a session of a group")
	}
	c.Kind = contracts.GroupWork
	v := e.approved(c)
	if v.Thread != g.Title {
		t.Errorf("the session belongs to %q", v.Thread)
	}
	note := servicelog.NewNote{On: "2026-03-02", Text: "孩子们已能说出高兴和生气的原因，继续按计划进行。", ReviewBy: "2026-04-01", Outcome: servicelog.Achieved}
	must(e.service.AddReview(e.As(e.Worker), g.ID, 0, note))(t)
	if _, err := e.service.Supervise(e.As(e.Worker), g.ID, 0, note); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("the worker supervises: %v", err)
	}
	must(e.service.Supervise(e.As(e.ProjectLead), g.ID, 0, note))(t)
	closed := must(e.service.CloseThread(e.As(e.Worker), g.ID, 0, note))(t)
	if closed.Status != servicelog.Closed || len(closed.Notes) != 3 || closed.Texts[1] != note.Text || closed.ReviewBy != "" {
		t.Errorf("%+v", closed.Thread)
	}
	c.From, c.To = c.From.Add(-5*time.Hour), c.To.Add(-5*time.Hour)
	_, err := e.service.Create(e.As(e.Worker), c)
	at(t, err, servicelog.ErrThread, "thread_id")
	must(e.service.ReopenThread(e.As(e.Lead), g.ID, 0, "家长请求继续活动"))(t)
	if got := must(e.service.Threads(e.As(e.Clerk), servicelog.ThreadQuery{ContractID: e.contract}))(t); len(got.Items) != 1 {
		t.Errorf("the clerk sees %d threads", len(got.Items))
	}
	if got := must(e.service.Threads(e.As(e.Stranger), servicelog.ThreadQuery{}))(t); len(got.Items) != 0 {
		t.Error("another organisation sees the thread")
	}
}

// TestTheBreakdown: by sex, age group, kind and village, and by month, each adds up.
func TestTheBreakdown(t *testing.T) {
	e := newEnv(t)
	one, two := e.person(true), e.person(true)
	e.approved(e.visit(30*24*time.Hour, one)) // 31 January, which is locked: counts in February
	c := e.visit(3*time.Hour, one, two)
	c.Counts = []servicelog.Count{{Band: "60-69", Gender: register.Female, N: 4}}
	e.approved(c)
	b := must(e.service.FiguresOf(e.As(e.Clerk), e.contract, servicelog.FigureQuery{}))(t)
	if b.People != 2 || len(b.Months) != 2 || b.Months[0].PeopleSoFar != 1 || b.Months[1].PeopleSoFar != 2 || b.Months[1].Present != 2 || b.Months[1].New != 1 {
		t.Errorf("%+v", b.Months)
	}
	if b.Total.Times != 7 || b.Total.Others != 4 || b.Total.Services != 2 {
		t.Errorf("%+v", b.Total)
	}
	got := map[string]int64{}
	for _, s := range b.Split {
		got[string(s.Dim)+" "+s.Value] = s.Times
	}
	if got["band 60-69"] != 4 || got["gender female"]+got["gender male"] != 7 || got["village "+village] != 3 || got["kind left_behind_child"] != 3 {
		t.Errorf("%v", got)
	}
	if b := must(e.service.FiguresOf(e.As(e.Clerk), e.contract, servicelog.FigureQuery{Kind: contracts.Counsel}))(t); b.People != 0 {
		t.Errorf("of another kind: %+v", b)
	}
	if _, err := e.service.FiguresOf(e.As(e.Stranger), e.contract, servicelog.FigureQuery{}); !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("another organisation: %v", err)
	}
}

// TestHistories checks that the history of a contract does not list every service, and that asking for the history of an entry is no reading.
func TestHistories(t *testing.T) {
	e := newEnv(t)
	v := e.draft(e.visit(3*time.Hour, e.person(true)))
	if got := must(e.Audit.About(t.Context(), e.contract))(t); slices.ContainsFunc(got.Items, func(r audit.Record) bool { return strings.HasPrefix(r.Action, "service.") }) {
		t.Errorf("the history of the contract: %+v", got.Items)
	}
	before := len(must(e.Audit.About(t.Context(), v.ID))(t).Items)
	if err := e.service.Feature().Records["svc"].Read(e.As(e.Worker), v.ID); err != nil {
		t.Error(err)
	}
	if after := len(must(e.Audit.About(t.Context(), v.ID))(t).Items); after != before || before == 0 {
		t.Errorf("%d entries about the service, then %d", before, after)
	}
}
