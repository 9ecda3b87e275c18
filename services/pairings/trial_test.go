package pairings_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// TestTrialDangerClearsOverdue reports a danger in an overdue pairing: the report clears nothing, and waits for village, town
// and county whatever others do with the pairing.
func TestTrialDangerClearsOverdue(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(e.Registered().ID, v)
	e.remind("2026-05-02") // two periods without contact
	c := e.contact()
	c.Danger = true
	must(e.service.Log(e.As(asVolunteer(v)), p.ID, c))(t)
	if q := e.pairing(p.ID); q.Misses != 2 || q.LastCall != p.LastCall || !q.FirstDue.Before(region.DayOf(e.Now)) {
		t.Errorf("the report began a new period: %+v", q.Plan)
	}
	must(e.service.End(e.As(e.Lead), p.ID, 0, "unsuited"))(t)
	for name, a := range map[string]auth.Actor{"village": e.Director, "town": e.Supervisor, "county": e.Admin} {
		if w := e.Waiting(e.service.Feature().Work, a)["danger_report"]; w.Count != 1 || w.Late != 1 {
			t.Errorf("%s: %+v", name, e.Waiting(e.service.Feature().Work, a))
		}
	}
}

// TestTrialDangerRemoved has everybody try to remove a report of danger from the work lists: only the person who took it closes
// it, with what was done. The reporter may not, whatever other offices they hold.
func TestTrialDangerRemoved(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(e.Registered().ID, v)
	c := e.contact()
	c.Danger = true
	reporter := asVolunteer(v)
	reporter.Bindings = append(reporter.Bindings, e.Director.Bindings...)
	id := must(e.service.Log(e.As(reporter), p.ID, c))(t).ID
	const done = "已到家中核实，孩子由姑妈接走照料，派出所已备案。"

	refused := func(err error, want error) {
		t.Helper()
		wants(t, "a step of the wrong person", err, want)
		if w := e.Waiting(e.service.Feature().Work, e.Admin)["danger_report"]; w.Count != 1 || !e.dangerKind().Urgent {
			t.Errorf("the report is gone: %+v", w)
		}
	}
	try := func(a auth.Actor, want error) {
		t.Helper()
		_, err := e.service.TakeDanger(e.As(a), id, 0)
		refused(err, want)
	}
	try(reporter, auth.ErrSelf)
	twin := e.Director // the same person with another account
	twin.PersonKey = v.PersonKey
	try(twin, auth.ErrSelf)
	try(asVolunteer(v), auth.ErrForbidden)
	try(e.Lead, auth.ErrForbidden)
	try(e.FarDirector, docstore.ErrNotFound)
	_, err := e.service.CloseDanger(e.As(e.Admin), id, 0, done)
	refused(err, pairings.ErrDangerMove)

	must(e.service.TakeDanger(e.As(e.Supervisor), id, 0))(t)
	try(e.Director, pairings.ErrDangerMove)
	_, err = e.service.CloseDanger(e.As(e.Admin), id, 0, done)
	refused(err, pairings.ErrDangerTaker)
	_, err = e.service.CloseDanger(e.As(e.Supervisor), id, 0, "好了")
	refused(err, fault.ErrInvalid)
	must(e.service.TakeOverDanger(e.As(e.Director), id, 0))(t)
	_, err = e.service.CloseDanger(e.As(e.Supervisor), id, 0, done)
	refused(err, pairings.ErrDangerTaker)
	f := must(e.service.CloseDanger(e.As(e.Director), id, 0, done))(t)
	if f.Danger.Status != pairings.DangerClosed || f.Done != done || f.Note != contactNote || f.Danger.TakenBy != e.Director.UserID {
		t.Errorf("closed: %+v", f)
	}
	for name, a := range map[string]auth.Actor{"village": e.Director, "town": e.Supervisor, "county": e.Admin} {
		if w := e.Waiting(e.service.Feature().Work, a)["danger_report"]; w.Count != 0 {
			t.Errorf("%s still has it: %+v", name, w)
		}
	}
	if r := e.Records("danger.close"); len(r) != 1 || r[0].Actor != e.Director.UserID {
		t.Errorf("records: %+v", r)
	}
}

func (e *env) dangerKind() feature.Work {
	for _, kind := range e.service.Feature().Work {
		if kind.Code == "danger_report" {
			return kind
		}
	}
	return feature.Work{}
}

