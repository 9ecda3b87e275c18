package satisfaction_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
)

// TestOpen opens rounds of a contract as different people and in different circumstances.
func TestOpen(t *testing.T) {
	e := newEnv(t)
	people := e.persons(village, 4)
	e.serve(e.contract, 50*time.Hour, people...)
	open := func(a auth.Actor, p satisfaction.Plan) error {
		_, err := e.service.Open(e.As(a), e.contract, p)
		return err
	}
	wants(t, "four persons", open(e.Clerk, plan()), satisfaction.ErrFew)
	fifth := e.person(next, true)
	e.serve(e.contract, 26*time.Hour, fifth, people[0])
	wants(t, "the provider", open(e.Lead, plan()), auth.ErrForbidden)
	wants(t, "the township", open(e.Supervisor, plan()), auth.ErrForbidden)
	wants(t, "another county", open(registertest.InRegion("usr_x", auth.BuyerClerk, "52/5201/520112/"), plan()), docstore.ErrNotFound)
	both := e.Admin
	both.Elsewhere = []string{e.Org}
	wants(t, "an officer who belongs to the provider", open(both, plan()), satisfaction.ErrProvider)
	short := plan()
	short.From = "2026-03-01" // of the second service alone
	wants(t, "two persons", open(e.Clerk, short), satisfaction.ErrFew)
	for field, p := range map[string]satisfaction.Plan{
		"from":     {From: "2025-12-31", To: "2026-03-02", Deadline: "2026-03-20"},
		"to":       {From: "2026-01-01", To: "2026-03-03", Deadline: "2026-03-20"},
		"deadline": {From: "2026-01-01", To: "2026-03-02", Deadline: "2026-05-02"},
		"sample":   {From: "2026-01-01", To: "2026-03-02", Deadline: "2026-03-20", Sample: 4},
	} {
		if err := open(e.Clerk, p); !blames(err, field) {
			t.Errorf("a wrong %s: %v", field, err)
		}
	}

	v := must(e.service.Open(e.As(e.Clerk), e.contract, plan()))(t)
	if v.Served != 5 || v.Tally.Asked != 5 || !slices.Equal(v.Kinds, []contracts.ServiceKind{contracts.HomeVisit}) {
		t.Errorf("asked: %+v of %d, kinds %v", v.Tally, v.Served, v.Kinds)
	}
	wants(t, "a second one", open(e.Admin, plan()), satisfaction.ErrRoundOpen)
	if told := e.Sent("satisfaction.opened"); len(told) != 2 { // one user of each role in this county
		t.Errorf("told: %v", told)
	}
	must(e.service.Close(e.As(e.Admin), v.ID, v.Version))(t)
	must(e.service.Open(e.As(e.Approver), e.contract, plan()))(t)
	e.Now = e.Now.Add(time.Hour)
	must(e.Contracts.Terminate(e.As(e.Approver), e.contract, "承接机构已注销，双方协商一致", "按已验收的里程碑结算，其余不再支付"))(t)
	wants(t, "figures are final", open(e.Clerk, plan()), satisfaction.ErrContract)
}

