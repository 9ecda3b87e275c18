package activities_test

import (
	"cmp"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

func TestWhyNot(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(4)
	a := w.published(func(p *activities.Plan) { p.Capacity, p.Waitlist = 1, false })
	later := func(d time.Duration) func(*activities.Plan) {
		return func(p *activities.Plan) { p.Start, p.End = p.Start.Add(d), p.End.Add(d) }
	}
	w.signUp(a, ids[0])
	_, _, err := w.SignUp(w.Volunteer(ids[0]), a.ID)
	want(t, err, activities.ErrTwice)
	_, _, err = w.SignUp(w.Volunteer(ids[1]), a.ID)
	want(t, err, activities.ErrFull)

	touching := w.published(later(2 * time.Hour)) // begins when the first ends
	w.signUp(touching, ids[0])
	overlapping := w.published(later(time.Hour))
	_, _, err = w.SignUp(w.Volunteer(ids[0]), overlapping.ID)
	want(t, err, activities.ErrClash)
	if f, _ := errors.AsType[*fault.Fault](err); f.Args["activity"] != a.ID || f.Args["title"] != a.Title {
		t.Errorf("the clash names %v", f.Args)
	}
	seen, err := w.See(w.Volunteer(ids[0]), overlapping.ID)
	want(t, err, nil)
	if seen.Answer.May || len(seen.Answer.Why) != 1 || seen.Answer.Why[0].Code != "signup_clash" {
		t.Errorf("answer: %+v", seen.Answer)
	}

	old := w.published(func(p *activities.Plan) { p.MinAge = 60 })
	_, _, err = w.SignUp(w.Volunteer(ids[1]), old.ID)
	want(t, err, activities.ErrTooYoung)
	skilled := w.published(func(p *activities.Plan) { p.Skills = []string{"手语"} })
	_, _, err = w.SignUp(w.Volunteer(ids[1]), skilled.ID)
	want(t, err, activities.ErrNeedsSkill)
	early := w.published(func(p *activities.Plan) { p.SignupFrom = p.Start.Add(-time.Hour) })
	_, _, err = w.SignUp(w.Volunteer(ids[1]), early.ID)
	want(t, err, activities.ErrSignupNotOpen)

	children := w.published(func(p *activities.Plan) { // 22:00 to 02:00
		p.TargetGroup, p.Start, p.End = activities.Children, p.Start.Add(13*time.Hour), p.Start.Add(17*time.Hour)
	})
	_, _, err = w.SignUp(w.Volunteer(ids[2]), children.ID)
	want(t, err, activities.ErrNeedsClearance)
	w.ClearUntil(ids[2], "2026-03-06") // runs out in the middle of it
	_, _, err = w.SignUp(w.Volunteer(ids[2]), children.ID)
	want(t, err, activities.ErrNeedsClearance)
	w.ClearUntil(ids[2], "2026-03-07")
	w.signUp(children, ids[2])

	w.At(children.Start)
	_, _, err = w.SignUp(w.Volunteer(ids[3]), children.ID) // sign-up is closed by the time, before any job runs
	want(t, err, activities.ErrSignupClosed)
}

func TestWithdrawingPromotesInTurn(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(5)
	a := w.published(nil) // two places
	for i, id := range ids {
		su, position, err := w.SignUp(w.Volunteer(id), a.ID)
		want(t, err, nil)
		if i >= 2 && (su.Status != activities.Waitlisted || position != int64(i-1)) {
			t.Fatalf("%d: %s, position %d", i, su.Status, position)
		}
	}
	_, err := w.Withdraw(w.Volunteer(ids[3]), a.ID, "临时出差")
	want(t, err, nil)
	_, err = w.Withdraw(w.Volunteer(ids[0]), a.ID, "临时出差")
	want(t, err, nil)
	got := []activities.SignupStatus{}
	for _, id := range ids {
		got = append(got, w.status(a, id))
	}
	if !slices.Equal(got, []activities.SignupStatus{activities.Withdrawn, activities.Confirmed, activities.Confirmed, activities.Withdrawn, activities.Waitlisted}) {
		t.Fatalf("states %v", got)
	}
	if told := w.Sent("activity.promoted"); len(told) != 1 || told[0].To != ids[2] {
		t.Fatalf("told: %+v", told)
	}
	if su := w.signUp(a, ids[0]); su.Status != activities.Waitlisted { // again, on the same document, behind the others
		t.Errorf("again: %s", su.Status)
	}
	w.At(a.Start.Add(-time.Hour))
	su, err := w.Withdraw(w.Volunteer(ids[1]), a.ID, "孩子发烧")
	want(t, err, nil)
	if !su.Late || len(w.Sent("activity.withdrawn")) != 1 || w.Sent("activity.withdrawn")[0].To != "usr_lead" {
		t.Errorf("late withdrawal: %+v", su)
	}
	if w.status(a, ids[4]) != activities.Confirmed || w.status(a, ids[0]) != activities.Waitlisted {
		t.Error("the order of the waiting list was not kept")
	}
	w.At(a.Start)
	_, err = w.Withdraw(w.Volunteer(ids[2]), a.ID, "不来了")
	want(t, err, activities.ErrTooLate)
}

func TestUnfitWaitingVolunteerIsSkipped(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(3)
	w.Clear(ids...)
	a := w.published(func(p *activities.Plan) { p.TargetGroup, p.Capacity = activities.Children, 1 })
	for _, id := range ids {
		w.signUp(a, id)
	}
	w.ClearUntil(ids[1], "2026-03-02")
	_, err := w.Withdraw(w.Volunteer(ids[0]), a.ID, "临时出差")
	want(t, err, nil)
	if w.status(a, ids[1]) != activities.Declined || w.status(a, ids[2]) != activities.Confirmed {
		t.Fatalf("second %s, third %s", w.status(a, ids[1]), w.status(a, ids[2]))
	}
	if a = w.load(a.ID); a.Taken != 1 || a.Waiting != 0 {
		t.Errorf("taken %d, waiting %d", a.Taken, a.Waiting)
	}
	if told := w.Sent("activity.declined"); len(told) != 1 || told[0].To != ids[1] {
		t.Errorf("told: %+v", told)
	}
	w.signUp(w.published(nil), ids[1]) // that time is free again
}

func TestReview(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(3)
	a := w.published(func(p *activities.Plan) { p.Review, p.Capacity = true, 1 })
	first := w.signUp(a, ids[0])
	w.signUp(a, ids[1])
	if first.Status != activities.Pending {
		t.Fatalf("first: %s", first.Status)
	}
	_, err := w.Decide(w.Lead(), first.ID, false, "")
	if fault.KindOf(err) != fault.Invalid {
		t.Fatalf("declined without a reason: %v", err)
	}
	_, err = w.Decide(w.Lead(), first.ID, false, "名额留给本村居民")
	want(t, err, nil)
	second, err := w.SignupOf(job(), a.ID, ids[1])
	want(t, err, nil)
	if second.Status != activities.Pending {
		t.Fatalf("second: %s", second.Status)
	}
	_, err = w.Decide(w.Lead(), second.ID, true, "")
	want(t, err, nil)
	_, _, err = w.SignUp(w.Volunteer(ids[0]), a.ID)
	want(t, err, activities.ErrDeclined) // a sign-up that the organisation declined stays declined
	if a = w.load(a.ID); a.Taken != 1 {
		t.Errorf("taken %d", a.Taken)
	}
}

func TestSignUpOnBehalf(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	other := w.Org("新苗社会工作服务中心")
	a := w.published(nil)
	_, _, err := w.SignUpFor(w.AsOf(other, "usr_x", auth.OrgAdmin), a.ID, ids[0])
	want(t, err, docstore.ErrNotFound)
	su, _, err := w.SignUpFor(w.Lead(), a.ID, ids[0])
	want(t, err, nil)
	if told := w.Sent("activity.confirmed"); su.Status != activities.Confirmed || len(told) != 1 || told[0].To != ids[0] {
		t.Errorf("%s, told %+v", su.Status, told)
	}
	n := w.plan()
	n.OrgID = other // another organisation does not find the volunteer
	there, err := w.Create(w.AsOf(other, "usr_x", auth.OrgAdmin), n)
	want(t, err, nil)
	_, _, err = w.SignUpFor(w.AsOf(other, "usr_x", auth.OrgAdmin), there.ID, ids[0])
	want(t, err, docstore.ErrNotFound)
}

func TestMarkAbsent(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	a := w.published(nil)
	first, second := w.signUp(a, ids[0]), w.signUp(a, ids[1])
	_, err := w.MarkAbsent(w.Lead(), first.ID)
	want(t, err, activities.ErrSignupMove) // not before the start
	w.At(a.Start)
	want(t, w.MarkAttended(job(), a.ID, ids[1]), nil)
	want(t, w.MarkAttended(job(), a.ID, ids[1]), nil)
	_, err = w.MarkAbsent(w.Lead(), second.ID)
	want(t, err, activities.ErrSignupMove)
	_, err = w.MarkAbsent(w.AsOf("org_other", "usr_x", auth.OrgAdmin), first.ID)
	want(t, err, docstore.ErrNotFound)
	_, err = w.MarkAbsent(w.Lead(), first.ID)
	want(t, err, nil)
	want(t, w.Unmark(job(), a.ID, ids[1]), nil)
	if w.status(a, ids[0]) != activities.Absent || w.status(a, ids[1]) != activities.Absent {
		t.Errorf("first %s, second %s", w.status(a, ids[0]), w.status(a, ids[1]))
	}
}

// entrant is one of many sign-ups at once, with the steps at which it was requested and answered.
type entrant struct {
	id            string
	asked, answer int64
	su            activities.Signup
	in            bool
}

// rush signs everybody up at once.
func rush(t *testing.T, w *world, a activities.Activity, ids []string) []entrant {
	t.Helper()
	var steps atomic.Int64
	var wg sync.WaitGroup
	list := make([]entrant, len(ids))
	began := time.Now()
	for i, id := range ids {
		wg.Go(func() {
			e := entrant{id: id, asked: steps.Add(1)}
			su, _, err := w.SignUp(w.Volunteer(id), a.ID)
			e.answer, e.su, e.in = steps.Add(1), su, err == nil
			if err != nil && !errors.Is(err, activities.ErrFull) {
				t.Errorf("%s: %v", id, err)
			}
			list[i] = e
		})
	}
	wg.Wait()
	t.Logf("%d at once in %s", len(ids), time.Since(began).Round(time.Millisecond))
	return list
}

func TestRush(t *testing.T) {
	w := newWorld(t)
	n := 10_000
	if testing.Short() {
		n = 1000
	}
	ids := w.Volunteers(n)
	withoutLine(t, w, ids)
	withLine(t, w, ids)
}

func withoutLine(t *testing.T, w *world, ids []string) {
	t.Helper()
	a := w.published(func(p *activities.Plan) { p.Capacity, p.Waitlist = 100, false })
	in := 0
	for _, e := range rush(t, w, a, ids) {
		if e.in {
			in++
		}
	}
	page, err := w.Signups(w.Lead(), a.ID, activities.Confirmed, docstore.Limit(200))
	want(t, err, nil)
	if a = w.load(a.ID); in != 100 || a.Taken != 100 || a.Waiting != 0 || len(page.Items) != 100 {
		t.Fatalf("%d got in, taken %d, waiting %d, %d sign-ups", in, a.Taken, a.Waiting, len(page.Items))
	}
}

func withLine(t *testing.T, w *world, ids []string) {
	t.Helper()
	a := w.published(func(p *activities.Plan) {
		p.Capacity, p.Start, p.End = 100, p.Start.Add(24*time.Hour), p.End.Add(24*time.Hour)
	})
	list := rush(t, w, a, ids)
	if a = w.load(a.ID); a.Taken != 100 || a.Waiting != int64(len(ids)-100) {
		t.Fatalf("taken %d, waiting %d", a.Taken, a.Waiting)
	}
	slices.SortFunc(list, func(x, y entrant) int { return cmp.Compare(x.su.Turn, y.su.Turn) })
	latest := int64(0)
	for i, e := range list {
		status := activities.Confirmed
		if i >= 100 {
			status = activities.Waitlisted
		}
		if !e.in || e.su.Turn != int64(i+1) || e.su.Status != status || w.status(a, e.id) != status {
			t.Fatalf("number %d: %+v", i+1, e.su)
		}
		if e.answer < latest { // answered before a sign-up with a lower number was requested
			t.Fatalf("number %d was overtaken", e.su.Turn)
		}
		latest = max(latest, e.asked)
	}
	for i := range 20 { // the waiting list moves up strictly in its order
		_, err := w.Withdraw(w.Volunteer(list[i].id), a.ID, "临时有事")
		want(t, err, nil)
		if got := w.status(a, list[100+i].id); got != activities.Confirmed {
			t.Fatalf("number %d: %s", 101+i, got)
		}
		if got := w.status(a, list[101+i].id); got != activities.Waitlisted {
			t.Fatalf("number %d got a place before its turn: %s", 102+i, got)
		}
	}
}

func TestTwoOverlappingAtOnce(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(20)
	a := w.published(func(p *activities.Plan) { p.Capacity = 100 })
	b := w.published(func(p *activities.Plan) { p.Capacity, p.Start = 100, p.Start.Add(30*time.Minute) })
	var wg sync.WaitGroup
	for _, id := range ids {
		for _, act := range []activities.Activity{a, b} {
			wg.Go(func() {
				if _, _, err := w.SignUp(w.Volunteer(id), act.ID); err != nil && !errors.Is(err, activities.ErrClash) {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if got := w.load(a.ID).Taken + w.load(b.ID).Taken; got != int64(len(ids)) {
		t.Errorf("%d places for %d people", got, len(ids))
	}
}

func TestReminders(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(3)
	a := w.published(func(p *activities.Plan) { p.Capacity = 5 })
	w.signUp(a, ids[0])
	remind := func() int {
		want(t, w.RemindUpcoming(job()), nil)
		return len(w.Sent("activity.reminder"))
	}
	if n := remind(); n != 0 {
		t.Fatalf("%d reminders three days before", n)
	}
	w.At(a.Start.Add(-23 * time.Hour))
	w.signUp(a, ids[1]) // booked after the lead began
	if n := remind() + remind(); n != 2 {
		t.Fatalf("reminders a day before, asked twice: %d", n)
	}
	w.At(a.Start.Add(-time.Hour))
	w.signUp(a, ids[2])
	if n := remind(); n != 3 {
		t.Fatalf("reminders two hours before: %d", n)
	}
	m := w.Sent("activity.reminder")[0]
	if ok, err := w.StillApplies(job(), m); !ok || err != nil || !m.ExpiresAt.Equal(a.Start) {
		t.Fatalf("a good reminder: %v %v, expires %s", ok, err, m.ExpiresAt)
	}
	_, err := w.Withdraw(w.Volunteer(ids[0]), a.ID, "临时有事")
	want(t, err, nil)
	if ok, _ := w.StillApplies(job(), m); ok {
		t.Error("a reminder for a withdrawn sign-up still applies")
	}
	other := w.Sent("activity.reminder")[2]
	n := w.plan()
	n.Capacity, n.Start, n.End = 5, n.Start.Add(3*time.Hour), n.End.Add(3*time.Hour)
	_, err = w.Edit(w.Lead(), a.ID, 0, n)
	want(t, err, nil)
	if ok, _ := w.StillApplies(job(), other); ok {
		t.Error("a reminder for the old time still applies")
	}
}

func TestDowntimeSendsNearestReminderOnly(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	a := w.published(nil)
	w.signUp(a, ids[0])
	w.At(a.Start.Add(-time.Hour))
	want(t, w.RemindUpcoming(job()), nil)
	if told := w.Sent("activity.reminder"); len(told) != 1 {
		t.Fatalf("%d reminders", len(told))
	}
}