// TestTrialDangerForgotten leaves a report alone: everybody concerned is told again each hour until somebody takes it, then that
// person each day until it is closed.
func TestTrialDangerForgotten(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(e.Registered().ID, v)
	c := e.contact()
	c.Danger = true
	id := must(e.service.Log(e.As(asVolunteer(v)), p.ID, c))(t).ID
	told := func(after time.Duration, want int) {
		t.Helper()
		e.Now = noon.Add(after)
		for range 2 {
			if err := e.service.RemindDangers(auth.System(t.Context(), "remind-dangers")); err != nil {
				t.Fatal(err)
			}
		}
		if got := e.Sent("pairing.danger_open"); len(got) != want {
			t.Errorf("after %s: %v, want %d", after, got, want)
		}
	}
	told(5*time.Minute, 0)
	told(time.Hour, 3)
	told(2*time.Hour, 6)
	before := notifytest.Queued(t, e.Outbox, "pairing.danger_open/")
	taker := e.Supervisor
	taker.UserID = "usr_of_town_supervisor"
	must(e.service.TakeDanger(e.As(taker), id, 0))(t)
	if m := before[0]; must(e.service.StillApplies(t.Context(), m))(t) || !m.Urgent || len(m.Channels) != 3 {
		t.Errorf("reminder of a report that was taken: %+v", m)
	}
	told(3*time.Hour, 7)
	told(4*time.Hour, 7)
	told(28*time.Hour, 8)
	e.Gone = []string{taker.UserID}
	told(29*time.Hour, 10) // the taker has left the office: everybody else again
	e.Gone = nil
	must(e.service.CloseDanger(e.As(taker), id, 0, "已上门核实，孩子安全，已与监护人谈话。"))(t)
	told(60*time.Hour, 10)
}