// TestWhoIsAsked leaves out who left the register, asks a person with two files once, and draws a sample.
func TestWhoIsAsked(t *testing.T) {
	e := newEnv(t)
	people := e.persons(village, 6)
	one, two := e.person(village, false), e.person(village, false)
	e.serve(e.contract, 50*time.Hour, append(people, one, two)...)
	e.leave(people[0])
	d := must(e.Register.Duplicates(e.As(e.Admin), register.DuplicateOpen))(t).Items[0]
	must(e.Register.Merge(e.As(e.Admin), d.ID, 0, one))(t)
	void := e.serve(e.contract, 30*time.Hour, e.person(village, true))
	must(e.log.Void(e.As(e.Admin), void, 0, "核查后发现没有这次服务"))(t)
	p := plan()
	p.Sample = 5
	v := must(e.service.Open(e.As(e.Clerk), e.contract, p))(t)
	if v.Served != 6 || v.Tally.Asked != 5 {
		t.Errorf("%d served, %d asked", v.Served, v.Tally.Asked)
	}
	must(e.service.Close(e.As(e.Clerk), v.ID, 0))(t)
	v = must(e.service.Open(e.As(e.Clerk), e.contract, plan()))(t)
	var asked []string
	for _, p := range must(e.service.EverySlip(t.Context(), v.ID))(t) {
		asked = append(asked, p.FileID)
	}
	slices.Sort(asked)
	want := append(people[1:], one)
	slices.Sort(want)
	if !slices.Equal(asked, want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
}

// leave takes a person out of the register.
func (e *env) leave(fileID string) {
	e.T.Helper()
	must(e.Register.ProposeExit(e.As(e.Director), fileID, 0, register.MovedOut))(e.T)
	must(e.Register.ConfirmExit(e.As(e.Admin), fileID, 0))(e.T)
}

// TestPersonsChange follows persons who move, leave, and have two files, while a round is open.
func TestPersonsChange(t *testing.T) {
	e := newEnv(t)
	people := e.persons(village, 5)
	one, two := e.person(village, false), e.person(village, false)
	e.serve(e.contract, 50*time.Hour, append(people, one, two)...)
	v := must(e.service.Open(e.As(e.Clerk), e.contract, plan()))(t)
	codes := e.codes(v.ID)

	must(e.Register.ProposeExit(e.As(e.Director), people[0], 0, register.MovedOut))(t)
	calls := must(e.service.Calls(e.As(e.Supervisor), v.ID, limit(100)))(t).Items
	if slices.ContainsFunc(calls, func(p satisfaction.Person) bool { return p.FileID == people[0] }) {
		t.Error("a person who is leaving is rung up")
	}
	must(e.Register.ConfirmExit(e.As(e.Admin), people[0], 0))(t)
	wants(t, "the code of who left", e.answer(codes[people[0]], 5), satisfaction.ErrCode)

	merged := func(twin, keep string) func() {
		d := must(e.Register.Duplicates(e.As(e.Admin), register.DuplicateOpen))(t).Items[0]
		must(e.Register.Merge(e.As(e.Admin), d.ID, 0, keep))(t)
		return func() { must(e.Register.UndoMerge(e.As(e.Admin), d.ID, 0))(t) }
	}
	undo := merged(two, one)
	if v := must(e.service.Read(e.As(e.Clerk), v.ID))(t); v.Tally.Asked != 5 {
		t.Errorf("%d asked after two files became one", v.Tally.Asked)
	}
	wants(t, "the code of the file that is gone", e.answer(codes[two], 5), satisfaction.ErrCode)
	undo()
	if v := must(e.service.Read(e.As(e.Clerk), v.ID))(t); v.Tally.Asked != 6 {
		t.Errorf("%d asked after the merging was undone", v.Tally.Asked)
	}
	if err := e.answer(e.codes(v.ID, e.slip(v.ID, two).ID)[two], 4); err != nil {
		t.Errorf("printed again: %v", err)
	}
	merged(two, one)
	wants(t, "the other file, when one has answered", e.answer(codes[one], 1), satisfaction.ErrCode)
	if v := must(e.service.Read(e.As(e.Clerk), v.ID))(t); v.Tally.Asked != 5 || v.Tally.ByLink != 1 {
		t.Errorf("after merging with an answer: %+v", v.Tally)
	}
}

// TestClosing closes a round by the job, and none of its codes is good then.
func TestClosing(t *testing.T) {
	e := newEnv(t)
	v, people := e.opened(6)
	codes := e.codes(v.ID)
	sys := auth.System(t.Context(), "close-satisfaction")
	e.Now = time.Date(2026, 3, 20, 15, 59, 0, 0, time.UTC) // 23:59 in Shanghai
	if err := e.service.CloseDue(sys); err != nil {
		t.Fatal(err)
	}
	if err := e.answer(codes[people[0]], 5); err != nil {
		t.Errorf("on the last day: %v", err)
	}
	e.Now = e.Now.Add(time.Minute)
	wants(t, "after the deadline, before the job", e.answer(codes[people[1]], 5), satisfaction.ErrCode)
	wants(t, "a call after the deadline", e.service.TakeAnswer(e.As(e.Supervisor), e.slip(v.ID, people[2]).ID, satisfaction.Answer{Score: 5}), satisfaction.ErrRoundMove)
	for range 2 {
		if err := e.service.CloseDue(sys); err != nil {
			t.Fatal(err)
		}
	}
	v = must(e.service.Read(e.As(e.Clerk), v.ID))(t)
	if v.Status != satisfaction.Closed || v.Tally.Asked != 6 || v.Tally.ByLink != 1 || v.Shown() != nil {
		t.Errorf("closed: %s %+v", v.Status, v.Tally)
	}
	for _, p := range must(e.service.EverySlip(t.Context(), v.ID))(t) {
		if p.CodeKey != "" {
			t.Error("a code is left")
		}
	}
	if told := e.Sent("satisfaction.closed"); len(told) != 3 {
		t.Errorf("told: %v", told)
	}
}

// TestCall rings up who has not answered.
func TestCall(t *testing.T) {
	e := newEnv(t)
	v, people := e.opened(6)
	codes := e.codes(v.ID)
	if err := e.answer(codes[people[0]], 5); err != nil {
		t.Fatal(err)
	}
	as := e.As(e.Supervisor)
	list := must(e.service.Calls(as, v.ID, limit(100)))(t).Items
	if len(list) != 5 || list[0].Mobile != "139****5678" || list[0].Pseudonym == "" {
		t.Fatalf("to ring up: %d, %q", len(list), list[0].Mobile)
	}
	far, err := e.service.Calls(e.As(e.FarSupervisor), v.ID)
	wants(t, "another town", err, docstore.ErrNotFound)
	if len(far.Items) > 0 {
		t.Error("another town sees the list")
	}
	_, err = e.service.Calls(e.As(e.Director), v.ID)
	wants(t, "the village", err, auth.ErrForbidden)
	first := e.slip(v.ID, people[1]).ID
	if got := must(e.service.Reveal(as, first, register.FieldGuardianMobile))(t); got.Reveal() != registertest.GuardianMobile {
		t.Errorf("the number: %s", got.Reveal())
	}
	if noted := e.Records("beneficiary.reveal"); len(noted) != 1 || noted[0].Purpose != "contact" || noted[0].Subjects[0] != people[1] {
		t.Errorf("the register noted %+v", noted)
	}
	_, err = e.service.Reveal(as, first, register.FieldIDNumber)
	wants(t, "the ID number", err, satisfaction.ErrField)
	_, err = e.service.Reveal(as, e.slip(v.ID, people[0]).ID, register.FieldGuardianMobile)
	wants(t, "the number of who has answered", err, satisfaction.ErrSlipMove)
	for range 3 {
		if err := e.service.NotReached(as, first); err != nil {
			t.Fatal(err)
		}
	}
	if p := e.slip(v.ID, people[1]); len(p.Tries) != 3 || p.Tries[0].By != e.Supervisor.UserID {
		t.Errorf("tries: %+v", p.Tries)
	}
	if err := e.service.TakeAnswer(as, first, satisfaction.Answer{Score: 2, Remark: sentence}); err != nil {
		t.Fatal(err)
	}
	if p := e.slip(v.ID, people[1]); p.Way != satisfaction.ByCall || p.TakenBy != e.Supervisor.UserID {
		t.Errorf("taken down: %+v", p)
	}
	wants(t, "a second answer", e.service.TakeAnswer(as, first, satisfaction.Answer{Score: 5}), satisfaction.ErrSlipMove)
	if err := e.service.TakeAnswer(as, e.slip(v.ID, people[2]).ID, satisfaction.Answer{}); !blames(err, "score") {
		t.Errorf("no face: %v", err)
	}
	if v := must(e.service.Read(e.As(e.Clerk), v.ID))(t); v.Tally.ByCall != 1 || v.Tally.ByLink != 1 || v.Tally.Asked != 6 {
		t.Errorf("the numbers: %+v", v.Tally)
	}
}