// TestTrialPickerOffersAnybody looks for a volunteer for a pairing among people of whom few may be paired: whoever is offered is
// taken, with sex, village and number of pairings.
func TestTrialPickerOffersAnybody(t *testing.T) {
	e := newEnv(t)
	mother, man := e.Volunteer("1990-01-01", true, true), e.Volunteer("1985-01-01", false, true)
	girl, unclear, frozen := e.Volunteer("2009-01-01", true, true), e.Volunteer("1990-01-01", true, false), e.Volunteer("1990-01-01", true, true)
	must(e.Vols.Freeze(e.As(e.Lead), frozen.ID, "家长投诉，正在核实"))(t)
	left, full := e.Volunteer("1990-01-01", true, true), e.Volunteer("1990-01-01", true, true)
	must(e.Vols.Remove(e.As(e.Lead), left.ID, e.Org))(t)
	for range pairings.MaxPerVolunteer {
		e.active(e.Registered().ID, full)
	}
	e.active(e.Registered().ID, man)
	for kind, want := range map[pairings.PairingType]map[string]int{
		pairings.OneToOne:     {mother.ID: 0, man.ID: 1},
		pairings.CaringMother: {mother.ID: 0},
	} {
		p := e.proposed(e.Registered().ID, kind)
		page := must(e.service.Candidates(e.As(e.Lead), p.ID))(t)
		got := map[string]int{}
		for _, c := range page.Items {
			got[c.ID] = c.Load
			if c.Gender == "" || c.Place == "" || c.Name == "赵志愿" {
				t.Errorf("shown as %q, %q, %q", c.Name, c.Gender, c.Place)
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: offered %v, want %v; %s is not clear", kind, got, want, unclear.ID)
		}
		_, err := e.service.Candidates(e.As(e.Stranger), p.ID)
		wants(t, "another organisation", err, docstore.ErrNotFound)
		_, err = e.service.Candidates(e.As(asVolunteer(man)), p.ID)
		wants(t, "a volunteer", err, auth.ErrForbidden)
		staff := e.Lead // a colleague with a profile of their own
		staff.VolunteerID = mother.ID
		if len(must(e.service.Candidates(e.As(staff), p.ID))(t).Items) != len(want)-1 {
			t.Error("offered to themselves")
		}
		_, err = e.service.Match(e.As(e.Lead), p.ID, 0, []string{girl.ID})
		if kind == pairings.OneToOne {
			wants(t, "a girl whose guardian has not agreed", err, volunteers.ErrNoGuardian)
		}
		must(e.service.Match(e.As(e.Lead), p.ID, 0, []string{mother.ID}))(t)
		_, err = e.service.Candidates(e.As(e.Lead), p.ID)
		wants(t, "of a pairing that has its volunteer", err, pairings.ErrPairingMove)
		must(e.service.End(e.As(e.Lead), p.ID, 0, pairings.Unsuited))(t)
	}
}

// TestTrialFrozenGoesOn freezes a volunteer: without waiting for a job the pairing stops, its card closes, a contact is refused, and
// organisation, town and county are told by when to act. A pairing that has not begun needs another volunteer.
func TestTrialFrozenGoesOn(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p, waits := e.active(e.Registered().ID, v), e.consented(e.Registered().ID, v)
	e.Now = noon.AddDate(0, 0, 1)
	must(e.Vols.Freeze(e.As(e.Lead), v.ID, "家长投诉，正在核实"))(t)
	if q := e.pairing(p.ID); q.Status != pairings.Paused || q.PauseReason != pairings.ClearanceLapsed || q.NextDue != "" {
		t.Errorf("active before: %s %s", q.Status, q.PauseReason)
	}
	if q := e.pairing(waits.ID); q.Status != pairings.Proposed || len(q.VolunteerIDs) != 0 || q.Consent != nil {
		t.Errorf("to begin before: %+v", q)
	}
	if f := must(e.service.ReadPairing(e.As(asVolunteer(v)), p.ID))(t); f.Pseudonym != "" || f.AgeBand != "" {
		t.Errorf("the card is open: %s", f.Pseudonym)
	}
	_, err := e.service.Log(e.As(asVolunteer(v)), p.ID, e.contact())
	wants(t, "a contact", err, pairings.ErrPairingResting)
	told := notifytest.Queued(t, e.Outbox, "volunteer.stopped/")
	to := map[string]bool{}
	for _, m := range told {
		to[m.To] = true
		if !m.Urgent || m.Data["by"] == "" || m.Data["what"] == "" || m.Data["why"] == "" {
			t.Errorf("message: %+v", m)
		}
	}
	if len(told) != 6 || !to[e.Org] || !to["usr_of_town_supervisor"] || !to["usr_of_county_admin"] {
		t.Errorf("told: %v", to)
	}
}

// TestTrialExpiredGoesOn lets a clearance expire while its renewal is pending: before the job, the contact is refused all the same.
func TestTrialExpiredGoesOn(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(e.Registered().ID, v)
	e.Now = noon.AddDate(1, 0, 0).Add(-time.Hour)
	must(e.Vols.ConsentOnPaper(e.As(e.Lead), v.ID))(t)
	e.Now = noon.AddDate(1, 0, 1)
	_, err := e.service.Log(e.As(asVolunteer(v)), p.ID, e.contact())
	wants(t, "a contact", err, pairings.ErrNotClear)
	if err := e.Vols.RemindClearances(auth.System(t.Context(), "remind-clearances")); err != nil {
		t.Fatal(err)
	}
	if q := e.pairing(p.ID); q.Status != pairings.Paused {
		t.Errorf("expired: %s", q.Status)
	}
}

// TestTrialDangerSwitchedOff reports a danger at night to staff who have switched off mail and SMS: each gets both all the same, also of the
// reminder when nobody has taken the report.
func TestTrialDangerSwitchedOff(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(e.Registered().ID, v)
	e.Now = noon.Add(11 * time.Hour)
	c := e.contact()
	c.Danger = true
	must(e.service.Log(e.As(asVolunteer(v)), p.ID, c))(t)
	var sms, mail notifytest.Recorder
	d := must(notify.NewDispatcher(e.Outbox, notify.DispatcherDeps{
		Contact: func(_ context.Context, to string) (notify.Contact, error) {
			return notify.Contact{UserID: to, Email: "a@example.org", Mobile: "13800000001", Chosen: true}, nil
		},
		Senders: map[notify.Channel]notify.Sender{notify.BySMS: &sms, notify.ByEmail: &mail},
	}))(t)
	for each, what := range []string{"the report", "the reminder"} {
		if err := d.SendDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := 3 * (each + 1); len(sms.Got()) != n || len(mail.Got()) != n {
			t.Errorf("%d SMS, %d mails with %s; village, town and county should have one each", len(sms.Got()), len(mail.Got()), what)
		}
		e.Now = e.Now.Add(time.Hour)
		if err := e.service.RemindDangers(auth.System(t.Context(), "remind-dangers")); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTrialRemindedAfterLeaving queues reminders of a contact, and looks whether they still apply to the people of the organisation and of
// others, when the supervisor has left the office, when the volunteer's clearance has ended, and when the pairing has.
func TestTrialRemindedAfterLeaving(t *testing.T) {
	e := newEnv(t)
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(e.Registered().ID, v)
	e.remind("2026-05-02")
	due, over := notifytest.Queued(t, e.Outbox, "pairing.contact_due/"), notifytest.Queued(t, e.Outbox, "pairing.contact_overdue/")
	applies := func(m notify.Message) bool { return must(e.service.StillApplies(t.Context(), m))(t) }
	for _, m := range append(due, over...) {
		if !applies(m) {
			t.Errorf("before: %+v", m)
		}
	}
	for _, of := range []string{e.Org, "org_elsewhere"} {
		m := over[0]
		if m.To, m.Via = "usr_member", of; applies(m) != (of == e.Org) {
			t.Errorf("forwarded by %s", of)
		}
	}
	e.Gone = []string{"usr_of_town_supervisor"}
	for _, m := range over {
		if want := m.To == e.Org; applies(m) != want {
			t.Errorf("after the supervisor has left: %s", m.To)
		}
	}
	day := e.Now
	e.Now = noon.AddDate(1, 0, 1)
	if applies(due[0]) {
		t.Error("a volunteer without clearance is reminded")
	}
	e.Now = day
	must(e.service.End(e.As(e.Lead), p.ID, 0, "unsuited"))(t)
	if applies(over[0]) || applies(due[0]) {
		t.Error("of a pairing that has ended")
	}
}
